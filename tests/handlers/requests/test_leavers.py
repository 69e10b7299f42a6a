"""An approver who leaves hands nothing over silently: their vote counts no more, it is named, and others are called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest

from bot.cli.terminal import Member
from domain.chat import Clicked, Place, Standing
from domain.request import State
from domain.words import en as words
from handlers.commands import ACTS
from handlers.desk import Desk
from handlers.ports import Storage, Unit
from handlers.requests.leavers import FRESH
from handlers.requests.leaving import look_for_leavers
from tests.handlers.conftest import Open
from tests.stage import APPROVALS, Scene, rules, said

TWO = rules(approval={"required": 2})
REFRESH = "refresh crm contacts"
LEFT = {
    "deactivated": Member("ben", "Ben Bauer", "ben@contoso.com", Standing.DEACTIVATED),
    "out of the list": Member("ben", "Ben Bauer", "ben.bauer@contoso.com"),
    "a guest": Member("ben", "Ben Bauer", "ben@contoso.com", Standing.GUEST),
}
UNCLEAR = Member("ben", "Ben Bauer", "ben@contoso.com", Standing.UNKNOWN)
BEN = Member("ben", "Ben Bauer", "ben@contoso.com")


async def long_ago(on: Scene, who: str, ref: str) -> None:
    """They approved so long ago that it is asked again whether they may."""
    account, place = on.terminal.account(who), Place(on.terminal.surface, f"@{who}", private=True)
    deps = replace(on.bot.deps, clock=lambda: datetime.now(UTC) - 2 * FRESH)
    clicked = Clicked(account=account, place=place, delivery=f"ago-{next(on.numbers)}", verb="approve", ref=ref)
    await Desk(deps, ACTS)(clicked)


@pytest.mark.parametrize("how", LEFT)
async def test_the_approval_of_who_left_counts_no_more_at_the_last_vote(opened: Open, how: str) -> None:
    async with opened(works=False, config=TWO) as desk:
        ref = await desk.file("ada", REFRESH)
        await long_ago(desk, "ben", ref)
        desk.terminal.becomes(LEFT[how])
        assert said(await desk.act("cleo", "approve", ref)) == words.requests.approved(ref, 1, 2)
        assert (await desk.request(ref)).state is State.PENDING_APPROVAL
        assert desk.rows("SELECT 1 FROM events WHERE kind = 'vote.void'")
        assert words.card.left("Ben Bauer", voted=True) in said(await desk.typed("ada", f"show {ref}"))
        await desk.act("amir", "approve", ref)
        assert (await desk.request(ref)).state is State.IN_PROGRESS


async def test_of_whom_nobody_can_tell_the_approval_waits_until_it_is_certain(opened: Open) -> None:
    async with opened(works=False, config=TWO) as desk:
        ref = await desk.file("ada", REFRESH)
        await long_ago(desk, "ben", ref)
        desk.terminal.becomes(UNCLEAR)
        assert said(await desk.act("cleo", "approve", ref)) == words.requests.approved_unclear(ref)
        await look_for_leavers(desk.bot.deps)
        assert (await desk.request(ref)).state is State.PENDING_APPROVAL
        assert len(await desk.votes(ref)) == 2
        desk.terminal.becomes(BEN)
        await look_for_leavers(desk.bot.deps)
        assert (await desk.request(ref)).state is State.IN_PROGRESS


async def test_the_look_each_minute_names_who_left_and_calls_the_others_once(opened: Open) -> None:
    async with opened(config=TWO) as on:
        ref = await on.file("ada", REFRESH)
        await long_ago(on, "ben", ref)
        await on.settled()
        on.terminal.becomes(LEFT["deactivated"])
        for _ in range(2):
            await look_for_leavers(on.bot.deps)
        told = words.notices.left(ref, "Ben Bauer", voted=True)
        for place in (APPROVALS, "@cleo", "@amir", "@ada"):
            await on.until(place, told)
        await on.settled()
        assert on.read("@cleo").count(told) == 1
        assert await on.votes(ref) == []


async def test_who_was_asked_and_leaves_without_a_vote_is_named_as_well(opened: Open) -> None:
    async with opened() as on:
        ref = await on.file("ada", REFRESH)
        await on.until("@ben", ref)
        await on.settled()
        on.terminal.becomes(LEFT["out of the list"])
        await look_for_leavers(on.bot.deps)
        await on.until("@cleo", words.notices.left(ref, "Ben Bauer", voted=False))
        assert (await on.request(ref)).state is State.PENDING_APPROVAL


async def test_what_is_approved_stays_approved(opened: Open) -> None:
    async with opened(works=False, config=TWO) as desk:
        ref = await desk.file("ada", REFRESH)
        await long_ago(desk, "ben", ref)
        await desk.act("cleo", "approve", ref)
        desk.terminal.becomes(LEFT["deactivated"])
        await look_for_leavers(desk.bot.deps)
        assert len(await desk.votes(ref)) == 2
        assert (await desk.request(ref)).state is State.IN_PROGRESS


async def test_a_vote_in_the_name_of_who_left_counts_no_more(opened: Open) -> None:
    async with opened(works=False, config=TWO) as desk:
        until = (datetime.now(UTC) + timedelta(days=3)).date()
        await desk.typed("ben", f"delegate nils@contoso.com until {until}")
        ref = await desk.file("ada", REFRESH)
        await long_ago(desk, "nils", ref)
        desk.terminal.becomes(LEFT["deactivated"])
        await desk.act("cleo", "approve", ref)
        assert [vote.instead_of for vote in await desk.votes(ref)] == [None]
        assert (await desk.request(ref)).state is State.PENDING_APPROVAL


async def test_what_fails_for_one_request_keeps_no_other_waiting(opened: Open, log: StringIO) -> None:
    async with opened(works=False, config=TWO) as desk:
        broken, other = [await desk.file("ada", text) for text in (REFRESH, "refresh crm web")]
        for ref in (broken, other):
            await long_ago(desk, "ben", ref)
        [(at,)] = desk.rows(f"SELECT at FROM votes WHERE request_id = '{broken}'")
        desk.rows(f"UPDATE votes SET at = 'no moment' WHERE request_id = '{broken}'")
        desk.terminal.becomes(LEFT["deactivated"])
        for _ in range(3):
            await look_for_leavers(desk.bot.deps)
        voided = desk.rows("SELECT request_id FROM events WHERE kind = 'vote.void'")
        assert [row.request_id for row in voided] == [other]
        assert len(desk.bot.deps.failing) == 1
        told = [line for line in log.getvalue().splitlines() if broken in line]
        assert len(told) == 1, "logged once"
        assert "no moment" not in told[0]
        desk.rows(f"UPDATE votes SET at = '{at}' WHERE request_id = '{broken}'")
        await look_for_leavers(desk.bot.deps)
        assert len(desk.bot.deps.failing) == 0
        assert len(desk.rows("SELECT 1 FROM events WHERE kind = 'vote.void'")) == 2


async def test_nothing_is_written_where_nobody_left_or_who_left_is_named(opened: Open) -> None:
    async with opened(works=False, config=TWO) as desk:
        ref = await desk.file("ada", REFRESH)
        await long_ago(desk, "ben", ref)
        wrote = Counting(desk.bot.deps.storage)
        deps = replace(desk.bot.deps, storage=wrote)
        await look_for_leavers(deps)
        assert wrote.writes == 0
        desk.terminal.becomes(LEFT["deactivated"])
        await look_for_leavers(deps)
        assert wrote.writes == 1
        await look_for_leavers(deps)
        assert wrote.writes == 1
        assert desk.rows("SELECT 1 FROM events WHERE kind = 'vote.void'")


async def test_more_that_wait_are_not_more_to_read_while_those_who_were_asked_are_there(opened: Open) -> None:
    async with opened() as on:
        reads = []
        for source in ("crm contacts", "crm web", "loyalty members"):
            ref = await on.file("ada", f"refresh {source}")
            await on.until("@ben", ref)
            await on.settled()
            store = Counting(on.bot.deps.storage)
            await look_for_leavers(replace(on.bot.deps, storage=store))
            reads.append(store.reads)
        assert reads == [reads[0]] * 3
        on.terminal.becomes(LEFT["deactivated"])
        await look_for_leavers(on.bot.deps)
        assert len(on.rows("SELECT DISTINCT request_id FROM events WHERE kind = 'approver.left'")) == 3


@dataclass
class Counting:
    """The store, and how often it is read and written to."""

    store: Storage
    writes: int = 0
    reads: int = 0

    async def read(self, work: Callable[[Unit], Any]) -> Any:
        self.reads += 1
        return await self.store.read(work)

    async def write(self, work: Callable[[Unit], Any]) -> Any:
        self.writes += 1
        return await self.store.write(work)
