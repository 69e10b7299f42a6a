"""What one does at a time: two replicas on one PostgreSQL, and one process alone on SQLite."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from domain.replica import Chore, Fenced
from storage.replicas import Leased, replica_at, utc_now
from storage.store import Store, open_store
from tests.databases import MASTER_KEY

LEASE = 0.6  # seconds
NAME = "letters/DSR-aaaaaa"


@asynccontextmanager
async def a_store(url: str) -> AsyncIterator[tuple[Leased, Store]]:
    replica = Leased(url, LEASE, utc_now)
    async with open_store(url, MASTER_KEY, replica=replica) as store:
        yield replica, store


async def enter(store: Store, name: str = NAME) -> None:
    async with store.exclusive(name):
        pass


@pytest.fixture
async def stores(database_url: str) -> AsyncIterator[list[Store]]:
    """On PostgreSQL those of two replicas; on SQLite there is one, which is asked twice."""
    async with AsyncExitStack() as stack:
        count = 1 if database_url.startswith("sqlite") else 2
        opened = [open_store(database_url, MASTER_KEY, replica=replica_at(database_url)) for _ in range(count)]
        yield [await stack.enter_async_context(one) for one in opened]


async def test_one_is_in_at_a_time(stores: list[Store]) -> None:
    inside, most = 0, 0

    async def work(store: Store) -> None:
        nonlocal inside, most
        for _ in range(3):
            async with store.exclusive(NAME):
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0.01)
                inside -= 1

    async with asyncio.timeout(30):
        await asyncio.gather(*(work(store) for store in (stores[0], stores[-1]) for _ in range(3)))
    assert most == 1


async def test_another_name_waits_for_nobody(stores: list[Store]) -> None:
    async with asyncio.timeout(10), stores[0].exclusive(NAME):
        await enter(stores[-1], "letters/DSR-bbbbbb")


@pytest.mark.parametrize("how", ["an error", "a cancel"])
async def test_who_leaves_by_an_error_or_a_cancel_has_let_go(stores: list[Store], how: str) -> None:
    entered = asyncio.Event()

    async def work() -> None:
        async with stores[0].exclusive(NAME):
            entered.set()
            await asyncio.sleep(0 if how == "an error" else 60)
            raise OSError

    task = asyncio.create_task(work())
    await entered.wait()
    if how == "a cancel":
        task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with asyncio.timeout(10):
        await enter(stores[-1])


async def test_who_gives_up_waiting_keeps_nobody_out(stores: list[Store]) -> None:
    async with stores[0].exclusive(NAME):
        waiting = asyncio.create_task(enter(stores[-1]))
        await asyncio.sleep(0.4)
        assert not waiting.done()
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    async with asyncio.timeout(10):
        await enter(stores[0])
        await enter(stores[-1])


async def test_who_gives_up_waiting_takes_it_from_nobody(postgresql_url: str) -> None:
    """It lets go of its own claim alone."""
    async with a_store(postgresql_url) as (_, first), a_store(postgresql_url) as (_, second), first.exclusive(NAME):
        waiting = asyncio.create_task(enter(second))
        await asyncio.sleep(0.3)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.6):
                await enter(second)


async def test_what_one_that_stands_still_had_is_another_s_once_it_is_taken_for_dead(postgresql_url: str) -> None:
    async with a_store(postgresql_url) as (still, gone), a_store(postgresql_url) as (_, living):
        async with gone.exclusive(NAME):
            assert still._renewing
            still._renewing.cancel()
            async with asyncio.timeout(10), living.exclusive(NAME):
                with pytest.raises(Fenced):
                    still.check()
        async with asyncio.timeout(10):
            with pytest.raises(Fenced):
                await enter(gone)
            await enter(living)


async def test_many_who_hold_something_keep_nobody_from_writing(postgresql_url: str) -> None:
    """No connection is held."""
    async with a_store(postgresql_url) as (_, first), a_store(postgresql_url) as (_, second), AsyncExitStack() as held:
        async with asyncio.timeout(30):
            for number in range(40):
                await held.enter_async_context(first.exclusive(f"letters/{number}"))
            await enter(first, "starting")
            await enter(second, "starting")


def test_no_chore_has_such_a_name() -> None:
    assert not {"starting"} & {*Chore}
    assert not any(chore.startswith("letters") for chore in Chore)
