"""The durable work of an erasure: sources, downstream, segments, and looking the person up until it is sure.

It does what a machine can and ends; whatever waits for a person stands in the plan, and the answer starts the next run.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import dropwhile, takewhile

from domain.causes import no_start
from domain.erasure.facts import ErasureFacts
from domain.erasure.plan import AFRESH, ASKED, TO_DELETE, TO_RUN, Phase, StepKind, name_of, of, phase
from domain.notes import Note
from domain.request import SETTLED, State, Step, StepState
from domain.result import LeftOn
from domain.trouble import Refused, Throttled, Trouble
from handlers.deps import Deps
from handlers.erasure.batch import work_off
from handlers.erasure.check import check
from handlers.erasure.downstream import process
from handlers.erasure.later_look import look_again
from handlers.erasure.plan import make_plan
from handlers.erasure.scheduled_run import await_run
from handlers.erasure.segment_vote import is_decided
from handlers.ports import Flow, Unit, Workflow
from handlers.refresh.work import refresh_sources
from handlers.requests.anew import ANEW
from handlers.requests.attempts import count_attempt, last_look
from handlers.requests.case import Case
from handlers.requests.in_the_way import in_the_way
from handlers.requests.order import tell_altered
from handlers.requests.sealed import facts
from handlers.requests.work import change_facts, finish, is_here, keep_silent, load, save, stand_still, standing
from handlers.retrying import Delay, patiently

_FIRST_GONE = "1"


def erasure_work(deps: Deps) -> Workflow:
    async def work(flow: Flow, request_id: str, run: int) -> None:
        if not await flow.step("here", lambda: is_here(deps, request_id)):
            return
        await flow.step("plan", lambda: make_plan(deps, request_id))
        settled = False
        while (then := await flow.step("next", lambda: what_next(deps, request_id, run))) != Phase.PEOPLE:
            settled = await _do(deps, flow, request_id, run, Phase(then), settled=settled)
        await flow.step("finish", lambda: finish(deps, request_id, run))

    return work


async def what_next(deps: Deps, request_id: str, run: int) -> str:
    """Nothing more in this run where a check has begun the next one."""
    request, steps = await load(deps, request_id)
    if request.run == run and request.state is State.COMPLETED:
        waits = any(step.state is StepState.WAITING for step in of(steps, StepKind.AGAIN)) and not request.due_at
        return (Phase.AGAIN if waits else Phase.PEOPLE).value
    over = request.run != run or request.cancel_asked_by or request.state is not State.IN_PROGRESS
    return Phase.PEOPLE.value if over else phase(steps).value


async def _do(deps: Deps, flow: Flow, request_id: str, run: int, then: Phase, *, settled: bool) -> bool:
    """Whether the settling time has gone by since the first check."""
    match then:
        case Phase.SOURCES:
            await refresh_sources(deps, flow, request_id)
        case Phase.DOWNSTREAM:
            await flow.step("downstream", lambda: downstream(deps, request_id))
        case Phase.SEGMENTS:
            await flow.step("segments", lambda: segments(deps, request_id))
        case Phase.MEMBERS:
            await flow.step("people", lambda: work_off(deps, request_id, run))
        case Phase.CHECK:
            if await flow.step("check", lambda: check(deps, request_id, run, settled=settled)) == _FIRST_GONE:
                await flow.sleep(deps.policy.settle.total_seconds())
                return True
        case Phase.AGAIN:
            await flow.step("again", lambda: look_again(deps, request_id, run))
    return settled


async def downstream(deps: Deps, request_id: str) -> None:
    """One process after the other, as each works on what the one before it made; the first that fails ends it.

    Where a scheduled run comes in time, it does what it can first.
    """
    await await_run(deps, request_id)
    _, steps = await load(deps, request_id)
    parts = of(steps, StepKind.DOWNSTREAM)
    afresh = any(step.note == AFRESH for step in parts)
    done = [*of(steps, StepKind.SOURCE), *takewhile(lambda step: step.state is StepState.DONE, parts)]
    before = None if afresh else await _ended(deps, done)
    for step in _from_first_undone(parts):
        settled, before = await process(deps, step, name_of(step.key), after=before)
        if settled.state is not StepState.DONE:
            return


def _from_first_undone(parts: Sequence[Step]) -> list[Step]:
    """What was done before something that it rests on is to be done anew, too."""
    left = list(dropwhile(lambda step: step.state is StepState.DONE, parts))
    return [replace(step, **ANEW) if step.state is StepState.DONE else step for step in left]


async def _ended(deps: Deps, done: Sequence[Step]) -> datetime | None:
    """When the last of their jobs ended, exactly and by the service's own clock; None where that cannot be told."""
    with suppress(Trouble):
        ends = {job.id: job.ended for job in await deps.recent_jobs.read()}
        known = [ends.get(step.job_id or "") for step in done]
        return max((end for end in known if end), default=None) if all(known) else None
    return None


async def segments(deps: Deps, request_id: str) -> None:
    """What was decided about inactive segments, each looked at again right before it is done."""
    _, steps = await load(deps, request_id)
    for step in of(steps, StepKind.SEGMENT):
        if step.note == TO_DELETE:
            await _delete(deps, step)
        elif step.note == TO_RUN or await _is_ours(deps, step):
            await _run(deps, step)


async def _is_ours(deps: Deps, step: Step) -> bool:
    """Whether it was to be switched on by us and was not put to rest yet, wherever the work was interrupted."""
    if step.state is StepState.RUNNING and step.job_id:
        return True
    return (await deps.storage.read(lambda unit: facts(unit, step, ErasureFacts))).ours


async def _run(deps: Deps, step: Step) -> None:
    """Activated, run, and put to rest again whatever came of it, so that it is used as much as before.

    That it is ours is kept before it is activated, and until it rests or was said to be left on.
    """
    name = name_of(step.key)
    ran = await _ran(deps, await change_facts(deps, step, ErasureFacts, _is_our_own), name)
    ran, rests = await _put_to_rest(deps, ran, name)
    if ran.state is StepState.DONE:
        ran = await _settle(deps, ran, StepState.DONE, Note.EMPTIED if rests else Note.LEFT_ON)
    left_on = not rests and ran.state is not StepState.DONE
    await change_facts(deps, ran, ErasureFacts, _is_left_on if left_on else _is_no_longer_ours)


def _is_our_own(known: ErasureFacts) -> ErasureFacts:
    return replace(known, ours=True)


def _is_no_longer_ours(known: ErasureFacts) -> ErasureFacts:
    return replace(known, ours=False)


def _is_left_on(known: ErasureFacts) -> ErasureFacts:
    return _is_no_longer_ours(known).saying(LeftOn())


async def _ran(deps: Deps, step: Step, name: str) -> Step:
    if step.state in SETTLED or step.note in {
        Note.NONE,
        ASKED,
    }:  # interrupted once that was so, or asked about anew since
        return step
    if not step.job_id:
        step, why = await _activated(deps, step, name)
        if why in {Note.NOT_BEGUN, Note.PAUSED}:
            return (await stand_still(deps, [step], why))[0]
        if why:
            return await _settle(deps, step, StepState.FAILED, why)
    return (await process(deps, step, "segmentation", [name]))[0]


async def _activated(deps: Deps, step: Step, name: str) -> tuple[Step, Note]:
    """Asked for until there is an answer, and each time whether it may be done still; why not, as a note."""
    while not (why := await standing(deps, step.request_id)) and (counted := await _counted(deps, step, "on")):
        (step,), why = await last_look(deps, [counted], "on")
        if why:
            break
        delay = Delay(deps.policy.poll_every)
        pause = delay.next()
        try:
            worked = await deps.insights.people.activate(name)
            if worked is False:
                return step, Note.REFUSED
            if worked or await _active(deps, name):
                return step, Note.NONE
        except Throttled as throttled:
            pause = delay.after(throttled)
        except Trouble as trouble:
            if refused := await _final(deps, trouble):
                return step, no_start(refused)
            if await _active(deps, name):
                return step, Note.NONE
        await asyncio.sleep(pause)
    return step, why or Note.NOT_STARTED


async def _counted(deps: Deps, step: Step, what: str) -> Step | None:
    """With one attempt more; None where there were as many as are allowed."""
    return next(iter((await count_attempt(deps, [step], what))[0]), None)


async def _final(deps: Deps, trouble: Trouble) -> Refused | None:
    """A no for good: not because segments are being worked out just now."""
    if not isinstance(trouble, Refused):
        return None
    waits = await in_the_way(deps, trouble, lambda job: job.running and job.of_kind("segmentation"))
    return None if waits else trouble


async def _put_to_rest(deps: Deps, step: Step, name: str) -> tuple[Step, bool]:
    """Switched off, as the list of segments shows; False when it could not be, which must be told."""
    while await _active(deps, name) is not False and (counted := await _counted(deps, step, "off")):
        step = counted
        try:
            await deps.insights.people.activate(name, active=False)
        except Throttled as throttled:
            await asyncio.sleep(Delay(deps.policy.poll_every).after(throttled))
        except Trouble as trouble:
            if await _final(deps, trouble):
                break
            await asyncio.sleep(deps.policy.poll_every.total_seconds())
    return step, await _active(deps, name) is False


async def _active(deps: Deps, name: str) -> bool | None:
    """None: nobody can tell."""
    with suppress(Trouble):
        found = [segment.active for segment in await deps.insights.people.segments() if segment.name == name]
        return any(found) if found else None
    return None


async def _delete(deps: Deps, step: Step) -> None:
    """Looked for before each attempt, as nobody knows whether one without an answer took effect.

    That a list does not name it says something only of a list that is understood and names others, or after a deletion
    that was accepted.
    """
    every, people, name, accepted = deps.policy.poll_every, deps.insights.people, name_of(step.key), False
    while True:
        listed = await patiently(every, people.segments, silent=partial(keep_silent, deps, [step]))
        if name not in {segment.name for segment in listed} and (accepted or (len(listed) and not listed.unread)):
            await _settle(deps, step, StepState.DONE, Note.SEGMENT_GONE)
            return
        if why := await standing(deps, step.request_id) or await _unvoted(deps, step):
            await stand_still(deps, [step], why)
            return
        if not (counted := await _counted(deps, step, "delete")):
            break
        (step,), why = await last_look(deps, [counted], "delete")
        if why:
            await stand_still(deps, [step], why)
            return
        try:
            await people.delete_segment(name)
            accepted = True
        except Throttled as pause:
            await asyncio.sleep(Delay(every).after(pause))
        except Trouble as trouble:
            if refused := await _final(deps, trouble):
                await _settle(deps, step, StepState.FAILED, no_start(refused))
                return
            await asyncio.sleep(every.total_seconds())
    await _settle(deps, step, StepState.FAILED, Note.NOT_DELETED)


async def _unvoted(deps: Deps, step: Step) -> Note:
    """Why it may not be deleted: nothing proves that those who may have decided so."""
    now = deps.clock()

    def look(unit: Unit) -> bool:
        case = Case.open(unit, step.request_id, deps.policy, now)
        return case is not None and is_decided(case, step)

    if await deps.storage.read(look):
        return Note.NONE
    await tell_altered(deps, step.request_id)
    return Note.ALTERED


async def _settle(deps: Deps, step: Step, state: StepState, note: Note) -> Step:
    settled = replace(step, state=state, note=note, silent_since=None, settled_at=deps.clock())
    await save(deps, [settled])
    return settled
