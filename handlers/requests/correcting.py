"""`correct`, Ask again and File anyway: a request's form, filled in as it was filed, for another one."""

from __future__ import annotations

from datetime import datetime

from domain.card import Answer, Card, not_clear
from domain.receipt import later_of
from domain.rights import ANYWAY, CORRECT
from domain.unread import Behind
from handlers.command import Command, Served
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.gate import viewed
from handlers.requests.procedure import Filed
from handlers.requests.sealed import details


async def correct(deps: Deps, act: Act) -> Answer:
    """The form of the request, filled in as it was filed; sending it cancels the old one and files the new one."""
    if not act.request_id:
        return not_clear(act.words.errors.which_request("correct"))
    return await _form_of(deps, act, "correct")


async def file_anyway(deps: Deps, act: Act) -> Answer:
    """The duplicate's form, filled in, to be checked before it is filed all the same."""
    return await _form_of(deps, act, "anyway")


async def _form_of(deps: Deps, act: Act, why: str) -> Answer:
    now = deps.clock()
    filed = await deps.storage.write(lambda unit: _filed(unit, act, why, now))
    return filed if isinstance(filed, Card) else await deps.kinds[filed.request.kind].form(deps, filed)


def _filed(unit: Unit, act: Act, why: str, now: datetime) -> Filed | Card:
    """The request and what was asked for: a look like any other."""
    request = viewed(unit, act, now)
    if isinstance(request, Card):
        return request
    asked, steps = details(unit, request), unit.steps.of(request.id)
    later = later_of(asked) if why == "correct" else None
    later = later if later and later.day != request.received_on else None
    return Filed(words=act.words, ref=f"{why}:{request.id}", request=request, asked=asked, steps=steps, later=later)


COMMAND = Command(
    name="correct",
    usage="correct <request>",
    sentence="Cancels a request and files it again, corrected.",
    example="correct DSR-7K3QFA",
    who=CORRECT,
    behind=Behind.ASIDE,
    typed=correct,
    files=frozenset(),
    buttons={
        "correct": Served(CORRECT, do=correct, on_card=True),
        "file-anyway": Served(ANYWAY, do=file_anyway, called=lambda words: words.rights.THIS),
    },
)
