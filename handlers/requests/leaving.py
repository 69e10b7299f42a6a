"""A look each minute at who may still decide on what waits."""

from __future__ import annotations

from domain.request import State
from handlers.deps import Deps
from handlers.ports import Unit
from handlers.requests.case import Case
from handlers.requests.decision import decide_if_reached
from handlers.requests.leavers import People, concerned, name_leavers, still, void_of_leavers


async def look_for_leavers(deps: Deps) -> None:
    """Several replicas may do it: what is done once is done."""
    waiting = await deps.storage.read(concerned)
    people = await still(deps, {person for asked in waiting.values() for person in asked})
    for ref in waiting:
        await _settle(deps, ref, people)


async def _settle(deps: Deps, ref: str, people: People) -> None:
    now = deps.clock()

    def write(unit: Unit) -> None:
        case = Case.open(unit, ref, deps.policy, now)
        if case and case.request.state is State.PENDING_APPROVAL:
            void_of_leavers(case, people)
            name_leavers(case, people)
            decide_if_reached(case, people)

    await deps.storage.write(write)
