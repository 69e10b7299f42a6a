"""One job of one downstream process, from its start to its end. A job that is started twice does no harm."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from domain.insights import Fault, Job, Node, NodeState, Refused, Throttled, Trouble
from domain.judge import why
from domain.request import SETTLED, Step, StepState
from handlers.deps import Deps
from handlers.patience import Delay, patiently
from handlers.progress import load, save, standing

_ENDS = {NodeState.TIMED_OUT: "timed_out", NodeState.ABORTED: "aborted", NodeState.SKIPPED: "skipped"}
Outcome = tuple[StepState, str, Fault | None]
_OVER = frozenset({NodeState.SUCCESSFUL, NodeState.FAILED, NodeState.DELETED, *_ENDS})


async def process(deps: Deps, step: Step, operation: str, names: Sequence[str] = ()) -> Step:
    """The step, settled and saved."""
    while step.state not in SETTLED and not step.job_id:
        step = await _start(deps, step, operation, names)
    while step.state not in SETTLED:
        step = await _follow(deps, step, operation)
    return step


async def _start(deps: Deps, step: Step, operation: str, names: Sequence[str]) -> Step:
    """One attempt. A step without a job afterwards is to be tried again."""
    now = await patiently(deps.policy.poll_every, deps.insights.now)
    if why := await standing(deps, step.request_id):
        return await _settle(deps, step, StepState.FAILED if why == "held" else StepState.CANCELLED, why)
    try:
        job = await deps.insights.people.run(operation, names)
    except Throttled as pause:
        await asyncio.sleep(pause.retry_after)
    except Refused as refused:
        note = "no_rights" if refused.status in {401, 403} and not refused.code else "refused"
        return await _settle(deps, step, StepState.FAILED, note)
    except Trouble:
        await asyncio.sleep(deps.policy.poll_every.total_seconds())
    else:
        return await _kept(deps, replace(step, state=StepState.RUNNING, note="queued", job_id=job.id, intent_at=now))
    return step


async def _follow(deps: Deps, step: Step, operation: str) -> Step:
    """Poll until it has ended, or for as long as is allowed."""
    delay = Delay(deps.policy.poll_every)
    while True:
        if (await load(deps, step.request_id))[0].cancel_asked_by:
            return await _stop(deps, step)
        try:
            jobs = await deps.recent.read()
            ended = next((job for job in jobs if job.id == step.job_id and not job.running), None)
            if ended and (seen := await _judged(deps, step, operation, ended)).state in SETTLED:
                return seen
        except Trouble:
            pass  # it is asked again
        if step.intent_at and deps.clock() - step.intent_at > deps.policy.give_up_after:
            return await _settle(deps, step, StepState.FAILED, "gave_up")
        await asyncio.sleep(delay.next())


async def _judged(deps: Deps, step: Step, operation: str, job: Job) -> Step:
    state, note, fault = (await outcomes(deps, [operation], job))[operation]
    return await _settle(deps, step, state, note, fault) if state in SETTLED else step


async def outcomes(deps: Deps, operations: Collection[str], job: Job) -> dict[str, Outcome]:
    """By the states of the processes, asked for after the end of the job. Inactive segments are always skipped."""
    idle = set[str]()
    if "segmentation" in operations:
        idle = {segment.name for segment in await deps.insights.people.segments() if not segment.active}
    nodes = (await deps.insights.status()).nodes
    return {name: outcome(job, [node for node in nodes if node.operation == name], idle) for name in operations}


def outcome(job: Job, nodes: Iterable[Node], idle: Collection[str]) -> Outcome:
    """What became of an ended job, as state, note and error."""
    ours = [node for node in nodes if job.id in node.job_ids and node.identifier not in idle]
    if job.state in _ENDS and not ours:
        return StepState.FAILED, _ENDS[job.state], None
    for node in ours:
        if node.state is NodeState.FAILED:
            return StepState.FAILED, why(node.fault), node.fault
        if node.state in _ENDS:
            return StepState.FAILED, _ENDS[node.state], node.fault
    if any(node.state not in _OVER for node in ours):
        return StepState.RUNNING, "", None
    if ours or job.state is NodeState.SUCCESSFUL:
        return StepState.DONE, "", None
    return StepState.FAILED, "system", None


async def _stop(deps: Deps, step: Step) -> Step:
    try:
        await deps.insights.cancel(step.job_id or "")
    except Trouble:
        return await _settle(deps, step, StepState.CANCELLED, "too_late")
    return await _settle(deps, step, StepState.CANCELLED, "cancelled")


async def _kept(deps: Deps, step: Step) -> Step:
    await save(deps, [step])
    return step


async def _settle(deps: Deps, step: Step, state: StepState, note: str, fault: Fault | None = None) -> Step:
    step = replace(step, state=state, note=note, settled_at=deps.clock())
    await save(deps, [step], {step.key: fault} if fault else None)
    return step
