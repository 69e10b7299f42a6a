"""What a unit of work has read, so that it is not read twice.

A vote asks ten rules, and each reads what it goes by: two thirds of the statements of an approval had been asked
before. What the unit writes to a table takes away what was read of it. Where others write at the same time, a
write or a lock takes all away, as it may have waited for them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sized
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from psycopg import RawCursor
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPICursor

_MOST = 500  # answers that are kept, and rows of one: who reads through a whole table keeps nothing of it


@dataclass(frozen=True)
class Memory:
    """Answers, and of which tables each was read. `cursor`: by which the unit asks, one question after the other."""

    cursor: DBAPICursor
    _known: dict[Hashable, tuple[frozenset[str], Any]] = field(default_factory=dict)

    def known(self, key: Hashable) -> Any:
        """None: it was not asked."""
        found = self._known.get(key)
        return found and found[1]

    def keep(self, key: Hashable, tables: frozenset[str], rows: Sized) -> None:
        if len(rows) <= _MOST and len(self._known) < _MOST:
            self._known[key] = tables, rows

    def forget(self, table: str | None = None) -> None:
        """What was read of it, or all."""
        for key in [key for key, (tables, _) in self._known.items() if table is None or table in tables]:
            del self._known[key]


@contextmanager
def remembering(connection: Connection) -> Iterator[None]:
    """For one unit, or one try at it."""
    _units[connection] = Memory(cursor_of(connection))
    try:
        yield
    finally:
        _units.pop(connection, None)


_units: dict[Connection, Memory] = {}  # those that are under way; asked at each statement


def cursor_of(connection: Connection) -> DBAPICursor:
    """On PostgreSQL one that takes a statement as the server does (`$1`): psycopg's own rewrites each one's names."""
    if connection.dialect.name == "sqlite":
        return connection.connection.cursor()
    driver: Any = connection.connection.driver_connection
    raw: Any = RawCursor(driver)
    return raw  # type: ignore[no-any-return]


def memory_of(connection: Connection) -> Memory | None:
    """None: nobody remembers."""
    return _units.get(connection)


def key_of(statement: Hashable, values: Mapping[str, Any]) -> Hashable:
    """None: there is no telling whether other values are the same."""
    key = (statement, *values.items())
    try:
        hash(key)
    except TypeError:
        return _key_of_lists(statement, values)
    return key


def _key_of_lists(statement: Hashable, values: Mapping[str, Any]) -> Hashable:
    key = (statement, *((name, tuple(value) if isinstance(value, list) else value) for name, value in values.items()))
    try:
        hash(key)
    except TypeError:
        return None
    return key


def forget_at_writes(engine: Engine) -> None:
    """Also at those which SQLAlchemy itself executes."""
    event.listen(engine, "before_cursor_execute", _forget)


def _forget(connection: Connection, cursor: object, statement: str, *_: object) -> None:
    writes = not statement.startswith("SELECT") or " FOR " in statement  # or locks
    if writes and (memory := memory_of(connection)):
        memory.forget()
