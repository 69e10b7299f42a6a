"""The digest of a day takes the place of reminders: one message to each, with what they can do about it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.settings.config import Config
from domain.card import Card
from domain.notice import Notice, NoticeKind
from domain.target import Channel, Target
from domain.words.en import board, notices
from domain.words.en import home as words
from handlers.requests.digest import put_digest
from handlers.requests.notices import pictures
from handlers.requests.sweep import sweep
from tests.handlers.conftest import Open
from tests.handlers.requests.test_board import copies
from tests.stage import APPROVALS, Scene, rules

ANNA = "anna.berg@contoso.com"
WITH = rules(approval={"digest": "08:00"}, law={"timezone": "Europe/Berlin"})
OFF = rules(approval={"digest": "off"})
_HALF_A_DAY_OFF = datetime.now(UTC).replace(minute=0) + timedelta(hours=12)
RUNNING = rules(approval={"digest": f"{_HALF_A_DAY_OFF:%H:%M}"}, law={"timezone": "UTC"})
"""For a bot that puts its own digest down, by the clock on the wall: not while a test puts down one of its days."""


def morning(day: int = 2, hour: int = 7, minute: int = 0) -> datetime:
    """So long after midnight UTC of a day in November; Berlin is an hour ahead."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def its_time() -> datetime:
    """When the digest of a `RUNNING` bot is due, on a day that is over."""
    return _HALF_A_DAY_OFF - timedelta(days=365)


def digests(on: Scene, place: str) -> list[Card]:
    return [card for (where, _), card in on.terminal.shown.items() if where == place and words.MORNING in card.title]


async def test_it_is_put_down_once_a_day_when_its_time_has_come(opened_anywhere: Open) -> None:
    async with opened_anywhere(works=False, config=WITH) as desk:
        deps = desk.bot.deps
        assert not await put_digest(deps, morning(minute=0) - timedelta(seconds=1))
        assert sorted(await asyncio.gather(*(put_digest(deps, morning()) for _ in range(4)))) == [False] * 3 + [True]
        assert not await put_digest(deps, morning(hour=10))
        assert await put_digest(deps, morning(day=3))
        assert {row.kind for row in desk.rows("SELECT kind FROM notices")} == {"digest"}


async def test_who_starts_in_the_evening_wants_no_morning(opened: Open) -> None:
    async with opened(works=False, config=WITH) as desk:
        assert not await put_digest(desk.bot.deps, morning(hour=18))


async def test_its_time_is_that_of_the_clock_on_the_wall(opened: Open) -> None:
    """In summer Berlin is two hours ahead."""
    async with opened(works=False, config=WITH) as desk:
        assert not await put_digest(desk.bot.deps, datetime(2026, 7, 2, 5, 59, tzinfo=UTC))
        assert await put_digest(desk.bot.deps, datetime(2026, 7, 2, 6, tzinfo=UTC))


@pytest.mark.parametrize(("config", "told"), [(WITH, 0), (OFF, 2)], ids=["digest", "off"])
async def test_then_nobody_is_reminded_of_one_request_by_itself(opened: Open, config: Config, told: int) -> None:
    async with opened(works=False, config=config) as desk:
        ref = await desk.file("ada", "refresh crm contacts")
        await sweep(desk.bot.deps, (await desk.request(ref)).created_at + timedelta(hours=30))
        assert len(desk.rows("SELECT id FROM notices WHERE kind = 'reminder'")) == told
        assert await put_digest(desk.bot.deps, morning()) is (config is WITH)


async def test_each_hears_once_what_waits_for_them_and_can_approve_there(opened: Open) -> None:
    async with opened(config=RUNNING) as on:
        refs = [await on.file("ada", f"refresh {name} for {ANNA}") for name in ("crm contacts", "crm web")]
        await put_digest(on.bot.deps, its_time())
        await on.settled()
        [bens] = digests(on, "@ben")
        assert {item.text.split()[0] for item in bens.items if item.button} == set(refs)
        assert len(digests(on, "@amir")) == 1, "an admin who is an approver too"
        assert not digests(on, "@ada"), "nothing waits for her, and nothing is overdue"
        button = next(item.button for item in bens.items if item.button)
        await on.act("ben", button.verb, button.ref)
        assert (await on.request(button.ref)).run == 1
        await on.stopped(button.ref)


async def test_the_channel_hears_numbers_alone(opened: Open) -> None:
    async with opened(config=RUNNING) as on:
        ref = await on.file("ada", f"refresh crm contacts for {ANNA} received 2020-01-02")
        held = await on.file("ada", "refresh crm web for mark.old@contoso.com")
        await on.act("ada", "hold", held, {"reason": "a court case"})
        await put_digest(on.bot.deps, its_time())
        await on.settled()
        [card] = digests(on, APPROVALS)
        assert card.title == words.morning(1, 1)
        assert [(fact.label, fact.value) for fact in card.facts] == [(words.TO_DECIDE, ref), (words.LATE, ref)]
        assert not {name for name in ("anna", "a•••", "Ada", "CRM") if name in repr(card)}


async def test_where_nothing_waits_nothing_is_said(opened: Open) -> None:
    async with opened(config=RUNNING) as on:
        await put_digest(on.bot.deps, its_time())
        await on.settled()
        assert not on.terminal.shown


async def test_a_long_list_says_how_many_more(opened: Open) -> None:
    async with opened(works=False, config=WITH) as desk:
        copies(desk, await desk.file("ada", "refresh crm contacts"), 19)
        notice = Notice(
            id=1, key="x", kind=NoticeKind.DIGEST, target=Target.channel(Channel.APPROVALS), request_id=None,
            surface="playground", place=APPROVALS, person_id=None, data={}, attempts=1,
            created_at=desk.bot.deps.clock(),
        )  # fmt: skip
        [drawn] = await pictures(desk.bot.deps, [(notice, None)])
        assert drawn
        assert drawn[0].title == words.morning(20, 0)
        assert drawn[0].facts[0].value.count("DSR-") == 12
        assert drawn[0].facts[0].value.endswith("8 more")
        stale = replace(notice, created_at=notice.created_at - timedelta(hours=5))
        assert await pictures(desk.bot.deps, [(stale, None)]) == [None], "of a morning that is long over"


async def test_a_reminder_in_person_carries_approve_and_one_in_the_channel_does_not(on: Scene) -> None:
    ref = await on.file("ada", "refresh crm contacts")
    on.bot.sweep_clock.ahead = timedelta(hours=4)
    in_person = await on.until("@ben", notices.reminder(ref))
    [approve, _] = in_person.buttons
    assert (approve.label, approve.verb, approve.ref) == ("Approve", "row-approve", ref)
    in_channel = await on.until(APPROVALS, notices.reminder(ref))
    assert [button.verb for button in in_channel.buttons] == ["show"]
    await on.act("ben", approve.verb, approve.ref)
    assert (await on.request(ref)).run == 1
    await on.stopped(ref)


@pytest.mark.parametrize("odd", ["state = 'odd'", "kind = 'odd'"])
@pytest.mark.parametrize("others", [0, 1])
async def test_what_cannot_be_read_is_told_of_in_the_morning_and_hides_no_other(
    opened: Open, odd: str, others: int
) -> None:
    async with opened(config=RUNNING) as on:
        broken = await on.file("ada", "refresh crm contacts")
        refs = [await on.file("ada", "refresh crm web") for _ in range(others)]
        await on.settled()
        on.rows(f"UPDATE requests SET {odd} WHERE id = '{broken}'")
        await put_digest(on.bot.deps, its_time())
        for place in (APPROVALS, "@ben"):
            await on.until(place, words.MORNING, board.unread(1), *refs)
        on.rows(f"UPDATE requests SET state = 'pending_approval', kind = 'refresh' WHERE id = '{broken}'")
