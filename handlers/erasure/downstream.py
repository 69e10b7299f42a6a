"""One job of one downstream process, from its start to its end, shared by the requests that it serves."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

from domain.causes import no_start
from domain.erasure.whereabouts import Listed, Segment
from domain.insights import Fault, Job, Node, NodeState
from domain.notes import Note
from domain.refresh.verdict import INTENT_GRAIN, serving, why
from domain.request import SETTLED, Step, StepState
from domain.trouble import Refused, Throttled, Trouble, Unreadable
from handlers.deps import Deps
from handlers.requests.attempts import attempts, count_attempt, last_look, take_back
from handlers.requests.in_the_way import in_the_way
from handlers.requests.stopping import stop_job
from handlers.requests.work import keep_silent, load, save, stand_still, standing
from handlers.retrying import Delay, patiently

_ENDS = {NodeState.TIMED_OUT: Note.TIMED_OUT, NodeState.ABORTED: Note.ABORTED, NodeState.SKIPPED: Note.SKIPPED}
_OVER = frozenset({NodeState.SUCCESSFUL, NodeState.FAILED, NodeState.DELETED, *_ENDS})


@dataclass(frozen=True)
class Outcome:
    """What became of a process in a job. `ended`: when, as far as that is told."""

    state: StepState
    note: Note = Note.NONE
    fault: Fault | None = None
    ended: datetime | None = None


async def process(
    deps: Deps, step: Step, operation: str, names: Sequence[str] = (), *, after: datetime | None = None
) -> tuple[Step, datetime | None]:
    """The step, settled and saved, and when its job ended. A job of another request serves it too.

    `after`, by the service's own clock: the end of what went before. Without it a job counts from now on.
    """
    task, waited = _Task(deps, operation, names), timedelta()
    step = await _intended(deps, step, after)
    while step.state not in SETTLED and not step.job_id:
        ask, silent = partial(_one_at_a_time, task, step), partial(keep_silent, deps, [step])
        step = await patiently(deps.policy.poll_every, ask, silent=silent)
        if step.state in SETTLED or step.job_id:
            break
        if waited > deps.policy.give_up_after:
            return await _settle(deps, step, StepState.FAILED, Note.GAVE_UP), None
        await asyncio.sleep(task.pause)
        waited += timedelta(seconds=task.pause)
    return await _follow(task, step) if step.state not in SETTLED else (step, None)


@dataclass
class _Task:
    """One process to be run. `pause`: seconds until it is asked again; `crowded`: it was refused because another of its
    kind runs, whatever part of it that is for."""

    deps: Deps
    operation: str
    names: Sequence[str]
    pause: float = 0.0
    crowded: bool = False
    known: frozenset[str] | None = None  # ids of the jobs that were there when it was first looked

    def fitting(self, jobs: Iterable[Job]) -> list[Job]:
        return [job for job in jobs if job.runs(self.operation, self.names)]

    def before(self, jobs: Iterable[Job]) -> list[Job]:
        """Those that are to end first: they may work on what was there before."""
        running = [job for job in jobs if job.running]
        return [job for job in running if job.may_run(self.operation, self.names) or self._crowds(job)]

    def _crowds(self, job: Job) -> bool:
        return self.crowded and job.of_kind(self.operation)

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
    """Jobs are looked for and started by one at a time, of all processes. Nobody waits behind whoever gets no answer:
    then it is another's turn. Raises: Trouble, of the list of jobs."""
    async with task.deps.storage.exclusive("starting"):
        return await _start(task, step)


async def _start(task: _Task, step: Step) -> Step:
    """Take the job that serves, wait for one that is in the way, or else ask for one."""
    deps, task.pause = task.deps, task.deps.policy.poll_every.total_seconds()
    jobs = await deps.insights.jobs()
    if why := await standing(deps, step.request_id):
        return (await stand_still(deps, [step], why))[0]
    if job := serving(step, task.fitting(jobs), task.fresh(jobs)):
        asked = await deps.storage.read(lambda unit: attempts(unit, step))
        return await _kept(deps, _with_job(step, job, adopted=not asked))
    if before := task.before(jobs):
        clear = all(job.clear for job in before)
        return await _noted(deps, step, Note.EARLIER_JOB if clear else Note.PARTS_UNKNOWN)
    counted, _ = await count_attempt(deps, [step])
    if not counted:
        return await _settle(deps, step, StepState.FAILED, Note.NOT_STARTED)
    (step,), why = await last_look(deps, counted)
    return (await stand_still(deps, [step], why))[0] if why else await _asked(task, step, jobs)


async def _asked(task: _Task, step: Step, jobs: Sequence[Job]) -> Step:
    """One attempt. Without a clear answer the list of jobs is looked at before the next. A job of `jobs`, the list
    before it, is none that was started by it."""
    deps = task.deps
    try:
        job = await deps.insights.people.run(task.operation, task.names)
    except Throttled as pause:
        task.pause = Delay(deps.policy.poll_every).after(pause)
        return await _noted(deps, (await take_back(deps, [step]))[0], Note.THROTTLED)
    except Refused as refused:
        over = {job.id for job in jobs if not job.running}
        if not await in_the_way(deps, refused, lambda job: job.of_kind(task.operation) and job.id not in over):
            return await _settle(deps, step, StepState.FAILED, no_start(refused))
        task.crowded = True
        return await _noted(deps, step, Note.EARLIER_JOB)
    except Trouble:
        return await _noted(deps, step, Note.UNANSWERED)
    if job.id in {earlier.id for earlier in jobs}:
        return await _noted(deps, step, Note.EARLIER_JOB)
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
    deps, look = task.deps, partial(_judged, task, step, job)
    return await patiently(deps.policy.poll_every, look, silent=lambda: keep_silent(deps, [step]))


async def _judged(task: _Task, step: Step, job: Job) -> Step:
    seen = (await outcomes(task.deps, {task.operation: step.intent_at}, job, task.names))[task.operation]
    return await _settle(task.deps, step, seen.state, seen.note, seen.fault) if seen.state in SETTLED else step


async def outcomes(
    deps: Deps, operations: Mapping[str, datetime | None], job: Job, names: Sequence[str] = ()
) -> dict[str, Outcome]:
    """By the states of the processes, asked for after the end of the job. Inactive segments are always skipped.

    `operations`: the intent of each, by the service's own clock: a success of before is none of this job. `names`: the
    parts it is for; without any, all.
    Raises: Unreadable, where a process does not say in words that are understood which jobs have worked on it.
    """
    now = monotonic()
    segments = await deps.inventory.segments(now) if "segmentation" in operations else None
    states = await deps.statuses.read(now)
    idle = _at_rest(states.nodes, segments) if segments is not None else frozenset[str]()
    late = job.ended is not None and states.asked_at - job.ended > deps.policy.settle
    meant = [node for node in states.nodes if not names or node.identifier in names]
    of = {name: [node for node in meant if node.operation == name] for name in operations}
    return {name: outcome(job, of[name], intent, idle, late=late) for name, intent in operations.items()}


def _at_rest(nodes: Iterable[Node], segments: Listed[Segment]) -> frozenset[str]:
    """Segments that are always skipped: inactive ones, and those that are gone, where the list is understood."""
    there, inactive = {one.name for one in segments}, {one.name for one in segments if not one.active}
    named = {node.identifier for node in nodes if node.operation == "segmentation" and node.identifier}
    return frozenset(inactive if segments.unread else inactive | (named - there))


def outcome(
    job: Job,
    nodes: Sequence[Node],
    intent: datetime | None = None,
    idle: Collection[str] = frozenset(),
    *,
    late: bool = False,
) -> Outcome:
    """What became of an ended job, as state, note and error. `nodes`: of one process. Raises: Unreadable.

    `idle`: parts of it that are at rest, of which nothing is to be done; where all are, the job's own end is enough.
    `late`: that much time is over since the job ended that no word of the process is to be waited for.

    Success is read from processes (reference on Customer Insights §2): that the job ended well is not enough. While
    none of them names it, each has to have succeeded since the intent; until then it is asked again, for a while.
    """
    rests = bool(nodes) and all(node.identifier in idle for node in nodes)
    nodes = [node for node in nodes if node.identifier not in idle]
    if any(node.job_ids is None for node in nodes):
        raise Unreadable("Customer Insights does not say which jobs have worked on a process.")
    ours = [node for node in nodes if node.names(job.id)]
    if job.state in _ENDS and not ours:
        return Outcome(StepState.FAILED, _ENDS[job.state])
    for node in ours:
        if node.state is NodeState.FAILED:
            return Outcome(StepState.FAILED, why(node.fault), node.fault)
        if node.state in _ENDS:
            return Outcome(StepState.FAILED, _ENDS[node.state], node.fault)
    if any(node.state not in _OVER or _is_old(node, intent) for node in ours):
        return Outcome(StepState.RUNNING)
    if ours and (job.state is NodeState.SUCCESSFUL or all(_tells(node, job) for node in ours)):
        return Outcome(StepState.DONE, ended=_last(ours))
    if job.state is not NodeState.SUCCESSFUL:
        return Outcome(StepState.FAILED, Note.SYSTEM)
    fresh = bool(nodes) and all(_succeeded_in(node, job, intent) for node in nodes)
    if fresh or rests:
        return Outcome(StepState.DONE, ended=_last(nodes))
    return Outcome(StepState.FAILED, Note.GAVE_UP) if late else Outcome(StepState.RUNNING)


def _tells(node: Node, job: Job) -> bool:
    """Whether it says when it succeeded, or that the job was a success."""
    return bool(node.last_success or node.ended) or job.id in (node.success_job_ids or ())


def _last(nodes: Sequence[Node]) -> datetime | None:
    """When the last of them ended; None where that is not told of each."""
    ends = [node.last_success or node.ended for node in nodes]
    return max((end for end in ends if end), default=None) if all(ends) else None


def _is_old(node: Node, intent: datetime | None) -> bool:
    """Whether it says itself that it last succeeded before what it rests on was done."""
    when = node.last_success or node.ended
    if node.state is not NodeState.SUCCESSFUL or not when or not intent:
        return False
    return when < intent + INTENT_GRAIN


def _succeeded_in(node: Node, job: Job, intent: datetime | None) -> bool:
    """Whether it says that it has succeeded since the intent, be it for a job that came later."""
    since = intent + INTENT_GRAIN if intent else job.submitted
    if node.last_success is None:
        return job.id in (node.success_job_ids or ())
    return since is not None and node.last_success >= since


async def _stop(deps: Deps, step: Step) -> Step:
    return await _settle(deps, step, StepState.CANCELLED, await stop_job(deps, step))


async def _kept(deps: Deps, step: Step) -> Step:
    await save(deps, [step])
    return step


async def _settle(deps: Deps, step: Step, state: StepState, note: Note, fault: Fault | None = None) -> Step:
    step = replace(step, state=state, note=note, silent_since=None, settled_at=deps.clock())
    await save(deps, [step], {step.key: fault} if fault else None)
    return step
