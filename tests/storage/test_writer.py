"""The writer: groups that share a commit, units that fail alone, and votes that collide."""

from __future__ import annotations

import asyncio
from asyncio import CancelledError
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from threading import Event

import pytest
from sqlalchemy import Connection, Engine, event

from domain.board import Lane
from domain.event import EventKind
from domain.request import Conflict, State
from domain.votes import approvals
from storage.engines import open_engines
from storage.events import Events
from storage.store import Store, open_store
from storage.unit import Unit
from storage.vault import Vault
from storage.writer import Writer
from tests.databases import MASTER_KEY
from tests.storage.factories import NOW, a_vote, file_request


class Broken(Exception):
    pass


class GivenUp(StopIteration):
    pass


async def test_a_unit_that_fails_in_the_middle_of_a_group_takes_nothing_along(sqlite_url: str) -> None:
    engines = open_engines(sqlite_url, readers=1)
    commits = count_commits(engines.write)
    writer = Writer(engines.write, threads=1, group=64)
    begun, hold = Event(), Event()

    def first(connection: Connection) -> bool:
        begun.set()
        return hold.wait(10)

    alone = asyncio.create_task(writer.write(first))
    assert await asyncio.to_thread(begun.wait, 10)
    others = [asyncio.create_task(writer.write(unit)) for unit in (record("before"), fail, record("after"))]
    await asyncio.sleep(0)  # all of them wait now
    hold.set()
    before, failed, after = await asyncio.gather(*others, return_exceptions=True)
    assert await alone
    await writer.close()
    assert (before, after) == ("before", "after")
    assert isinstance(failed, Broken)
    assert kinds(engines.read) == ["before", "after"]
    assert len(commits) == 2, "the three that waited were committed together"
    engines.dispose()


async def test_a_unit_that_fails_leaves_nothing_behind(store: Store) -> None:
    def half(unit: Unit) -> None:
        file_request(unit)
        raise Broken

    with pytest.raises(Broken):
        await store.write(half)
    assert await store.read(lambda unit: unit.requests.lane(Lane(), 10)) == []


@pytest.mark.parametrize(
    "error",
    [
        StopIteration,
        StopAsyncIteration,
        KeyError,
        GivenUp,
        GeneratorExit,
        KeyboardInterrupt,
        SystemExit,
        CancelledError,
    ],
)
async def test_whatever_a_unit_of_a_group_fails_with_the_others_are_answered(
    store: Store, error: type[BaseException]
) -> None:
    begun, hold = Event(), Event()

    def first(_: Unit) -> bool:
        begun.set()
        return hold.wait(10)

    def breaks(_: Unit) -> str:
        raise error

    def works(_: Unit) -> str:
        return "kept"

    alone = asyncio.create_task(store.write(first))
    assert await asyncio.to_thread(begun.wait, 10)
    others = [asyncio.create_task(store.write(unit)) for unit in (works, breaks, works, breaks, works)]
    await asyncio.sleep(0)  # all of them wait now
    hold.set()
    async with asyncio.timeout(5):
        answers = await asyncio.gather(*others, return_exceptions=True)
    assert await alone
    assert answers[::2] == ["kept"] * 3
    assert [error in {type(one), type(one.__cause__)} for one in answers if isinstance(one, Exception)] == [True, True]
    assert await store.write(works) == "kept", "and those who come later"


@pytest.mark.parametrize("error", [GeneratorExit, SystemExit])
async def test_whatever_a_unit_fails_with_when_it_is_run_alone_the_writer_goes_on(
    store: Store, error: type[BaseException]
) -> None:
    tried = 0

    def unit(_: Unit) -> None:
        nonlocal tried
        tried += 1
        raise Conflict("put aside") if tried == 1 else error()

    async with asyncio.timeout(5):
        for _ in range(3):  # more than there are threads for it
            tried = 0
            with pytest.raises(RuntimeError):
                await store.write(unit)


async def test_what_was_written_can_be_read_as_soon_as_it_is_answered(store: Store) -> None:
    for _ in range(20):
        request = await store.write(file_request)
        assert await store.read(lambda unit, id=request.id: unit.requests.get(id)) == request


async def test_two_hundred_votes_at_once_make_one_decision(store: Store) -> None:
    request = await store.write(lambda unit: file_request(unit, quorum=60))

    def vote(unit: Unit, person: str) -> str:
        now = unit.requests.get(request.id)
        assert now is not None
        if now.state is not State.PENDING_APPROVAL:
            return "too late"
        unit.votes.add(a_vote(now, person), b"proof")
        if approvals(unit.votes.of(now.id)) < now.quorum:
            unit.requests.save(now)
            return "counted"
        unit.start(unit.requests.save(replace(now, state=State.IN_PROGRESS, run=now.run + 1)))
        return "decided"

    people = [f"person {number}" for number in range(200)]
    said = Counter(await asyncio.gather(*[store.write(lambda unit, p=p: vote(unit, p)) for p in people]))
    assert said == {"counted": 59, "decided": 1, "too late": 140}
    assert len(await store.read(lambda unit: unit.votes.of(request.id))) == 60
    after = await store.read(lambda unit: unit.requests.get(request.id))
    assert after == replace(request, state=State.IN_PROGRESS, run=1, version=61)


async def test_a_conflict_is_tried_again(store: Store) -> None:
    tries: list[int] = []

    def second_time_lucky(unit: Unit) -> str:
        tries.append(len(tries))
        unit.events.add(f"try {len(tries)}", NOW, actor=None, request=None)
        if len(tries) == 1:
            raise Conflict("someone was first")
        return "done"

    assert await store.write(second_time_lucky) == "done"
    assert len(tries) == 2


async def test_a_conflict_that_never_ends_is_told(store: Store) -> None:
    def never(unit: Unit) -> None:
        raise Conflict("always")

    with pytest.raises(Conflict):
        await store.write(never)


async def test_closing_finishes_what_was_accepted(database_url: str) -> None:
    async with open_store(database_url, MASTER_KEY) as store:
        waiting = [asyncio.create_task(store.write(file_request)) for _ in range(50)]
        await asyncio.sleep(0)
    filed = await asyncio.gather(*waiting)
    async with open_store(database_url, MASTER_KEY) as store:
        kept = await store.read(lambda unit: unit.requests.lane(Lane(), 100))
    assert {request.id for request in kept} == {request.id for request in filed}
    with pytest.raises(RuntimeError, match="closed"):
        await store.write(file_request)


async def test_who_asked_may_go_away_and_the_others_are_answered(store: Store) -> None:
    impatient = asyncio.create_task(store.write(file_request))
    await asyncio.sleep(0)
    impatient.cancel()
    await store.write(file_request)
    with pytest.raises(asyncio.CancelledError):
        await impatient


async def test_the_loop_goes_on_while_a_unit_takes_its_time(store: Store) -> None:
    hold = Event()
    slow = asyncio.create_task(store.write(lambda unit: hold.wait(10)))
    await asyncio.sleep(0.01)
    assert not slow.done()
    hold.set()
    assert await slow


def record(kind: EventKind) -> Callable[[Connection], EventKind]:
    def unit(connection: Connection) -> EventKind:
        Events(connection, Vault(bytes(32), bytes(32))).add(kind, NOW, actor=None, request=None)
        return kind

    return unit


def fail(connection: Connection) -> None:
    record("half done")(connection)
    raise Broken


def kinds(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.exec_driver_sql("SELECT kind FROM events ORDER BY id").scalars())


def count_commits(engine: Engine) -> list[Connection]:
    commits: list[Connection] = []
    event.listen(engine, "commit", commits.append)
    return commits
