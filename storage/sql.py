"""Statements that SQLite and PostgreSQL spell alike but SQLAlchemy keeps apart."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite


@cache
def insert_new(dialect: str, table: Table) -> Executable:
    """An insert that leaves a row alone that is there already; `rowcount` tells."""
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(table).on_conflict_do_nothing()


def add_new(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    """False when a row with the same unique key was there already; nothing is changed then."""
    return connection.execute(insert_new(connection.dialect.name, table), row).rowcount == 1


def columns(table: Table, names: Iterable[str]) -> list[ColumnElement[Any]]:
    return [table.c[name] for name in names]
