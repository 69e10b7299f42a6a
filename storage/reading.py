"""Connections to look with. Each thread that reads keeps its own while it is in use: to take one from the pool and to
give it back at each look cost as much as a short look itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from threading import local
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

T = TypeVar("T")


class Looking:
    """`rest`: seconds without use after which a connection is asked whether it still lives."""

    def __init__(self, engine: Engine, rest: float = 1.0) -> None:
        self._engine, self._mine, self._rest = engine, local(), rest
        self._kept = list[Connection]()

    def look(self, do: Callable[[Connection], T]) -> T:
        """In a transaction of its own. A connection with which something went wrong is not kept."""
        connection = self._own()
        try:
            with connection.begin():
                found = do(connection)
        except BaseException:
            self._give_back(connection)
            raise
        self._mine.used = time.monotonic()
        return found

    def close(self) -> None:
        """Once nobody looks any more."""
        for connection in self._kept:
            connection.close()

    def _own(self) -> Connection:
        connection: Connection | None = getattr(self._mine, "connection", None)
        if connection is None:
            connection = self._mine.connection = self._engine.connect()
            self._kept.append(connection)
        elif time.monotonic() - self._mine.used > self._rest:
            _renew(connection)
        return connection

    def _give_back(self, connection: Connection) -> None:
        self._mine.connection = None
        self._kept.remove(connection)
        connection.close()


def _renew(connection: Connection) -> None:
    """In the place of one that has died meanwhile, the next transaction begins on a new one."""
    with suppress(DBAPIError):
        connection.exec_driver_sql("SELECT 1")
    connection.rollback()
