"""What the life of a request is told of an export: nothing of it runs but letters that are on their way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from domain.card import Card, Form
from domain.event import EventKind
from domain.export import plan as ticket
from domain.export.facts import ExportFacts
from domain.export.plan import Deed, Stage
from domain.letters import Part
from domain.notice import Notice, NoticeKind
from domain.outcome import Code
from domain.people import Role
from domain.policy import Policy
from domain.refs import Ref
from domain.request import BEGUN, SETTLED, UNANSWERED, Request, Step, StepState
from domain.rights import Way
from domain.rule import About, Reader, refusal
from domain.view import RequestView
from domain.words.language import Words
from handlers.deps import Deps
from handlers.export.command import form
from handlers.export.mail_notice import mail_card, mailbox_card
from handlers.export.preview import preview
from handlers.export.sweep import sweep_export
from handlers.export.turn import go_on
from handlers.export.work import export_work
from handlers.ports import Unit
from handlers.requests.case import Case
from handlers.requests.procedure import Filed, Procedure, all_done
from handlers.requests.sealed import details, facts


async def _filled_in(_: Deps, filed: Filed) -> Form:
    values = {name: str(value) for name, value in filed.asked.items()} | {"who": filed.asked["subjects"][0]}
    return filed.asking(form(filed.words, filed.received, ref=filed.ref, values=values))


def _goes_on(case: Case) -> bool:
    go_on(case)
    return True


def _given_up(steps: Sequence[Step]) -> Sequence[Step]:
    """The stages behind it are still to come."""
    return ticket.to_send(steps) or [step for step in steps if step.state not in SETTLED][:1]


def _at_work(steps: Sequence[Step]) -> bool:
    return bool(ticket.to_send(steps))


def _sweep(case: Case, now: datetime) -> bool:
    if case.request.state not in BEGUN:
        return False
    sweep_export(case, now)
    return True


def _open_to(step: Step, steps: Sequence[Step], policy: Policy) -> Deed | None:
    return ticket.open_to(step, steps, guided=policy.mail.guided) if ticket.stage_of(step.key) else None


def _story(unit: Unit, deps: Deps, story: RequestView, steps: Sequence[Step], reader: Reader | None) -> RequestView:
    """With whose data it is, and the mails that are to be read before somebody goes on."""
    asked, read = details(unit, story.request), ticket.resting(steps)
    return replace(
        story,
        holder=str(asked.get("holder", "")),
        purpose=str(asked.get("purpose", "")),
        letter=_letter(unit, story.request, steps, deps, reader),
        question=facts(unit, read, ExportFacts).question if read else "",
    )


def _letter(unit: Unit, request: Request, steps: Sequence[Step], deps: Deps, reader: Reader | None) -> str:
    sends = deps.commands.asked(Way.BUTTON, "remind", Ref(request=request.id))
    if not reader or refusal(sends, About.of(request), reader.person_id, reader.roles):
        return ""
    return preview(unit, request, steps, deps.policy, reader)


def _turn(unit: Unit, deps: Deps, request: Request, _: Notice, words: Words) -> str:
    """What the tenant admin is to do now; empty when it was done meanwhile."""
    steps, guided = unit.steps.of(request.id), deps.policy.mail.guided
    current = ticket.current(steps)
    if not request.open or not current or not ticket.needs_person(steps, guided=guided):
        return ""
    stage = ticket.stage_of(current.key)
    return words.export.turn(
        request.id, words.export.TURN_NOTES.get(current.note) or words.export.TURNS[stage or Stage.REQUEST]
    )


async def _mail(deps: Deps, notice: Notice, words: Words) -> Card:
    return await deps.storage.read(lambda unit: mail_card(unit, deps, notice, words))


async def _mailbox(deps: Deps, notice: Notice, words: Words) -> Card:
    return mailbox_card(deps, notice, words)


def _answered(_: Unit, request: Request, steps: Sequence[Step], words: Words) -> Mapping[Part, str]:
    came = any(ticket.stage_of(step.key) is Stage.DELIVERY and step.state is StepState.DONE for step in steps)
    return {Part.DONE: words.letters.DELIVERED} if came and request.state not in UNANSWERED else {}


EXPORT = Procedure(
    answered=_answered,
    work=export_work,
    form=_filled_in,
    complete=all_done,
    goes_on=_goes_on,
    given_up=_given_up,
    at_work=_at_work,
    sweep=_sweep,
    calls=Role.TENANT_ADMIN,
    late_event=EventKind.EXPORT_LATE,
    open_to=_open_to,
    story=_story,
    near=lambda words, ref, last_day: words.export.late(ref, last_day),
    sentences={NoticeKind.TURN: _turn},
    cards={NoticeKind.MAIL: _mail, NoticeKind.MAILBOX: _mailbox},
    answers={
        Code.TICKET_NOT_IT: lambda _, __, words: words.mail.NOT_IT_NOW,
        Code.TICKET_NOTED: lambda _, __, words: words.erasure.DONE_NOW,
        Code.TICKET_SENDING: lambda _, __, words: words.export.SENDING_NOW,
        Code.TICKET_NOT_OPEN: lambda _, __, words: words.errors.NOT_OPEN,
        Code.TICKET_OTHER_DOUBT: lambda _, __, words: words.export.OTHER_DOUBT,
    },
)
