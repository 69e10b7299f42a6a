"""Rows taken from one database to the other, and read back there."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from storage.engines import UnusableDatabase
from storage.plain import Plain, digest


class NotCopied(UnusableDatabase):
    """Nothing was; the text says why."""


def take(plain: Plain, source: Connection, target: Connection, come: Callable[[int, str], None]) -> int:
    """Raises NotCopied: it does not stand there as it does here."""
    add, count, here = insert(plain.there).inline(), 0, 0
    for rows in plain.rows(source):
        names = plain.there.columns.keys()
        try:
            target.execute(add, [dict(zip(names, row, strict=True)) for row in rows])
        except (SQLAlchemyError, ValueError, TypeError) as error:
            told = f"PostgreSQL does not take what stands in the table “{plain.name}” ({type(error).__name__})."
            raise NotCopied(f"{told} Nothing was copied. Somebody wrote there what DSR Bot does not write.") from None
        count, here = count + len(rows), digest(rows, here)
        come(len(rows), plain.name)
    if plain.number and count:
        _count_on(plain, target)
    _compare(plain, target, count, here)
    return count


def _count_on(plain: Plain, target: Connection) -> None:
    """New rows take numbers behind those that came."""
    sequence = func.pg_get_serial_sequence(plain.name, plain.number)
    target.execute(select(func.setval(sequence, func.max(plain.there.c[plain.number]))))


def _compare(plain: Plain, target: Connection, count: int, here: int) -> None:
    there, found = 0, 0
    for rows in plain.rows(target, there=True):
        there, found = digest(rows, there), found + len(rows)
    if (count, here) != (found, there):
        told = f"The table “{plain.name}” has {count} rows here, and {found} there, or they are not the same."
        raise NotCopied(f"{told} Nothing was copied.")
