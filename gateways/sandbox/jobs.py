"""Jobs as time goes by. Nothing runs in the background: `advance` says what has happened by now."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

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
        while ready := [task for task in job.tasks.values() if _ready(world, job, task)]:
            for task in ready:
                upstream = all(job.tasks[need].state is State.SUCCESSFUL for need in task.needs)
                skipped = replace(task, phases=(Phase(state=State.SKIPPED),))
                _put(world, job, _begin(world, task, now) if upstream else _turn(skipped, now))
        if all(task.ended for task in job.tasks.values()):
            job.state, job.ended = _verdict(job), now


def _ready(world: World, job: Job, task: Task) -> bool:
    waiting = task.state is State.QUEUED and all(job.tasks[need].ended for need in task.needs)
    return waiting and not _taken(world, job, task)


def _taken(world: World, job: Job, task: Task) -> bool:
    """Whether another job is at work on the same node, retries included."""
    return any(
        other.node == task.node and other.ended is None and other.state is not State.QUEUED
        for rival in _open(world)
        if rival is not job
        for other in rival.tasks.values()
    )


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
    """Keep the node's latest state, unless another job is at work on it."""
    if _taken(world, job, task):
        return
    known = world.nodes.get(task.node)
    succeeded = task.state is State.SUCCESSFUL
    world.nodes[task.node] = Node(
        operation=task.operation,
        identifier=task.identifier,
        name=task.name,
        state=task.state,
        job_ids=(job.id,),
        success_job_ids=(job.id,) if succeeded else known.success_job_ids if known else (),
        ended=task.ended,
        last_success=task.ended if succeeded else known.last_success if known else None,
        fault=task.fault if task.state in {State.FAILED, State.TIMED_OUT} else None,
        reason="requested" if task.identifier in job.identifiers else "dependantSystemNode",
    )
    if task.operation == "ingestion" and task.identifier in world.sources:
        world.sources[task.identifier] = replace(world.sources[task.identifier], shown=None)


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
