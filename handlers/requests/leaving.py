"""A look each minute at who may still decide on what waits."""

from __future__ import annotations

from collections.abc import Mapping
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
    new alone. One without a vote is looked at where somebody who was asked may decide no more: ten thousand that wait
    would else take ten seconds of the processor each minute."""
    waiting, voted, called = await deps.storage.read(_waiting)
    deps.failing.due(WHAT, waiting)
    known: dict[str, Still] = {}
    for ref in waiting:
        with deps.failing.apart(WHAT, ref):
            if ref in voted or await _left(deps, called.get(ref, set()), known):
                await _look_at(deps, ref, known)


def _waiting(unit: Unit) -> tuple[list[str], set[str], Mapping[str, set[str]]]:
    """All, those with a vote, and who was asked."""
    state = State.PENDING_APPROVAL
    waiting = [request.id for request in unit.requests.in_state(state)]
    return waiting, unit.votes.on(state), unit.notices.called_on(state)


async def _left(deps: Deps, asked: set[str], known: dict[str, Still]) -> bool:
    """Whether one of them may decide no more."""
    known |= await still(deps, asked - known.keys())
    return any(known[person].decides is False for person in asked)


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
