"""Text in a file of SQLite that is no UTF-8 hides nothing else, whoever asks, and how."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import bindparam, select, text, update
from sqlalchemy.exc import OperationalError

from storage import tables
from storage.sql import Statement
from storage.store import Store, open_store
from storage.undecoded import Undecoded
from storage.unit import Unit
from tests.databases import MASTER_KEY
from tests.storage.factories import file_request

_requests = tables.requests
_PLACES = select(_requests.c.id, _requests.c.place).order_by(_requests.c.id)
_READ = Statement(_PLACES)
_MOVE = Statement(update(_requests).values(place=bindparam("there")).returning(_requests.c.environment))
SHOWN = [("a", "�x"), ("b", "C0GENERAL")]


@pytest.fixture
async def store(sqlite_url: str) -> AsyncIterator[Store]:
    """With one that says no text where it was filed."""

    def spoil(unit: Unit) -> None:
        for ref in ("a", "b"):
            file_request(unit, id=ref)
        unit.connection.execute(text("UPDATE requests SET place = CAST(X'FF78' AS TEXT) WHERE id = 'a'"))

    async with open_store(sqlite_url, MASTER_KEY) as opened:
        await opened.write(spoil)
        yield opened


async def test_a_statement_reads_it_at_once(store: Store) -> None:
    for ask in (store.read, store.write):
        for _ in range(2):
            assert await ask(lambda unit: [tuple(row) for row in _READ(unit.connection)]) == SHOWN


async def test_by_the_way_of_sqlalchemy_it_is_a_value_that_is_none_and_then_read(store: Store) -> None:
    """And what is told of it shows nothing of what was stored."""

    def look(unit: Unit) -> list[tuple[str, str]]:
        with pytest.raises(Undecoded, match=r"^text that is no UTF-8$"):
            unit.connection.execute(_PLACES).all()
        return [(row.id, row.place) for row in unit.connection.execute(_PLACES)]

    assert await store.read(look) == SHOWN


async def test_other_errors_of_the_database_stay_what_they_are(store: Store) -> None:
    with pytest.raises(OperationalError, match="no such table"):
        await store.read(lambda unit: unit.connection.execute(text("SELECT * FROM nowhere")))


async def test_what_writes_is_not_done_twice(store: Store) -> None:
    """It is not done at all, and its unit is taken back."""

    def spoil(unit: Unit) -> None:
        unit.connection.execute(text("UPDATE requests SET environment = CAST(X'FF' AS TEXT) WHERE id = 'b'"))

    await store.write(spoil)
    with pytest.raises(Undecoded):
        await store.write(lambda unit: _MOVE(unit.connection, there="C0OTHER"))
    assert await store.read(lambda unit: [tuple(row) for row in _READ(unit.connection)]) == SHOWN
