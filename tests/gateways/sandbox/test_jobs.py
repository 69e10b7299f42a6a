"""Jobs move with the clock alone; a world is asked at chosen moments, no time passes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import groupby

import pytest

from gateways.sandbox import jobs
from gateways.sandbox.seed import fresh_world
from gateways.sandbox.world import Behaviour, Job, State, Task, World, node_key

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
CRM, SHOP = "a1b2c3d4-0001-4a00-8000-000000000001", "a1b2c3d4-0002-4a00-8000-000000000002"


@pytest.fixture
def world() -> World:
    """A refresh takes ten seconds, waiting for a turn and every other step take one."""
    return fresh_world("contoso", 10, NOON)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def refresh(world: World, *sources: str, at: float = 0) -> Job:
    return jobs.submit(world, "ingestion", sources, now=after(at))


def steer(world: World, source: str, behaviour: Behaviour) -> None:
    world.sources[source] = replace(world.sources[source], behaviour=behaviour)


def story(world: World, job: Job) -> tuple[str, str]:
    """The states that the job and the node of CRM go through in a minute."""
    seen = []
    for tenth in range(600):
        jobs.advance(world, after(tenth / 10))
        seen.append((job.state, jobs.source_node(world, CRM).state))
    job_states, node_states = (" ".join(state for state, _ in groupby(states)) for states in zip(*seen, strict=True))
    return job_states, node_states


def task(job: Job, operation: str) -> Task:
    return next(task for task in job.tasks.values() if task.operation == operation)


@pytest.mark.parametrize(
    ("behaviour", "job_states", "node_states"),
    [
        ("succeed", "queued running successful", "queued running successful"),
        ("fail", "queued running failed", "queued running failed"),
        ("retry_then_succeed", "queued running successful", "queued running failed running successful"),
        ("time_out", "queued running timedOut", "queued running timedOut"),
        ("skip", "queued skipped", "queued skipped"),
        ("hang", "queued running", "queued running"),
        ("fail_profiling", "queued running failed", "queued running successful"),
    ],
)
def test_each_behaviour_has_its_story(world: World, behaviour: str, job_states: str, node_states: str) -> None:
    steer(world, CRM, Behaviour(behaviour))
    assert story(world, refresh(world, CRM)) == (job_states, node_states)


def test_one_look_at_the_end_shows_what_many_looks_show(world: World) -> None:
    watched, seldom = world, fresh_world("contoso", 10, NOON)
    for one in (watched, seldom):
        steer(one, CRM, Behaviour.RETRY_THEN_SUCCEED)
    first, second = refresh(watched, CRM), refresh(seldom, CRM)
    story(watched, first)
    jobs.advance(seldom, after(60))
    assert first.ended == second.ended == after(12)


def test_a_source_with_its_own_time_takes_that(world: World) -> None:
    world.sources[CRM] = replace(world.sources[CRM], seconds=3)
    job = refresh(world, CRM, SHOP)
    jobs.advance(world, after(4))
    assert jobs.source_node(world, CRM).state is State.SUCCESSFUL
    assert jobs.source_node(world, SHOP).state is State.RUNNING
    assert job.ended is None


def test_a_job_for_everything_goes_from_sources_to_exports(world: World) -> None:
    job = jobs.submit(world, "all", (), now=NOON)
    jobs.advance(world, after(60))
    ended = {operation: task(job, operation).ended for operation in ("ingestion", "match", "merge", "export")}
    assert job.state is State.SUCCESSFUL
    assert list(ended.values()) == sorted(ended.values(), key=str)
    assert {task.identifier for task in job.tasks.values() if task.operation == "ingestion"} == set(world.sources)


def test_a_failed_source_has_everything_downstream_skipped(world: World) -> None:
    steer(world, CRM, Behaviour.FAIL)
    job = jobs.submit(world, "all", (), now=NOON)
    jobs.advance(world, after(60))
    assert job.state is State.FAILED
    downstream = {task.state for task in job.tasks.values() if task.operation in {"match", "merge", "segmentation"}}
    assert downstream == {State.SKIPPED}
    assert jobs.source_node(world, SHOP).state is State.SUCCESSFUL


def test_refreshing_sources_runs_nothing_downstream(world: World) -> None:
    job = refresh(world, CRM)
    assert {task.operation for task in job.tasks.values()} == {"ingestion", "dataPreparation"}


def test_cancelling_stops_a_job_and_keeps_the_last_success(world: World) -> None:
    before = jobs.source_node(world, CRM).last_success
    job = refresh(world, CRM)
    jobs.advance(world, after(5))
    jobs.cancel(world, job, after(5))
    jobs.advance(world, after(60))
    node = jobs.source_node(world, CRM)
    assert (job.state, job.ended, node.state) == (State.ABORTED, after(5), State.ABORTED)
    assert node.last_success == before


def test_cancelling_what_has_ended_changes_nothing(world: World) -> None:
    job = refresh(world, CRM)
    jobs.advance(world, after(60))
    jobs.cancel(world, job, after(60))
    assert (job.state, job.ended) == (State.SUCCESSFUL, after(12))


def test_a_second_job_waits_until_the_first_is_done_with_the_source(world: World) -> None:
    first, second = refresh(world, CRM), refresh(world, CRM, at=2)
    jobs.advance(world, after(10.5))
    assert task(second, "ingestion").state is State.QUEUED
    assert jobs.source_node(world, CRM).job_ids == (first.id,)
    jobs.advance(world, after(60))
    assert second.ended == after(22)
    assert jobs.source_node(world, CRM).success_job_ids == (second.id,)


def test_jobs_that_wait_for_the_same_source_share_its_next_run(world: World) -> None:
    refresh(world, CRM)
    second, third, fourth = (refresh(world, CRM, at=seconds) for seconds in (2, 3, 4))
    jobs.advance(world, after(15))
    jobs.cancel(world, third, after(15))
    assert jobs.source_node(world, CRM).job_ids == (second.id, fourth.id)
    assert jobs.source_node(world, CRM).state is State.RUNNING
    jobs.advance(world, after(60))
    assert second.ended == fourth.ended == after(22)
    assert jobs.source_node(world, CRM).success_job_ids == (second.id, fourth.id)


def test_a_job_behind_one_that_hangs_starts_when_that_is_cancelled(world: World) -> None:
    steer(world, CRM, Behaviour.HANG)
    hanging, waiting = refresh(world, CRM), refresh(world, CRM, at=1)
    jobs.advance(world, after(50))
    steer(world, CRM, Behaviour.SUCCEED)
    jobs.cancel(world, hanging, after(50))
    jobs.advance(world, after(100))
    assert (waiting.state, waiting.ended) == (State.SUCCESSFUL, after(61))


def test_a_hanging_refresh_goes_on_when_the_source_behaves_again(world: World) -> None:
    steer(world, CRM, Behaviour.HANG)
    job = refresh(world, CRM)
    jobs.advance(world, after(50))
    steer(world, CRM, Behaviour.SUCCEED)
    jobs.release(world, CRM, after(50))
    jobs.advance(world, after(100))
    assert (job.state, job.ended) == (State.SUCCESSFUL, after(61))


def test_inactive_segments_are_skipped_and_static_ones_left_out(world: World) -> None:
    job = jobs.submit(world, "all", (), now=NOON)
    jobs.advance(world, after(60))
    states = {task.identifier: task.state for task in job.tasks.values() if task.operation == "segmentation"}
    assert states["Seg_Vip"] is State.SUCCESSFUL
    assert states["Seg_OldCampaign"] is State.SKIPPED
    assert "Seg_TradeFair" not in states


def test_cancelling_one_of_two_that_wait_leaves_the_node_queued(world: World) -> None:
    first, second = refresh(world, CRM), refresh(world, CRM)
    jobs.cancel(world, first, NOON)
    node = jobs.source_node(world, CRM)
    assert (node.state, node.job_ids) == (State.QUEUED, (second.id,))


def test_a_source_that_was_deleted_meanwhile_stays_deleted(world: World) -> None:
    job = refresh(world, CRM)
    del world.sources[CRM]
    node = jobs.source_node(world, CRM)
    world.nodes[node_key("ingestion", CRM)] = replace(node, state=State.DELETED)
    jobs.advance(world, after(60))
    assert job.ended is not None
    assert jobs.source_node(world, CRM).state is State.DELETED


def test_only_so_many_ended_jobs_are_kept_and_no_open_one_is_lost(world: World) -> None:
    steer(world, SHOP, Behaviour.HANG)
    hanging = refresh(world, SHOP)
    for number in range(jobs.KEPT_JOBS + 5):
        refresh(world, CRM, at=number * 20)
        jobs.advance(world, after(number * 20 + 19))
    assert len(world.jobs) == jobs.KEPT_JOBS
    assert hanging.id in world.jobs
