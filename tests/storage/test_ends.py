"""How requests ended is kept once for those of earlier releases; without the mark of that, nothing begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from domain.ending import End, newest_look, written
from domain.erasure.plan import StepKind, key_of
from domain.event import EventKind
from domain.notes import Note
from domain.request import State, StepState
from storage.store import open_store
from storage.unit import Unit
from storage.vault import WrongMasterKey
from tests.databases import MASTER_KEY
from tests.storage.factories import NOW, a_step, file_request

CHECK = key_of(StepKind.CHECK, "1")
FORGET = "DELETE FROM keys WHERE name = 'ends'"
DENIED = End(state=State.DENIED, at=written(NOW))
LOST = "The mark of the requests whose end is kept has gone"


def as_an_earlier_release(unit: Unit) -> None:
    """One that was over, one that is looked at, and one that waits; nothing of their ends is kept."""
    for ref, state in (("over", State.COMPLETED), ("open", State.NEEDS_ATTENTION), ("waits", State.PENDING_APPROVAL)):
        closed = NOW if state is State.COMPLETED else None
        request = file_request(unit, id=ref, state=state, closed_at=closed)
        if ref != "waits":
            unit.steps.add([a_step(request, key=CHECK, state=StepState.DONE, note=Note.GONE)])
            looked(unit, ref, "gone")
    unit.connection.execute(text(FORGET))


def looked(unit: Unit, ref: str, note: str, at: timedelta = timedelta(0)) -> None:
    """Of an earlier release, which proves none."""
    add = text("INSERT INTO events (kind, at, request_id, data) VALUES ('erasure.checked', :at, :ref, :data)")
    at_ = (NOW + at).replace(tzinfo=None).isoformat(" ", "microseconds")
    unit.connection.execute(add, {"at": at_, "ref": ref, "data": f'{{"note":"{note}","step":"{CHECK}"}}'})


async def test_what_an_earlier_release_ended_is_ended(database_url: str) -> None:
    async with open_store(database_url, MASTER_KEY) as store:
        await store.write(as_an_earlier_release)
    for _ in range(2):
        async with open_store(database_url, MASTER_KEY) as store:
            ends = [await store.read(lambda unit, ref=ref: unit.ends.of(ref)) for ref in ("over", "open", "waits")]
            assert ends == [
                End(state=State.COMPLETED, at=written(NOW), gone={CHECK: 0}),
                End(state=State.NEEDS_ATTENTION, gone={CHECK: 1}),
                None,
            ]
            [told] = await store.read(
                lambda unit: unit.connection.execute(text("SELECT data FROM events WHERE kind = 'ends.kept'")).all()
            )
            assert '"count":"2"' in told.data
            closed = await store.read(lambda unit: unit.ends.closed_after("", 10))
            assert closed == [("over", True)]


ODD = {
    "no state": "state = 'odd'",
    "no time": "closed_at = {}",
    "a time before all": "closed_at = '0001-01-01 00:00:00+14:00'",
    "a time after all": "closed_at = '9999-12-31 23:59:59-14:00'",
    "a state that is no text": "state = {}",
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
async def test_what_cannot_be_read_keeps_no_other_end_from_being_looked_at(database_url: str, odd: str) -> None:
    """As somebody with the database may write it."""

    def spoil(unit: Unit) -> None:
        for ref in ("a", "b"):
            file_request(unit, id=ref, state=State.DENIED, closed_at=NOW)
            unit.ends.keep(ref, DENIED)
        nothing = "CAST(X'FF' AS TEXT)" if unit.connection.dialect.name == "sqlite" else "NULL"
        nothing = "'odd'" if nothing == "NULL" and "state" in odd else nothing
        unit.connection.execute(text(f"UPDATE requests SET {odd.format(nothing)} WHERE id = 'a'".replace(":", "\\:")))

    async with open_store(database_url, MASTER_KEY) as store:
        await store.write(spoil)
        for _ in range(2):
            assert await store.read(lambda unit: unit.ends.closed_after("", 10)) == [("a", False), ("b", True)]


WAS_DONE: dict[str, Callable[[Unit], None]] = {
    "there is one": lambda unit: unit.ends.keep(file_request(unit).id, DENIED),
    "the log tells of one": lambda unit: unit.events.add(EventKind.REQUEST_DENIED, NOW, actor=None, request="gone"),
    "the log tells that it was done": lambda unit: unit.events.add(
        EventKind.ENDS_KEPT, NOW, actor=None, request=None, data={"count": "1"}
    ),
}


@pytest.mark.parametrize("before", WAS_DONE.values(), ids=WAS_DONE)
async def test_a_start_without_the_mark_stops_where_ends_were_kept(
    database_url: str, before: Callable[[Unit], None]
) -> None:
    """Else what somebody closes meanwhile would pass for an earlier release's."""
    async with open_store(database_url, MASTER_KEY) as store:
        await store.write(before)
        await store.write(lambda unit: unit.connection.execute(text(FORGET)))
    with pytest.raises(WrongMasterKey, match=LOST):
        async with open_store(database_url, MASTER_KEY):
            pass


def kept_twice(unit: Unit) -> None:
    for end in (End(state=State.EXPIRED), DENIED):
        unit.ends.keep("one", end)


async def test_an_end_is_that_of_its_request_alone(database_url: str) -> None:
    async with open_store(database_url, MASTER_KEY) as store:
        await store.write(lambda unit: [file_request(unit, id=ref) for ref in ("one", "other")])
        await store.write(lambda unit: kept_twice(unit))
        assert await store.read(lambda unit: unit.ends.of("one")) == DENIED
        moved = "INSERT INTO ends (request_id, sealed) SELECT 'other', sealed FROM ends"
        await store.write(lambda unit: unit.connection.execute(text(moved)))
        assert await store.read(lambda unit: unit.ends.of("other")) is None


async def test_replicas_of_an_earlier_release_are_beside_this_one_on_postgresql_alone_and_for_an_hour(
    database_url: str,
) -> None:
    async with open_store(database_url, MASTER_KEY) as store:
        await store.write(as_an_earlier_release)
    async with open_store(database_url, MASTER_KEY) as store:
        now = [NOW, NOW + timedelta(days=365_000)]
        beside = [await store.read(lambda unit, at=at: unit.ends.beside_others(at)) for at in now]
    assert beside == [database_url.startswith("postgresql"), False]


async def test_a_new_database_has_never_had_others_beside_it(database_url: str) -> None:
    async with open_store(database_url, MASTER_KEY) as store:
        assert not await store.read(lambda unit: unit.ends.beside_others(NOW))


LOOKS = {  # (note, minutes): the newest look at the check that counts
    "one": ([("gone", 0)], True),
    "none": ([], False),
    "not proved": ([("no_check", 0)], False),
    "not proved since": ([("gone", 0), ("no_check", 1)], False),
    "proved since": ([("no_check", 0), ("gone", 1)], True),
    "there since": ([("gone", 0), ("still_there", 1)], False),
    "gone and there at once": ([("gone", 0), ("still_there", 0)], False),
    "written behind, and of before": ([("gone", 0), ("still_there", 2), ("gone", 1)], False),
}


@pytest.mark.parametrize(("notes", "counts"), LOOKS.values(), ids=LOOKS)
async def test_a_look_counts_until_another_one_says_otherwise(
    database_url: str, notes: list[tuple[str, int]], *, counts: bool
) -> None:
    async with open_store(database_url, MASTER_KEY) as store:
        for note, minutes in notes:
            await store.write(lambda unit, n=note, m=minutes: looked(unit, "r", n, timedelta(minutes=m)))
        events = await store.read(lambda unit: unit.events.of("r"))
    assert (newest_look(CHECK, events) is not None) is counts
