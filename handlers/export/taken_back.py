"""“That was not it”: what a mail was taken for is taken back, and the ticket waits again (design §5)."""

from __future__ import annotations

from datetime import datetime

from domain.card import Answer
from domain.export import plan as ticket
from domain.outcome import Code, Outcome
from domain.policy import Policy
from domain.request import BEGUN
from domain.rights import TICKET_PART
from handlers.command import Buttons, Served
from handlers.deps import Act, Deps
from handlers.export.inbox_moves import take_back
from handlers.export.turn import go_on
from handlers.ports import Unit
from handlers.requests.outcomes import once


async def not_it(deps: Deps, act: Act) -> Answer:
    return await once(deps, act, lambda unit, now: _back(unit, deps.policy, act, now))


def _back(unit: Unit, policy: Policy, act: Act, now: datetime) -> Outcome:
    request, steps = unit.requests.get(act.request_id), unit.steps.of(act.request_id)
    read = ticket.resting(steps)
    gone = not read or str(read.position) != act.asked.ref.part or bool(ticket.to_send(steps))
    if not request or not read or gone or request.state not in BEGUN or request.environment != policy.environment:
        return Outcome(Code.TICKET_NOT_OPEN, act.request_id)
    data = {"step": read.key, "note": read.note}
    take_back(unit, steps, read, now)
    unit.events.add("export.not_it", now, actor=act.person.id, request=request.id, data=data)
    go_on(unit, request.id, policy, now)
    return Outcome(Code.TICKET_NOT_IT, request.id)


BUTTONS: Buttons = {"not-it": Served(TICKET_PART, do=not_it)}
