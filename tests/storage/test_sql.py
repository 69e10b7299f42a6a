"""Statements on their short way to the driver: what they become, and what of SQLAlchemy they lean on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest
import sqlalchemy
from sqlalchemy import String, bindparam, literal, select

from storage import tables
from storage.sql import Statement
from storage.store import Store
from storage.unit import Unit
from tests.storage.factories import NOW, file_request

_requests = tables.requests
_BY_ID = select(_requests.c.id, _requests.c.created_at).where(_requests.c.id == bindparam("request"))


@dataclass(frozen=True)
class _Filed:
    id: str
    created_at: datetime


def test_the_minor_of_sqlalchemy_whose_compiler_is_known() -> None:
    """`storage.sql` reads a compiled statement by names that another minor may change: read it again, then pin that."""
    assert sqlalchemy.__version__.startswith("2.1.")


@pytest.mark.parametrize("rows", [Statement(_BY_ID), Statement(_BY_ID, _Filed)], ids=["tuples", "a class"])
async def test_a_row_is_what_its_statement_says_with_the_types_of_its_columns(
    store: Store, rows: Statement[_Filed]
) -> None:
    def read(unit: Unit) -> list[tuple[str, datetime]]:
        request = file_request(unit, created_at=NOW)
        found = [
            rows(unit.requests._connection, request=request.id).first(),
            *rows(unit.requests._connection, request=request.id),
        ]
        assert rows(unit.requests._connection, request="nobody").first() is None
        assert all(one and one.id == request.id for one in found)
        return [(type(one).__name__, one.created_at) for one in found if one]

    named = "_Filed" if rows._row else "Row"
    assert await store.write(read) == [(named, NOW)] * 2


async def test_a_name_that_the_statement_does_not_know_is_refused(store: Store) -> None:
    with pytest.raises(TypeError, match="knows nothing of"):
        await store.read(lambda unit: Statement(_BY_ID)(unit.requests._connection, request="r", other="x"))


async def test_signs_that_mean_something_to_a_driver_stand_for_themselves(store: Store) -> None:
    """And a value that is named twice is one."""
    same = bindparam("same", type_=String())
    signs = Statement(select(literal("50% $1 ?").concat(same).label("text"), same.label("again")))
    [row] = await store.read(lambda unit: signs(unit.connection, same="%(same)s"))
    assert (row.text, row.again) == ("50% $1 ?%(same)s", "%(same)s")
    begins = Statement(select(_requests.c.id).where(_requests.c.id.startswith(bindparam("start"))))
    filed = await store.write(lambda unit: file_request(unit).id)
    assert [row.id for row in await store.read(lambda unit: begins(unit.connection, start=filed[:5]))] == [filed]
