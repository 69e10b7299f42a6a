"""The extension: once, within the first month, after the person was told, to three months from receipt."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.board import Board
from domain.calendar import due
from domain.card import Card, Form
from domain.people import Role
from domain.request import State
from domain.words import en as words
from handlers.requests.days import today
from handlers.requests.sweep import sweep
from tests.handlers.erasure.erasing import ANNA
from tests.stage import Scene, said

ASKED = f"refresh crm contacts for {ANNA}"
WHY = "many systems hold the data"


def extended(on: Scene, **more: str) -> dict[str, str]:
    return {"reason": WHY, "notice": "It takes longer: [reason].", "day": today(on.bot.deps).isoformat(), **more}


async def received(on: Scene, days_ago: int) -> tuple[str, date]:
    day = today(on.bot.deps) - timedelta(days=days_ago)
    return await on.file("ada", f"{ASKED} received {day}"), day


async def test_it_is_asked_by_a_form_with_the_notice_and_counts_from_receipt(desk: Scene) -> None:
    ref, day = await received(desk, 3)
    form = await desk.typed("ada", f"extend {ref} {WHY}")
    assert isinstance(form, Form)
    assert form.fields[0].value == WHY
    assert WHY in form.fields[1].value
    until = due(day, "DE", 3)
    assert said(await desk.act("ada", "extend", ref, extended(desk))) == words.extend.extended(ref, until)
    assert (await desk.request(ref)).extended_on == today(desk.bot.deps)
    card = await desk.typed("ada", f"show {ref}")
    assert isinstance(card, Card)
    [fact] = [fact.value for fact in card.facts if fact.label == words.card.DUE]
    assert fact == words.extend.both(until, due(day, "DE"), today(desk.bot.deps))
    assert f"{(until - today(desk.bot.deps)).days} days left" in card.turn


async def test_its_texts_are_sealed_and_its_dates_stand_in_the_log(desk: Scene) -> None:
    ref, _ = await received(desk, 3)
    await desk.act("ada", "extend", ref, extended(desk))
    [event] = [event for event in await desk.bot.deps.storage.read(lambda unit: unit.events.of(ref)) if event.kind == "request.extended"]  # fmt: skip  # noqa: E501
    assert set(event.data) == {"texts", "told", "until"}
    assert WHY not in str(desk.rows("SELECT * FROM events")) + str(desk.rows("SELECT * FROM requests"))


async def test_once(desk: Scene) -> None:
    ref, day = await received(desk, 3)
    await desk.act("ada", "extend", ref, extended(desk))
    again = words.extend.already(ref, due(day, "DE", 3), today(desk.bot.deps))
    assert said(await desk.typed("amir", f"extend {ref} more")) == again
    form = await desk.act("amir", "extend", ref, extended(desk))
    assert isinstance(form, Form)
    assert form.fields[0].error == again
    assert len(desk.rows("SELECT 1 FROM events WHERE kind = 'request.extended'")) == 1


@pytest.mark.parametrize("text", [ASKED, f"export customer {ANNA}"])
@pytest.mark.parametrize("denied", [False, True])
async def test_not_once_it_is_refused(desk: Scene, text: str, denied: bool) -> None:
    """Of a refusal the person hears within the first month (Art. 12(4))."""
    day = today(desk.bot.deps) - timedelta(days=3)
    ref = await desk.file("ada", f"{text} received {day}")
    await desk.act("ben", *(("deny", ref) if denied else ("approve", ref)), **({"reason": "no"} if denied else {}))
    await desk.act("ada", "refuse", ref, dict.fromkeys(("ground", "complaint", "remedy"), "because"))
    barred = words.extend.refused(ref, due(day, "DE"))
    assert said(await desk.typed("ada", f"extend {ref} {WHY}")) == barred
    form = await desk.act("ada", "extend", ref, extended(desk))
    assert isinstance(form, Form)
    assert form.fields[0].error == barred
    assert (await desk.request(ref)).extended_on is None


async def test_what_is_denied_and_not_refused_may_be_extended(desk: Scene) -> None:
    ref, day = await received(desk, 3)
    await desk.act("ben", "deny", ref, reason="no")
    assert said(await desk.act("ada", "extend", ref, extended(desk))) == words.extend.extended(ref, due(day, "DE", 3))


async def test_not_after_the_first_date(desk: Scene) -> None:
    ref, day = await received(desk, 50)
    assert said(await desk.typed("ada", f"extend {ref} {WHY}")) == words.extend.passed(ref, due(day, "DE"))
    assert isinstance(await desk.act("ada", "extend", ref, extended(desk)), Form)
    assert (await desk.request(ref)).extended_on is None


@pytest.mark.parametrize(("ahead", "error"), [(1, words.errors.FUTURE_DAY), (-4, words.errors.BEFORE_RECEIPT)])
async def test_the_day_of_the_notice_is_within_the_first_month_and_not_ahead(
    desk: Scene, ahead: int, error: str
) -> None:
    ref, _ = await received(desk, 3)
    day = (today(desk.bot.deps) + timedelta(days=ahead)).isoformat()
    form = await desk.act("ada", "extend", ref, extended(desk, day=day))
    assert isinstance(form, Form)
    assert (form.fields[2].error, form.fields[0].value) == (error, WHY)


@pytest.mark.parametrize(("field", "error"), [("reason", "NEEDS_REASON"), ("notice", "NEEDS_NOTICE")])
async def test_reason_and_notice_are_needed(desk: Scene, field: str, error: str) -> None:
    ref, _ = await received(desk, 3)
    form = await desk.act("ada", "extend", ref, extended(desk, **{field: " "}))
    assert isinstance(form, Form)
    assert getattr(words.extend, error) in {one.error for one in form.fields}


async def test_about_nobody_over_or_unknown_there_is_nothing_to_extend(desk: Scene) -> None:
    plain = await desk.file("ada", "refresh crm contacts")
    assert said(await desk.typed("ada", f"extend {plain} {WHY}")) == words.extend.ONCE_NOBODY
    assert said(await desk.typed("ada", "extend DSR-000000 x")) == words.errors.unknown_request("DSR-000000")
    assert said(await desk.typed("ada", "extend")) == words.errors.which_request("extend")


async def test_the_board_and_the_warnings_go_by_the_extended_date(desk: Scene) -> None:
    ref, day = await received(desk, 3)
    await desk.act("ada", "extend", ref, extended(desk))
    first, until, now = due(day, "DE"), due(day, "DE", 3), desk.bot.deps.clock()
    await sweep(desk.bot.deps, now + (first - today(desk.bot.deps)) + timedelta(days=2))
    assert not desk.rows("SELECT 1 FROM notices WHERE kind = 'late'")
    assert (await desk.request(ref)).state is State.EXPIRED
    await sweep(desk.bot.deps, now + (until - today(desk.bot.deps)) + timedelta(days=2))
    assert desk.rows("SELECT 1 FROM notices WHERE kind = 'late'")


async def test_the_overdue_board_knows_both(desk: Scene) -> None:
    late, _ = await received(desk, 50)
    assert late in said(await desk.typed("ada", "requests overdue"))
    desk.rows(f"UPDATE requests SET extended_on = received_on WHERE id = '{late}'")
    assert said(await desk.typed("ada", "requests overdue")) == words.board.NOTHING[Board.OVERDUE]


async def test_it_takes_an_admin(desk: Scene) -> None:
    ref, _ = await received(desk, 3)
    assert said(await desk.typed("ben", f"extend {ref} x")) == words.rights.needs_role({Role.ADMIN}, "“extend”")
