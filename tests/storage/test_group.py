"""Random units in groups end as the same units one by one, also where some fail, collide, or lose the connection."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, event

from domain.request import Conflict
from storage.engines import Engines, open_engines
from storage.group import Ended, alone, together
from storage.whole import NotWhole
from storage.writer import Writer
from tests.shares import tries

KEYS = "abcd"


class Broken(Exception):
    pass


@dataclass(frozen=True)
class Do:
    """One thing that a unit does, with the key of a row."""

    what: str
    key: str = "a"

    def __call__(self, connection: Connection, grouped: bool) -> int:
        done: int = getattr(self, f"_{self.what}")(connection, grouped)
        return done

    def _put(self, connection: Connection, grouped: bool) -> int:
        """Leaves alone what is there; says whether it was new."""
        return changed(connection, "INSERT INTO t VALUES (?, 1) ON CONFLICT DO NOTHING", self.key)

    def _insist(self, connection: Connection, grouped: bool) -> int:
        """The database objects to a second one."""
        return changed(connection, "INSERT INTO t VALUES (?, 100)", self.key)

    def _raise(self, connection: Connection, grouped: bool) -> int:
        return changed(connection, "UPDATE t SET n = n + 1 WHERE k = ?", self.key)

    def _take(self, connection: Connection, grouped: bool) -> int:
        return changed(connection, "DELETE FROM t WHERE k = ?", self.key)

    def _read(self, connection: Connection, grouped: bool) -> int:
        return int(sql(connection, "SELECT coalesce(sum(n), -1) FROM t").fetchone()[0])

    def _need(self, connection: Connection, grouped: bool) -> int:
        """Somebody else was first, unless there is one; also when it is tried again."""
        if not sql(connection, "SELECT n FROM t WHERE k = ?", self.key).fetchone():
            raise Conflict(self.key)
        return 0

    def _collide(self, connection: Connection, grouped: bool) -> int:
        """In a group only."""
        if grouped:
            raise Conflict(self.key)
        return 0

    def _break(self, connection: Connection, grouped: bool) -> int:
        raise Broken

    def _swallow(self, connection: Connection, grouped: bool) -> int:
        """A failure of the database, as if nothing was."""
        with suppress(psycopg.Error, sqlite3.Error):
            sql(connection, "INSERT INTO t SELECT 'x', 1 UNION ALL SELECT 'x', 2")
        return 0

    def _kill(self, connection: Connection, grouped: bool) -> int:
        """The connection, in a group only."""
        if grouped:
            kill(connection)
        return 0


def changed(connection: Connection, text: str, key: str) -> int:
    return int(sql(connection, text, key).rowcount)


def sql(connection: Connection, text: str, *values: str) -> Any:
    sqlite = connection.dialect.name == "sqlite"
    return connection.connection.cursor().execute(text if sqlite else text.replace("?", "%s"), values)


def kill(connection: Connection) -> None:
    """As the end of a server, or a disk that cannot be written: SQLite rolls back on its own then."""
    if connection.dialect.name == "postgresql":
        sql(connection, "SELECT pg_terminate_backend(pg_backend_pid())")
    sql(connection, "ROLLBACK")
    raise sqlite3.OperationalError("disk I/O error")


@dataclass
class Unit:
    """Gives what its things gave. `last`: the number of its last run, which is the one that counts, among all runs."""

    things: Sequence[Do]
    runs: Iterator[int] = field(default_factory=count)
    last: int = -1
    grouped: bool = False

    def __call__(self, connection: Connection) -> tuple[int, ...]:
        self.last = next(self.runs)
        return tuple([do(connection, self.grouped) for do in self.things])


THINGS = st.one_of(
    st.builds(Do, st.sampled_from(["put", "insist", "raise", "take", "need"]), st.sampled_from(KEYS)),
    st.builds(Do, st.sampled_from(["read", "collide", "break", "swallow", "kill"])),
)
UNITS = st.lists(st.lists(THINGS, min_size=1, max_size=5), min_size=1, max_size=8)


@pytest.fixture
def engines(database_url: str) -> Any:
    opened = open_engines(database_url, readers=1)
    with opened.write.begin() as connection:
        sql(connection, "CREATE TABLE t (k VARCHAR PRIMARY KEY, n INTEGER)")
    yield opened
    opened.dispose()


@settings(max_examples=tries(100), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(UNITS)
def test_units_in_groups_end_as_the_same_units_one_by_one(engines: Engines, things: list[list[Do]]) -> None:
    runs = count()
    units = [Unit(each, runs) for each in things]
    ends = in_groups(engines.write, units)
    there = emptied(engines.write)
    ordered = sorted(zip(units, ends, strict=True), key=lambda pair: pair[0].last)
    assert [end for _, end in ordered] == [told(alone(engines.write, Unit(unit.things))) for unit, _ in ordered]
    assert there == emptied(engines.write)


def in_groups(engine: Engine, units: Sequence[Unit]) -> list[Any]:
    """As the writer does: together, and then alone those that were put aside."""
    for unit in units:
        unit.grouped = True
    ends = together(engine, units)
    for unit in units:
        unit.grouped = False
    return [told(end or alone(engine, unit)) for end, unit in zip(ends, units, strict=True)]


def told(ended: Ended) -> Any:
    """What it gave, or with what it failed."""
    return type(ended.error) if ended.error else ended.value


def emptied(engine: Engine) -> list[tuple[str, int]]:
    """What was there."""
    with engine.begin() as connection:
        rows = [tuple(row) for row in sql(connection, "SELECT k, n FROM t ORDER BY k").fetchall()]
        sql(connection, "DELETE FROM t")
    return rows


def test_a_statement_that_failed_unheard_keeps_nothing_of_its_unit_alone(engines: Engines) -> None:
    swallows = Unit([Do("put", "a"), Do("swallow")])
    others = [Unit([Do("put", "b")]), Unit([Do("put", "c")])]
    ends = in_groups(engines.write, [others[0], swallows, others[1]])
    kept = engines.sqlite  # where a statement fails for itself alone
    assert ends == [(1,), (1, 0) if kept else NotWhole, (1,)]
    assert emptied(engines.write) == [(key, 1) for key in ("abc" if kept else "bc")]


def test_what_is_lost_before_the_commit_of_a_group_is_run_again_and_what_is_lost_at_it_is_told(
    engines: Engines,
) -> None:
    units = [Unit([Do("put", key)]) for key in "abc"]
    assert in_groups(engines.write, [*units, Unit([Do("kill")])]) == [(1,), (1,), (1,), (0,)]
    assert emptied(engines.write) == [("a", 1), ("b", 1), ("c", 1)]
    event.listen(engines.write, "commit", lose, once=True)
    again = [Unit([Do("put", key)]) for key in "abc"]
    ends = together(engines.write, again)
    assert all(end and end.error for end in ends), "it may be kept or not: nobody is told that it is"
    assert [unit.last for unit in again] == [0, 0, 0], "and nobody runs it a second time"
    assert emptied(engines.write) == []


def test_what_is_lost_alone_is_told(engines: Engines) -> None:
    ended = alone(engines.write, Unit([Do("put"), Do("kill")], grouped=True))
    assert ended.error
    assert emptied(engines.write) == []


def lose(connection: Connection) -> None:
    """The connection, just before the commit."""
    with suppress(psycopg.Error):
        kill(connection)


def test_a_unit_that_must_wait_for_a_row_of_another_process_waits_alone(engines: Engines) -> None:
    if engines.sqlite:
        pytest.skip("another process is refused")
    in_groups(engines.write, [Unit([Do("put", "a"), Do("put", "b")])])
    with engines.write.connect() as theirs, theirs.begin():
        sql(theirs, "UPDATE t SET n = 50 WHERE k = ?", "a")
        ends = together(engines.write, [Unit([Do("raise", key)]) for key in "bab"])
        assert [told(end) if end else None for end in ends] == [(1,), None, (1,)]
    assert told(alone(engines.write, Unit([Do("raise", "a")]))) == (1,)
    assert emptied(engines.write) == [("a", 51), ("b", 3)]


async def test_two_processes_at_the_same_rows_lose_nothing(postgresql_url: str) -> None:
    """Each of these adds one to a row, those of one in the order opposite to the other's, so that they could wait for
    each other for ever."""
    both = [open_engines(postgresql_url, readers=1) for _ in range(2)]
    with both[0].write.begin() as connection:
        sql(connection, "CREATE TABLE t (k VARCHAR PRIMARY KEY, n INTEGER)")
        for key in KEYS:
            sql(connection, "INSERT INTO t VALUES (?, 0)", key)
    writers = [Writer(engines.write, threads=2, group=8) for engines in both]
    orders = [Do("raise", key) for key in KEYS], [Do("raise", key) for key in reversed(KEYS)]
    done = await asyncio.gather(
        *[writer.write(Unit(order)) for _ in range(25) for writer, order in zip(writers, orders, strict=True)]
    )
    assert done == [(1,) * len(KEYS)] * 50
    assert emptied(both[0].write) == [(key, 50) for key in KEYS]
    for writer, engines in zip(writers, both, strict=True):
        await writer.close()
        engines.dispose()
