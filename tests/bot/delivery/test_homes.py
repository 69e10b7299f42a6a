"""Homes that stand open follow what changes, one after the other, and no faster than a platform takes it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from bot.delivery.homes import FRESH, MOST, OPEN, DrawnFrom, Homes
from bot.door import Busy, Closed, Doubtful
from domain.card import Card, say
from domain.chat import Account
from handlers.requests.readers import Unclear
from tests.logged import Logged

ADA, BEN = Account("slack", "T", "ada"), Account("slack", "T", "ben")


@dataclass
class Walls:
    """Where homes are shown. `news`: what they say by now; `refusals`: of the next showings."""

    news: str = "one"
    now: float = 0.0
    shown: list[tuple[str, str]] = field(default_factory=list)
    drawn: int = 0
    unclear: bool = False
    refusals: list[Exception] = field(default_factory=list)

    async def draw(self, _: Account) -> Card:
        self.drawn += 1
        if self.unclear:
            raise Unclear
        return say(self.news)

    async def publish(self, account: Account, card: Card) -> None:
        if self.refusals:
            raise self.refusals.pop(0)
        self.shown.append((account.id, *card.text))

    def clock(self) -> float:
        return self.now


@pytest.fixture
def walls() -> Walls:
    return Walls()


@asynccontextmanager
async def homes(walls: Walls, rows: DrawnFrom | None = None) -> AsyncIterator[Homes]:
    kept = Homes(walls.draw, walls.clock, rows=rows, gather=0.05, pace=0.0)
    kept.doors["slack"] = walls.publish
    loop = asyncio.create_task(kept.run())
    yield kept
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)


async def until(walls: Walls, count: int) -> None:
    async with asyncio.timeout(5):
        while walls.drawn < count:  # noqa: ASYNC110  what is waited for offers nothing to await
            await asyncio.sleep(0.005)
        await asyncio.sleep(0.02)


async def test_what_changes_is_shown_to_all_who_have_theirs_open(walls: Walls) -> None:
    async with homes(walls) as kept:
        await kept.opened(ADA)
        await kept.opened(BEN)
        walls.news = "two"
        kept.wake()
        await until(walls, 4)
    assert walls.shown == [("ada", "one"), ("ben", "one"), ("ben", "two"), ("ada", "two")]


async def test_a_storm_of_changes_is_drawn_once(walls: Walls) -> None:
    async with homes(walls) as kept:
        await kept.opened(ADA)
        for number in range(100):
            walls.news = f"{number}"
            kept.wake()
        await until(walls, 2)
    assert walls.shown == [("ada", "one"), ("ada", "99")]


async def test_one_that_shows_it_already_is_left_alone(walls: Walls) -> None:
    async with homes(walls) as kept:
        await kept.opened(ADA)
        kept.wake()
        await until(walls, 2)
    assert walls.shown == [("ada", "one")]


async def test_one_that_was_opened_long_ago_is_nobodys_any_more(walls: Walls) -> None:
    async with homes(walls) as kept:
        await kept.opened(ADA)
        walls.now, walls.news = OPEN + 1, "two"
        await kept.opened(BEN)
        kept.wake()
        await until(walls, 3)
    assert walls.shown == [("ada", "one"), ("ben", "two")]


async def test_it_does_not_grow_for_ever(walls: Walls) -> None:
    async with homes(walls) as kept:
        for number in range(MOST + 5):
            await kept.opened(Account("slack", "T", f"{number}"))
        walls.news = "two"
        kept.wake()
        await until(walls, 2 * MOST + 5)
    assert len([news for _, news in walls.shown if news == "two"]) == MOST


async def test_where_the_platform_is_busy_it_is_shown_later(walls: Walls) -> None:
    async with homes(walls) as kept:
        await kept.opened(ADA)
        walls.news, walls.refusals = "two", [Busy(0.01), Doubtful("views.publish")]
        kept.wake()
        await until(walls, 3)
        kept.wake()
        await until(walls, 4)
    assert walls.shown[-1] == ("ada", "two")


async def test_one_that_cannot_be_shown_is_forgotten_and_holds_up_nobody(walls: Walls, logged: Logged) -> None:
    async with homes(walls) as kept:
        await kept.opened(BEN)
        await kept.opened(ADA)
        walls.news, walls.refusals = "two", [Closed("not_enabled")]
        kept.wake()
        await until(walls, 4)
        walls.news = "three"
        kept.wake()
        await until(walls, 5)
    assert walls.shown[2:] == [("ben", "two"), ("ben", "three")]
    assert "a home cannot be shown" in logged


async def test_a_fault_in_one_keeps_no_other_from_being_drawn(walls: Walls, logged: Logged) -> None:
    async with homes(walls) as kept:
        await kept.opened(BEN)
        await kept.opened(ADA)
        walls.news, walls.refusals = "two", [RuntimeError("odd")]
        kept.wake()
        await until(walls, 4)
    assert walls.shown[2:] == [("ben", "two")]
    assert "a home could not be drawn" in logged


async def test_what_was_drawn_later_stands_there_in_the_end(walls: Walls) -> None:
    """Somebody opens it while an earlier look is on its way."""
    first = asyncio.Event()

    async def slow() -> Card:
        await first.wait()
        return say("early")

    async with homes(walls) as kept:
        early = asyncio.create_task(kept.opened(ADA, slow))
        await asyncio.sleep(0.01)
        late = asyncio.create_task(kept.opened(ADA))
        await asyncio.sleep(0.01)
        first.set()
        await asyncio.gather(early, late)
    assert walls.shown == [("ada", "early"), ("ada", "one")]


async def test_while_nobody_can_tell_who_it_is_what_stands_there_is_left_alone(walls: Walls, logged: Logged) -> None:
    async with homes(walls) as kept:
        await kept.opened(ADA)
        walls.unclear, walls.news = True, "two"
        kept.wake()
        await until(walls, 2)
        walls.unclear = False
        kept.wake()
        await until(walls, 3)
    assert walls.shown == [("ada", "one"), ("ada", "two")]
    assert "a home could not be renewed" in logged


async def test_of_those_whose_rows_are_the_same_none_is_drawn_until_a_while_has_gone_by(walls: Walls) -> None:
    async def rows(account: Account) -> tuple[str, str]:
        return account.id, walls.news if account is BEN else ""

    async with homes(walls, rows=rows) as kept:
        await kept.opened(ADA)
        await kept.opened(BEN)
        kept.wake()
        await until(walls, 4)  # once each, to know from what
        walls.news = "two"
        kept.wake()
        await until(walls, 5)
        assert walls.shown[2:] == [("ben", "two")]
        walls.now = FRESH + 1
        kept.wake()
        await until(walls, 7)
    assert walls.shown[2:] == [("ben", "two"), ("ada", "two")]
