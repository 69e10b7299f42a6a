"""The mail that goes out next, for who is to send it to read."""

from __future__ import annotations

from collections.abc import Sequence

from domain.export import plan as ticket
from domain.export.plan import Deed
from domain.mail.message import Unsendable
from domain.policy import Policy
from domain.request import BEGUN, Request, Step
from domain.rule import Reader
from handlers.export.letters import letter, reminder
from handlers.ports import Unit
from handlers.requests.signer import Signer


def preview(unit: Unit, request: Request, steps: Sequence[Step], policy: Policy, reader: Reader) -> str:
    """The mail that goes out when this person presses the button beside it, in their name, or that they are to send by
    hand: the very same text. Empty when there is none."""
    step = _next_letter(request, steps, policy)
    if not step:
        return ""
    try:
        made = letter(unit, request, steps, step, policy, Signer.of(unit, reader.person_id))
    except Unsendable:
        return ""
    return reader.words.export.mail(made.to, made.subject, made.text)


def _next_letter(request: Request, steps: Sequence[Step], policy: Policy) -> Step | None:
    step, guided = ticket.current(steps), policy.mail.guided
    if not step or request.state not in BEGUN:
        return None
    if ticket.open_to(step, steps, guided=guided) in {Deed.SEND, Deed.SENT}:
        return step
    return reminder(request, steps) if ticket.may_remind(steps, guided=guided) else None
