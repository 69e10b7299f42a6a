"""The letters of an export and its thread, made from the request's row each time they are needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.export import plan as ticket
from domain.export.facts import ExportFacts
from domain.export.letters import Export, Holder, Purpose, confirmation_letter, reminder_letter, request_letter
from domain.export.plan import Stage
from domain.mail.message import Letter, Thread, Unsendable, message_id
from domain.policy import Policy
from domain.request import Request, Step, StepState
from handlers.ports import Unit
from handlers.requests.sealed import details, facts
from handlers.requests.signer import Signer

_OUT = frozenset({StepState.RUNNING, StepState.DONE})


def export_of(unit: Unit, request: Request, signer: Signer) -> Export:
    """Raises: domain.mail.message.Unsendable, where the key of the subject was destroyed."""
    asked = details(unit, request)
    if "holder" not in asked:
        raise Unsendable("The key of the person was destroyed.")
    return Export(
        ticket=request.id,
        subject=asked["subjects"][0],
        holder=Holder(str(asked["holder"])),
        purpose=Purpose(str(asked["purpose"])),
        instance=request.environment,
        signed=signer.signed,
    )


def thread(unit: Unit, request: Request, steps: Sequence[Step], policy: Policy) -> Thread:
    """A letter counts from the moment it may have gone out."""
    letters = [step for step in ticket.of(steps, *ticket.LETTERS) if step.state in _OUT or step.note == ticket.DOUBTFUL]
    came = [facts(unit, step, ExportFacts).mail for step in ticket.of(steps, *ticket.AWAITED)]
    return Thread(
        ticket=request.id,
        letters=tuple(facts(unit, step, ExportFacts).letter or _own_id(step, policy) for step in letters),
        mails=tuple(filter(None, came)),
        confirmed=ticket.step_of(steps, Stage.CONFIRMATION) in letters,
        names=_names(unit, request, policy),
    )


def _names(unit: Unit, request: Request, policy: Policy) -> frozenset[str]:
    """What a mail about it may name without being about something else."""
    ours = (*details(unit, request)["subjects"], request.environment, policy.mail.mailbox)
    return frozenset(name.casefold() for name in ours if name)


def letter(unit: Unit, request: Request, steps: Sequence[Step], step: Step, policy: Policy, signer: Signer) -> Letter:
    """The letter of this step."""
    export, rules, domain = export_of(unit, request, signer), policy.mail.rules, policy.mail.domain
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
            question = facts(unit, ticket.step_of(steps, Stage.QUESTION), ExportFacts).mail
            return confirmation_letter(export, rules, domain, before, question)
    return request_letter(export, rules, domain)


def reminder(request: Request, steps: Sequence[Step]) -> Step:
    """The next one, not sent yet."""
    number = len(ticket.of(steps, Stage.REMINDER)) + 1
    return Step(
        request_id=request.id,
        key=ticket.key_of(Stage.REMINDER, number),
        position=max(step.position for step in steps) + 1,
        subject_id=request.subject_id,
    )


def _own_id(step: Step, policy: Policy) -> str:
    """What the letter is called before it has left; the mailbox may send it under another name."""
    stage, _, number = step.key.rpartition(":")[2].partition("-")
    return message_id(step.request_id, f"{stage}-{number}" if number else stage, policy.mail.domain)
