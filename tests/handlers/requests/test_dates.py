"""The dates of the law on a request: as its card, its answers and the board show them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.calendar import due as due_by_law
from domain.card import Card
from domain.words import en as words
from handlers.requests.days import today
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ANNA
from tests.handlers.requests.test_clock import DAY, swept, warned
from tests.stage import APPROVALS, Scene, rules, said

ASKED = f"refresh crm contacts for {ANNA}"


async def fact(on: Scene, ref: str, label: str) -> str:
    """On the card that an admin sees; empty where it has none."""
    card = await on.typed("ada", f"show {ref}")
    assert isinstance(card, Card)
    return next((fact.value for fact in card.facts if fact.label == label), "")


@pytest.mark.parametrize(("law", "due"), [({}, "2026-01-06"), ({"region": "BY"}, "2026-01-07")])
async def test_the_holidays_of_the_state_count_where_one_is_named(opened: Open, law: dict[str, str], due: str) -> None:
    async with opened(works=False, config=rules(law=law)) as desk:
        ref = await desk.file("ada", f"{ASKED} received 2025-12-06")
        assert await fact(desk, ref, words.card.DUE) == words.moments.day(date.fromisoformat(due))
        assert words.moments.day(date.fromisoformat(due)) in said(await desk.typed("ada", f"extend {ref} because"))


async def test_a_date_that_was_missed_is_said_when_it_is_filed_and_on_its_card(desk: Scene) -> None:
    answer = said(await desk.typed("ada", f"{ASKED} received 2026-01-05"))
    missed = words.clock.missed(date(2026, 2, 5))
    assert missed in answer
    [row] = desk.rows("SELECT id FROM requests")
    assert missed in said(await desk.typed("ben", f"show {row.id}"))


@pytest.mark.parametrize("asked", [ASKED, "", f"export customer {ANNA}"])
async def test_nothing_is_missed_that_is_not_late_or_that_nobody_waits_for(desk: Scene, asked: str) -> None:
    for_nobody = {"sources": await desk.source_id("CRM Contacts"), "received": "2026-01-05"}
    answer = said(await (desk.typed("ada", asked) if asked else desk.act("ada", "refresh", "", for_nobody)))
    assert "DSR-" in answer
    assert "missed" not in answer


async def test_who_was_answered_late_is_not_called_for_any_more(desk: Scene) -> None:
    ref = await desk.file("ada", f"{ASKED} received 2026-01-05")
    await desk.act("ben", "deny", ref, reason="not now")
    await desk.act("ada", "settle", f"{ref}.answer", {"day": today(desk.bot.deps).isoformat()})
    assert "was missed" not in said(await desk.typed("ada", f"show {ref}"))


async def test_the_own_target_stands_on_card_and_board_and_the_legal_date_stays(opened: Open) -> None:
    async with opened(works=False, config=rules(law={"target": "10d"})) as desk:
        day = today(desk.bot.deps)
        ref = await desk.file("ada", ASKED)
        assert await fact(desk, ref, words.clock.TARGET) == words.moments.day(day + 10 * DAY)
        assert await fact(desk, ref, words.card.DUE) == words.moments.day(due_by_law(day, "DE"))
        for answer in (await desk.typed("ada", f"show {ref}"), await desk.typed("ada", "requests")):
            assert words.clock.target_left(10) in said(answer)


async def test_an_extension_moves_the_own_target_as_far_as_the_legal_date(opened: Open) -> None:
    async with opened(works=False, config=rules(law={"target": "10d"})) as desk:
        day = today(desk.bot.deps)
        ref = await desk.file("ada", ASKED)
        await desk.act("ada", "extend", ref, {"reason": "many", "notice": "later", "day": day.isoformat()})
        moved = due_by_law(day, "DE", 3) - due_by_law(day, "DE")
        assert await fact(desk, ref, words.clock.TARGET) == words.moments.day(day + 10 * DAY + moved)


@pytest.mark.parametrize("target", ["0", "45d"])
async def test_no_own_target_is_none_and_one_behind_the_legal_date_is_none(opened: Open, target: str) -> None:
    async with opened(works=False, config=rules(law={"target": target})) as desk:
        ref = await desk.file("ada", ASKED)
        assert await fact(desk, ref, words.clock.TARGET) == ""
        for after in (1, 8, 20):
            await swept(desk, after * DAY)
        assert warned(desk, ref) == []


async def test_before_the_own_target_and_behind_it_people_hear_of_it_once_and_then_of_the_law(opened: Open) -> None:
    async with opened(works=False, config=rules(law={"target": "10d"})) as desk:
        ref = await desk.file("ada", ASKED)
        for after, told in ((7, []), (9, ["near"]), (9, ["near"]), (12, ["near", "passed"]), (15, ["near", "passed"])):
            await swept(desk, timedelta(days=after))
            assert warned(desk, ref) == [f"target-{what}" for what in told]
        await swept(desk, 28 * DAY)
        assert warned(desk, ref)[2:] == ["late"]


async def test_the_reminder_names_the_own_target_and_the_legal_date(opened: Open) -> None:
    async with opened(config=rules(law={"target": "10d"})) as on:
        day = today(on.bot.deps) - 12 * DAY
        ref = await on.file("ada", f"{ASKED} received {day}")
        target, due = day + 10 * DAY, due_by_law(day, "DE")
        await on.until("@amir", words.clock.target_passed(ref, target, due))
        await on.until(APPROVALS, ref, words.clock.target_left(-2))
