"""Tables as they are stored, so that rows go from one database to another as they stand: ours, and the engine's."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    ColumnClause,
    Connection,
    Dialect,
    Inspector,
    Integer,
    Table,
    TableClause,
    Text,
    TypeDecorator,
    column,
    func,
    inspect,
    select,
    table,
)
from sqlalchemy.types import TypeEngine

from storage import tables
from storage.columns import Facts, TargetColumn, Word

ENGINE = "dbos"  # the engine's schema on PostgreSQL; on SQLite its tables stand beside ours
_EACH_START = {"queues", "application_versions"}  # that the engine writes at each start, and needs from none before
_VERSIONS = {"alembic_version", "dbos_migrations"}
_ENDS = 2**256

Row = tuple[Any, ...]


class Unknown(Exception):
    """A table or a column that the other database has no place for; its name."""


class Whole(TypeDecorator[int]):
    """Milliseconds of the engine, of which SQLite keeps fractions, as PostgreSQL rounds them."""

    impl = BigInteger
    cache_ok = True

    def process_result_value(self, value: Any, _: Dialect) -> Any:
        return round(value) if isinstance(value, float) else value


@dataclass(frozen=True)
class Plain:
    """One table, here and there. `number`: the column whose values the database counts by itself."""

    name: str
    here: TableClause
    there: TableClause
    number: str = ""

    def rows(self, connection: Connection, *, there: bool = False, at_once: int = 1000) -> Iterator[Sequence[Row]]:
        """All of them, some at a time, in no order."""
        chosen = select(self.there if there else self.here).execution_options(yield_per=at_once)
        found = connection.execute(chosen)
        for some in found.partitions():
            yield [tuple(row) for row in some]

    def count(self, connection: Connection, *, there: bool = False) -> int:
        return connection.scalar(select(func.count()).select_from(self.there if there else self.here)) or 0


def ours() -> list[Plain]:
    """In the order in which they may be filled."""
    return [_ours(one) for one in tables.metadata.sorted_tables]


def engines(source: Connection, target: Connection) -> list[Plain]:
    """What the engine keeps of work, as far as it is in both databases.

    Raises:
        Unknown: something is not.
    """
    here, there = inspect(source), inspect(target)
    known = {one.name for one in tables.metadata.sorted_tables} | _VERSIONS | _EACH_START
    names = [name for name in here.get_table_names() if name not in known]
    with_place = there.get_table_names(schema=ENGINE)
    found = [_engines(here, there, name) for name in names if name in with_place]
    for name in names:
        if name not in with_place and source.scalar(select(func.count()).select_from(table(name))):
            raise Unknown(name)
    return sorted(found, key=lambda plain: plain.name != "workflow_status")  # that others lean on


def digest(rows: Iterable[Row], before: int = 0) -> int:
    """The same for the same rows in whatever order; goes on from another."""
    for row in rows:
        before += int.from_bytes(hashlib.sha256(repr(row).encode()).digest())
    return before % _ENDS


def _ours(one: Table) -> Plain:
    columns = [column(each.name, _stored(each.type)) for each in one.columns]
    plain = table(one.name, *columns)
    return Plain(one.name, plain, plain, _number(one))


def _stored(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """Without what is made of it when it is read: what somebody altered goes over as it stands."""
    return Text() if isinstance(kind, Facts | TargetColumn | Word) else kind


def _number(one: Table) -> str:
    (first, *more) = one.primary_key.columns
    counted = not more and first.autoincrement is not False and first.type.python_type is int
    return first.name if counted else ""


def _engines(here: Inspector, there: Inspector, name: str) -> Plain:
    types = {each["name"]: each["type"] for each in there.get_columns(name, schema=ENGINE)}
    names = [each["name"] for each in here.get_columns(name)]
    if unknown := [each for each in names if each not in types]:
        raise Unknown(f"{name}.{unknown[0]}")
    columns = [column(each, _either(types[each])) for each in names]
    again: list[ColumnClause[Any]] = [column(each.name, each.type) for each in columns]
    return Plain(name, table(name, *columns), table(name, *again, schema=ENGINE))


def _either(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """What reads and writes on both databases."""
    if isinstance(kind, JSON):
        return JSON(none_as_null=True)
    if isinstance(kind, Integer):
        return Whole()
    return Boolean() if isinstance(kind, Boolean) else kind
