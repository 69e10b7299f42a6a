"""`column IN (…)` with all values in one: however many there are, the text of the statement is the same, so that it is
compiled once (`storage.sql`)."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import BindParameter, Boolean, ColumnElement, Dialect, Text, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeDecorator, TypeEngine


class _Texts(TypeDecorator[Collection[str]]):
    """SQLite has no arrays: there it is a list in JSON."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(Text) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Collection[str] | None, dialect: Dialect) -> Any:
        values = list(value or ())
        return values if dialect.name == "postgresql" else json.dumps(values)


class Among(ColumnElement[bool]):
    """Whether the text is one of those that the statement is given by this name; none is among none."""

    inherit_cache = False
    type = Boolean()

    def __init__(self, column: ColumnElement[str], name: str) -> None:
        self.column = column
        self.values: BindParameter[Collection[str]] = bindparam(name, type_=_Texts())

    def self_group(self, against: Any = None) -> Among:
        """As it is: SQLite, which has no truth values, would get `= 1` behind it, and read the whole table."""
        return self


@compiles(Among, "sqlite")
def _in_sqlite(among: Among, compiler: SQLCompiler, **_: object) -> str:
    values = compiler.process(among.values)
    return f"{compiler.process(among.column)} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - our own names


@compiles(Among, "postgresql")
def _in_postgresql(among: Among, compiler: SQLCompiler, **_: object) -> str:
    return f"{compiler.process(among.column)} = ANY ({compiler.process(among.values)})"
