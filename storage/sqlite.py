"""How a SQLite file is opened: to write, to read, and for DBOS."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from storage.memory import forget_at_writes
from storage.undecoded import tell_undecoded
from storage.whole import check
from storage.write_queue import Turns, turns_at

_BUSY_SECONDS = 15.0  # how long to wait for another writer
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")
_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")  # before these the driver begins a transaction
_MINE = "holds the turn"


def writing_engine(url: URL) -> Engine:
    """One connection; a transaction has the right to write from its beginning."""
    engine = _engine(url, pool=1, isolation=None)
    event.listen(engine, "commit", check)
    forget_at_writes(engine)
    turns = _turns(engine)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        _take(turns, connection, act=True)
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def reading_engine(url: URL, connections: int) -> Engine:
    """A transaction sees one state of the database; it cannot write."""
    engine = _engine(url, pool=connections, isolation=None)
    _only_read(engine)
    return engine


def looking_engine(url: URL, connections: int) -> Engine:
    """As `reading_engine`, of a file that is there: none is made, and its mode stays as it is."""
    there = url.set(database=f"file:{quote(str(path_of(url)))}", query={"mode": "rw", "uri": "true"})
    connect = {"timeout": _BUSY_SECONDS, "check_same_thread": False, "isolation_level": None}
    engine = create_engine(there, pool_size=connections, max_overflow=0, hide_parameters=True, connect_args=connect)
    tell_undecoded(engine)
    _only_read(engine)
    return engine


def durable_engine(url: URL, connections: int) -> Engine:
    """As DBOS expects: the driver begins a transaction, with the right to write, before a statement that writes."""
    engine = _engine(url, pool=connections, isolation="IMMEDIATE")
    turns = _turns(engine)

    @event.listens_for(engine, "before_cursor_execute")
    def execute(
        connection: Connection, cursor: sqlite3.Cursor, statement: str, values: Any, context: Any, many: bool
    ) -> None:
        if statement.startswith(_WRITES) and not cursor.connection.in_transaction:
            _take(turns, connection)

    return engine


@contextmanager
def driver(engine: Engine) -> Iterator[sqlite3.Connection]:
    """The connection that writes, between two transactions."""
    raw = engine.raw_connection()
    try:
        connection: Any = raw.driver_connection
        yield connection
    finally:
        raw.close()


def _only_read(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def forbid_writing(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
        connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        """As the driver does it: every look begins so, and SQLAlchemy's way would cost a third of it."""
        if driver := connection.connection.driver_connection:
            driver.execute("BEGIN")


def _engine(url: URL, *, pool: int, isolation: str | None) -> Engine:
    _make_file(path_of(url))
    connect = {"timeout": _BUSY_SECONDS, "check_same_thread": False, "isolation_level": isolation}
    hidden = True  # exception texts must not carry what was stored
    engine = create_engine(url, pool_size=pool, max_overflow=0, hide_parameters=hidden, connect_args=connect)
    event.listen(engine, "connect", _prepare)
    tell_undecoded(engine)
    return engine


def _prepare(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
    if sqlite3.sqlite_version_info < (3, 42):
        connection.create_function("unixepoch", 1, _unixepoch)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _unixepoch(_modifier: str) -> float:
    """`unixepoch('subsec')`, which DBOS uses and SQLite has since 3.42: seconds since 1970."""
    return time.time()


def path_of(url: URL) -> Path:
    """Where the file really is, whatever links lead to it."""
    return Path(str(url.database)).resolve()


def _make_file(path: Path) -> None:
    """Only one that is not there is opened: whoever closes a file loses all locks that SQLite has on it in this
    process, and then any other process takes the log away under it (sqlite.org/howtocorrupt.html, 2.2)."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))  # its side files get the same rights
    if not is_open_to_us(path, os.R_OK | os.W_OK):
        raise PermissionError


def is_open_to_us(path: Path, rights: int = os.R_OK) -> bool:
    """Whether it is a file that we may open. Opens none, as `_make_file` says why."""
    return path.is_file() and os.access(path, rights)


def _turns(engine: Engine) -> Turns:
    """The turns at the engine's file. A turn lasts until the connection goes back to the pool, after its commit."""
    turns = turns_at(path_of(engine.url))

    @event.listens_for(engine, "checkin")
    def pass_on(connection: sqlite3.Connection | None, entry: ConnectionPoolEntry) -> None:
        if entry.info.pop(_MINE, False):
            turns.pass_on()

    return turns


def _take(turns: Turns, connection: Connection, *, act: bool = False) -> None:
    turns.take(_BUSY_SECONDS, act=act)
    connection.info[_MINE] = True
