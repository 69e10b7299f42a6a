"""Tidying up: what is done for long is deleted, what is young or still to be done stays."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from domain.chat import Account
from domain.request import State
from domain.words import en as words
from handlers.refresh.scheduled_failures import LOOK_BACK
from handlers.requests.retention import KEPT, OFFERED, WORK_KEPT, tidy
from tests.handlers.conftest import Open
from tests.stage import APPROVALS, said


@dataclass
class Nothing:
    """No durable work has ended; remembers when it was asked for."""

    asked: list[datetime] = field(default_factory=list)

    async def forget(self, before: datetime, limit: int) -> int:
        self.asked.append(before)
        return 0


async def test_notices_and_deliveries_of_a_request_go_a_week_after_it_and_the_request_stays(
    opened_anywhere: Open,
) -> None:
    async with opened_anywhere() as on:
        ref = await on.approved("ada", "refresh crm contacts")
        await on.until("@ada", ref, words.requests.STATES[State.COMPLETED])
        await on.wait(lambda: not on.rows("SELECT id FROM notices WHERE due_at IS NOT NULL"))
        now, past = on.bot.deps.clock(), Nothing()
        assert await tidy(on.bot.deps, past) == 0
        later = replace(on.bot.deps, clock=lambda: now + KEPT + timedelta(hours=1))
        assert await tidy(later, past) > 0
        assert on.rows("SELECT id FROM notices") == on.rows("SELECT key FROM deliveries") == []
        assert past.asked[-1] == later.clock() - WORK_KEPT
        assert on.read(APPROVALS)
        assert ref in said(await on.typed("ada", f"show {ref}"))


async def test_a_delivery_that_comes_again_within_days_is_still_answered_the_same(opened_anywhere: Open) -> None:
    async with opened_anywhere(works=False) as desk:
        filed = await desk.typed("ada", "refresh crm contacts", delivery="once")
        now = desk.bot.deps.clock()
        await tidy(replace(desk.bot.deps, clock=lambda: now + KEPT - timedelta(hours=1)), Nothing())
        assert await desk.typed("ada", "refresh crm contacts", delivery="once") == filed


async def test_a_form_that_was_offered_is_gone_after_half_an_hour(opened_anywhere: Open) -> None:
    async with opened_anywhere(works=False) as desk:
        now, ada = desk.bot.deps.clock(), Account("slack", "T0CONTOSO", "U0ADA")
        await desk.bot.deps.storage.write(lambda unit: unit.offers.put(ada, "a form", now))
        await tidy(replace(desk.bot.deps, clock=lambda: now + OFFERED), Nothing())
        assert len(desk.rows("SELECT id FROM offers")) == 1
        await tidy(replace(desk.bot.deps, clock=lambda: now + OFFERED + timedelta(seconds=1)), Nothing())
        assert desk.rows("SELECT id FROM offers") == []


async def test_what_was_never_told_is_never_tidied_away(opened_anywhere: Open) -> None:
    async with opened_anywhere(works=False) as desk:
        await desk.file("ada", "refresh crm contacts")
        untold, now = desk.rows("SELECT id FROM notices"), desk.bot.deps.clock()
        await tidy(replace(desk.bot.deps, clock=lambda: now + timedelta(days=400)), Nothing())
        assert desk.rows("SELECT id FROM notices") == untold


def test_what_was_told_of_a_scheduled_run_is_remembered_for_longer_than_it_is_looked_for() -> None:
    assert KEPT > 2 * LOOK_BACK


async def test_two_replicas_may_tidy_at_once(opened_anywhere: Open) -> None:
    async with opened_anywhere(works=False) as desk:
        for source in ("crm contacts", "crm web", "webshop orders"):
            await desk.file("ada", f"refresh {source}")
        now = desk.bot.deps.clock()
        later = replace(desk.bot.deps, clock=lambda: now + KEPT + timedelta(hours=1))
        counts = await asyncio.gather(*(tidy(later, Nothing()) for _ in range(4)))
        assert sum(counts) == 3
