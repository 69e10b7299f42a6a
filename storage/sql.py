"""What SQLAlchemy's Core lacks: a cached insert that leaves alone what is there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Insert, Table
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler


class InsertNew(Insert):
    """An insert that skips rows with a unique key that is taken. SQLAlchemy has one for each database, compiled anew
    at every call; both spell it alike. Use it inline: without the key of the new row."""

    inherit_cache = True


@compiles(InsertNew)
def _insert_new(statement: InsertNew, compiler: SQLCompiler, **options: Any) -> str:
    text: str = compiler.visit_insert(statement, **options)  # type: ignore[no-untyped-call]
    return f"{text} ON CONFLICT DO NOTHING"


def insert_new(table: Table) -> InsertNew:
    return InsertNew(table).inline().execution_options(preserve_rowcount=True)


def added(connection: Connection, statement: InsertNew, row: dict[str, Any]) -> bool:
    """False when a row with the same unique key was there already; nothing is changed then."""
    return connection.execute(statement, row).rowcount == 1


def columns(table: Table, names: Iterable[str]) -> list[ColumnElement[Any]]:
    return [table.c[name] for name in names]
