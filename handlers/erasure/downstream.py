"""One job of one downstream process, from its start to its end, shared by the requests that it serves."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from domain.causes import no_start
from domain.insights import Fault, Job, Node, NodeState
from domain.notes import Note
from domain.refresh.verdict import INTENT_GRAIN, serving, why
from domain.request import SETTLED, Step, StepState
from domain.trouble import Refused, Throttled, Trouble, already_running
from handlers.deps import Deps
from handlers.requests.work import keep_silent, load, save, stand_still, standing
from handlers.retrying import ATTEMPTS, Delay, patiently

_ENDS = {NodeState.TIMED_OUT: Note.TIMED_OUT, NodeState.ABORTED: Note.ABORTED, NodeState.SKIPPED: Note.SKIPPED}
Outcome = tuple[StepState, Note, Fault | None]
_OVER = frozenset({NodeState.SUCCESSFUL, NodeState.FAILED, NodeState.DELETED, *_ENDS})


async def process(
    deps: Deps, step: Step, operation: str, names: Sequence[str] = (), *, after: datetime | None = None
) -> tuple[Step, datetime | None]:
    """The step, settled and saved, and when its job ended. A job of another request serves it too.

    `after`, by the service's own clock: the end of what went before. Without it a job counts from now on.
    """
    task = _Task(deps, operation, names)
    step = await _intended(deps, step, after)
    while step.state not in SETTLED and not step.job_id:
        ask, silent = partial(_one_at_a_time, task, step), partial(keep_silent, deps, [step])
        step = await patiently(deps.policy.poll_every, ask, silent=silent)
        if step.state not in SETTLED and not step.job_id:
            await asyncio.sleep(task.pause)
    return await _follow(task, step) if step.state not in SETTLED else (step, None)


@dataclass
class _Task:
    """One process to be run. `asked`: how often without a clear answer; `pause`: seconds until it is asked again."""

    deps: Deps
    operation: str
    names: Sequence[str]
    asked: int = 0
    pause: float = 0.0
    known: frozenset[str] | None = None  # ids of the jobs that were there when it was first looked

    def fitting(self, jobs: Iterable[Job]) -> list[Job]:
        return [job for job in jobs if job.runs(self.operation, self.names)]

    def fresh(self, jobs: Iterable[Job]) -> frozenset[str]:
        ids = frozenset(job.id for job in jobs)
        if self.known is None:
            self.known = ids
        return ids - self.known


async def _intended(deps: Deps, step: Step, after: datetime | None) -> Step:
    """From this instant on a job counts. The service tells its time by the second, and ends of jobs exactly."""
    if step.intent_at:
        return step
    if after:
        return await _kept(deps, replace(step, intent_at=after - INTENT_GRAIN))
    now = await patiently(deps.policy.poll_every, deps.insights.now, silent=lambda: keep_silent(deps, [step]))
    step = await _kept(deps, replace(step, intent_at=now, silent_since=None))
    await asyncio.sleep(INTENT_GRAIN.total_seconds())  # so that our own job is surely later, also after a crash
    return step


async def _one_at_a_time(task: _Task, step: Step) -> Step:
    """Nobody waits behind whoever gets no answer: then it is another's turn. Raises: Trouble, of the list of jobs."""
    async with task.deps.starting:
        return await _start(task, step)


async def _start(task: _Task, step: Step) -> Step:
    """Take the job that serves, wait for one that is in the way, or else ask for one."""
    deps, task.pause = task.deps, task.deps.policy.poll_every.total_seconds()
    jobs = await deps.insights.jobs()
    if why := await standing(deps, step.request_id):
        return (await stand_still(deps, [step], why))[0]
    if job := serving(step, fitting := task.fitting(jobs), task.fresh(jobs)):
        return await _kept(deps, _with_job(step, job, adopted=task.asked == 0))
    if any(job.running for job in fitting):  # it may work on what was there before
        return await _noted(deps, step, Note.EARLIER_JOB)
    if task.asked == ATTEMPTS:
        return await _settle(deps, step, StepState.FAILED, Note.NOT_STARTED)
    return await _asked(task, step)


async def _asked(task: _Task, step: Step) -> Step:
    """One attempt. Without a clear answer the list of jobs is looked at before the next."""
    deps = task.deps
    try:
        job = await deps.insights.people.run(task.operation, task.names)
    except Throttled as pause:
        task.pause = pause.retry_after
        return await _noted(deps, step, Note.THROTTLED)
    except Refused as refused:
        if not already_running(refused):
            return await _settle(deps, step, StepState.FAILED, no_start(refused))
        task.asked += 1
        return await _noted(deps, step, Note.EARLIER_JOB)
    except Trouble:
        task.asked += 1
        return await _noted(deps, step, Note.UNANSWERED)
    return await _kept(deps, _with_job(step, job, adopted=False))


def _with_job(step: Step, job: Job, *, adopted: bool) -> Step:
    return replace(step, state=StepState.RUNNING, note=Note.QUEUED, job_id=job.id, adopted=adopted, silent_since=None)


async def _noted(deps: Deps, step: Step, note: Note) -> Step:
    return step if step.note == note else await _kept(deps, replace(step, note=note, silent_since=None))


async def _follow(task: _Task, step: Step) -> tuple[Step, datetime | None]:
    """Poll until it has ended, or for as long as is allowed; while there is no answer, no time goes by."""
    deps, delay, waited = task.deps, Delay(task.deps.policy.poll_every), timedelta()
    while True:
        if (await load(deps, step.request_id))[0].cancel_asked_by:
            return await _stop(deps, step), None
        jobs = await patiently(deps.policy.poll_every, deps.recent_jobs.read, silent=lambda: keep_silent(deps, [step]))
        ended = next((job for job in jobs if job.id == step.job_id and not job.running), None)
        if ended and (seen := await _asked_of(task, step, ended)).state in SETTLED:
            return seen, ended.ended
        if waited > deps.policy.give_up_after:
            return await _settle(deps, step, StepState.FAILED, Note.GAVE_UP), None
        pause = delay.next()
        await asyncio.sleep(pause)
        waited += timedelta(seconds=pause)


async def _asked_of(task: _Task, step: Step, job: Job) -> Step:
    deps, look = task.deps, partial(_judged, task.deps, step, task.operation, job)
    return await patiently(deps.policy.poll_every, look, silent=lambda: keep_silent(deps, [step]))


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
        return StepState.RUNNING, Note.NONE, None
    if ours or job.state is NodeState.SUCCESSFUL:
        return StepState.DONE, Note.NONE, None
    return StepState.FAILED, Note.SYSTEM, None


async def _stop(deps: Deps, step: Step) -> Step:
    job_id = step.job_id or ""
    if step.adopted or await deps.storage.read(lambda unit: unit.steps.sharing(job_id, step.request_id)):
        return await _settle(deps, step, StepState.CANCELLED, Note.SHARED)
    try:
        await deps.insights.cancel(step.job_id or "")
    except Trouble:
        return await _settle(deps, step, StepState.CANCELLED, Note.TOO_LATE)
    return await _settle(deps, step, StepState.CANCELLED, Note.CANCELLED)


async def _kept(deps: Deps, step: Step) -> Step:
    await save(deps, [step])
    return step


async def _settle(deps: Deps, step: Step, state: StepState, note: Note, fault: Fault | None = None) -> Step:
    step = replace(step, state=state, note=note, silent_since=None, settled_at=deps.clock())
    await save(deps, [step], {step.key: fault} if fault else None)
    return step
