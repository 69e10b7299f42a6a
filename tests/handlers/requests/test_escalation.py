"""What nobody decides is brought before others, once; and when the legal date is near, people are called by name."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from domain.drawing.turn import called
from handlers.requests.sweep import sweep
from handlers.requests.view import view_of
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ANNA
from tests.handlers.requests.test_clock import DAY
from tests.stage import APPROVALS, FAILURES, Scene, rules

HOUR = timedelta(hours=1)
PEOPLE: dict[str, Any] = {"escalate_to": ["olga@contoso.com"], "escalate_after": "30h"}
CHANNEL: dict[str, Any] = {"escalate_to": {"playground": FAILURES}, "escalate_after": "30h"}
ASKED = f"refresh crm contacts for {ANNA}"


async def swept(on: Scene, ref: str, after: timedelta) -> int:
    return await sweep(on.bot.deps, (await on.request(ref)).created_at + after)


def escalated(on: Scene) -> list[str]:
    keys = [row.key for row in on.rows("SELECT key FROM notices WHERE kind = 'escalated' ORDER BY id")]
    return [key.partition("/")[2] for key in keys]


@pytest.mark.parametrize(
    ("approval", "key"), [(PEOPLE, "escalated/list:escalation"), (CHANNEL, "escalated/channel:escalation")]
)
async def test_when_the_time_has_come_and_once(opened_anywhere: Open, approval: dict[str, Any], key: str) -> None:
    config = rules(approval=approval)
    async with opened_anywhere(works=False, config=config) as desk:
        ref = await desk.file("ada", "refresh crm contacts")
        await swept(desk, ref, 29 * HOUR)
        assert escalated(desk) == []
        assert sorted(await asyncio.gather(*(swept(desk, ref, 30 * HOUR) for _ in range(8)))) == [0] * 7 + [1]
        assert escalated(desk) == [key]
    async with opened_anywhere(works=False, config=config) as desk:  # started anew
        desk.rows("UPDATE requests SET due_at = created_at")
        await swept(desk, ref, 40 * HOUR)
        assert escalated(desk) == [key]
        assert len(desk.rows("SELECT 1 FROM events WHERE kind = 'request.escalated'")) == 1


async def test_it_needs_no_reminder_before_it(opened: Open) -> None:
    async with opened(works=False, config=rules(approval={**PEOPLE, "remind_after": []})) as desk:
        ref = await desk.file("ada", "refresh crm contacts")
        await swept(desk, ref, 30 * HOUR)
        assert escalated(desk) == ["escalated/list:escalation"]


@pytest.mark.parametrize("what", ["approved", "held", "nobody is named"])
async def test_what_is_decided_or_held_is_brought_before_nobody(opened: Open, what: str) -> None:
    config = rules(approval={} if what == "nobody is named" else PEOPLE)
    async with opened(works=False, config=config) as desk:
        ref = await desk.file("ada", ASKED)
        if what == "approved":
            await desk.act("ben", "approve", ref)
        if what == "held":
            await desk.typed("ada", f"hold {ref} a court case")
        await swept(desk, ref, 31 * HOUR)
        assert escalated(desk) == []


async def test_people_hear_in_person_and_nobody_else_does(opened: Open) -> None:
    async with opened(config=rules(approval={**PEOPLE, "escalate_after": "1s", "remind_after": []})) as on:
        ref = await on.file("ada", ASKED)
        await on.until("@olga", ref, "has waited for a decision")
        await on.settled()
        for place in ("@ada", "@cleo", APPROVALS, FAILURES):
            assert "has waited for a decision" not in on.read(place)


async def test_a_channel_hears_with_the_names_of_those_who_can_decide_and_no_more_of_whom(opened: Open) -> None:
    async with opened(config=rules(approval={**CHANNEL, "escalate_after": "1s", "remind_after": []})) as on:
        await on.typed("ben", "help")  # those who were met have a name
        await on.typed("cleo", "help")
        ref = await on.file("ada", ASKED)
        card = await on.until(FAILURES, ref, "has waited for a decision")
        assert {one.name for one in card.calls} >= {"Ben Bauer", "Cleo Costa"}
        assert {one.account for one in card.calls} >= {"ben", "cleo"}
        assert ANNA not in on.read(FAILURES)


async def test_a_channel_that_is_closed_loses_nothing_the_admins_hear(opened: Open) -> None:
    async with opened(config=rules(approval={**CHANNEL, "escalate_after": "1s", "remind_after": []})) as on:
        on.terminal.closed.add(FAILURES)
        ref = await on.file("ada", ASKED)
        await on.until("@amir", ref, "has waited for a decision")


@pytest.mark.parametrize(("approval", "place"), [({}, APPROVALS), (CHANNEL, FAILURES)])
async def test_the_legal_date_calls_people_by_name_once(opened: Open, approval: dict[str, Any], place: str) -> None:
    async with opened(config=rules(approval=approval)) as on:
        for who in ("ben", "cleo", "amir"):
            await on.typed(who, "help")
        ref = await on.file("ada", f"{ASKED} received 2026-01-05")
        card = await on.until(place, f"{ref}: the answer to the person was due on")
        assert {one.account for one in card.calls} == {"ben", "cleo", "amir"}
        await on.settled()
        await sweep(on.bot.deps, on.bot.deps.clock() + 2 * DAY)
        await on.settled()
        assert on.read(place).count(f"{ref}: the answer to the person was due on") == 1


async def test_who_has_voted_asked_or_set_the_hold_is_not_called(desk: Scene) -> None:
    for who in ("ben", "cleo", "amir", "ada"):
        await desk.typed(who, "help")
    ref = await desk.file("amir", ASKED)

    async def names() -> set[str]:
        request = await desk.request(ref)
        story = await desk.bot.deps.storage.read(lambda unit: view_of(unit, request, desk.bot.deps))
        return {person.name for person in called(story)}

    assert await names() == {"Ben Bauer", "Cleo Costa"}  # Amir asked
    await desk.typed("ada", f"hold {ref} a court case")
    assert await names() == {"Amir Both"}  # Ada set it
    await desk.typed("amir", f"release {ref}")
    await desk.act("ben", "deny", ref, reason="no")
    assert await names() == {"Ada Admin", "Amir Both"}
