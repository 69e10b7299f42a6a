"""A process that works on a SQLite file keeps its locks there: else whoever looks into it takes its log away."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from storage.engines import durable_engine, open_engines
from storage.looking import open_to_look, see
from storage.store import Store, open_store, was_used
from tests.databases import MASTER_KEY
from tests.storage.factories import NOW

LOOK = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('SELECT count(*) FROM keys').fetchall()"


def number(log: Path) -> int:
    """Of the file, as the file system has it; 0 where it is gone."""
    return log.stat().st_ino if log.exists() else 0


async def work_begins(store: Store, url: str) -> None:
    with durable_engine(url).connect() as connection:
        connection.exec_driver_sql("SELECT 1 FROM keys")


async def somebody_opens_it_again(store: Store, url: str) -> None:
    open_engines(url, readers=1).dispose()


async def it_is_looked_for(store: Store, url: str) -> None:
    see(url)
    assert was_used(url)
    open_to_look(url, readers=1).dispose()


async def a_key_is_searched_for(store: Store, url: str) -> None:
    assert await store.scrub([b"what stands nowhere in the file"])


async def everything_is_written_anew(store: Store, url: str) -> None:
    assert await store.scrub([])


@pytest.mark.parametrize(
    "do", [work_begins, somebody_opens_it_again, it_is_looked_for, a_key_is_searched_for, everything_is_written_anew]
)
async def test_whoever_passes_by_leaves_the_log_of_who_works(
    sqlite_url: str, do: Callable[[Store, str], Awaitable[None]]
) -> None:
    path = sqlite_url.removeprefix("sqlite:///")
    log = Path(f"{path}-wal")
    async with open_store(sqlite_url, MASTER_KEY) as store:
        await do(store, sqlite_url)
        subject = await store.write(lambda unit: unit.subjects.for_address("anna@contoso.com", NOW))
        before = number(log)
        await asyncio.to_thread(subprocess.run, [sys.executable, "-c", LOOK, path], check=True)
        assert number(log) == before, "the log of who works was taken away"
        assert await store.read(lambda unit: unit.subjects.known("anna@contoso.com")) == subject
