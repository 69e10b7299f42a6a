"""When the day changes, the days left on cards are counted anew: once, a few requests at a time, and silently."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from domain.calendar import due
from domain.request import State
from handlers.requests.days import today
from handlers.requests.sweep import sweep
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ANNA, ZOE
from tests.stage import APPROVALS, Scene

ASKED = f"refresh crm contacts for {ANNA}"
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def midnight(on: Scene, days: int = 1) -> datetime:
    """When the day begins so many days from now, where the company is."""
    day = today(on.bot.deps) + days * DAY
    return datetime.combine(day, time.min, on.bot.deps.policy.timezone)


async def swept(on: Scene, at: datetime) -> None:
    """By a bot that knows nothing but what is in the database, as after a restart. Nothing else is due."""
    await sweep(replace(on.bot.deps, clock=lambda: at), on.bot.deps.clock())


def versions(on: Scene) -> dict[str, int]:
    return {row.id: row.version for row in on.rows("SELECT id, version FROM requests")}


def drawn(on: Scene) -> None:
    """Every card shows the newest."""
    on.rows("UPDATE requests SET changed = NULL")


def notices(on: Scene) -> int:
    return len(on.rows("SELECT id FROM notices"))


async def test_at_midnight_where_the_company_is_the_cards_are_drawn_anew_once(opened_anywhere: Open) -> None:
    async with opened_anywhere(works=False) as desk:
        ref = await desk.file("ada", ASKED)
        before, told = versions(desk)[ref], notices(desk)
        for at, more in (
            (midnight(desk) - SECOND, 0), (midnight(desk), 1), (midnight(desk) + SECOND, 1),
            (midnight(desk, 2) - SECOND, 1), (midnight(desk, 9), 2), (midnight(desk, 9), 2),
        ):  # fmt: skip
            await swept(desk, at)
            assert versions(desk)[ref] == before + more
        assert notices(desk) == told
        assert len(desk.rows("SELECT id FROM events WHERE kind LIKE 'request.%'")) == 1  # that it was filed


@pytest.mark.parametrize("asked", ["refresh crm contacts", "remove-user mark.old@contoso.com"])
async def test_cards_without_days_are_left_alone(desk: Scene, asked: str) -> None:
    await desk.file("ada", asked)
    before = versions(desk)
    await swept(desk, midnight(desk))
    assert versions(desk) == before


async def test_who_was_not_answered_is_counted_on_and_who_was_is_not(desk: Scene) -> None:
    waiting, over = await desk.file("ada", ASKED), await desk.file("ada", f"refresh crm web for {ZOE}")
    for ref in (waiting, over):
        await desk.act("ben", "deny", ref, reason="not now")
    await desk.act("ada", "settle", f"{over}.answer", {"day": today(desk.bot.deps).isoformat()})
    await swept(desk, desk.bot.deps.clock())  # from their end on
    before = versions(desk)
    await swept(desk, midnight(desk))
    await swept(desk, midnight(desk))
    assert versions(desk) == {waiting: before[waiting] + 1, over: before[over]}


async def test_a_hold_does_not_stop_the_count(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    await desk.typed("ada", f"hold {ref} a court case")
    before = versions(desk)[ref]
    await swept(desk, midnight(desk))
    assert versions(desk)[ref] == before + 1
    assert (await desk.request(ref)).state is State.PENDING_APPROVAL


async def test_no_more_than_a_few_are_drawn_at_a_time_and_each_has_its_turn(desk: Scene) -> None:
    for number in range(14):
        await desk.file("ada", f"refresh crm contacts for someone{number}@contoso.com")
    drawn(desk)
    before = versions(desk)

    async def renewed() -> int:
        await swept(desk, midnight(desk))
        return sum(version > before[ref] for ref, version in versions(desk).items())

    assert [await renewed() for _ in range(3)] == [10, 11, 12]  # behind cards that cannot be drawn it goes on slowly
    drawn(desk)
    assert [await renewed(), await renewed()] == [14, 14]


async def test_the_cards_say_how_many_days_are_left_today(on: Scene) -> None:
    ref = await on.file("ada", ASKED)
    await on.until("@ben", ref, "days left")
    await on.settled()
    told, policy, day = notices(on), on.bot.deps.policy, today(on.bot.deps)
    received = day - 7 * DAY
    on.rows(f"UPDATE requests SET received_on = '{received}', counted_on = '{day - DAY}' WHERE id = '{ref}'")
    left = (due(received, policy.where) - day).days
    for place in ("@ada", "@ben", "@cleo", APPROVALS):
        await on.until(place, ref, f" · {left} days left")
    assert (await on.request(ref)).counted_on == day
    await on.settled()
    assert notices(on) == told
