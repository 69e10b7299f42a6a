"""The front of the log is cut where its time has ended, and what is left is proved still."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from subprocess import run

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.app.cutting import cut_log
from bot.app.sealing import Anchor, check_anchor
from domain.audit.verify import Broken, Found, verify
from domain.event import EventKind
from domain.people import Whose
from domain.request import State
from storage.cutting import ForeignCut
from storage.signing import fits
from storage.store import Store
from storage.unit import Unit
from tests.databases import no_time
from tests.domain.audit import by_hand
from tests.domain.audit.conftest import NOW, events, exported
from tests.storage.factories import file_request

KEEP, DAY = timedelta(days=30), timedelta(days=1)
YEARS = 5 * 365 * DAY
LATER = NOW + KEEP


async def a_log(store: Store, *moments: datetime) -> str:
    """Seven events a batch, sealed at these moments. The public key of its beginning."""
    for moment in moments:
        await store.write(events(7))
        await store.write(lambda unit, moment=moment: unit.log.seal_some(moment))
    return await store.read(lambda unit: unit.log.keys.public())


async def cut_at(store: Store, at: datetime) -> int:
    return await cut_log(store, KEEP, lambda: at)


async def proved(store: Store, public: str, tmp_path: Path) -> Found:
    """By ours and by the auditor's own."""
    lines = await exported(store)
    file = tmp_path / "log.jsonl"
    file.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
    made = run([sys.executable, by_hand.__file__, file, public], capture_output=True, text=True, check=False)  # noqa: ASYNC221
    assert made.returncode == 0, made.stderr
    return verify(iter(lines), public, fits)


async def test_what_is_older_goes_and_the_rest_is_proved_by_either_key(store: Store, tmp_path: Path) -> None:
    public = await a_log(store, NOW, NOW + DAY, NOW + 2 * DAY, NOW + 25 * DAY)
    assert await cut_log(store, timedelta(), lambda: LATER) == 0  # for ever
    assert await cut_log(store, KEEP, lambda: NOW + 2 * DAY) == 0  # nothing is so old
    assert await cut_log(store, KEEP, lambda: LATER + DAY + timedelta(hours=1)) == 14
    found = await proved(store, public, tmp_path)
    assert (found.first, found.events, found.seals, found.unsealed) == (15, 14, 2, 1)
    assert found.cut
    assert found.cut.after == 14
    new = await store.write(lambda unit: unit.log.keys.make(LATER))
    await a_log(store, LATER)
    assert await cut_log(store, KEEP, lambda: LATER + DAY + timedelta(hours=2)) == 0  # once a day
    assert await cut_log(store, KEEP, lambda: LATER + 3 * DAY) == 7  # signed by another key than the seals behind it
    for key in (public, new):
        assert (await proved(store, key, tmp_path)).first == 22


async def test_what_somebody_waits_for_keeps_its_events_and_the_newest_seal_stays(store: Store) -> None:
    request = await store.write(lambda unit: file_request(unit))
    await a_log(store, NOW)
    await store.write(events(1, request.id))
    await a_log(store, NOW + DAY, NOW + 20 * DAY)
    assert await cut_log(store, KEEP, lambda: LATER + 9 * DAY) == 7
    await store.write(lambda unit: _close(unit, request.id))
    await a_log(store, LATER + 9 * DAY)
    assert await cut_log(store, KEEP, lambda: LATER + 20 * DAY) == 8
    await a_log(store, LATER + 37 * DAY)
    assert (await store.read(lambda unit: unit.log.newest()))[0].number == 5
    assert await cut_log(store, KEEP, lambda: LATER + 67 * DAY) == 7 + 8  # the newest seal stays, the chain goes on


async def test_what_stands_is_told_at_each_cut(store: Store) -> None:
    """Also each request of a batch."""

    def stand(unit: Unit) -> list[str]:
        lead = file_request(unit).id
        member = file_request(unit, batch=lead).id
        for one in (lead, member):
            unit.events.add(EventKind.REQUEST_FILED, NOW, actor=None, request=one)
        unit.delegations.add("ben", "nils", (NOW + 999 * DAY).date(), NOW)
        return sorted([lead, member, *unit.delegations.marks()])

    await a_log(store, NOW, NOW + DAY)
    standing = await store.write(stand)
    await a_log(store, NOW + 20 * DAY)
    for at in (LATER + timedelta(hours=1), LATER + 2 * DAY):
        assert await cut_at(store, at) == 7
        told = await store.read(lambda unit: unit.events.last_cut)
        assert told
        assert sorted(told.standing) == standing


ODD = {
    "its state": "state = 'odd'",
    "its kind": "kind = 'odd'",
    "its place in a batch": "batch = 'gone'",
    "a time": "created_at = {}",
    "a day": "received_on = {}",
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
async def test_what_cannot_be_read_stands_as_the_log_knows_and_keeps_the_log_from_no_cut(
    store: Store, odd: str
) -> None:
    """As a newer release beside this one may write it, or somebody with the database: also of what has ended."""

    def file(unit: Unit) -> str:
        request = file_request(unit).id
        unit.events.add(EventKind.REQUEST_FILED, NOW, actor=None, request=request)
        return request

    def spoil(unit: Unit) -> None:
        nothing = no_time(unit.connection.dialect.name)
        unit.connection.execute(text(f"UPDATE requests SET waits_since = NULL, {odd.format(nothing)}"))

    def end(unit: Unit) -> None:
        unit.events.add(EventKind.REQUEST_COMPLETED, NOW, actor=None, request=ended)

    await a_log(store, NOW, NOW + DAY)
    ended, standing = [await store.write(file) for _ in range(2)]
    await store.write(end)
    await store.write(spoil)
    await a_log(store, NOW + 20 * DAY)
    assert await cut_at(store, LATER + DAY + timedelta(hours=1)) == 14
    told = await store.read(lambda unit: unit.events.last_cut)
    assert told
    assert told.standing == {standing}
    await a_log(store, NOW + 25 * DAY)
    assert await cut_at(store, LATER + 22 * DAY) == 0, "its events stay"


def moved(at: datetime, mark: str, whose: Whose | None = None) -> Callable[[Unit], None]:
    kind, said = (EventKind.PERSON_SETTLED, {"whose": whose}) if whose else (EventKind.PERSON_MOVED, {})
    data = {"move": mark, "owner": "ben", "taker": "nils", "as": mark, **said}
    return lambda unit: unit.events.add(kind, at, actor=None, request=None, data=data)


@pytest.mark.parametrize("at", [NOW, NOW - 40 * DAY, NOW + YEARS])
@pytest.mark.parametrize("whose", [None, Whose.OLD])
async def test_by_what_somebody_may_not_act_is_told_again_when_it_was_cut_off(
    store: Store, at: datetime, whose: Whose | None
) -> None:
    """Whatever its clock said."""
    await store.write(moved(at, "m", whose))
    await a_log(store, NOW, NOW + 20 * DAY)
    before = await store.read(lambda unit: [one.key for one in unit.people.moves.standing()])
    assert await cut_at(store, LATER + DAY) == 8
    assert await store.read(lambda unit: [one.key for one in unit.people.moves.standing()]) == before
    assert before


@pytest.mark.parametrize("at", [NOW, NOW - 40 * DAY])
async def test_what_was_not_cut_off_is_not_told_again(store: Store, at: datetime) -> None:
    await a_log(store, NOW)
    await store.write(moved(at, "m"))
    await a_log(store, NOW + 20 * DAY)
    assert await cut_at(store, LATER + DAY) == 7
    assert len(await store.read(lambda unit: unit.events.moves())) == 1


async def test_what_was_said_of_two_and_is_told_again_settles_nothing_that_moved_since(store: Store) -> None:
    await store.write(moved(NOW, "m", Whose.OLD))
    await a_log(store, NOW)
    await store.write(moved(NOW + DAY, "n"))
    await a_log(store, NOW + 20 * DAY)
    assert await cut_at(store, LATER + DAY) == 8
    found = await store.read(lambda unit: {one.key for one in unit.people.moves.standing()})
    assert found == {("ben", "nils", "m"), ("ben", "nils", "")}


def _close(unit, request_id: str) -> None:  # type: ignore[no-untyped-def]
    gone = {"state": State.COMPLETED.value, "ref": request_id}
    unit.connection.execute(text("UPDATE requests SET state = :state, waits_since = NULL WHERE id = :ref"), gone)


STOPS = {
    "a hold": (EventKind.SUBJECT_HELD, EventKind.SUBJECT_RELEASED),
    "the brake": (EventKind.BRAKE_ON, EventKind.BRAKE_OFF),
}


@pytest.mark.parametrize(("begun", "ended"), STOPS.values(), ids=STOPS)
async def test_what_stops_deletions_stands_in_the_log_until_it_has_ended(
    store: Store, begun: EventKind, ended: EventKind
) -> None:
    subject = await store.write(lambda unit: unit.subjects.anonymous(NOW))

    def stop(kind: EventKind) -> Callable[[Unit], None]:
        return lambda unit: unit.events.add(kind, NOW, actor="ada", request=None, data={"subject": subject})

    await store.write(stop(begun))
    await store.write(stop(ended))
    await a_log(store, NOW)
    await store.write(stop(begun))
    await a_log(store, NOW + DAY, NOW + 2 * DAY, NOW + 20 * DAY)
    assert await cut_log(store, KEEP, lambda: LATER + 9 * DAY) == 9, "as far as the stop that stands"
    assert await store.read(lambda unit: unit.events.paused() or unit.events.held_subjects() == {subject})
    await store.write(stop(ended))
    await a_log(store, LATER + 9 * DAY)
    assert await cut_log(store, KEEP, lambda: LATER + 11 * DAY) == 15


async def test_a_hold_on_somebody_whose_key_is_destroyed_keeps_nothing(store: Store) -> None:
    def held(unit: Unit) -> None:
        subject = unit.subjects.anonymous(NOW)
        unit.events.add(EventKind.SUBJECT_HELD, NOW, actor="ada", request=None, data={"subject": subject})
        unit.keys.destroy(unit.keys.exactly([subject]), NOW)

    await store.write(held)
    await a_log(store, NOW, NOW + 20 * DAY)
    assert await cut_log(store, KEEP, lambda: LATER + 9 * DAY) == 8


FORBIDDEN = (
    "DELETE FROM events WHERE seq = (SELECT min(seq) FROM events)",
    "DELETE FROM events WHERE seq IS NULL",
    "DELETE FROM seals",
    "DELETE FROM cuts",
    "UPDATE cuts SET after = 21",
    "UPDATE events SET kind = 'x' WHERE seq = (SELECT min(seq) FROM events)",
)


@pytest.mark.parametrize("sql", FORBIDDEN)
async def test_after_a_cut_the_database_forbids_everything_else_still(store: Store, sql: str) -> None:
    await a_log(store, NOW, NOW + DAY, NOW + 2 * DAY)
    await cut_log(store, KEEP, lambda: LATER + timedelta(hours=1))
    with pytest.raises(DBAPIError, match="the audit log is not changed"):
        await store.write(lambda unit: unit.connection.execute(text(sql)))


async def test_a_cut_that_somebody_else_made_deletes_nothing_and_stops_the_start(store: Store, tmp_path: Path) -> None:
    """The triggers believe the line; its signature is what counts."""
    await a_log(store, NOW, NOW + DAY, NOW + 2 * DAY)
    forged = (
        "INSERT INTO cuts (after, hash, seal, at, key, signature) SELECT last, hash, number, at, key, signature "
        "FROM seals WHERE number = 2"
    )
    await store.write(lambda unit: unit.connection.execute(text(forged)))
    with pytest.raises(ForeignCut):
        await cut_log(store, KEEP, lambda: LATER + 9 * DAY)
    with pytest.raises(ForeignCut, match="cut off by somebody else"):
        await check_anchor(store, Anchor(tmp_path / "anchor"))
    assert await store.read(lambda unit: len(unit.log.events(0, 21))) == 21


async def test_the_anchor_of_what_was_cut_since_lets_it_start(store: Store, tmp_path: Path) -> None:
    anchor = Anchor(tmp_path / "anchor")
    await a_log(store, NOW)
    newest = await store.read(lambda unit: unit.log.newest())
    assert newest
    await anchor.keep(*newest)
    await a_log(store, NOW + DAY, NOW + 2 * DAY)
    assert await cut_log(store, KEEP, lambda: LATER + timedelta(hours=1)) == 7
    await check_anchor(store, anchor)


async def test_a_file_whose_beginning_was_cut_by_hand_is_found(store: Store, tmp_path: Path) -> None:
    public = await a_log(store, NOW, NOW + DAY, NOW + 2 * DAY)
    await cut_log(store, KEEP, lambda: LATER + timedelta(hours=1))
    await proved(store, public, tmp_path)
    lines = await exported(store)
    at = next(number for number, line in enumerate(lines) if line.startswith('{"cut"'))
    first_seal = next(number for number, line in enumerate(lines) if line.startswith('{"seal"'))
    for shorter in (lines[: at + 1] + lines[at + 2 :], lines[: at + 1] + lines[first_seal + 1 :]):
        with pytest.raises(Broken):
            verify(iter(shorter), public, fits)


async def a_month(store: Store, *between: datetime) -> None:
    """A batch every third day; behind the tenth day, those that a clock sealed which stood elsewhere."""
    await a_log(store, *(NOW + n * DAY for n in (0, 3, 6, 9)), *between, *(NOW + n * DAY for n in (12, 15, 24)))


WRONG = {
    "behind": [NOW.replace(year=2000)],
    "behind for some batches": [NOW.replace(year=2000) + n * timedelta(minutes=1) for n in range(3)],
    "a little behind": [NOW - 40 * DAY],
    "ahead": [NOW + YEARS, NOW + YEARS + timedelta(minutes=1)],
    "ahead by less than the log is kept": [NOW + KEEP - DAY],
    "behind and ahead": [NOW.replace(year=2000), NOW + YEARS],
}


@pytest.mark.parametrize("moments", WRONG.values(), ids=WRONG)
async def test_a_clock_that_stood_wrong_for_a_moment_cuts_nothing_that_is_young(
    store: Store, moments: list[datetime], tmp_path: Path
) -> None:
    public = await store.read(lambda unit: unit.log.keys.public())
    await a_month(store, *moments)
    assert await cut_at(store, LATER) == 0
    await a_log(store, LATER + 5 * DAY)
    assert await cut_at(store, LATER + 5 * DAY + timedelta(hours=1)) == 2 * 7, "and what is old goes as ever"
    await proved(store, public, tmp_path)
    await a_log(store, LATER + 20 * DAY)
    assert await cut_at(store, LATER + 32 * DAY) >= 5 * 7, "also past it, once what follows is old"


async def test_nothing_is_cut_where_the_first_clock_stood_behind(store: Store) -> None:
    """A machine that began before its clock was set."""
    behind = NOW.replace(year=2000)
    await a_log(store, behind, behind + timedelta(minutes=1), NOW, NOW + 20 * DAY)
    assert await cut_at(store, NOW + 25 * DAY) == 0
    assert await cut_at(store, NOW + 31 * DAY) == 3 * 7


@pytest.mark.parametrize("ahead", [31 * DAY, YEARS])
async def test_a_clock_that_leaps_ahead_cuts_nothing_until_it_has_stood_there_for_a_day(
    store: Store, ahead: timedelta
) -> None:
    await a_month(store)
    there = NOW + 24 * DAY + ahead
    assert await cut_at(store, there) == 0
    await a_log(store, there)
    assert await cut_at(store, there + timedelta(hours=23)) == 0
    await a_log(store, NOW + 25 * DAY, there)  # right again, and wrong once more
    assert await cut_at(store, there + timedelta(hours=23)) == 0
    await a_log(store, there + DAY, there + 20 * DAY)
    assert await cut_at(store, there + 31 * DAY) > 7 * 7, "it stands there: the bot stood still meanwhile"


async def test_a_cut_of_the_future_keeps_off_no_other(store: Store) -> None:
    await a_month(store)
    await store.write(lambda unit: unit.log.cuts.make(NOW + DAY, NOW + YEARS))
    assert await cut_at(store, LATER + 8 * DAY) == 3 * 7
