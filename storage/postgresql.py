"""How PostgreSQL is spoken to."""

from __future__ import annotations

import time
from typing import Any

import psycopg
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from storage.memory import forget_at_writes
from storage.whole import check

_STATEMENT_MS = 30_000  # the time limit of one statement
_IDLE_MS = 8_000  # after which a transaction of a process that was stopped in it lets go of what it had locked
APPLICATION = "dsrbot"  # by which our sessions are known to each other; those of earlier releases had no name
_READ_ONLY = "-c default_transaction_read_only=on -c default_transaction_isolation=repeatable\\ read"  # one state
_REST = 1.0  # seconds after which a connection is asked whether it still lives; each time would be a round trip more
_LIVES = {  # where the other end says nothing more: it is noticed within some 20 s
    "keepalives_idle": 5, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 20_000,
}  # fmt: skip
_USED = "used at"


def engine(url: URL, connections: int, options: str = "") -> Engine:
    made = create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,  # exception texts must not carry what was stored
        connect_args={
            "connect_timeout": 10,
            **_LIVES,
            "application_name": APPLICATION,
            "options": f"-c statement_timeout={_STATEMENT_MS} -c idle_in_transaction_session_timeout={_IDLE_MS}"
            f" -c timezone=UTC {options}",
        },
    )
    event.listen(made, "checkin", _rest)
    event.listen(made, "checkout", _wake)
    event.listen(made, "commit", check)
    forget_at_writes(made)
    return made


def reading_engine(url: URL, connections: int) -> Engine:
    """A transaction sees one state of the database; it cannot write."""
    return engine(url, connections, _READ_ONLY)


def wait_at_most(connection: Connection, milliseconds: int) -> None:
    """For somebody else's rows, in this transaction; on SQLite nobody else has any."""
    if connection.dialect.name == "postgresql":
        connection.connection.cursor().execute(f"SET LOCAL lock_timeout = {milliseconds}")


def _rest(connection: psycopg.Connection[Any] | None, entry: ConnectionPoolEntry) -> None:
    entry.info[_USED] = time.monotonic()


def _wake(connection: psycopg.Connection[Any], entry: ConnectionPoolEntry, _borrowed: object) -> None:
    """Raises DisconnectionError, at which the pool takes another connection."""
    if time.monotonic() - entry.info.get(_USED, time.monotonic()) < _REST:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except psycopg.OperationalError:
        raise DisconnectionError from None
