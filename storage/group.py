"""Units of work that share a transaction, and what becomes of one that cannot."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from domain.request import Conflict
from storage.postgresql import wait_at_most
from storage.whole import NotWhole, check

Work = Callable[[Connection], Any]
_TRIES = 25
_PAUSE = 0.002  # seconds, times the tries so far, at random
_COLLISIONS = {"40001", "40P01", "55P03"}  # PostgreSQL: serialization failure, deadlock, waited too long for a row
_WAIT = 30  # milliseconds that a group waits for somebody else's rows, as all of its units wait then
_LONGEST = 2_000  # who waits alone waits longer each time; two who wait for each other go on after the first


@dataclass(frozen=True)
class Ended:
    """`error`: nothing of it is kept, but for an error at a commit, which may be kept or not."""

    value: Any = None
    error: BaseException | None = None


def alone(engine: Engine, work: Work) -> Ended:
    """In a transaction of its own, begun anew when somebody was first, or both waited for each other."""
    tried = 0
    while True:
        tried += 1
        try:
            with engine.begin() as connection:
                wait_at_most(connection, min(_WAIT * 2**tried, _LONGEST))
                value = work(connection)
            return Ended(value)
        except BaseException as error:
            if tried == _TRIES or not (isinstance(error, Conflict) or _collided(error)):
                return Ended(error=error)
            if _collided(error):  # a conflict is with what is committed, and can be read at once
                time.sleep(random.random() * _PAUSE * tried)  # noqa: S311 - spreads out those who collided


def together(engine: Engine, works: Sequence[Work]) -> list[Ended | None]:
    """In one transaction, in this order. None: nothing of it is kept, and it is to be run alone after this.

    That is so of a unit at which the database objected, or which found that somebody was first, and of all when the
    transaction is lost before its commit.
    """
    begun, several = False, len(works) > 1
    try:
        with engine.connect() as connection, connection.begin() as transaction:
            begun = True
            wait_at_most(connection, _WAIT)
            ended = [_under_savepoint(connection, work) if several else _run(connection, work) for work in works]
            begun = False
            transaction.commit()
        return ended
    except BaseException as error:  # of one unit, its own; else nobody answers, or at the commit: then it may be kept
        again = begun and (several or _objected(error))
        return [None if again else Ended(error=error) for _ in works]


def _run(connection: Connection, work: Work) -> Ended:
    """A group of one has no need of savepoints."""
    value = work(connection)
    check(connection)
    return Ended(value)


def _under_savepoint(connection: Connection, work: Work) -> Ended | None:
    """The savepoint stays, as one more would be one more question; the next unit's lies above it."""
    cursor = connection.connection.cursor()
    cursor.execute("SAVEPOINT unit")
    try:
        return _run(connection, work)
    except BaseException as error:
        cursor.execute("ROLLBACK TO unit")  # fails, as it should, when the whole transaction is lost
        return None if _objected(error) else Ended(error=error)


def _objected(error: BaseException) -> bool:
    return isinstance(error, Conflict | NotWhole | DBAPIError | psycopg.Error | sqlite3.Error)


def _collided(error: BaseException) -> bool:
    told = getattr(error, "orig", error)  # what the driver said, whether or not SQLAlchemy stood between
    return getattr(told, "sqlstate", None) in _COLLISIONS
