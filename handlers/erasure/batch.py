"""What the people of a batch have for themselves, once all that they have in common is done: a few at a time.

Sources, downstream processes and segments are worked on by the batch alone, whatever the number of people. What it has
settled is kept at the request of each; from there on each goes on as an erasure of one person, to an end of their own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from time import monotonic
from typing import Any

from domain.erasure.facts import ErasureFacts
from domain.erasure.plan import (
    CHECKS,
    SHARED,
    Phase,
    StepKind,
    complete,
    is_early,
    key_of,
    name_of,
    of,
    part_of,
    phase,
)
from domain.event import EventKind
from domain.notes import Note
from domain.request import BEGUN, State, Step, StepState
from handlers.deps import Deps
from handlers.erasure.check import new_segments
from handlers.erasure.recipients import sealed
from handlers.ports import Unit
from handlers.requests.anew import ANEW
from handlers.requests.batch import members
from handlers.requests.cancelling import resume
from handlers.requests.case import Case
from handlers.requests.sealed import keeping
from handlers.requests.steps import note_end
from handlers.requests.work import load
from handlers.retrying import Delay

AT_ONCE = 5  # people who are looked up beside each other: the calls of a minute serve others, too


async def work_off(deps: Deps, request_id: str, run: int) -> None:
    """Begin with each, and see each to where the machine can do no more. Safe to repeat."""
    delay = Delay(deps.policy.poll_every)
    while not await _is_over(deps, request_id, run):
        now = deps.clock()
        if await deps.storage.write(lambda unit: _turn(unit, deps, request_id, now)):  # noqa: B023
            delay = Delay(deps.policy.poll_every)
        await asyncio.sleep(delay.next())


async def _is_over(deps: Deps, request_id: str, run: int) -> bool:
    """Nobody is left, or something came up that all have in common: another run, a cancel, a segment that is new."""
    request, steps = await load(deps, request_id)
    over = request.run != run or request.cancel_asked_by or request.state is not State.IN_PROGRESS
    if over or phase(steps) is not Phase.MEMBERS:
        return True
    fresh = any(step.state is StepState.WAITING for step in of(steps, StepKind.MEMBER))
    return fresh and await new_segments(deps, request, steps, None, await deps.inventory.read(monotonic()))


def _turn(unit: Unit, deps: Deps, request_id: str, now: datetime) -> bool:
    """Whether anybody came to an end, or was begun with."""
    case = Case.open(unit, request_id, deps.policy, now)
    if not case or case.request.cancel_asked_by:
        return False
    steps = {name_of(step.key): step for step in of(case.steps, StepKind.MEMBER)}
    _hand_segments_down(case)
    running = [one for ref, step in steps.items() if step.state is StepState.RUNNING for one in _opened(case, ref)]
    ends = {one.id: end for one in running if (end := _end(one))}
    free = AT_ONCE - sum(_is_looked_up(one) for one in running)
    waiting = [ref for ref, step in steps.items() if step.state is StepState.WAITING][: max(0, free)]
    for ref, (state, note) in ends.items():
        _settle(case, steps[ref], state, note)
    for ref in waiting:
        _begin(case, steps[ref])
    return bool(ends or waiting)


def _opened(case: Case, ref: str) -> Sequence[Case]:
    found = Case.open(case.unit, ref, case.policy, case.now)
    return [found] if found else []


def _is_looked_up(member: Case) -> bool:
    """Until the first look; then it waits for the settling time."""
    first = next((step for step in member.steps if step.key == key_of(StepKind.CHECK, CHECKS[0])), None)
    return member.request.state is State.IN_PROGRESS and (first is None or first.state is StepState.WAITING)


def _end(member: Case) -> tuple[StepState, Note] | None:
    """Where the machine has come with one of them; None while it is at it."""
    state, steps = member.request.state, member.steps
    if not member.request.open and state is not State.COMPLETED:
        return StepState.CANCELLED, Note.CANCELLED
    if member.request.open and state is not State.NEEDS_ATTENTION:
        return None
    checks = of(steps, StepKind.CHECK)
    if checks and all(step.state is StepState.DONE for step in checks):
        return StepState.DONE, next((step.note for step in checks if step.note != Note.GONE), Note.GONE)
    failed = [step for step in (*checks, *steps) if step.state is StepState.FAILED]
    return StepState.FAILED, failed[0].note if failed else Note.APART


def _settle(case: Case, step: Step, state: StepState, note: Note) -> None:
    ended = replace(step, state=state, note=note, settled_at=case.now)
    case.put(ended)
    note_end(case.unit, ended, case.now)


def _begin(case: Case, step: Step) -> None:
    """Once: what a Retry of the batch has begin anew is what all have in common. Whoever has begun is followed from
    where they are. Whoever is under a legal hold by now is left out: nothing counts as done for them."""
    member = next((one for one in _opened(case, name_of(step.key)) if one.request.batch == case.id), None)
    if member and member.request.run:
        case.put(replace(step, state=StepState.RUNNING))
        return
    if not member or member.request.state is not State.IN_PROGRESS:
        _settle(case, step, StepState.CANCELLED, Note.CANCELLED)
        return
    hand_down(case, member, _done(case))
    if case.unit.subjects.holds(member.id):
        _leave_out(member)
    member.start()
    case.put(replace(step, state=StepState.RUNNING))


def _leave_out(member: Case) -> None:
    for source in of(member.steps, StepKind.SOURCE):
        held = replace(source, state=StepState.FAILED, note=Note.HELD, settled_at=member.now)
        member.put(held)
        note_end(member.unit, held, member.now)


def _done(case: Case) -> list[Step]:
    return [step for step in of(case.steps, *SHARED) if step.state is StepState.DONE]


def hand_down(case: Case, member: Case, settled: Sequence[Step]) -> bool:
    """What the batch has settled is settled for this one as well, as it was and when it was. Whether there was any."""
    known = {step.key for step in member.steps}
    blank: dict[str, Any] = {"request_id": member.id, "subject_id": member.request.subject_id, "sealed": None}
    wanted = (*settled, *of(case.steps, StepKind.RECIPIENT))
    member.add(_of_member(case, step, blank) for step in wanted if step.key not in known)
    own = {step.key: step for step in member.steps}
    taken = [step for step in settled if own[step.key].state is StepState.WAITING]
    for step in taken:
        mine = own[step.key]
        kept = (
            mine if part_of(step.key) is StepKind.SOURCE else keeping(case.unit, mine, case.facts(step, ErasureFacts))
        )
        member.put(
            replace(step, **blank | {"sealed": kept.sealed, "position": mine.position, "adopted": True, "fault": None})
        )
    if taken:
        member.event(EventKind.ERASURE_SHARED, {"batch": case.id, "parts": str(len(taken))})
    return bool(taken)


def _of_member(case: Case, step: Step, blank: dict[str, Any]) -> Step:
    """As it is before anything came of it; whoever was typed as a recipient is named for this one as well."""
    fresh, named = replace(step, **ANEW, **blank), case.facts(step, ErasureFacts).named
    return sealed(case.unit, fresh, named) if named else fresh


def hand_down_later(case: Case) -> None:
    """What people settle of the batch just now, after it began with its people, such as who else was told. Of what was
    settled before, each has what they need: where it waits again, it is by a run of their own."""
    now = [step for step in _done(case) if step.settled_at == case.now]
    for member in members(case):
        if member.request.state in BEGUN and member.request.run:
            fresh = [step for step in now if not is_early(replace(step, **ANEW), member.steps)]
            _go_on(member, handed=hand_down(case, member, fresh))


def _hand_segments_down(case: Case) -> None:
    """Those that came up while people were looked up, and that the batch is done with by now, to who waits for that.
    Whoever was begun anew since has a run of their own."""
    planned = max((step.position for step in of(case.steps, StepKind.RECIPIENTS)), default=0)
    late = [step for step in _done(case) if part_of(step.key) is StepKind.SEGMENT and step.position > planned]
    for member in members(case) if late else ():
        if member.request.state is State.NEEDS_ATTENTION and member.request.run == 1:
            there = {step.key for step in member.steps}
            _go_on(member, handed=hand_down(case, member, [step for step in late if step.key in there]))


def _go_on(member: Case, *, handed: bool) -> None:
    if handed and (phase(member.steps) is not Phase.PEOPLE or complete(member.steps)):
        resume(member, anew=False)
