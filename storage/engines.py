"""Database engines: how each database is opened, and what one connection may do."""

from __future__ import annotations

import os
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_SECONDS = 15.0  # how long SQLite waits for another writer's lock
_DURABLE_CONNECTIONS = 8
STATEMENT_MS = 30_000  # the time limit of one PostgreSQL statement
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")


class UnusableDatabase(Exception):
    """`DATABASE_URL` cannot be used; the text says why and how to mend it."""


@dataclass(frozen=True)
class Engines:
    """`write` begins a transaction with the right to write; `read` cannot write at all."""

    write: Engine
    read: Engine

    @property
    def sqlite(self) -> bool:
        return self.write.dialect.name == "sqlite"

    def dispose(self) -> None:
        self.read.dispose()
        self.write.dispose()


def parse(url: str) -> URL:
    """The address of the database, with our drivers filled in.

    Raises:
        UnusableDatabase: neither a SQLite file nor PostgreSQL.
    """
    try:
        parsed = make_url(url)
    except Exception:
        raise UnusableDatabase("DATABASE_URL is not a database address such as sqlite:///data/dsrbot.sqlite3") from None
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
        return parsed.set(drivername="sqlite+pysqlite")
    raise UnusableDatabase("DATABASE_URL must name a SQLite file (sqlite:///…) or PostgreSQL (postgresql+psycopg://…)")


def open_engines(url: str, *, writers: int, readers: int) -> Engines:
    """A connection for each thread. A SQLite file that is not there is made, readable by its owner alone."""
    parsed = parse(url)
    if parsed.get_backend_name() == "sqlite":
        _make_file(Path(str(parsed.database)))
        return Engines(
            sqlite_engine(parsed, begin="BEGIN IMMEDIATE"), sqlite_engine(parsed, begin="BEGIN", pool=readers)
        )
    return Engines(postgres_engine(parsed, pool=writers), postgres_engine(parsed, pool=readers, readonly=True))


def durable_engine(url: str) -> Engine:
    """An engine for DBOS on the same database."""
    parsed = parse(url)
    if parsed.get_backend_name() == "sqlite":
        _make_file(Path(str(parsed.database)))
        return sqlite_engine(parsed, begin=None)
    return postgres_engine(parsed, pool=_DURABLE_CONNECTIONS)


def sqlite_engine(url: URL, *, begin: str | None, pool: int = 1) -> Engine:
    """An engine on the file. With `begin` we begin transactions ourselves, `BEGIN` alone being read-only; without it
    the driver begins one, immediate, before the first statement that writes (DBOS mixes reads and writes)."""
    engine = create_engine(
        url,
        pool_size=pool,
        max_overflow=0 if begin else -1,
        hide_parameters=True,  # exception texts must not carry what was stored
        connect_args={
            "timeout": BUSY_SECONDS,
            "check_same_thread": False,
            "isolation_level": None if begin else "IMMEDIATE",
        },
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
        _prepare(connection, query_only=begin == "BEGIN")

    if begin:
        statement = begin

        @event.listens_for(engine, "begin")
        def begin_transaction(connection: Connection) -> None:
            connection.exec_driver_sql(statement)

    return engine


def postgres_engine(url: URL, *, pool: int, readonly: bool = False) -> Engine:
    options = f"-c statement_timeout={STATEMENT_MS} -c timezone=UTC"
    if readonly:
        options += " -c default_transaction_read_only=on"
    return create_engine(
        url,
        pool_size=pool,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"connect_timeout": 10, "options": options},
    )


def _prepare(connection: sqlite3.Connection, *, query_only: bool) -> None:
    if sqlite3.sqlite_version_info < (3, 42):
        connection.create_function("unixepoch", 1, _unixepoch)
    for pragma in (*_PRAGMAS, f"query_only={'ON' if query_only else 'OFF'}"):
        connection.execute(f"PRAGMA {pragma}")


def _unixepoch(_modifier: Any) -> float:
    """`unixepoch('subsec')`, which DBOS uses and SQLite has since 3.42: seconds since 1970."""
    return time.time()


def _make_file(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # SQLite gives its side files the same rights
