"""What the durable workflows share: reading a request's steps, saving how far they are, and the end."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from domain.brake import BrakeFacts
from domain.cell import fault_cell
from domain.insights import Fault
from domain.notes import Note
from domain.notice import NoticeKind
from domain.request import SETTLED, Change, Request, State, Step, StepState
from domain.target import Channel, Target
from handlers.deps import Deps
from handlers.ports import Unit
from handlers.requests.brake import begin_anew, brake_on, stopped
from handlers.requests.case import Case
from handlers.requests.closing import close, tell_requester
from handlers.requests.ending import not_looked
from handlers.requests.order import as_ordered, check_order, name_altered, tell_altered
from handlers.requests.procedure import Procedure
from handlers.requests.sealed import F, facts, keeping
from handlers.requests.steps import note_end

STOPS = frozenset({Note.HELD, Note.ALTERED})
"""Why nothing may be done that somebody has to mend; not, that somebody asked to stop."""


async def load(deps: Deps, request_id: str) -> tuple[Request, list[Step]]:
    def look(unit: Unit) -> tuple[Request, list[Step]]:
        request = unit.requests.get(request_id)
        assert request, "a run is asked for in the row of its request"
        return request, unit.steps.of(request_id)

    return await deps.storage.read(look)


async def save(deps: Deps, steps: Sequence[Step], faults: dict[str, Fault] | None = None) -> None:
    """Write changed steps, the audit event of each that is settled now."""
    if not steps:
        return
    now = deps.clock()

    def write(unit: Unit) -> None:
        for step in steps:
            unit.steps.save(_with_fault(unit, step, (faults or {}).get(step.key)))
            note_end(unit, step, now)

    await deps.storage.write(write)


def _with_fault(unit: Unit, step: Step, fault: Fault | None) -> Step:
    if not fault:
        return step
    text = json.dumps({"code": fault.code, "message": fault.message})
    return replace(step, fault=unit.subjects.seal(step.subject_id, text, fault_cell(step)))


async def change_facts(deps: Deps, step: Step, of: type[F], change: Callable[[F], F]) -> Step:
    """Of what is kept of it at this moment, which may be newer than the step in hand; the step as it is kept."""

    def write(unit: Unit) -> Step:
        now = next(one for one in unit.steps.of(step.request_id) if one.key == step.key)
        kept = replace(step, sealed=keeping(unit, now, change(facts(unit, now, of))).sealed)
        unit.steps.save(kept)
        return kept

    return await deps.storage.write(write)


async def finish(deps: Deps, request_id: str, run: int) -> str:
    """Close the run: completed, cancelled, or in need of a person, with whatever must be told. Safe to repeat."""
    now = deps.clock()

    def write(unit: Unit) -> str:
        case = Case.open(unit, request_id, deps.policy, now)
        return _finish(case, deps.kinds[case.request.kind], run) if case else Note.NONE

    return await deps.storage.write(write)


def _finish(case: Case, kind: Procedure, run: int) -> State:
    request = case.request
    if request.state is not State.IN_PROGRESS or request.run != run:
        return request.state
    if not request.cancel_asked_by and kind.goes_on(case):
        return request.state
    change = _ending(case, kind)
    if change is Change.SETTLE and (wrong := not_looked(case.unit, request, case.steps)):
        _look_anew(case, wrong)
        return case.request.state
    if change is Change.SETTLE and not as_ordered(case.unit, request):
        name_altered(case.unit, request, case.now)
        change = Change.STALL
    if change is Change.STALL and stopped(case.steps) and not brake_on(case.unit, request):
        begin_anew(case)  # the brake was taken off just now
        case.start()
        return case.request.state
    close(case, change)
    if change is Change.SETTLE:
        kind.completed(case)
    if change is Change.STALL and kind.is_failure(case.steps) and not _only_paused(case.steps):
        case.notice(f"failed/{run}", NoticeKind.CARD, Target.channel(Channel.FAILURES))
        if request.batch:  # this one alone is more than its turn
            tell_requester(case)
    return case.request.state


def _look_anew(case: Case, keys: Collection[str]) -> None:
    """Somebody else wrote that these checks found nobody."""
    name_altered(case.unit, case.request, case.now)
    for step in case.steps:
        if step.key in keys:
            case.put(replace(step, state=StepState.WAITING, note=Note.NONE, settled_at=None))
    case.start()


def _ending(case: Case, kind: Procedure) -> Change:
    if kind.complete(case.steps):
        return Change.SETTLE  # also when a cancel came too late to stop anything
    return Change.CANCEL if case.request.cancel_asked_by else Change.STALL


def _only_paused(steps: Sequence[Step]) -> bool:
    return bool(stopped(steps)) and not any(step.state is StepState.FAILED for step in steps)


async def keep_silent(deps: Deps, steps: Sequence[Step]) -> None:
    """No answer just now: the card says since when, and that it is asked again."""
    _, there = await load(deps, steps[0].request_id)
    keys, now = {step.key for step in steps}, deps.clock()
    silent = [step for step in there if step.key in keys and not step.silent_since and step.state not in SETTLED]
    await save(deps, [replace(step, silent_since=now) for step in silent])


async def _stopped(deps: Deps, step: Step) -> Step:
    return await change_facts(deps, step, BrakeFacts, lambda known: replace(known, before=step.note))


async def stand_still(deps: Deps, steps: Sequence[Step], why: Note) -> list[Step]:
    """Settled by what stands in the way (`standing`). What the brake stops is kept as it was, for when that is off."""
    if why == Note.PAUSED:
        steps = [await _stopped(deps, step) for step in steps]
    state, now = StepState.FAILED if why in STOPS else StepState.CANCELLED, deps.clock()
    settled = [replace(step, state=state, note=why, silent_since=None, settled_at=now) for step in steps]
    await save(deps, settled)
    return settled


async def is_all_paused(deps: Deps) -> bool:
    """Whether mails are paused, too. Asked right before one is sent."""
    return await deps.storage.read(lambda unit: unit.brakes.everything())


async def standing(deps: Deps, request_id: str) -> Note:
    """Why nothing may be done now, as a note; empty: it may. Asked before whatever cannot be undone."""
    return await stopped_by(deps, request_id) or (Note.NONE if await check_order(deps, request_id) else Note.ALTERED)


async def stopped_by(deps: Deps, request_id: str) -> Note:
    """What people did that lets nothing be done now, as a note; empty: nothing. One look, for right before it is."""

    def look(unit: Unit) -> Note:
        request = unit.requests.get(request_id)
        if not request or request.cancel_asked_by or request.state is not State.IN_PROGRESS:
            return Note.NOT_BEGUN
        if unit.subjects.holds(request_id):
            return Note.HELD
        return Note.PAUSED if unit.brakes.now() else Note.NONE

    return await deps.storage.read(look)


async def is_here(deps: Deps, request_id: str) -> bool:
    """Whether the request is what was ordered, and its environment the configured one; if not, the work stops and
    says so."""
    request, _ = await load(deps, request_id)
    if not await check_order(deps, request_id):
        await give_in(deps, request_id, Note.ALTERED)
    elif request.environment != deps.policy.environment:
        await give_in(deps, request_id, Note.ELSEWHERE)
    else:
        return True
    return False


async def failed(deps: Deps, request_id: str, why: str) -> None:
    """The work has ended though it is not done."""
    if why == Note.ALTERED:
        await tell_altered(deps, request_id)
    await give_in(deps, request_id, why)


async def give_in(deps: Deps, request_id: str, why: str) -> None:
    """The work cannot go on: what it leaves undone fails, with `why` as its note, and a person is asked to look."""
    request, steps = await load(deps, request_id)
    now = deps.clock()
    left = deps.kinds[request.kind].given_up(steps)
    await save(deps, [replace(s, state=StepState.FAILED, note=Note(why), settled_at=now) for s in left])
    await finish(deps, request_id, request.run)
