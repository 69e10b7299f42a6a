"""“That was not it”: what a mail was taken for is taken back, and the ticket waits again (design §5)."""

from __future__ import annotations

from domain.card import Answer
from domain.event import EventKind
from domain.export import plan as ticket
from domain.outcome import Code, Outcome
from domain.request import BEGUN
from domain.rights import TICKET_PART
from handlers.command import Buttons, Served
from handlers.deps import Act, Deps
from handlers.export.inbox_moves import take_back
from handlers.export.turn import go_on
from handlers.requests.case import Case
from handlers.requests.outcomes import about


async def not_it(deps: Deps, act: Act) -> Answer:
    return await about(deps, act, lambda case: _back(case, act.asked.ref.part))


def _back(case: Case, part: str) -> Outcome:
    request, read = case.request, ticket.resting(case.steps)
    gone = not read or str(read.position) != part or bool(ticket.to_send(case.steps))
    if not read or gone or request.state not in BEGUN or request.environment != case.policy.environment:
        return Outcome(Code.TICKET_NOT_OPEN, case.id)
    take_back(case, read)
    case.event(EventKind.EXPORT_NOT_IT, {"step": read.key, "note": read.note})
    go_on(case)
    return Outcome(Code.TICKET_NOT_IT, case.id)


BUTTONS: Buttons = {"not-it": Served(TICKET_PART, do=not_it)}
