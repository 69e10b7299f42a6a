"""A request that ended without an answer to the person stays on the board until somebody answers, or asks again."""

from __future__ import annotations

import pytest

from domain.card import Card, Form
from domain.people import Role
from domain.request import State
from domain.words import en as words
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ANNA
from tests.stage import Scene, filed, said

ASKED = f"refresh crm contacts for {ANNA}"
TEXTS = {"ground": "legal claims", "complaint": "the authority", "remedy": "the court"}


async def denied(on: Scene, text: str = ASKED) -> str:
    ref = await on.file("ada", text)
    await on.act("ben", "deny", ref, reason="not now")
    return ref


async def row(on: Scene, ref: str, board: str = "open") -> str:
    """What the board says of a request; empty when it is not on it."""
    card = await on.typed("olga", f"requests {board}")
    assert isinstance(card, Card)
    return next((item.note for item in card.items if ref in item.text), "")


async def test_a_denied_request_stays_on_the_board_until_somebody_says_that_the_person_was_told(desk: Scene) -> None:
    ref = await denied(desk)
    assert words.board.NO_ANSWER_YET in await row(desk, ref)
    shown = await desk.typed("ada", f"show {ref}")
    assert words.card.CLOCK_RUNS in said(shown)
    assert isinstance(shown, Card)
    button = next(item.button for item in shown.items if item.button)
    form = await desk.act("ada", button.verb, button.ref)
    assert isinstance(form, Form)
    assert said(await desk.act("ada", form.verb, form.ref, {"day": desk.today})) == words.erasure.DONE_NOW
    assert not await row(desk, ref)
    shown = await desk.typed("ada", f"show {ref}")
    assert words.card.CLOCK_RUNS not in said(shown)
    assert f"✓ The person was told – told; {desk.shown_today}" in said(shown)
    assert said(await desk.act("ada", form.verb, form.ref, {"day": desk.today})) == words.errors.NOT_OPEN
    assert (await desk.request(ref)).state is State.DENIED
    assert "erasure.answer" in {event.kind for event in desk.rows("SELECT kind FROM events")}


async def test_what_is_late_stands_under_overdue(desk: Scene) -> None:
    ref = await denied(desk, f"{ASKED} received 2026-01-05")
    assert words.board.NO_ANSWER_YET in await row(desk, ref, "overdue")
    assert not await row(desk, await denied(desk, f"refresh crm web for {ANNA}"), "overdue")


@pytest.mark.parametrize("how", ["expired", "cancelled"])
async def test_an_end_of_another_kind_is_no_answer_either(opened: Open, how: str) -> None:
    async with opened(works=False) as desk:
        ref = await desk.file("ada", ASKED)
        if how == "cancelled":
            await desk.typed("ada", f"cancel {ref}")
        else:
            desk.rows("UPDATE requests SET expires_at = created_at")
            await desk.act("ben", "approve", ref)
        assert (await desk.request(ref)).state == how
        assert words.board.NO_ANSWER_YET in await row(desk, ref)


async def test_a_later_request_that_names_it_takes_over(desk: Scene) -> None:
    ref = await denied(desk)
    values = {"sources": await desk.source_id("CRM Contacts"), "for": ANNA}
    later = filed(await desk.act("ada", "refresh", f"correct:{ref}", values))
    assert not await row(desk, ref)
    assert words.card.taken_over(later) in said(await desk.typed("ada", f"show {ref}"))
    await desk.act("ben", "deny", later, reason="again not")
    assert words.board.NO_ANSWER_YET in await row(desk, later)


async def test_it_can_be_refused_to_the_person_and_stays_denied(desk: Scene) -> None:
    ref = await denied(desk)
    assert words.refusing.NOW in said(await desk.act("ada", "refuse", ref, TEXTS))
    assert (await desk.request(ref)).state is State.DENIED
    assert words.board.NO_ANSWER_YET in await row(desk, ref)  # the letter is still to be sent
    assert said(await desk.act("ada", "settle", f"{ref}.answer", {"day": desk.today})) == words.erasure.DONE_NOW
    assert not await row(desk, ref)
    assert f"{words.steps.NOTES['told_no']}; {desk.shown_today}" in said(await desk.typed("ada", f"show {ref}"))


async def test_a_request_about_nobody_owes_nobody_an_answer(desk: Scene) -> None:
    assert not await row(desk, await denied(desk, "refresh crm contacts"))


@pytest.mark.parametrize("who", ["ben", "olga"])
async def test_saying_so_takes_an_admin(desk: Scene, who: str) -> None:
    ref = await denied(desk)
    refusal = words.rights.needs_role({Role.ADMIN}, words.rights.THIS)
    assert said(await desk.act(who, "settle", f"{ref}.answer")) == refusal
    assert said(await desk.act(who, "settle", f"{ref}.answer", {"day": desk.today})) == refusal
    assert words.board.NO_ANSWER_YET in await row(desk, ref)


@pytest.mark.parametrize("day", ["2999-01-01", "yesterday", ""])
async def test_a_day_that_cannot_be_is_asked_back(desk: Scene, day: str) -> None:
    ref = await denied(desk)
    assert isinstance(await desk.act("ada", "settle", f"{ref}.answer", {"day": day, "other": ""}), Form)
    assert words.board.NO_ANSWER_YET in await row(desk, ref)


@pytest.mark.parametrize(("day", "early"), [("2026-11-09", True), ("1999-01-01", True), ("2026-11-10", False)])
async def test_nobody_was_answered_before_they_asked(desk: Scene, day: str, early: bool) -> None:
    """A slip of the year would end the legal clock."""
    ref = await denied(desk, f"{ASKED} received 2026-11-10")
    answer = await desk.act("ada", "settle", f"{ref}.answer", {"day": day})
    assert isinstance(answer, Form) is early
    assert (words.errors.BEFORE_RECEIPT in said(answer)) is early
    assert (words.board.NO_ANSWER_YET in await row(desk, ref)) is early


async def test_an_open_request_is_not_answered_this_way(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    assert said(await desk.act("ada", "settle", f"{ref}.answer", {"day": desk.today})) == words.errors.NOT_OPEN
