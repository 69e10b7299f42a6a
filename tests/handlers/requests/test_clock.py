"""The legal clock of every request: who is warned before an answer is due, and once it is overdue."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.request import State
from handlers.requests.sweep import sweep
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ANNA
from tests.stage import Scene, said

DAY = timedelta(days=1)
ASKED = f"refresh crm contacts for {ANNA}"


async def swept(on: Scene, after: timedelta) -> None:
    await sweep(on.bot.deps, on.bot.deps.clock() + after)


def warned(on: Scene, ref: str) -> list[str]:
    keys = [row.key for row in on.rows(f"SELECT key FROM notices WHERE kind = 'late' AND request_id = '{ref}'")]
    return [key.split("/")[1] for key in keys if key.endswith("role:admin")]


async def denied(on: Scene, ref: str) -> None:
    await on.act("ben", "deny", ref, reason="not now")


async def approved(on: Scene, ref: str) -> None:
    await on.act("ben", "approve", ref)


async def cancelled(on: Scene, ref: str) -> None:
    await on.act("ada", "cancel", ref)


@pytest.mark.parametrize("how", [denied, cancelled, approved])
async def test_whoever_waits_is_warned_of_whatever_became_of_the_request(desk: Scene, how: object) -> None:
    ref = await desk.file("ada", ASKED)
    await how(desk, ref)  # type: ignore[operator]
    for after in (DAY, 20 * DAY):
        await swept(desk, after)
    assert warned(desk, ref) == []
    await swept(desk, 28 * DAY)
    assert warned(desk, ref) == ["late"]
    for after in (40 * DAY, 50 * DAY):
        await swept(desk, after)
    assert warned(desk, ref) == ["late", "overdue"]


async def test_a_request_that_was_received_long_ago_is_warned_of_at_once(desk: Scene) -> None:
    ref = await desk.file("ada", f"{ASKED} received 2026-01-05")
    await swept(desk, timedelta(seconds=1))
    assert warned(desk, ref) == ["overdue"]


async def test_who_was_answered_is_waited_for_no_more(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    await denied(desk, ref)
    await desk.act("ada", "settle", f"{ref}.answer", {"day": desk.today})
    await swept(desk, 40 * DAY)
    assert warned(desk, ref) == []
    assert (await desk.request(ref)).due_at is None


async def test_a_request_that_takes_its_place_is_warned_of_instead(desk: Scene) -> None:
    old = await desk.file("ada", ASKED)
    form = await desk.act("ada", "correct", old)
    assert said(form)
    sources = (await desk.source_id("CRM Web"),)
    await desk.act("ada", "refresh", f"correct:{old}", {"sources": sources, "for": ANNA})
    await swept(desk, 40 * DAY)
    assert warned(desk, old) == []


@pytest.mark.parametrize("asked", ["refresh crm contacts", "remove-user mark.old@contoso.com"])
async def test_where_nobody_waits_nobody_is_warned(desk: Scene, asked: str) -> None:
    ref = await desk.file("ada", asked)
    for after in (2 * DAY, 40 * DAY):
        await swept(desk, after)
    assert warned(desk, ref) == []
    assert (await desk.request(ref)).state is State.EXPIRED


async def test_the_warning_says_of_what_and_since_when(opened: Open) -> None:
    async with opened() as on:
        ref = await on.file("ada", f"{ASKED} received 2026-01-05")
        for who in ("@ada", "@amir"):
            card = await on.until(who, f"{ref}: the answer to the person was due on 5 Feb 2026")
            assert card.title == f"Erase {ANNA} from CRM Contacts"
            assert "days overdue" in card.turn
        await on.settled()
        assert on.read("@ada").count(f"{ref}: the answer to the person was due on") == 1  # who asked is an admin, too
