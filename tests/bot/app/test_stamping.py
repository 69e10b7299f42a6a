"""The head of the log is stamped once a day; a failure is told once, tried again, and stops nothing."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from sqlalchemy import text

from bot.app.sealing import Anchor, seal
from bot.app.stamping import SOONEST, Stamper
from domain.audit.head import head_of, pasted
from domain.audit.verify import Broken, Found, verify
from domain.event import EventKind
from domain.words import en as words
from gateways.timestamps import Authority, check_text
from storage.signing import fits
from storage.store import Store
from tests.domain.audit.conftest import events, exported, written_anew
from tests.gateways.authority import Authority as Clock
from tests.gateways.authority import running
from tests.stage import rules, said, scene

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def clock() -> AsyncIterator[Clock]:
    async with running(Clock(at=NOON)) as clock:
        yield clock


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def stamper(store: Store, clock: Clock, session: aiohttp.ClientSession) -> Callable[[], Stamper]:
    """As each replica has one."""
    await store.write(events(5))
    await seal(store, Anchor(None), lambda: NOON)
    ask = partial(Authority(url=clock.url, roots=[clock.root], within=0.5).stamp, session)
    return lambda: Stamper(store, ask, BERLIN)


async def stamps(store: Store) -> int:
    query = text("SELECT count(*) FROM events WHERE kind = 'log.stamped'")
    return await store.read(lambda unit: int(unit.connection.execute(query).scalar_one()))


async def proved(store: Store, clock: Clock, now: datetime = NOON, since: datetime | None = None) -> Found:
    await seal(store, Anchor(None), lambda: now)
    public = await store.read(lambda unit: unit.log.keys.public())
    stamped = lambda answer, said: check_text(answer, said, [clock.root])  # noqa: E731
    return verify(await exported(store, since), public, fits, stamped=stamped)


async def test_the_head_is_stamped_once_a_day_by_all_replicas_and_proved_by_what_was_exported(
    store: Store, clock: Clock, stamper: Callable[[], Stamper]
) -> None:
    one, another = stamper(), stamper()
    assert await one.stamp(NOON)
    assert not await one.stamp(NOON + MINUTE)
    assert not await another.stamp(NOON + MINUTE)
    assert (clock.asked, await stamps(store)) == (1, 1)
    found = await proved(store, clock)
    assert (found.stamps, found.stamped_at) == (1, NOON)
    clock.at = NOON + timedelta(hours=11)
    assert await another.stamp(NOON + timedelta(hours=11)), "midnight in Berlin"
    found = await proved(store, clock, clock.at)
    assert (found.stamps, found.stamped_at) == (2, clock.at)


async def test_a_stamp_that_somebody_writes_keeps_none_off(store: Store, stamper: Callable[[], Stamper]) -> None:
    forged = text("INSERT INTO events (kind, at, data) SELECT 'log.stamped', max(at), '{}' FROM events")
    await store.write(lambda unit: unit.connection.execute(forged))
    assert await stamper().stamp(NOON)
    assert not await stamper().stamp(NOON + MINUTE)


async def test_a_log_without_events_is_not_stamped(store: Store, clock: Clock, session: aiohttp.ClientSession) -> None:
    ask = partial(Authority(url=clock.url, roots=[clock.root]).stamp, session)
    assert not await Stamper(store, ask, BERLIN).stamp(NOON)
    assert not clock.asked


@pytest.mark.parametrize(
    "fault", ["refuses", "another imprint", "another nonce", "another key", "garbage", "html", "hangs"]
)
async def test_a_failure_is_told_once_and_tried_again_ever_more_seldom(
    store: Store, clock: Clock, stamper: Callable[[], Stamper], fault: str
) -> None:
    one, clock.fault = stamper(), fault
    assert not await one.stamp(NOON)
    assert not await one.stamp(NOON + SOONEST - timedelta(seconds=1))
    assert clock.asked == 1
    assert not await one.stamp(NOON + SOONEST)
    assert not await one.stamp(NOON + 2 * SOONEST)
    assert clock.asked == 2, "the second pause is longer"
    assert not await stamper().stamp(NOON + SOONEST)
    query = text("SELECT target FROM notices WHERE kind = 'unstamped'")
    assert await store.read(lambda unit: list(unit.connection.execute(query).scalars())) == ["role:admin"]
    assert not await stamps(store)
    clock.fault = ""
    assert await one.stamp(NOON + 3 * SOONEST)
    assert (await proved(store, clock)).stamps == 1


@pytest.mark.parametrize("apart", [timedelta(days=1, seconds=1), -timedelta(days=1, seconds=1)])
async def test_a_stamp_that_the_log_would_not_hold_with_is_none(
    store: Store, clock: Clock, stamper: Callable[[], Stamper], apart: timedelta
) -> None:
    """One of the two clocks is wrong. In the log for good, it would be proof against it."""
    one, clock.at = stamper(), NOON + apart
    assert not await one.stamp(NOON)
    assert not await stamps(store)
    query = text("SELECT key FROM notices WHERE kind = 'unstamped'")
    assert await store.read(lambda unit: unit.connection.execute(query).scalar_one()) == "stamp/clock/2026-11-29"
    clock.at = NOON
    assert await one.stamp(NOON + SOONEST)
    assert (await proved(store, clock)).stamps == 1


@pytest.mark.parametrize(
    ("before", "after", "at", "why"),
    [
        ("1:5:", "1:4:", NOON, "not one of this log"),
        ("1:5:", "9:99:", NOON, "not one of this log"),
        ("1:5:", "", NOON, "not one of this log"),
        ("1:5:", "1:5:", NOON - timedelta(days=3), "its time stamp of 2026-11-29"),
        ("1:5:", "2:6:", NOON, "does not hold"),
    ],
)
async def test_a_log_that_was_written_anew_is_found_by_its_stamps(
    store: Store, clock: Clock, stamper: Callable[[], Stamper], before: str, after: str, at: datetime, why: str
) -> None:
    """With the keys of the log, but not those of the authority."""
    await stamper().stamp(NOON)
    kept = await store.read(lambda unit: unit.log.unsealed()[0].data)
    await proved(store, clock)
    newest = await store.read(lambda unit: unit.log.newest())
    assert newest
    head = str(head_of(newest[0])) if after == "2:6:" else kept["head"].replace(before, after, 1)
    data = {"head": head, "answer": kept["answer"]}
    await store.write(lambda unit: written_anew(unit, EventKind.LOG_STAMPED, at, data, NOON))
    with pytest.raises(Broken, match=why):
        await proved(store, clock)


async def test_a_file_that_begins_behind_a_stamped_head_is_no_proof_of_it(
    store: Store, clock: Clock, stamper: Callable[[], Stamper]
) -> None:
    """Written anew, with a true stamp of what was there before."""
    right_behind, later = NOON + MINUTE, NOON + 2 * MINUTE
    await stamper().stamp(NOON)
    found = await proved(store, clock, right_behind, since=right_behind)
    assert (found.first, found.stamps, found.unshown) == (6, 1, 0)
    head = f"1:5:{'ab' * 32}:{'9b' * 8}"
    data = {"head": head, "answer": b64encode(clock.answered(sha256(head.encode()).digest())).decode()}
    await store.write(lambda unit: written_anew(unit, EventKind.LOG_STAMPED, NOON, data, later))
    found = await proved(store, clock, later, since=later)
    assert (found.first, found.stamps, found.unshown) == (7, 1, 1)
    with pytest.raises(Broken, match="not one of this log"):
        await proved(store, clock, later, since=right_behind)


async def test_the_admins_hear_of_it_and_the_bot_goes_on(sqlite_url: str, tmp_path: Path, clock: Clock) -> None:
    clock.fault = "html"
    (tmp_path / "ca.pem").write_text(clock.pem)
    async with scene(sqlite_url, tmp_path) as on:
        await on.typed("ada", "requests")
        await on.wait(lambda: on.rows("SELECT number FROM seals"))
    config = rules(audit={"timestamp": clock.url, "timestamp_ca": str(tmp_path / "ca.pem")})
    async with scene(sqlite_url, tmp_path, config=config) as on:
        await on.wait(lambda: on.seen("@ada", "time stamp"))
        assert words.audit.unstamped("garbled") in on.read("@ada")
        assert said(await on.typed("ada", "requests"))
        assert on.bot.working
    clock.fault, clock.at = "", datetime.now(UTC)
    async with scene(sqlite_url, tmp_path, config=config) as on:
        await on.wait(lambda: on.rows("SELECT id FROM events WHERE kind = 'log.stamped'"))
        [row] = on.rows("SELECT data FROM events WHERE kind = 'log.stamped'")
        assert pasted(row.data)
