"""The brake: whatever deletes stops at once, waits, and goes on by itself when another admin takes it off."""

from __future__ import annotations

from itertools import count

import pytest

from domain.brake import MOST
from domain.card import Card, Form, Tone
from domain.notes import Note
from domain.people import Role
from domain.request import State, StepState
from domain.words import en as words
from handlers.requests.work import finish, stand_still, standing
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ANNA, ZOE, deleted, filed_for, state
from tests.stage import APPROVALS, FAILURES, Scene, rules, said

WHY = "the wrong list was imported"
ASKED = f"refresh crm contacts for {ANNA}"
OLD = "remove-user mark.old@contoso.com"


async def paused(on: Scene, who: str = "ada") -> None:
    assert said(await on.typed(who, f"pause {WHY}")) == words.brake.PAUSED_NOW


async def test_where_there_are_several_environments_it_is_said_which_is_paused(opened: Open) -> None:
    async with opened(works=False, one_of="emea") as desk:
        told = said(await desk.typed("ada", f"pause {WHY}"))
        assert told == words.brake.paused_in("emea")
        assert told.startswith("All deletions in emea are paused")


async def test_each_sentence_of_a_pause_says_of_which_environment_it_is(opened: Open) -> None:
    """Where there are several; the others are not paused."""
    async with opened(works=False, one_of="emea") as desk:
        ref = await desk.file("ada", ASKED)
        nothing = said(await desk.typed("amir", "resume"))
        await desk.typed("ada", f"pause {WHY}")
        again, approved = said(await desk.typed("amir", f"pause {WHY}")), said(await desk.act("ben", "approve", ref))
        board, own = said(await desk.typed("ada", "requests")), said(await desk.typed("ada", "resume"))
        on = said(await desk.typed("amir", "resume"))
        assert nothing == words.brake.not_paused("emea")
        assert "All deletions in emea are paused already" in again
        assert words.brake.nothing_deleted("emea") in approved
        assert "“resume in emea”" in approved
        assert "All deletions in emea are paused by Ada Admin" in board
        assert own == words.brake.not_yours("emea")
        assert on.startswith("Deletions in emea go on.")
        assert "All admins of emea are told." in on
        assert not [text for text in (nothing, again, approved, board, own, on) if "All deletions are" in text]


async def resumed(on: Scene, who: str = "amir") -> str:
    answer = said(await on.typed(who, "resume"))
    assert answer.startswith("Deletions go on.")
    return answer


async def events(on: Scene, kind: str) -> int:
    return len(on.rows(f"SELECT 1 FROM events WHERE kind = '{kind}'"))


@pytest.mark.parametrize(("text", "method", "path"), [(OLD, "DELETE", "/assignment"), (ASKED, "POST", "/jobs")])
async def test_work_that_meets_it_waits_and_goes_on_by_itself(opened: Open, text: str, method: str, path: str) -> None:
    async with opened(works=False) as desk:
        ref = await desk.file("ada", text) if text == OLD else await filed_for(desk, ANNA, "CRM Contacts")
        await desk.act("ben", "approve", ref)
        await paused(desk)
    async with opened() as on:
        on.numbers = count(1000)  # no act of the first scene again
        await state(on, ref, State.NEEDS_ATTENTION)
        assert {step.note for step in await on.steps(ref)} >= {"paused"}
        assert not await on.calls(method, path)
        assert said(await on.act("amir", "retry", ref)) == words.brake.not_retried("")
        assert await resumed(on) == words.brake.resumed_now(1, "")
        await on.wait_for(lambda: on.calls(method, path))
        assert not [step for step in await on.steps(ref) if step.note == "paused"]


async def test_what_waits_for_it_is_no_failure_and_says_why(on: Scene) -> None:
    await paused(on)
    ref = await on.approved("ada", OLD)
    await state(on, ref, State.NEEDS_ATTENTION)
    await on.settled()
    assert ref not in on.read(FAILURES)
    card = await on.typed("ada", f"show {ref}")
    assert isinstance(card, Card)
    assert (card.status, card.tone) == (words.brake.STATUS, Tone.WAITING)
    assert card.turn.startswith("Waits for Amir")
    assert "Ada Admin paused all deletions" in said(card)
    assert "retry" not in {button.verb for button in card.buttons}
    assert words.brake.stopped(ref) in on.read("@ada")


async def test_it_can_be_approved_meanwhile_and_both_the_answer_and_the_card_say_that_nothing_is_deleted(
    desk: Scene,
) -> None:
    ref = await desk.file("ada", ASKED)
    await paused(desk)
    card = await desk.typed("ben", f"show {ref}")
    assert isinstance(card, Card)
    assert "approve" in {button.verb for button in card.buttons}
    assert "paused all deletions" in said(card)
    assert words.brake.nothing_deleted("") in said(await desk.act("ben", "approve", ref))
    assert (await desk.request(ref)).state is State.IN_PROGRESS
    assert words.brake.nothing_deleted("") in said(await desk.typed("ada", f"refresh crm web for {ZOE}"))


async def test_exports_go_on(desk: Scene) -> None:
    await paused(desk)
    answer = said(await desk.typed("tess", f"export customer {ANNA} as access"))
    assert words.brake.nothing_deleted("") not in answer


async def test_a_second_pause_says_who_when_and_why(desk: Scene) -> None:
    await paused(desk)
    answer = said(await desk.typed("amir", "pause another reason"))
    assert "paused already, by Ada Admin" in answer
    assert WHY in answer
    assert await events(desk, "brake.on") == 1


async def test_who_paused_does_not_resume_and_another_admin_does(desk: Scene) -> None:
    await paused(desk)
    assert said(await desk.typed("ada", "resume")) == words.brake.not_yours("")
    assert await resumed(desk) == words.brake.resumed_now(0, "")
    assert said(await desk.typed("amir", "resume")) == words.brake.not_paused("")
    assert (await events(desk, "brake.on"), await events(desk, "brake.off")) == (1, 1)
    await paused(desk, "amir")
    assert await resumed(desk, "ada")


async def test_the_only_admin_resumes_what_they_paused(opened: Open) -> None:
    async with opened(works=False, config=rules(people={"admins": ["ada@contoso.com"]})) as desk:
        assert said(await desk.typed("ada", f"pause {WHY}")) == f"{words.brake.PAUSED_NOW}\n{words.brake.NOBODY_ELSE}"
        await resumed(desk, "ada")


async def test_the_same_delivery_is_done_once_and_hears_the_same(desk: Scene) -> None:
    first = await desk.typed("ada", f"pause {WHY}", delivery="d1")
    assert await desk.typed("ada", f"pause {WHY}", delivery="d1") == first
    off = await desk.typed("amir", "resume", delivery="d2")
    await paused(desk)
    assert await desk.typed("amir", "resume", delivery="d2") == off
    assert await desk.bot.deps.storage.read(lambda unit: unit.brakes.now())


async def test_the_reason_is_needed_short_and_kept_without_addresses_on_one_line(desk: Scene) -> None:
    form = await desk.typed("ada", "pause")
    assert isinstance(form, Form)
    again = await desk.act("ada", "pause", "", form={"reason": " "})
    assert isinstance(again, Form)
    assert again.fields[0].error == words.brake.NEEDS_REASON
    long = await desk.typed("ada", f"pause {'x' * (MOST + 1)}")
    assert isinstance(long, Form)
    assert (long.fields[0].value, long.fields[0].error) == ("x" * (MOST + 1), words.brake.too_long(MOST + 1, MOST))
    assert not await desk.bot.deps.storage.read(lambda unit: unit.brakes.now())
    await desk.act("ada", "pause", "", form={"reason": f"ask\n{ZOE}"})
    answer = said(await desk.typed("amir", "pause once more"))
    assert "“ask " in answer
    assert "zoe.akesson" not in answer


ODD = [
    "status", "help", "off", "no", "please", "off please", "resume", "{ref}", "for {ref}", "it for {ref}, please",
    "anna@contoso.com", "what is done about anna@contoso.com", "until Monday morning", "is over", "is it still on",
    "aus", "bis Montag früh", "ist nicht mehr nötig", "not needed any more", "!!!", "🙂", "1 2 3", "the import",
]  # fmt: skip


@pytest.mark.parametrize("reason", ODD)
async def test_what_may_be_meant_otherwise_stops_nothing_before_it_was_said_again(desk: Scene, reason: str) -> None:
    ref = await desk.file("ada", ASKED)
    typed = reason.format(ref=ref)
    form = await desk.typed("ada", f"pause {typed}")
    assert isinstance(form, Form)
    assert (form.fields[0].value, form.text) == (typed, words.brake.STOPS_ALL)
    assert not await desk.bot.deps.storage.read(lambda unit: unit.brakes.now())
    assert said(await desk.act("ada", "pause", form={"reason": typed})) == words.brake.PAUSED_NOW


async def test_all_admins_and_the_channel_are_told_of_both_and_only_admins_why(on: Scene) -> None:
    await paused(on)
    await on.settled()
    for who in ("@ada", "@amir"):
        assert "Ada Admin has paused all deletions" in on.read(who)
        assert WHY in on.read(who)
    assert "Ada Admin has paused all deletions" in on.read(APPROVALS)
    assert WHY not in on.read(APPROVALS)
    await resumed(on)
    await on.settled()
    assert "has resumed deletions" in on.read("@ada")
    assert "has resumed deletions" in on.read(APPROVALS)


async def test_the_board_says_it_first(desk: Scene) -> None:
    await paused(desk)
    assert said(await desk.typed("ada", "requests")).startswith("All deletions are paused by Ada Admin since ")
    await desk.file("ada", ASKED)
    board = await desk.typed("ada", "requests")
    assert isinstance(board, Card)
    assert board.status.startswith("All deletions are paused by Ada Admin since ")
    await resumed(desk)
    board = await desk.typed("ada", "requests")
    assert isinstance(board, Card)
    assert not board.status


async def test_cards_that_stand_are_drawn_anew(on: Scene) -> None:
    ref = await on.file("ada", OLD)
    await on.until(APPROVALS, ref)
    await paused(on)
    await on.until(APPROVALS, ref, "paused all deletions")
    await resumed(on)
    await on.wait(lambda: "paused all deletions. " not in on.read("@ben"))


async def test_taken_off_while_a_run_ends_nothing_stays_behind(desk: Scene) -> None:
    """The step has met it, and the run ends only after `resume` looked for what was stopped."""
    ref = await desk.approved("ada", OLD)
    await paused(desk)
    before = await desk.steps(ref)
    assert await standing(desk.bot.deps, ref) == Note.PAUSED
    await stand_still(desk.bot.deps, before, Note.PAUSED)
    assert await resumed(desk) == words.brake.resumed_now(0, "")
    assert await finish(desk.bot.deps, ref, 1) == State.IN_PROGRESS
    assert (await desk.request(ref)).run == 2
    assert [(step.state, step.note) for step in await desk.steps(ref)] == [(s.state, s.note) for s in before]


@pytest.mark.parametrize("verb", ["pause", "resume"])
async def test_it_takes_an_admin(desk: Scene, verb: str) -> None:
    assert said(await desk.typed("ben", f"{verb} now")) == words.rights.needs_role({Role.ADMIN}, f"“{verb}”")


async def test_in_the_middle_of_downstream_work_nothing_more_of_it_is_begun_and_all_of_it_is_made_up_for(
    on: Scene,
) -> None:
    await deleted(on, ZOE, "Webshop Orders")
    begun = on.wire.hold("POST", "/jobs?operationType=match")
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await on.wait(lambda: begun.met)
    await paused(on)
    begun.release.set()
    await state(on, ref, State.NEEDS_ATTENTION)
    notes = {step.key: step.note for step in await on.steps(ref)}
    assert notes["downstream:merge"] == Note.PAUSED
    assert not [call for call in await on.calls("POST", "/jobs") if "merge" in str(call["query"])]
    await resumed(on)
    await on.wait_for(lambda: done(on, ref))


async def done(on: Scene, ref: str) -> bool:
    """The whole of the downstream work."""
    parts = [step for step in await on.steps(ref) if step.key.startswith("downstream:")]
    return bool(parts) and all(step.state is StepState.DONE for step in parts)
