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
_WAITS = State.PENDING_APPROVAL


async def look_for_leavers(deps: Deps) -> None:
    """Several replicas may do it: what is done once is done. Each request by itself, and written where something is
    new alone. One without a vote is looked at where somebody who was called may decide no more, so that it is the
    people who are asked for, and not each of the ten thousand requests that may wait for them."""
    voted, called = await deps.storage.read(lambda unit: (unit.votes.on(_WAITS), unit.notices.called_in(_WAITS)))
    known: dict[str, Still] = {}
    left = [person for person in sorted(called) if await _left(deps, person, known)]
    theirs = await deps.storage.read(lambda unit: unit.notices.called_on(_WAITS, left)) if left else set[str]()
    refs = sorted(voted | theirs)
    deps.failing.due(WHAT, [*called, *refs])
    for ref in refs:
        with deps.failing.apart(WHAT, ref):
            await _look_at(deps, ref, known)


async def _left(deps: Deps, person: str, known: dict[str, Still]) -> bool:
    """Whether they may decide no more. One who cannot be asked for keeps nobody else waiting."""
    with deps.failing.apart(WHAT, person):
        known |= await still(deps, [person])
        return known[person].decides is False
    return False


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
    return case if case and case.request.state is _WAITS else None
