"""A look each minute at who may still decide on what waits."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from domain.request import State
from handlers.deps import Deps
from handlers.ports import Unit
from handlers.requests.case import Case
from handlers.requests.decision import decide_if_reached, is_reached
from handlers.requests.leavers import People, Still, are_new, concerned, name_leavers, still, void_of_leavers

WHAT = "look for approvers who left"


async def look_for_leavers(deps: Deps) -> None:
    """Several replicas may do it: what is done once is done. Each request by itself, and written where something is
    new alone."""
    waiting = await deps.storage.read(_waiting)
    deps.failing.due(WHAT, waiting)
    known: dict[str, Still] = {}
    for ref in waiting:
        with deps.failing.apart(WHAT, ref):
            await _look_at(deps, ref, known)


def _waiting(unit: Unit) -> list[str]:
    return [request.id for request in unit.requests.in_state(State.PENDING_APPROVAL)]


async def _look_at(deps: Deps, ref: str, known: dict[str, Still]) -> None:
    """`known`: how people stand who were asked for already."""
    asked = await deps.storage.read(partial(concerned, request_id=ref))
    known |= await still(deps, asked - known.keys())
    now = deps.clock()
    if await deps.storage.read(lambda unit: _is_new(unit, deps, ref, known, now)):
        await deps.storage.write(lambda unit: _settle(unit, deps, ref, known, now))


def _is_new(unit: Unit, deps: Deps, ref: str, people: People, now: datetime) -> bool:
    case = _pending(unit, deps, ref, now)
    return case is not None and (are_new(case, people) or is_reached(case, people))


def _settle(unit: Unit, deps: Deps, ref: str, people: People, now: datetime) -> None:
    if case := _pending(unit, deps, ref, now):
        void_of_leavers(case, people)
        name_leavers(case, people)
        decide_if_reached(case, people)


def _pending(unit: Unit, deps: Deps, ref: str, now: datetime) -> Case | None:
    case = Case.open(unit, ref, deps.policy, now)
    return case if case and case.request.state is State.PENDING_APPROVAL else None
