"""The letters of an export and its thread, made from the request's row each time they are needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain import ticket, words
from domain.mail import Letter, Thread, Unsendable, message_id
from domain.mail_headers import visible
from domain.mail_letters import Export, Holder, Purpose, confirmation_letter, reminder_letter, request_letter
from domain.policy import Policy
from domain.request import Request, State, Step, StepState
from domain.ticket import Deed, Stage
from handlers.ports import Unit
from handlers.sealed import details, private

_OUT = frozenset({StepState.RUNNING, StepState.DONE})


def export_of(unit: Unit, request: Request, signed: str) -> Export:
    """Raises: domain.mail.Unsendable, where the key of the subject was destroyed."""
    asked = details(unit, request)
    if "holder" not in asked:
        raise Unsendable("The key of the person was destroyed.")
    return Export(
        ticket=request.id,
        subject=asked["subjects"][0],
        holder=Holder(str(asked["holder"])),
        purpose=Purpose(str(asked["purpose"])),
        instance=request.environment,
        signed=visible(signed),
    )


def thread(unit: Unit, request: Request, steps: Sequence[Step], policy: Policy) -> Thread:
    """A letter counts from the moment it may have gone out."""
    letters = [step for step in ticket.of(steps, *ticket.LETTERS) if step.state in _OUT or step.note == ticket.DOUBTFUL]
    came = [private(unit, step).get("mail", "") for step in ticket.of(steps, *ticket.AWAITED)]
    return Thread(
        ticket=request.id,
        letters=tuple(private(unit, step).get("letter") or _own_id(step, policy) for step in letters),
        mails=tuple(filter(None, came)),
        confirmed=ticket.step_of(steps, Stage.CONFIRMATION) in letters,
        names=_names(unit, request, policy),
    )


def _names(unit: Unit, request: Request, policy: Policy) -> frozenset[str]:
    """What a mail about it may name without being about something else."""
    ours = (*details(unit, request)["subjects"], request.environment, policy.mail.mailbox)
    return frozenset(name.casefold() for name in ours if name)


def letter(unit: Unit, request: Request, steps: Sequence[Step], step: Step, policy: Policy, signed: str) -> Letter:
    """The letter of this step. `signed`: the name below it."""
    export, rules, domain = export_of(unit, request, signed), policy.mail.rules, policy.mail.domain
    whole, own_id = thread(unit, request, steps, policy), _own_id(step, policy)
    before = replace(whole, letters=tuple(other for other in whole.letters if other != own_id))
    match ticket.stage_of(step.key):
        case Stage.REMINDER:
            number = int(step.key.rpartition("-")[2])
            asked_on = (ticket.step_of(steps, Stage.REQUEST).settled_at or request.created_at).astimezone(
                policy.timezone
            )
            return reminder_letter(export, rules, domain, before, number, asked_on.date())
        case Stage.CONFIRMATION:
            question = private(unit, ticket.step_of(steps, Stage.QUESTION)).get("mail", "")
            return confirmation_letter(export, rules, domain, before, question)
    return request_letter(export, rules, domain)


def preview(unit: Unit, request: Request, steps: Sequence[Step], policy: Policy) -> str:
    """The mail that a person is to have sent next, to be read before, or sent by hand; empty when there is none."""
    step = ticket.current(steps)
    deed = ticket.open_to(step, steps, guided=policy.mail.guided) if step else None
    if not step or deed not in {Deed.SEND, Deed.SENT} or request.state is not State.NEEDS_ATTENTION:
        return ""
    try:
        made = letter(unit, request, steps, step, policy, words.YOUR_NAME)
    except Unsendable:
        return ""
    return words.mail(made.to, made.subject, made.text)


def _own_id(step: Step, policy: Policy) -> str:
    """What the letter is called before it has left; the mailbox may send it under another name."""
    stage, _, number = step.key.rpartition(":")[2].partition("-")
    return message_id(step.request_id, f"{stage}-{number}" if number else stage, policy.mail.domain)
