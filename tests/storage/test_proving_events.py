"""What earlier releases wrote that frees something is known by a mark; without it, nothing begins."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.app.cutting import cut_log
from domain.audit.verify import verify
from domain.event import EventKind
from storage.log_file import whole
from storage.master_key import UNPROVED_EVENTS, decode
from storage.signing import fits
from storage.store import open_store
from storage.unit import Unit
from storage.vault import WrongMasterKey, wrap
from tests.databases import MASTER_KEY
from tests.storage.factories import NOW

FREES = "INSERT INTO events (kind, at, data) SELECT 'brake.off', max(at), '{\"brake\":\"1\"}' FROM events"
GONE = "DELETE FROM keys WHERE name = 'unproved-events'"


def braked(unit: Unit) -> bool:
    return unit.events.paused()


def on_and_off(unit: Unit) -> None:
    for kind in (EventKind.BRAKE_ON, EventKind.BRAKE_OFF):
        unit.events.add(kind, NOW, actor=None, request=None, data={"brake": "1"})


def put_on(unit: Unit) -> None:
    unit.events.add(EventKind.BRAKE_ON, NOW, actor=None, request=None, data={"brake": "1"})


async def test_what_an_earlier_release_freed_is_free(database_url: str) -> None:
    async with open_store(database_url, MASTER_KEY) as store:
        await store.write(on_and_off)
        await store.write(as_an_earlier_release)
    for _ in range(2):
        async with open_store(database_url, MASTER_KEY) as store:
            assert not await store.read(braked)
            await store.write(lambda unit: unit.connection.execute(text("UPDATE keys SET name = name")))


def as_an_earlier_release(unit: Unit, moved: int = 0) -> None:
    """Nothing proved, and no mark. `moved`: by how many rows."""
    unit.connection.execute(text(GONE))
    again = "INSERT INTO events (id, kind, at, data) SELECT id + :more, kind, at, :data FROM events"
    unit.connection.execute(text(again), {"more": 100 + moved, "data": '{"brake":"1"}'})
    unit.connection.execute(text("DROP TRIGGER events_delete_guard" + _on(unit)))
    unit.connection.execute(text("DELETE FROM events WHERE data LIKE '%proof%'"))


def as_one_that_knew_the_last_row(unit: Unit) -> None:
    last = unit.connection.scalar(text("SELECT max(id) FROM events"))
    add = text("INSERT INTO keys (name, wrapped) VALUES (:name, :wrapped)")
    wrapped = wrap(decode(MASTER_KEY), str(last).encode(), UNPROVED_EVENTS)
    unit.connection.execute(add, {"name": UNPROVED_EVENTS, "wrapped": wrapped})


def _on(unit: Unit) -> str:
    return " ON events" if unit.connection.dialect.name == "postgresql" else ""


async def test_a_start_without_the_mark_stops_where_something_is_proved(database_url: str) -> None:
    async with open_store(database_url, MASTER_KEY) as store:
        await store.write(on_and_off)
        await store.write(lambda unit: unit.connection.execute(text(GONE)))
    with pytest.raises(WrongMasterKey, match="The mark of the events that are proved has gone"):
        async with open_store(database_url, MASTER_KEY):
            pass


async def stops_without_the_mark(url: str) -> None:
    """And with an event that nobody of ours wrote."""
    async with open_store(url, MASTER_KEY) as store:
        await store.write(lambda unit: unit.connection.execute(text(GONE)))
        await store.write(lambda unit: unit.connection.execute(text(FREES)))
    with pytest.raises(WrongMasterKey, match="The mark of the events that are proved has gone"):
        async with open_store(url, MASTER_KEY):
            pass


async def test_a_start_without_the_mark_stops_though_nothing_was_ever_freed(database_url: str) -> None:
    """Else what somebody writes meanwhile would pass for an earlier release's."""
    async with open_store(database_url, MASTER_KEY) as store:
        await store.write(put_on)
    await stops_without_the_mark(database_url)


async def test_the_same_where_an_earlier_release_paused(database_url: str) -> None:
    """And its front was cut off since, as far as nothing stands."""
    async with open_store(database_url, MASTER_KEY) as store:
        await store.write(on_and_off)
        await store.write(put_on)
        await store.write(as_an_earlier_release)
    async with open_store(database_url, MASTER_KEY) as store:
        await store.write(lambda unit: unit.log.seal_some(NOW))
        await store.write(put_on)
        await store.write(lambda unit: unit.log.seal_some(NOW + timedelta(days=20)))
        await cut_log(store, timedelta(days=30), lambda: NOW + timedelta(days=40))
    await stops_without_the_mark(database_url)


async def test_a_mark_of_one_row_that_is_put_back_after_it_was_turned_into_a_list_stops_the_start(
    database_url: str,
) -> None:
    """Else it would vouch for whatever is written into the gaps below that row."""
    async with open_store(database_url, MASTER_KEY) as store:
        await store.write(on_and_off)
        await store.write(as_an_earlier_release)
        await store.write(as_one_that_knew_the_last_row)
    async with open_store(database_url, MASTER_KEY) as store:
        await store.write(put_on)
        await store.write(lambda unit: unit.connection.execute(text(GONE)))
        await store.write(as_one_that_knew_the_last_row)
    with pytest.raises(WrongMasterKey, match="The mark of the events that are proved has gone"):
        async with open_store(database_url, MASTER_KEY):
            pass


async def test_what_is_written_into_a_gap_of_the_rows_frees_nothing(database_url: str) -> None:
    """PostgreSQL leaves some by itself, in front of the last event of an earlier release."""
    async with open_store(database_url, MASTER_KEY) as store:
        await store.write(put_on)
        await store.write(lambda unit: as_an_earlier_release(unit, moved=90))
        await store.write(as_one_that_knew_the_last_row)
    async with open_store(database_url, MASTER_KEY) as store:
        into_it = FREES.replace("events (", "events (id, ").replace("SELECT", "SELECT 50,")
        await store.write(lambda unit: unit.connection.execute(text(into_it)))
        assert await store.read(braked)
    async with open_store(database_url, MASTER_KEY) as store:
        assert await store.read(braked)


@pytest.mark.parametrize("data", ["{}", "[]", "no JSON", '{"brake":1}', '{"brake":NaN}', "7"])
async def test_an_event_that_says_nothing_is_sealed_as_it_stands_and_stops_nobody(database_url: str, data: str) -> None:
    async with open_store(database_url, MASTER_KEY) as store:
        insert = text("INSERT INTO events (kind, at, data) SELECT 'delegation.ended', at, :data FROM events")
        await store.write(put_on)
        await store.write(lambda unit: unit.connection.execute(insert, {"data": data}))
        assert await store.write(lambda unit: unit.log.seal_some(NOW))
        lines = [line async for line in whole(store, NOW)]
        public = await store.read(lambda unit: unit.log.keys.public())
        assert verify(iter(lines), public, fits).events == 2


async def test_what_somebody_else_wrote_frees_nothing(database_url: str) -> None:
    async with open_store(database_url, MASTER_KEY) as store:
        await store.write(
            lambda unit: unit.events.add(EventKind.BRAKE_ON, NOW, actor=None, request=None, data={"brake": "1"})
        )
        await store.write(
            lambda unit: unit.connection.execute(
                text("INSERT INTO events (kind, at, data) SELECT 'brake.off', at, data FROM events")
            )
        )
        assert await store.read(braked)
