"""Who looks for something to do is woken by what is written, and looks seldom only where nobody else writes."""

from __future__ import annotations

import asyncio

import pytest

from domain.replica import SELDOM, pause
from storage.replicas import Alone
from storage.store import Store, open_store
from tests.databases import MASTER_KEY
from tests.storage.factories import file_request

LONG = 3600.0


class Beside(Alone):
    """One of two."""

    living = 2


async def test_what_is_written_here_ends_the_calm_also_where_it_was_written_during_the_look(store: Store) -> None:
    before = store.written
    waiting = asyncio.create_task(store.calm(before, LONG))
    await asyncio.sleep(0)
    assert not waiting.done()
    await store.write(file_request)
    async with asyncio.timeout(20):
        await waiting
        await store.calm(before, LONG)
    assert store.written > before


async def test_a_clock_that_is_moved_ends_the_calm(store: Store) -> None:
    waiting = asyncio.create_task(store.calm(store.written, LONG))
    await asyncio.sleep(0)
    store.stir()
    await asyncio.wait_for(waiting, 20)


async def test_what_failed_and_what_was_read_do_not(store: Store) -> None:
    def fail(_: object) -> None:
        raise ZeroDivisionError

    before = store.written
    with pytest.raises(ZeroDivisionError):
        await store.write(fail)
    await store.read(lambda unit: unit.requests.behind())
    assert store.written == before


async def test_beside_others_there_is_no_calm(database_url: str) -> None:
    async with asyncio.timeout(20), open_store(database_url, MASTER_KEY, replica=Beside()) as store:
        await store.calm(store.written, LONG)
    assert pause(2, Beside.living) == 2
    assert pause(2, Alone.living) == 2 * SELDOM
