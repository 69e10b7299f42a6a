"""What earlier releases wrote that frees something is known by a mark; without it, nothing begins."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from domain.event import EventKind
from storage.store import open_store
from storage.unit import Unit
from storage.vault import WrongMasterKey
from tests.databases import MASTER_KEY, Started
from tests.storage.factories import NOW

GONE = "DELETE FROM keys WHERE name = 'unproved-events'"


def braked(unit: Unit) -> bool:
    return unit.events.paused()


def on_and_off(unit: Unit) -> None:
    for kind in (EventKind.BRAKE_ON, EventKind.BRAKE_OFF):
        unit.events.add(kind, NOW, actor=None, request=None, data={"brake": "1"})


async def test_what_an_earlier_release_freed_is_free(database_url: str, started: Started) -> None:
    async with open_store(database_url, MASTER_KEY, started) as store:
        await store.write(on_and_off)
        await store.write(as_an_earlier_release)
    for _ in range(2):
        async with open_store(database_url, MASTER_KEY, started) as store:
            assert not await store.read(braked)
            await store.write(lambda unit: unit.connection.execute(text("UPDATE keys SET name = name")))


def as_an_earlier_release(unit: Unit) -> None:
    """Nothing proved, and no mark."""
    unit.connection.execute(text(GONE))
    unit.connection.execute(
        text('INSERT INTO events (kind, at, data) SELECT kind, at, \'{"brake":"1"}\' FROM events ORDER BY id')
    )
    unit.connection.execute(text("DROP TRIGGER events_delete_guard" + _on(unit)))
    unit.connection.execute(text("DELETE FROM events WHERE data LIKE '%proof%'"))


def _on(unit: Unit) -> str:
    return " ON events" if unit.connection.dialect.name == "postgresql" else ""


async def test_a_start_without_the_mark_stops_where_something_is_proved(database_url: str, started: Started) -> None:
    async with open_store(database_url, MASTER_KEY, started) as store:
        await store.write(on_and_off)
        await store.write(lambda unit: unit.connection.execute(text(GONE)))
    with pytest.raises(WrongMasterKey, match="The mark of the events that are proved has gone"):
        async with open_store(database_url, MASTER_KEY, started):
            pass


async def test_what_somebody_else_wrote_frees_nothing(database_url: str, started: Started) -> None:
    async with open_store(database_url, MASTER_KEY, started) as store:
        await store.write(
            lambda unit: unit.events.add(EventKind.BRAKE_ON, NOW, actor=None, request=None, data={"brake": "1"})
        )
        await store.write(
            lambda unit: unit.connection.execute(
                text("INSERT INTO events (kind, at, data) SELECT 'brake.off', at, data FROM events")
            )
        )
        assert await store.read(braked)
