"""`resume`: the brake is taken off, and what it has stopped goes on by itself."""

from __future__ import annotations

from datetime import datetime

from domain.card import Card
from domain.event import EventKind
from domain.outcome import Code, Outcome
from domain.rights import ADMINS
from domain.unread import Behind
from handlers.command import Command
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.brake import OFF, begin_anew, matter, nobody_else, tell
from handlers.requests.cancelling import resume as run_again
from handlers.requests.case import Case
from handlers.requests.gate import acts_for, did
from handlers.requests.outcomes import once


async def resume(deps: Deps, act: Act) -> Card:
    return await once(deps, act, lambda unit, now: _take_off(unit, deps, act, now))


def _take_off(unit: Unit, deps: Deps, act: Act, now: datetime) -> Outcome:
    """Who put it on may not, unless nobody else could."""
    brake, me = unit.brakes.now(), act.person.id
    if not brake:
        return Outcome(Code.BRAKE_NONE)
    put_on, roles = unit.events.braked(), ADMINS.roles
    did_it = (did(unit, act, roles, matter(one.data.get("brake", "")), one) for one in put_on)
    if (acts_for(unit, act, roles, [brake.by]) or any(did_it)) and not nobody_else(unit, deps, brake.by):
        unit.events.add(EventKind.ACT_REFUSED, now, actor=me, request=None, data={"why": "apart", "verb": "resume"})
        return Outcome(Code.BRAKE_OWN)
    if not unit.brakes.take_off(brake, me, now):
        return Outcome(Code.BRAKE_NONE)
    tell(unit, brake, OFF, me, now)
    stopped = unit.brakes.stopped()
    for ref in stopped:
        if case := Case.open(unit, ref, deps.policy, now, me):
            begin_anew(case)
            run_again(case, anew=False)
    return Outcome(Code.BRAKE_OFF, None, str(len(stopped)))


COMMAND = Command(
    name="resume",
    usage="resume",
    sentence="Ends a pause that someone else began: what was stopped goes on.",
    example="resume",
    who=ADMINS,
    behind=Behind.REFUSED,
    typed=resume,
    files=frozenset(),
)
