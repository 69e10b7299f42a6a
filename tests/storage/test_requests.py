"""Requests, votes and steps, on SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from domain.request import Conflict, Kind, Request, State, StepState, Verdict
from storage.store import Store
from storage.unit import Unit
from tests.storage.factories import NOW, a_step, a_vote, file_request

HOUR = timedelta(hours=1)


async def test_a_request_comes_back_as_it_was_added(store: Store) -> None:
    added = await store.write(lambda unit: file_request(unit, decided_at=NOW, replaces="r0"))
    assert await store.read(lambda unit: unit.requests.get(added.id)) == added


async def test_saving_raises_the_version(store: Store) -> None:
    def change(unit: Unit) -> tuple[Request, Request | None]:
        saved = unit.requests.save(replace(file_request(unit), state=State.DENIED))
        return saved, unit.requests.get(saved.id)

    saved, read = await store.write(change)
    assert (saved.version, saved.state) == (2, State.DENIED)
    assert read == saved


async def test_a_request_read_before_someone_elses_change_cannot_be_saved(store: Store) -> None:
    old = await store.write(file_request)
    await store.write(lambda unit: unit.requests.save(old))
    with pytest.raises(Conflict):
        await store.write(lambda unit: unit.requests.save(replace(old, state=State.DENIED)))
    now = await store.read(lambda unit: unit.requests.get(old.id))
    assert now == replace(old, version=2)


async def test_a_unit_that_writes_has_a_request_that_it_read_to_itself(store: Store) -> None:
    request, has_read = await store.write(file_request), Event()

    def slow(unit: Unit) -> None:
        read = unit.requests.get(request.id)
        assert read
        has_read.set()
        time.sleep(0.3)  # for the other to come between, if it could
        unit.requests.save(replace(read, state=State.DENIED))

    first = asyncio.create_task(store.write(slow))
    await asyncio.to_thread(has_read.wait, 20)
    seen = await store.write(lambda unit: unit.requests.get(request.id))
    assert seen
    assert (seen.version, seen.state) == (2, State.DENIED)
    await first


async def test_only_what_is_due_is_due_and_the_longest_overdue_comes_first(store: Store) -> None:
    def due(unit: Unit) -> list[str]:
        file_request(unit, id="later", due_at=NOW + HOUR)
        file_request(unit, id="just now", due_at=NOW)
        file_request(unit, id="long since", due_at=NOW - HOUR)
        file_request(unit, id="never", due_at=None)
        return [request.id for request in unit.requests.due(NOW, limit=10)]

    assert await store.write(due) == ["long since", "just now"]


async def test_open_requests_of_one_kind_and_mark_are_twins(store: Store) -> None:
    def twins(unit: Unit) -> list[str]:
        apart: dict[str, dict[str, Any]] = {
            "first": {},
            "done": {"state": State.COMPLETED},
            "other kind": {"kind": Kind.REMOVE_USER},
        }
        for name, changes in apart.items():
            file_request(unit, id=name, fingerprint="mark", **changes)
        file_request(unit, fingerprint="another mark")
        return [request.id for request in unit.requests.twins(Kind.REFRESH, "mark")]

    assert await store.write(twins) == ["first"]


async def test_a_person_has_one_vote(store: Store) -> None:
    def vote(unit: Unit) -> tuple[list[bool], list[Verdict]]:
        request = file_request(unit)
        votes = [a_vote(request, "ben"), a_vote(request, "cleo"), a_vote(request, "ben", Verdict.DENY)]
        taken = [unit.votes.add(vote, b"proof") for vote in votes]
        return taken, [vote.verdict for vote in unit.votes.of(request.id)]

    assert await store.write(vote) == ([True, True, False], [Verdict.APPROVE, Verdict.APPROVE])


async def test_steps_come_in_their_order_and_keep_what_was_saved(store: Store) -> None:
    def work(unit: Unit) -> tuple[list[str], StepState]:
        request = file_request(unit)
        unit.steps.add([a_step(request, "web", 2), a_step(request, "crm", 1)])
        unit.steps.save(a_step(request, "crm", 1, state=StepState.DONE, settled_at=NOW, fault=b"sealed"))
        steps = unit.steps.of(request.id)
        assert steps[0] == a_step(request, "crm", 1, state=StepState.DONE, settled_at=NOW, fault=b"sealed")
        return [step.key for step in steps], steps[1].state

    assert await store.write(work) == (["crm", "web"], StepState.WAITING)


async def test_a_step_that_is_added_again_keeps_its_state(store: Store) -> None:
    def repeat(unit: Unit) -> list[StepState]:
        request = file_request(unit)
        unit.steps.add([a_step(request, state=StepState.DONE)])
        unit.steps.add([a_step(request)])
        return [step.state for step in unit.steps.of(request.id)]

    assert await store.write(repeat) == [StepState.DONE]


async def test_a_job_is_shared_while_another_open_request_waits_for_it(store: Store) -> None:
    def share(unit: Unit) -> list[bool]:
        mine, theirs = file_request(unit), file_request(unit)
        done = file_request(unit, state=State.COMPLETED)
        unit.steps.add([a_step(mine, job_id="ours"), a_step(theirs, job_id="ours")])
        unit.steps.add([a_step(mine, "crm", job_id="mine"), a_step(done, "crm", job_id="mine")])
        return [unit.steps.sharing(job, besides=mine.id) for job in ("ours", "mine", "unknown")]

    assert await store.write(share) == [True, False, False]
