"""However many values there are, the statement finds those that are among them, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select

from storage import tables
from storage.among import Among
from storage.sql import Statement
from storage.store import Store
from storage.unit import Unit

_NAMED = Statement(
    select(tables.people.c.id).where(Among(tables.people.c.id, "people"), tables.people.c.name == "Anna")
)
_ADD = Statement(insert(tables.people).inline())
_ODD = ("plain", "it's", 'a "word"', "back\\slash", "{a,b}", "a,b", "[1]", "null", "ä", "")
_NOW = datetime(2026, 11, 30, tzinfo=UTC)


def _add(unit: Unit) -> None:
    for one in _ODD:
        _ADD(unit.connection, id=one, name="Anna", lookup=None, created_at=_NOW, seen_at=_NOW)


async def _found(store: Store, *ids: str) -> set[str]:
    return await store.read(lambda unit: {row.id for row in _NAMED(unit.connection, people=list(ids))})


@pytest.mark.parametrize("chosen", [_ODD, _ODD[:1], _ODD[3:7], *((one,) for one in _ODD)])
async def test_those_that_are_among_the_values_are_found_whatever_stands_in_them(
    store: Store, chosen: tuple[str, ...]
) -> None:
    await store.write(_add)
    assert await _found(store, *chosen) == set(chosen)
    assert await _found(store, *chosen, "unknown") == set(chosen)


async def test_nobody_is_among_none(store: Store) -> None:
    await store.write(_add)
    assert await _found(store) == set()
