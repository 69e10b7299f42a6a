"""How the databases are opened."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import text

from domain.board import Lane
from storage.engines import UnusableDatabase, durable_engine, open_engines, parse
from storage.store import Store
from storage.unit import Unit
from tests.storage.factories import file_request


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://db/dsrbot", "nonsense"])
def test_a_database_that_we_cannot_use_is_refused_by_the_name_of_its_setting(url: str) -> None:
    with pytest.raises(UnusableDatabase, match="DATABASE_URL"):
        parse(url)


def test_a_refused_address_is_not_repeated_because_it_may_hold_a_password() -> None:
    with pytest.raises(UnusableDatabase) as refused:
        parse("mysql://dsrbot:secret@db/dsrbot")
    assert "secret" not in str(refused.value)


def test_a_sqlite_file_is_made_for_its_owner_alone_with_its_side_files(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    engines = open_engines(f"sqlite:///{folder / 'dsrbot.sqlite3'}", readers=1)
    with engines.write.begin() as connection:
        connection.execute(text("CREATE TABLE t (a)"))
        rights = {path.name: path.stat().st_mode & 0o777 for path in [folder, *folder.iterdir()]}
    engines.dispose()
    assert rights == {
        "data": 0o700,
        "dsrbot.sqlite3": 0o600,
        "dsrbot.sqlite3-wal": 0o600,
        "dsrbot.sqlite3-shm": 0o600,
    }


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1), ("busy_timeout", 15000)],
)
def test_every_sqlite_connection_is_safe(sqlite_url: str, pragma: str, value: object) -> None:
    engines, durable = open_engines(sqlite_url, readers=1), durable_engine(sqlite_url)
    for engine in (engines.write, engines.read, durable):
        with engine.connect() as connection:
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
        engine.dispose()


@pytest.mark.skipif(sqlite3.sqlite_version_info >= (3, 42), reason="this SQLite has unixepoch('subsec')")
def test_an_old_sqlite_knows_the_time_to_a_fraction_of_a_second(sqlite_url: str) -> None:
    engine = durable_engine(sqlite_url)
    with engine.connect() as connection:
        now = connection.exec_driver_sql("SELECT unixepoch('subsec')").scalar_one()
    engine.dispose()
    assert now == pytest.approx(time.time(), abs=60)
    assert isinstance(now, float)


async def test_a_unit_that_reads_cannot_write(store: Store) -> None:
    with pytest.raises(Exception, match=r"readonly|read-only"):
        await store.read(file_request)
    assert await store.read(lambda unit: unit.requests.lane(Lane(), 10)) == []


async def test_a_unit_that_reads_sees_one_state_of_the_database(store: Store) -> None:
    begun, changed = Event(), Event()

    def look_twice(unit: Unit) -> tuple[int, int]:
        before = len(unit.requests.lane(Lane(), 10))
        begun.set()
        assert changed.wait(10)
        return before, len(unit.requests.lane(Lane(), 10))

    looking = asyncio.create_task(store.read(look_twice))
    assert await asyncio.to_thread(begun.wait, 10)
    await store.write(file_request)
    changed.set()
    assert await looking == (0, 0)


def test_a_connection_that_was_lost_while_it_rested_is_replaced(postgresql_url: str) -> None:
    engines = open_engines(postgresql_url, readers=1)
    with engines.read.begin() as connection:
        lost = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    with engines.write.begin() as connection:
        connection.exec_driver_sql(f"SELECT pg_terminate_backend({lost})")
    time.sleep(1.1)  # one that was used a moment ago is not asked
    with engines.read.begin() as connection:
        assert connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one() != lost
    engines.dispose()
