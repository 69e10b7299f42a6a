"""Jobs as time goes by. Nothing runs in the background: `advance` says what has happened by now."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from domain.erasure.schedule import Schedule, next_run
from gateways.sandbox import outcome, profiles
from gateways.sandbox.plan import plan
from gateways.sandbox.world import Job, Node, Phase, State, Task, World, node_key

QUEUE_SHARE = 0.1  # of the time of a refresh, spent waiting for a turn
KEPT_JOBS = 200


def submit(
    world: World, operation: str, identifiers: tuple[str, ...], *, now: datetime, scheduled: bool = False,
    forced: bool = True,
) -> Job:  # fmt: skip
    """A new job, queued. Raises KeyError with an identifier that nothing answers to."""
    job = Job(
        id=str(uuid.uuid4()),
        operation=operation,
        identifiers=identifiers,
        scheduled=scheduled,
        forced=forced,
        submitted=now,
        starts=now + timedelta(seconds=world.seconds * QUEUE_SHARE),
        tasks={task.id: task for task in plan(world, operation, identifiers, now)},
    )
    world.jobs[job.id] = job
    for task in job.tasks.values():
        _note(world, job, task)
    _forget_oldest(world)
    return job


def cancel(world: World, job: Job, now: datetime) -> None:
    """Stop what has not ended; the data stays as it was (documentation, system.md)."""
    if job.ended is not None:
        return
    for task in list(job.tasks.values()):
        if task.ended is None:
            _put(world, job, replace(task, state=State.ABORTED, due=None, phases=(), ended=now))
    job.state, job.ended = State.ABORTED, now
    _start_ready(world, now)


def release(world: World, source_id: str, now: datetime) -> None:
    """Begin hanging refreshes of a source anew, under the behaviour that it has now."""
    for job in _open(world):
        for task in list(job.tasks.values()):
            if task.identifier == source_id and task.state is State.RUNNING and task.due is None:
                _put(world, job, _begin(world, task, now))


def advance(world: World, now: datetime) -> None:
    """Let everything happen that is due by `now`, in the order of time."""
    while (moment := min(_moments(world), default=None)) is not None and moment <= now:
        for job in _open(world):
            if job.state is State.QUEUED and job.starts <= moment:
                job.state = State.RUNNING
            for task in list(job.tasks.values()):
                if task.due is not None and task.due <= moment:
                    _put(world, job, _turn(task, moment))
        _start_ready(world, moment)


def run_schedule(world: World, now: datetime) -> None:
    """Start the latest full run that the schedule asks for; those that nobody looked at in between are left out."""
    plan = world.plan
    schedule = Schedule(operation="all", full=plan.full, active=plan.active, timezone=plan.timezone, crons=plan.crons)
    if not schedule.reaches_everything or not plan.seen:
        return
    if (run := next_run(schedule, plan.seen)) and run <= now:
        advance(world, run)
        submit(world, "all", (), now=run, scheduled=True, forced=False)
        world.plan = replace(plan, seen=now)


def _moments(world: World) -> Iterator[datetime]:
    for job in _open(world):
        if job.state is State.QUEUED:
            yield job.starts
        yield from (task.due for task in job.tasks.values() if task.due is not None)


def _open(world: World) -> list[Job]:
    return [job for job in world.jobs.values() if job.ended is None]


def _start_ready(world: World, now: datetime) -> None:
    """Start what waits for nothing any more, skip what waits in vain, close what is through."""
    for job in _open(world):
        if job.state is not State.RUNNING:
            continue
        while ready := [task for task in job.tasks.values() if _ready(world, job, task, now)]:
            for task in ready:
                upstream = all(job.tasks[need].state is State.SUCCESSFUL for need in task.needs)
                skipped = replace(task, phases=(Phase(state=State.SKIPPED),))
                _put(world, job, _begin(world, task, now) if upstream else _turn(skipped, now))
        if all(task.ended for task in job.tasks.values()):
            job.state, job.ended = _verdict(job), now


def _ready(world: World, job: Job, task: Task, now: datetime) -> bool:
    """Whoever waits for the same node starts at the same moment: one run serves several jobs (`jobIds`)."""
    node = world.nodes[task.node]
    waiting = task.state is State.QUEUED and all(job.tasks[need].ended for need in task.needs)
    return waiting and not (node.at_work and node.started != now)


def _begin(world: World, task: Task, now: datetime) -> Task:
    course = replace(task, started=now, phases=outcome.phases(world, task), fault=outcome.fault(world, task))
    return _turn(course, now)


def _turn(task: Task, now: datetime) -> Task:
    """Enter the next phase."""
    phase, *rest = task.phases
    ends = phase.seconds is None and phase.state is not State.RUNNING
    due = None if phase.seconds is None else now + timedelta(seconds=phase.seconds)
    return replace(task, state=phase.state, phases=tuple(rest), due=due, ended=now if ends else None)


def _put(world: World, job: Job, task: Task) -> None:
    job.tasks[task.id] = task
    _note(world, job, task)
    if task.state is State.SUCCESSFUL and task.ended is not None:
        profiles.take_effect(world, task)


def _note(world: World, job: Job, task: Task) -> None:
    """Keep the node's latest state, unless it speaks of other jobs or is gone."""
    known = world.nodes.get(task.node)
    others = tuple(other for other in known.job_ids if other != job.id) if known and not known.ended else ()
    if known and task.state is State.ABORTED and others:
        world.nodes[task.node] = replace(known, job_ids=others)
    elif known is None or not (known.state is State.DELETED or (known.at_work and task.state is State.QUEUED)):
        world.nodes[task.node] = _latest(job, task, known)
    if task.operation == "ingestion" and task.identifier in world.sources:
        world.sources[task.identifier] = replace(world.sources[task.identifier], shown=None)


def _latest(job: Job, task: Task, known: Node | None) -> Node:
    succeeded = task.state is State.SUCCESSFUL
    same_run = known is not None and known.started == task.started
    job_ids = tuple(dict.fromkeys((*(known.job_ids if known and same_run else ()), job.id)))
    return Node(
        operation=task.operation,
        identifier=task.identifier,
        name=task.name,
        state=task.state,
        job_ids=job_ids,
        success_job_ids=job_ids if succeeded else known.success_job_ids if known else (),
        started=task.started,
        ended=task.ended,
        last_success=task.ended if succeeded else known.last_success if known else None,
        fault=task.fault if _shows_fault(task) else None,
        reason="requested" if task.identifier in job.identifiers else "dependantSystemNode",
    )


def _shows_fault(task: Task) -> bool:
    """A warning shows on what went well, too."""
    warned = task.fault is not None and task.fault.severity == "warning" and task.state is State.SUCCESSFUL
    return task.state in {State.FAILED, State.TIMED_OUT} or warned


def _verdict(job: Job) -> State:
    """The worst of what was asked for; what is skipped downstream does not spoil a job by itself."""
    states = [task.state for task in job.tasks.values()]
    for state in (State.FAILED, State.TIMED_OUT):
        if state in states:
            return state
    return State.SUCCESSFUL if State.SUCCESSFUL in states else State.SKIPPED


def _forget_oldest(world: World) -> None:
    ended = [job.id for job in world.jobs.values() if job.ended is not None]
    for job_id in ended[: max(0, len(world.jobs) - KEPT_JOBS)]:
        del world.jobs[job_id]


def source_node(world: World, source_id: str) -> Node:
    return world.nodes[node_key("ingestion", source_id)]
