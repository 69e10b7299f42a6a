"""The sweep: reminders once each, expiry in time, and never anything about what is decided."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from domain.request import State
from domain.votes import Objection
from domain.words import en as words
from handlers.erasure.look_through import look_through
from handlers.ports import Storage, Unit
from handlers.requests.days import today
from handlers.requests.sweep import sweep
from tests.handlers.conftest import Open
from tests.handlers.requests.test_board import copies
from tests.stage import APPROVALS, Scene, rules, said

T = TypeVar("T")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


async def swept(on: Scene, ref: str, after: timedelta) -> int:
    """How many requests the sweep looks at, so long after the request was filed."""
    return await sweep(on.bot.deps, (await on.request(ref)).created_at + after)


def reminders(on: Scene) -> list[str]:
    """What was put down to be told, by number and target."""
    keys = [row.key for row in on.rows("SELECT key FROM notices WHERE kind = 'reminder' ORDER BY id")]
    return [key.partition("/reminder/")[2] for key in keys]


async def test_each_reminder_is_sent_once_when_its_time_has_come(opened_anywhere: Open) -> None:
    async with opened_anywhere(works=False) as desk:
        ref = await desk.file("ada", "refresh crm contacts")
        assert await swept(desk, ref, 4 * HOUR - MINUTE) == 0
        assert [await swept(desk, ref, 4 * HOUR), await swept(desk, ref, 4 * HOUR)] == [1, 0]
        assert reminders(desk) == ["1/role:approver", "1/channel:approvals"]
        assert [await swept(desk, ref, 24 * HOUR), await swept(desk, ref, 25 * HOUR)] == [1, 0]
        assert reminders(desk)[2:] == ["2/role:approver", "2/channel:approvals"]
        assert (await desk.request(ref)).reminders == 2


async def test_a_look_at_which_nothing_is_due_writes_nothing(desk: Scene) -> None:
    ref = await desk.file("ada", "refresh crm contacts")
    looks = replace(desk.bot.deps, storage=Unwritten(desk.bot.deps.storage))
    assert await sweep(looks, (await desk.request(ref)).created_at + 4 * HOUR - MINUTE) == 0
    assert not await look_through(looks)
    with pytest.raises(AssertionError, match="written"):
        await sweep(looks, (await desk.request(ref)).created_at + 4 * HOUR)


@dataclass
class Unwritten:
    """A storage that must only be read."""

    storage: Storage

    async def read(self, unit: Callable[[Unit], T]) -> T:
        return await self.storage.read(unit)

    async def write(self, unit: Callable[[Unit], T]) -> T:
        raise AssertionError("written")


async def test_two_sweeps_at_once_remind_once(opened_anywhere: Open) -> None:
    async with opened_anywhere(works=False) as desk:
        ref = await desk.file("ada", "refresh crm contacts")
        assert sorted(await asyncio.gather(*(swept(desk, ref, 4 * HOUR) for _ in range(8)))) == [0] * 7 + [1]
        assert len(reminders(desk)) == 2


async def test_reminders_that_were_slept_through_are_one_reminder(desk: Scene) -> None:
    ref = await desk.file("ada", "refresh crm contacts")
    assert [await swept(desk, ref, 30 * HOUR), await swept(desk, ref, 71 * HOUR)] == [1, 0]
    assert len(reminders(desk)) == 2


async def test_without_any_reminder_there_is_still_an_end(opened: Open) -> None:
    async with opened(works=False, config=rules(approval={"remind_after": [], "expires_after": "2h"})) as desk:
        ref = await desk.file("ada", "refresh crm contacts")
        assert await swept(desk, ref, 2 * HOUR) == 1
        assert reminders(desk) == []
        assert (await desk.request(ref)).state is State.EXPIRED


async def test_what_nobody_decides_expires_once(opened_anywhere: Open) -> None:
    async with opened_anywhere(works=False) as desk:
        ref = await desk.file("ada", "refresh crm contacts")
        assert [await swept(desk, ref, 72 * HOUR), await swept(desk, ref, 73 * HOUR)] == [1, 0]
        request = await desk.request(ref)
        assert (request.state, request.due_at) == (State.EXPIRED, None)
        assert request.closed_at
        assert len(desk.rows("SELECT id FROM events WHERE kind = 'request.expired' AND actor_id IS NULL")) == 1


async def test_what_is_decided_is_left_alone(desk: Scene) -> None:
    approved = await desk.approved("ada", "refresh crm contacts")
    denied = await desk.file("ada", "refresh crm web")
    await desk.act("ben", "deny", denied, reason="not now")
    assert await swept(desk, denied, 100 * HOUR) == 0
    assert (await desk.request(approved)).state is State.IN_PROGRESS
    assert reminders(desk) == []


async def test_a_first_vote_does_not_stop_the_reminders(opened: Open) -> None:
    async with opened(works=False, config=rules(approval={"required": 2})) as desk:
        ref = await desk.file("ada", "refresh crm contacts")
        await desk.act("ben", "approve", ref)
        assert await swept(desk, ref, 4 * HOUR) == 1


async def test_reminder_and_expiry_reach_people_as_time_goes_by(on: Scene) -> None:
    ref = await on.file("ada", "refresh crm contacts for anna@contoso.com")
    on.bot.sweep_clock.ahead = 4 * HOUR
    for place in ("@ben", "@cleo", APPROVALS):
        await on.until(place, words.notices.reminder(ref))
    on.bot.sweep_clock.ahead = 72 * HOUR
    await on.until("@ada", words.notices.ended(ref, State.EXPIRED))
    await on.until("@ada", ref, words.requests.STATES[State.EXPIRED], words.card.CLOCK_RUNS, words.buttons.ASK_AGAIN)
    assert on.read("@ben").count(words.notices.reminder(ref)) == 1
    assert words.requests.OBJECTIONS[Objection.EXPIRED] in said(await on.act("ben", "approve", ref))


ODD = {
    "its state": ("state = 'odd'", "state = 'pending_approval'"),
    "its state, and a day is over": (
        "state = 'odd', counted_on = '2020-01-01'",
        "state = 'pending_approval', counted_on = NULL",
    ),
}


@pytest.mark.parametrize(("odd", "mended"), ODD.values(), ids=ODD)
async def test_a_row_that_cannot_be_read_keeps_no_other_waiting(opened_anywhere: Open, odd: str, mended: str) -> None:
    async with opened_anywhere(works=False) as desk:
        broken, other = [await desk.file("ada", text) for text in ("refresh crm contacts", "refresh crm web")]
        desk.rows(f"UPDATE requests SET counted_on = '2020-01-02' WHERE id = '{other}'")
        desk.rows(f"UPDATE requests SET {odd} WHERE id = '{broken}'")
        await sweep(desk.bot.deps, datetime.now(UTC) + HOUR)
        assert (await desk.request(other)).counted_on == today(desk.bot.deps)
        for _ in range(2):
            await sweep(desk.bot.deps, datetime.now(UTC) + 73 * HOUR)
        assert (await desk.request(other)).state is State.EXPIRED
        assert len(desk.bot.deps.failing) in {1, 2}
        desk.rows(f"UPDATE requests SET {mended} WHERE id = '{broken}'")
        await sweep(desk.bot.deps, datetime.now(UTC) + 73 * HOUR)
        assert (await desk.request(broken)).state is State.EXPIRED
        assert len(desk.bot.deps.failing) == 0


async def test_what_fails_for_one_request_keeps_no_other_waiting(desk: Scene) -> None:
    broken, other = [await desk.file("ada", text) for text in ("refresh crm contacts", "refresh crm web")]
    desk.rows(f"UPDATE requests SET quorum = 'many', version = 'old' WHERE id = '{broken}'")
    for _ in range(2):
        await sweep(desk.bot.deps, datetime.now(UTC) + 73 * HOUR)
    assert (await desk.request(other)).state is State.EXPIRED
    assert len(desk.bot.deps.failing) == 1
    desk.rows(f"UPDATE requests SET quorum = 1, version = 1 WHERE id = '{broken}'")
    await sweep(desk.bot.deps, datetime.now(UTC) + 73 * HOUR)
    assert (await desk.request(broken)).state is State.EXPIRED
    assert len(desk.bot.deps.failing) == 0


async def test_as_many_as_are_looked_at_at_once_may_fail_and_those_behind_them_wait_no_longer(opened: Open) -> None:
    async with opened(works=False) as desk:
        ref = await desk.file("ada", "refresh crm contacts")
        copies(desk, ref, 12, state="'odd'", counted_on="'2020-01-01'", changed="NULL")
        copies(desk, ref, 1, id="'DSR-BEH1ND'", counted_on="'2020-01-02'")
        for _ in range(4):
            await sweep(desk.bot.deps, datetime.now(UTC))
        assert (await desk.request("DSR-BEH1ND")).counted_on == today(desk.bot.deps)
        desk.rows("DELETE FROM requests WHERE state = 'odd'")
