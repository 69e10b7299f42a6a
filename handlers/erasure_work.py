"""The durable work of an erasure: sources, downstream, segments, and looking the person up until it is sure.

It does what a machine can and ends; whatever waits for a person stands in the plan, and the answer starts the next run.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace

from domain.erasure import TO_DELETE, TO_RUN, Part, Phase, name_of, of, phase
from domain.insights import Refused, Throttled, Trouble
from domain.request import State, Step, StepState
from handlers.deps import Deps
from handlers.downstream import process
from handlers.erasure_check import check
from handlers.erasure_plan import is_erasure, make_plan
from handlers.patience import patiently
from handlers.ports import Flow, Workflow
from handlers.progress import finish, is_here, load, save, standing
from handlers.refresh_work import refresh_sources, refresh_work
from handlers.scheduled import await_run

_FIRST_GONE = "1"


def refresh_or_erase(deps: Deps) -> Workflow:
    """A refresh for somebody is an erasure; any other is only a refresh."""
    refresh = refresh_work(deps)

    async def work(flow: Flow, request_id: str, run: int) -> None:
        if not await flow.step("erasure", lambda: is_erasure(deps, request_id)):
            await refresh(flow, request_id, run)
        elif await flow.step("here", lambda: is_here(deps, request_id)):
            await flow.step("plan", lambda: make_plan(deps, request_id))
            while (then := await flow.step("next", lambda: what_next(deps, request_id, run))) != Phase.PEOPLE:
                await _do(deps, flow, request_id, run, Phase(then))
            await flow.step("finish", lambda: finish(deps, request_id, run))

    return work


async def what_next(deps: Deps, request_id: str, run: int) -> str:
    """Nothing more in this run where a check has begun the next one."""
    request, steps = await load(deps, request_id)
    over = request.run != run or request.cancel_asked_by or request.state is not State.IN_PROGRESS
    return Phase.PEOPLE.value if over else phase(steps).value


async def _do(deps: Deps, flow: Flow, request_id: str, run: int, then: Phase) -> None:
    match then:
        case Phase.SOURCES:
            await refresh_sources(deps, flow, request_id)
        case Phase.DOWNSTREAM:
            await flow.step("downstream", lambda: downstream(deps, request_id))
        case Phase.SEGMENTS:
            await flow.step("segments", lambda: segments(deps, request_id))
        case Phase.CHECK:
            if await flow.step("check", lambda: check(deps, request_id, run)) == _FIRST_GONE:
                await flow.sleep(deps.policy.settle.total_seconds())


async def downstream(deps: Deps, request_id: str) -> None:
    """One process after the other, as each works on what the one before it made; the first that fails ends it.

    Where a scheduled run comes in time, it does what it can first.
    """
    await await_run(deps, request_id)
    _, steps = await load(deps, request_id)
    for step in of(steps, Part.DOWNSTREAM):
        if step.state is not StepState.DONE:
            settled = await process(deps, step, name_of(step.key))
            if settled.state is not StepState.DONE:
                return


async def segments(deps: Deps, request_id: str) -> None:
    """What was decided about inactive segments, each looked at again right before it is done."""
    _, steps = await load(deps, request_id)
    for step in of(steps, Part.SEGMENT):
        if step.note == TO_RUN or (step.state is StepState.RUNNING and step.job_id):
            await _run(deps, step)
        elif step.note == TO_DELETE:
            while not await _deleted(deps, step):  # noqa: ASYNC110  the other side offers nothing to await
                await asyncio.sleep(deps.policy.poll_every.total_seconds())


async def _run(deps: Deps, step: Step) -> None:
    """Activated, run, and put to rest again, so that it is used neither more nor less than before."""
    name, people = name_of(step.key), deps.insights.people
    if why := await _activated(deps, step, name):
        await _settle(deps, step, StepState.CANCELLED if why == "not_begun" else StepState.FAILED, why)
        return
    ran = await process(deps, step, "segmentation", [name])
    if ran.state is StepState.DONE:
        with suppress(Trouble):  # if it stays active, every refresh reaches it from now on
            await people.activate(name, active=False)
        await _settle(deps, ran, StepState.DONE, "emptied")


async def _activated(deps: Deps, step: Step, name: str) -> str:
    """Asked for until there is an answer, and each time whether it may be done still; why not, as a note."""
    while not (why := await standing(deps, step.request_id)):
        try:
            return "" if await deps.insights.people.activate(name) else "refused"
        except Throttled as pause:
            await asyncio.sleep(pause.retry_after)
        except Refused:
            return "refused"
        except Trouble:
            await asyncio.sleep(deps.policy.poll_every.total_seconds())
    return why


async def _deleted(deps: Deps, step: Step) -> bool:
    """One look and one deletion; False when nobody knows whether it took effect."""
    people, name = deps.insights.people, name_of(step.key)
    there = {segment.name for segment in await patiently(deps.policy.poll_every, people.segments)}
    if name not in there:
        await _settle(deps, step, StepState.DONE, "segment_gone")
        return True
    if why := await standing(deps, step.request_id):
        await _settle(deps, step, StepState.FAILED if why == "held" else StepState.CANCELLED, why)
        return True
    try:
        await people.delete_segment(name)
    except Throttled as pause:
        await asyncio.sleep(pause.retry_after)
    except Refused:
        await _settle(deps, step, StepState.FAILED, "refused")
        return True
    except Trouble:
        pass  # the list of segments will show it
    return False


async def _settle(deps: Deps, step: Step, state: StepState, note: str) -> None:
    await save(deps, [replace(step, state=state, note=note, settled_at=deps.clock())])
