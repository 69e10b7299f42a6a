"""SQLAlchemy's statements, on a short way to the driver, and an insert that leaves alone what is there.

SQLAlchemy's own way does so much for every call that it took more than half of the time of the one thread that writes
(docs/performance.md). Here a statement is compiled once; after that its values only pass the types of their columns.
"""

from __future__ import annotations

import re
import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar, overload

from sqlalchemy import ColumnElement, Connection, Dialect, Insert, Table, Update
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.selectable import SelectBase
from sqlalchemy.types import TypeEngine

from storage.memory import Memory, cursor_of, key_of, memory_of
from storage.tables import metadata
from storage.undecoded import Undecoded, is_met

Values = Mapping[str, Any]
Row = TypeVar("Row")
_NAME = re.compile(r"\w+")
_NAMED = re.compile(r"%\((\w+)\)s")


class Statement(Generic[Row]):
    """Made once, at the top of a module. Its text depends on nothing but the names of its values.

    `row`: what its rows become, by the names of its columns; without it they are tuples with names.
    """

    @overload
    def __init__(self: Statement[Any], clause: Any) -> None: ...
    @overload
    def __init__(self, clause: Any, row: Callable[..., Row]) -> None: ...
    def __init__(self, clause: Any, row: Callable[..., Row] | None = None) -> None:
        self._clause, self._row = clause, row
        self._reads = isinstance(clause, SelectBase)
        self._locks = getattr(clause, "_for_update_arg", None) is not None
        changed = clause.table if isinstance(clause, Insert | Update) else None  # a deletion takes more along
        self._changes: str | None = getattr(changed, "name", None)
        self._compiled: dict[tuple[str, ...], _Compiled[Row]] = {}

    def __call__(self, connection: Connection, **values: Any) -> Rows[Row]:
        """In the transaction that the connection has begun."""
        memory = memory_of(connection)
        if memory is None:
            return self._for(connection.dialect, values).ask(cursor_of(connection), values)
        if self._reads:
            return self._remembered(memory, connection, values)
        memory.forget(self._touched(connection))
        return self._for(connection.dialect, values).ask(memory.cursor, values)

    def _remembered(self, memory: Memory, connection: Connection, values: Values) -> Rows[Row]:
        key = key_of(self, values)
        known: Rows[Row] | None = memory.known(key)
        if known is None:
            if self._locks and _others_write(connection):
                memory.forget()
            compiled = self._for(connection.dialect, values)
            known = compiled.ask(memory.cursor, values)
            if key:
                memory.keep(key, compiled.tables, known)
        return known

    def _touched(self, connection: Connection) -> str | None:
        """The table of which nothing that was read holds any more; None: any, as others may have written meanwhile."""
        return None if _others_write(connection) else self._changes

    def each(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Once for each row; all have the same names."""
        if rows:
            if memory := memory_of(connection):
                memory.forget(self._touched(connection))
            compiled, cursor = self._for(connection.dialect, rows[0]), cursor_of(connection)
            if len(rows) > 1:
                cursor.executemany(compiled.text, [compiled.bound(row) for row in rows])
            else:  # for many psycopg opens a pipeline, which costs more than the row
                cursor.execute(compiled.text, compiled.bound(rows[0]))

    def _for(self, dialect: Dialect, values: Values) -> _Compiled[Row]:
        which = (dialect.name, *values)
        found = self._compiled.get(which)
        if found is None:
            found = self._compiled[which] = _Compiled(self._clause, self._row, dialect, values)
        return found


def _others_write(connection: Connection) -> bool:
    """What waits for a row waits until somebody else has committed; on SQLite one writes at a time."""
    return connection.dialect.name != "sqlite"


class _Compiled(Generic[Row]):
    """The text of a statement for one database, and what turns values into parameters and columns into values."""

    def __init__(self, clause: Any, row: Callable[..., Row] | None, dialect: Dialect, values: Values) -> None:
        compiled = clause.compile(dialect=dialect, column_keys=list(values))
        state = compiled.construct_expanded_state(values)
        if unknown := values.keys() - state.parameters.keys():
            raise TypeError(f"the statement knows nothing of {unknown}")
        self.text = state.statement
        self.tables = frozenset(_NAME.findall(self.text)) & metadata.tables.keys()
        self._reads = isinstance(clause, SelectBase)
        self._fixed = {name: value for name, value in state.parameters.items() if name not in values}
        binds = {name: _type(bind, dialect).bind_processor(dialect) for name, bind in compiled.binds.items()}
        write = {**binds, **state.processors}
        self._names = list(state.positiontup or state.parameters)
        if state.positiontup is None:
            self.text, self._names = _numbered(state.statement)
        self._write = [(name, convert) for name in dict.fromkeys(self._names) if (convert := write.get(name))]
        columns = clause.exported_columns
        read = [_type(column, dialect).result_processor(dialect, None) for column in columns]
        self._returns = bool(read)
        self._read = [(place, convert) for place, convert in enumerate(read) if convert]
        self._make: Callable[[Sequence[Any]], Row] = _maker(columns.keys(), row)

    def ask(self, cursor: DBAPICursor, values: Values) -> Rows[Row]:
        try:
            return self._asked(cursor, values)
        except sqlite3.OperationalError as error:
            if not is_met(error, cursor.connection):
                raise
        if self._reads:
            return self._asked(cursor, values)
        raise Undecoded  # what writes is not done twice

    def _asked(self, cursor: DBAPICursor, values: Values) -> Rows[Row]:
        cursor.execute(self.text, self.bound(values))
        return Rows(self._found(cursor), cursor.rowcount)

    def bound(self, values: Values) -> Any:
        ready = {**self._fixed, **values}
        for name, convert in self._write:
            ready[name] = convert(ready[name])
        return [ready[name] for name in self._names]

    def _found(self, cursor: DBAPICursor) -> list[Row]:
        if not self._returns:
            return []
        return [self._make(self._converted(found) if self._read else found) for found in cursor.fetchall()]

    def _converted(self, found: Sequence[Any]) -> Sequence[Any]:
        ready = list(found)
        for place, convert in self._read:
            ready[place] = convert(ready[place])
        return ready


def _numbered(text: str) -> tuple[str, list[str]]:
    """As PostgreSQL itself takes it: `$1` for the first of these names, wherever it stands."""
    names = list(dict.fromkeys(_NAMED.findall(text)))
    return _NAMED.sub(lambda found: f"${names.index(found[1]) + 1}", text).replace("%%", "%"), names


def _maker(names: Sequence[str], row: Callable[..., Row] | None) -> Callable[[Sequence[Any]], Any]:
    if row is None:
        named: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]
        make: Callable[[Sequence[Any]], Any] = named._make
        return make
    return lambda values: row(**dict(zip(names, values, strict=True)))


def _type(of: ColumnElement[Any], dialect: Dialect) -> TypeEngine[Any]:
    """The type as it is on this database."""
    return of.type.dialect_impl(dialect)


class Rows(Generic[Row]):
    """What a statement found. `count`: how many rows were changed."""

    def __init__(self, rows: Sequence[Row], count: int) -> None:
        self._rows, self.count = rows, count

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def first(self) -> Row | None:
        """The first row, or None."""
        return self._rows[0] if self._rows else None

    def value(self) -> Any:
        """The only column of the first row; None when there is no row."""
        found: Any = self.first()
        return found and found[0]


class InsertNew(Insert):
    """An insert that skips rows with a unique key that is taken. SQLAlchemy has one for each database; both spell it
    alike."""

    inherit_cache = True


@compiles(InsertNew)
def _insert_new(statement: InsertNew, compiler: SQLCompiler, **options: Any) -> str:
    text: str = compiler.visit_insert(statement, **options)  # type: ignore[no-untyped-call]
    return f"{text} ON CONFLICT DO NOTHING"


def insert_new(table: Table) -> Statement[Any]:
    """Counts the rows that were new."""
    return Statement(InsertNew(table).inline())


def added(connection: Connection, statement: Statement[Any], row: Values) -> bool:
    """False when a row with the same unique key was there already; nothing is changed then."""
    return statement(connection, **row).count == 1


def columns(table: Table, names: Iterable[str]) -> list[ColumnElement[Any]]:
    return [table.c[name] for name in names]
