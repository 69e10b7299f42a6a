"""Database engines on either database, each for one purpose."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from weakref import WeakValueDictionary

from sqlalchemy import URL, Engine, make_url
from sqlalchemy.exc import DBAPIError

from storage import postgresql, sqlite
from storage.belonging import StrangeLog, check

_DURABLE_CONNECTIONS = 8
_WRITING_CONNECTIONS = 12  # on PostgreSQL: six writers and DBOS

_PRIMARY = 0xFF  # of a code of SQLite, without what it says more
_DAMAGED = (
    "The file that DATABASE_URL names is damaged: stop the bot, and put a backup in its place, as "
    "docs/how-to/back-up-and-restore.md says."
)

_shared: WeakValueDictionary[URL, Engine] = WeakValueDictionary()


class UnusableDatabase(Exception):
    """`DATABASE_URL` cannot be used; the text says why and how to mend it."""


class NoDatabase(UnusableDatabase):
    """There is none yet, or nothing in it. Who only looks makes none."""

    def __init__(self) -> None:
        super().__init__("There is no database at DATABASE_URL yet: check it, and the folder that you call this in.")


class OlderDatabase(UnusableDatabase):
    """An older release made it. Who only looks leaves it as it is."""

    def __init__(self) -> None:
        super().__init__("The database was made by an older DSR Bot: dsrbot db upgrade, or the next start, renews it.")


@dataclass(frozen=True)
class Engines:
    """`write` begins a transaction with the right to write; `read` cannot write at all."""

    write: Engine
    read: Engine

    @property
    def sqlite(self) -> bool:
        return _is_sqlite(self.write)

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
    if parsed.get_backend_name() == "sqlite" and not (parsed.database or ":").startswith((":", "file:")):
        return parsed.set(drivername="sqlite+pysqlite", query={})
    raise UnusableDatabase("DATABASE_URL must name a SQLite file (sqlite:///…) or PostgreSQL (postgresql+psycopg://…)")


def open_engines(url: str, *, readers: int) -> Engines:
    """A connection for each thread that reads. A file that is not there is made for its owner alone."""
    parsed = parse(url)
    if parsed.get_backend_name() == "sqlite":
        with a_file():
            check(sqlite.path_of(parsed))
            return Engines(sqlite.writing_engine(parsed), sqlite.reading_engine(parsed, readers))
    return Engines(_writing(parsed), postgresql.reading_engine(parsed, readers))


@contextmanager
def a_file() -> Iterator[None]:
    """Raises UnusableDatabase where the file system says no, or the log beside it is that of another file."""
    try:
        yield
    except StrangeLog as strange:
        raise UnusableDatabase(str(strange)) from None
    except OSError:
        told = "DATABASE_URL names a file that cannot be opened: check the folder and its rights."
        raise UnusableDatabase(told) from None


def reach(engine: Engine) -> None:
    """Look once whether the database can be used at all. What the driver says may hold a password, so it is not told.

    Raises:
        UnusableDatabase: it is none, does not answer, or lets nobody in.
    """
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1 FROM sqlite_master" if _is_sqlite(engine) else "SELECT 1")
    except DBAPIError:
        told = "database that does not answer or does not let me in."
        told = "file that is no database of SQLite, or a damaged one." if _is_sqlite(engine) else told
        raise UnusableDatabase(f"DATABASE_URL names a {told}") from None


@contextmanager
def sound() -> Iterator[None]:
    """Around the first looks into a database. Raises UnusableDatabase where its file is damaged."""
    try:
        yield
    except (sqlite3.DatabaseError, DBAPIError) as error:
        code = getattr(getattr(error, "orig", error), "sqlite_errorcode", sqlite3.SQLITE_OK)
        if code & _PRIMARY not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise
        raise UnusableDatabase(_DAMAGED) from None


def _is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def durable_engine(url: str) -> Engine:
    """An engine for DBOS on the same database."""
    parsed = parse(url)
    if parsed.get_backend_name() == "sqlite":
        with a_file():
            check(sqlite.path_of(parsed))
            return sqlite.durable_engine(parsed, _DURABLE_CONNECTIONS)
    return _writing(parsed)


def lease_engine(url: str) -> Engine:
    """An engine on PostgreSQL for one connection that waits for no other."""
    return postgresql.engine(parse(url), 1)


def _writing(url: URL) -> Engine:
    """One engine for the writers and for DBOS, which compiles its statements anew on connections of any other."""
    return _shared.get(url) or _shared.setdefault(url, postgresql.engine(url, _WRITING_CONNECTIONS))
