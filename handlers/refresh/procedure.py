"""What the life of a request is told of a refresh."""

from __future__ import annotations

from domain.card import Form
from domain.erasure.plan import StepKind, of
from domain.identifiers import listed
from domain.notice import NoticeKind
from handlers.deps import Deps
from handlers.refresh.command import form
from handlers.refresh.scheduled_failures import scheduled_card
from handlers.refresh.work import refresh_work
from handlers.requests.procedure import Filed, Procedure, all_done


async def filled_in(deps: Deps, filed: Filed) -> Form:
    """With the sources that were asked for, where they are there still; those that are not are named."""
    asked, known = filed.asked, await deps.catalog.sources()
    there = {source.id for source in known}
    blank = form(
        filed.words,
        known,
        filed.received,
        ref=filed.ref,
        chosen=[step.key for step in of(filed.steps, StepKind.SOURCE)],
        asked=listed(asked["subjects"]),
        reference=str(asked["reference"]),
        deleted=str(asked.get("deleted", "")),
        unread=deps.catalog.unread,
        gone=[step.label for step in of(filed.steps, StepKind.SOURCE) if step.key not in there],
    )
    return filed.asking(blank)


REFRESH = Procedure(work=refresh_work, form=filled_in, complete=all_done, cards={NoticeKind.SCHEDULED: scheduled_card})
