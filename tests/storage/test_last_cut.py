"""Whoever takes away or changes what the log tells of its last cut brings nothing back that had ended."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, text

from bot.app.cutting import cut_log
from domain.event import EventKind
from storage import tables
from storage.ends import ENDS_KEPT
from storage.ends_given import give_ends
from storage.last_cut import LastCut
from storage.store import Store
from storage.unit import Unit
from tests.domain.audit.conftest import NOW, events
from tests.storage.factories import file_request

DAY, KEEP = timedelta(days=1), timedelta(days=30)
CUT = NOW + KEEP + 2 * DAY
EARLY = ("until", "standing", "proof")
"""What the first release that cut did not write."""


async def cut_once_more(store: Store, at: datetime = NOW) -> None:
    for moment in (at, at + 20 * DAY):
        await store.write(events(3))
        await store.write(lambda unit, moment=moment: unit.log.seal_some(moment))
    assert await cut_log(store, KEEP, lambda: at + KEEP + 2 * DAY)


def by_hand(statement: str) -> Callable[[Unit], None]:
    """All that keeps the log as it is was taken away before."""

    def do(unit: Unit) -> None:
        for table in ("events", "cuts"):
            on = f" ON {table}" if unit.connection.dialect.name == "postgresql" else ""
            for guard in (f"{table}_delete_guard", f"{table}_update_guard"):
                unit.connection.execute(text(f"DROP TRIGGER IF EXISTS {guard}{on}"))
        unit.connection.execute(text(statement))

    return do


def as_early(unit: Unit) -> None:
    """Told of by a release that said nothing of what stood."""
    told = json.loads(unit.connection.scalar(text("SELECT data FROM events WHERE kind = 'log.cut'")) or "")
    data = json.dumps({name: value for name, value in told.items() if name not in EARLY}, separators=(",", ":"))
    by_hand(f"UPDATE events SET data = '{data}' WHERE kind = 'log.cut'".replace(":", "\\:"))(unit)


async def last(store: Store) -> LastCut | None:
    return await store.read(lambda unit: unit.events.last_cut)


GONE = {
    "taken away": "DELETE FROM events WHERE kind = 'log.cut'",
    "of another time": "UPDATE events SET at = (SELECT min(at) FROM events) WHERE kind = 'log.cut'",
    "of another cut": """UPDATE events SET data = replace(data, '"after":"', '"after":"9') WHERE kind = 'log.cut'""",
    "that more stood": """UPDATE events SET data = replace(data, '"standing":"', '"standing":"a ') """
    "WHERE kind = 'log.cut'",
    "no proof": """UPDATE events SET data = replace(data, '"proof"', '"prof"') WHERE kind = 'log.cut'""",
    "nothing of what stood": """UPDATE events SET data = replace(data, '"standing"', '"stand"') """
    "WHERE kind = 'log.cut'",
}


@pytest.mark.parametrize("statement", GONE.values(), ids=GONE)
@pytest.mark.parametrize("before", [False, True])
async def test_nothing_is_known_to_stand_where_what_was_told_of_the_last_cut_is_not_there(
    store: Store, statement: str, before: bool
) -> None:
    """`before`: an earlier cut is told of still."""
    if before:
        await cut_once_more(store, NOW - 60 * DAY)
        kept = await store.read(lambda unit: unit.connection.scalar(text("SELECT max(id) FROM events")))
        statement = f"{statement} AND id > {kept}"
    await cut_once_more(store)
    await store.write(by_hand(statement))
    assert await last(store) == LastCut(CUT - DAY, frozenset())
    assert not await store.read(lambda unit: unit.events.could_stand("a", CUT - 2 * DAY))
    assert await store.read(lambda unit: unit.events.could_stand("b", CUT)), "what is begun since counts"


async def test_the_next_cut_tells_again_what_stands(store: Store) -> None:
    await cut_once_more(store)
    await store.write(by_hand(GONE["taken away"]))
    await cut_once_more(store, NOW + 60 * DAY)
    found = await last(store)
    assert found
    assert found.until == NOW + 60 * DAY


def kept_ends(store: Store, at: datetime) -> Callable[[Unit], None]:
    """The first release that did began then, after one that had a request."""

    def do(unit: Unit) -> None:
        file_request(unit)
        unit.connection.execute(delete(tables.keys).where(tables.keys.c.name == ENDS_KEPT))
        give_ends(unit, store._vault, at)

    return do


@pytest.mark.parametrize("since", [timedelta(hours=1), -timedelta(hours=1)])
async def test_what_an_early_release_cut_off_ends_nothing(store: Store, since: timedelta) -> None:
    """And no cut of this one is taken for one of those."""
    await cut_once_more(store)
    await store.write(as_early)
    assert await last(store) == LastCut(CUT - DAY, frozenset())
    await store.write(kept_ends(store, CUT + since))
    assert (await last(store) is None) == (since > timedelta())


async def test_whatever_stands_has_ended_by_a_cut_that_is_not_ours(store: Store) -> None:
    await cut_once_more(store)
    await store.write(by_hand(GONE["taken away"]))
    await store.write(by_hand("UPDATE cuts SET at = (SELECT min(at) FROM events)"))
    assert not await store.read(lambda unit: unit.events.could_stand("a", CUT))


async def test_what_was_told_as_it_is_counts(store: Store) -> None:
    await cut_once_more(store)
    assert await last(store) == LastCut(NOW, frozenset())


async def test_the_last_cut_is_the_one_that_cut_off_most_though_the_clock_was_ahead_at_another(store: Store) -> None:
    """Also once the log has come to what that clock said."""

    def filed(unit: Unit) -> str:
        request = file_request(unit).id
        unit.events.add(EventKind.REQUEST_FILED, NOW, actor=None, request=request)
        return request

    async def batch(at: datetime) -> None:
        await store.write(events(3))
        await store.write(lambda unit: unit.log.seal_some(at))

    await batch(NOW)
    closes = await store.write(filed)
    await batch(NOW + DAY)
    stays = await store.write(filed)
    await batch(NOW + 20 * DAY)
    ahead, right = CUT + 3 * DAY, CUT + DAY
    assert await cut_log(store, KEEP, lambda: ahead) == 3
    gone = f"UPDATE requests SET state = 'completed', waits_since = NULL WHERE id = '{closes}'"
    await store.write(lambda unit: unit.connection.execute(text(gone)))
    assert await cut_log(store, KEEP, lambda: right) == 4
    for at in (right, ahead, ahead + DAY):
        await batch(at)
        assert await last(store) == LastCut(NOW + DAY, frozenset({stays}))
