"""Mails that come in: genuine answers move the ticket, everything else is shown to a person and changes nothing."""

from __future__ import annotations

import asyncio
from io import StringIO

import pytest

from domain.card import Card
from domain.export.plan import Stage
from domain.mail.message import Meaning
from domain.request import State, StepState
from domain.words import en as words
from handlers.export.inbox import read_post
from handlers.export.work import export_work
from tests.handlers.conftest import Open
from tests.handlers.export.exporting import (
    Straight,
    acts,
    answer,
    approved,
    arrives,
    asking,
    comes_to,
    delivered,
    heard,
    letters,
    received,
    resolves,
    sent,
    stage,
    state,
    team,
    turn,
)
from tests.mails.forged import FAILED
from tests.stage import Scene, rules, said

FORGED = FAILED.partition("; ")[2]
ASK = "Hello,\n\nplease confirm that you want this export.\n"
DATA = "Hello,\n\nplease find attached the exported data.\n"


@pytest.mark.parametrize(
    ("behaviour", "meaning"), [("auto_reply", Meaning.AUTO_REPLY), ("forged", Meaning.FORGED), ("twice", None)]
)
async def test_what_comes_beside_the_answers_is_shown_and_changes_nothing(
    on: Scene, behaviour: str, meaning: Meaning | None
) -> None:
    await team(on, behaviour)
    ref = await approved(on)
    await delivered(on, ref)
    await heard(on, meaning or Meaning.DELIVERED)
    assert len(await letters(on)) == 2
    await acts(on, ref, Stage.ANSWER, day=on.today)
    await state(on, ref, State.COMPLETED)


async def test_a_bounce_gives_the_word_to_a_person_and_a_reminder_goes_on(on: Scene) -> None:
    await team(on, "bounce")
    ref = await approved(on)
    await sent(on, ref)
    await comes_to(on, ref, Stage.QUESTION, note="bounced")
    await state(on, ref, State.NEEDS_ATTENTION)
    await on.until("@tess", words.export.TURN_NOTES["bounced"])
    await team(on)
    assert said(await on.act("tess", "remind", ref)) == words.export.SENDING_NOW
    await turn(on, ref, Stage.CONFIRMATION)


async def test_an_answer_in_no_thread_waits_for_a_person_who_says_what_it_is(on: Scene) -> None:
    await team(on, "wrong_thread")
    ref = await approved(on)
    await sent(on, ref)
    assert words.mail.REASONS["no_ticket"] in await heard(on, Meaning.UNCLEAR)
    await state(on, ref, State.IN_PROGRESS)
    assert await acts(on, ref, Stage.QUESTION, day=on.today) == words.erasure.DONE_NOW
    await turn(on, ref, Stage.CONFIRMATION)


async def test_what_our_server_did_not_vouch_for_counts_only_once_a_person_says_so(on: Scene) -> None:
    ref = await asking(on)
    await answer(on, ref, ASK, authentication_results=None)
    shown = await on.until("@tess", words.mail.MEANINGS[Meaning.UNCLEAR], words.mail.REASONS["not_checked"])
    came = next(button for button in shown.buttons if button.verb == "mail-came")
    assert (await on.request(ref)).state is State.IN_PROGRESS
    assert words.export.CAME_TITLE in said(await on.act("tess", "mail-came", came.ref))
    await on.act("tess", "ticket", came.ref, day=on.today)
    await turn(on, ref, Stage.CONFIRMATION)
    await acts(on, ref, Stage.CONFIRMATION)
    await received(on, 2)
    assert (await letters(on))[-1]["in_reply_to"] == "<answer@microsoft.com>"  # in the thread of the mail she meant


@pytest.mark.parametrize(
    ("sender", "reason"),
    [("Jane Doe <jane.doe@microsoft.com>", "no_ticket"), ("noreply@mail.support.microsoft.com", "known_elsewhere")],
)
@pytest.mark.parametrize("subject", ["[Case 2611050040001234] Your GDPR export request", "Ihr Datenexport nach DSGVO"])
async def test_what_others_of_theirs_write_in_a_new_thread_is_told_and_moves_nothing(
    on: Scene, sender: str, reason: str, subject: str
) -> None:
    ref = await asking(on)
    await answer(on, ref, ASK, from_=sender, subject=subject, in_reply_to=None, references=None)
    shown = await on.until("@tess", words.mail.REASONS[reason])
    assert subject in said(shown)
    assert (await comes_to(on, ref, Stage.QUESTION)).state is StepState.WAITING
    assert (await on.request(ref)).state is State.IN_PROGRESS


@pytest.mark.parametrize("more", ["Otherwise we delete everything", "Sonst löschen wir alles."])
async def test_what_stands_below_a_farewell_is_read_and_shown(on: Scene, more: str) -> None:
    ref = await asking(on)
    await answer(on, ref, f"{ASK}\nBest regards\nJane\n\n{more}")
    shown = await on.until("@tess", words.mail.REASONS["more_said"])
    assert more in said(shown)
    assert (await on.request(ref)).state is State.IN_PROGRESS


async def test_whoever_confirms_reads_all_that_stands_in_the_place_of_a_signature(on: Scene) -> None:
    ref = await asking(on)
    await answer(on, ref, f"{ASK}\n-- \nJane\nClose the case.")
    await turn(on, ref, Stage.CONFIRMATION)
    assert "Close the case." in said(await on.typed("tess", f"show {ref}"))


@pytest.mark.parametrize(
    ("headers", "meaning"),
    [
        ({"authentication_results": FORGED}, Meaning.FORGED),
        ({"from_": "eve@evil.example"}, Meaning.STRANGER),
        ({"from_": "D365CI@micros0ft.com"}, Meaning.STRANGER),
        ({"authentication_results": None, "auto_submitted": "auto-replied"}, Meaning.AUTO_REPLY),
        ({"subject": "Out of office: Export"}, Meaning.AUTO_REPLY),
        ({"authentication_results": FORGED, "auto_submitted": "auto-replied"}, Meaning.FORGED),
    ],
)
async def test_who_is_not_the_team_confirms_nothing(on: Scene, headers: dict[str, str], meaning: Meaning) -> None:
    ref = await asking(on)
    await answer(on, ref, ASK, **headers)
    shown = await on.until("@tess", words.mail.MEANINGS[meaning])
    assert "mail-came" not in {button.verb for button in shown.buttons}
    assert (await comes_to(on, ref, Stage.QUESTION)).state is StepState.WAITING
    assert (await on.request(ref)).state is State.IN_PROGRESS


async def test_a_reply_goes_to_the_team_whatever_reply_to_says(on: Scene) -> None:
    ref = await asking(on)
    await answer(on, ref, ASK, reply_to="eve@evil.example")
    await turn(on, ref, Stage.CONFIRMATION)
    await acts(on, ref, Stage.CONFIRMATION)
    await received(on, 2)
    assert {tuple(letter["to"]) for letter in await letters(on)} == {("D365CI@microsoft.com",)}


async def test_a_quoted_question_after_the_confirmation_is_no_delivery(on: Scene) -> None:
    await team(on)
    ref = await approved(on)
    await sent(on, ref)
    await turn(on, ref, Stage.CONFIRMATION)
    await team(on, "silence")
    await acts(on, ref, Stage.CONFIRMATION)
    await comes_to(on, ref, Stage.DELIVERY)
    await answer(on, ref, "Thank you, we look into it.\n\nOn Monday you wrote:\n> please send the data attached\n")
    await heard(on, Meaning.UNCLEAR)
    await comes_to(on, ref, Stage.DELIVERY)


async def test_after_its_end_a_ticket_is_still_told_of_its_mails(on: Scene) -> None:
    ref = await asking(on)
    await on.act("ada", "cancel", ref)
    await state(on, ref, State.CANCELLED)
    await answer(on, ref, ASK)
    await heard(on, Meaning.CONFIRMATION_ASKED)
    assert (await on.request(ref)).state is State.CANCELLED


async def test_each_mail_is_taken_note_of_once_however_often_it_is_read(on: Scene) -> None:
    ref = await asking(on)
    await answer(on, ref, ASK, authentication_results=FORGED)
    await heard(on, Meaning.FORGED)
    on.rows("DELETE FROM cursors")  # the mailbox forgot where we were
    await read_post(on.bot.deps)
    await read_post(on.bot.deps)
    assert len(on.rows("SELECT id FROM mails")) == 1
    assert len(on.rows("SELECT id FROM events WHERE kind = 'mail.read'")) == 1


async def test_what_mails_say_is_sealed_and_never_logged(on: Scene, log: StringIO) -> None:
    ref = await asking(on)
    await answer(on, ref, "the secret of Anna", authentication_results=None, subject=f"About Anna Berg [{ref}]")
    await heard(on, Meaning.UNCLEAR)
    [row] = on.rows("SELECT * FROM mails")
    kept = str(row) + str(on.rows("SELECT * FROM events")) + str(on.rows("SELECT * FROM notices")) + log.getvalue()
    for word in ("Anna", "microsoft.com", "secret"):
        assert word not in kept.replace("D365CI@microsoft.com", "")


async def test_a_mail_that_only_mentions_us_is_none_of_our_business(on: Scene) -> None:
    ref = await asking(on)
    await arrives(on, "Lunch?", from_="eve@contoso.com", subject="Lunch", in_reply_to=None, references=None)
    await answer(on, ref, ASK)
    await turn(on, ref, Stage.CONFIRMATION)
    assert len(on.rows("SELECT id FROM mails")) == 1


async def test_an_outage_of_the_mailbox_loses_no_answer(on: Scene) -> None:
    await team(on)
    ref = await approved(on)
    await turn(on, ref, Stage.REQUEST)
    await on.steer("PUT", "/faults", {"status": 503, "path": "/graph/", "next": 6})
    await acts(on, ref, Stage.REQUEST)
    await turn(on, ref, Stage.CONFIRMATION)
    assert len(await letters(on)) == 1


async def test_a_mailbox_that_refuses_gives_the_word_to_a_person_who_tries_again(on: Scene) -> None:
    await team(on, owner="ada@contoso.com")  # the application may not open Tess's mailbox any more
    ref = await approved(on)
    await sent(on, ref)
    await comes_to(on, ref, Stage.REQUEST, StepState.FAILED, "mail_refused")
    await state(on, ref, State.NEEDS_ATTENTION)
    await on.until("@tess", words.export.TURN_NOTES["mail_refused"])
    await team(on, owner="tess@contoso.com")
    await acts(on, ref, Stage.REQUEST)
    await turn(on, ref, Stage.CONFIRMATION)


@pytest.mark.parametrize("status", [403, 503])
async def test_once_a_mail_may_have_gone_out_no_later_answer_says_that_it_did_not(opened: Open, status: int) -> None:
    async with opened(config=rules(refresh={"give_up_after": "1s"})) as on:
        await team(on, "silence")
        lost = on.wire.lose("POST", "/send")
        on.wire.refuse("GET", "/messages", status, times=999).behind = lost
        ref = await approved(on)
        await sent(on, ref)
        await comes_to(on, ref, Stage.REQUEST, StepState.FAILED, "doubtful")
        on.wire.clear()
        assert await resolves(on, ref, Stage.REQUEST, "not_out") == words.export.SENDING_NOW
        await comes_to(on, ref, Stage.QUESTION)
        assert len(await letters(on)) == 1


async def test_killed_while_a_mail_is_sent_a_refusal_afterwards_does_not_say_that_it_was_not(desk: Scene) -> None:
    await team(desk, "silence")
    ref = await approved(desk)
    await acts(desk, ref, Stage.REQUEST)
    caught, run = desk.wire.catch("POST", "/send", late=True), (await desk.request(ref)).run
    work: asyncio.Future[None] = asyncio.ensure_future(export_work(desk.bot.deps)(Straight(), ref, run))
    await desk.wait(lambda: caught.met)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    desk.wire.refuse("GET", "/messages/", 403, times=99)
    await export_work(desk.bot.deps)(Straight(), ref, run)
    step = await stage(desk, ref, Stage.REQUEST)
    assert (step.state, step.note) == (StepState.FAILED, "doubtful")


async def test_cancelled_while_it_is_not_known_whether_a_mail_went_out_its_card_does_not_deny_it(on: Scene) -> None:
    await team(on, "silence")
    lost = on.wire.lose("POST", "/send")
    on.wire.refuse("GET", "/messages", 503, times=999).behind = lost
    ref = await approved(on)
    await sent(on, ref)
    await on.wait(lambda: lost.met)
    await on.act("ada", "cancel", ref)
    await state(on, ref, State.CANCELLED)
    assert (await stage(on, ref, Stage.REQUEST)).note == "doubtful"


async def test_what_provably_did_not_go_out_is_refused_and_no_doubt(on: Scene) -> None:
    await team(on, "silence")
    on.wire.refuse("GET", "/messages/", 503, times=4)
    on.wire.refuse("POST", "/send", 403)
    ref = await approved(on)
    await sent(on, ref)
    await comes_to(on, ref, Stage.REQUEST, StepState.FAILED, "mail_refused")


@pytest.mark.parametrize("note", ["doubtful", "mail_refused"])
@pytest.mark.parametrize("who", ["ada", "amir", "tess"])
async def test_an_export_is_not_begun_anew_by_retry_and_its_doubt_stays(on: Scene, who: str, note: str) -> None:
    ref = await asking(on)
    on.rows(f"UPDATE steps SET state = 'failed', note = '{note}' WHERE request_id = '{ref}' AND key = 'mail:request'")
    on.rows(f"UPDATE requests SET state = 'needs_attention' WHERE id = '{ref}'")
    before, told = await on.steps(ref), said(await on.act(who, "retry", ref))
    told_admins = words.requests.cannot_retry(ref, State.NEEDS_ATTENTION)
    assert told == told_admins if who != "tess" else "takes the role" in told
    assert await on.steps(ref) == before
    assert not on.rows("SELECT 1 FROM events WHERE kind = 'request.retried'")


async def test_a_mail_that_was_refused_goes_out_in_the_name_of_who_reads_it_and_presses(opened: Open) -> None:
    async with opened(config=rules(people={"tenant_admins": ["tess@contoso.com", "amir@contoso.com"]})) as on:
        await team(on, "silence")
        on.wire.refuse("POST", "/send", 403)
        ref = await approved(on)
        await sent(on, ref)
        await comes_to(on, ref, Stage.REQUEST, StepState.FAILED, "mail_refused")
        card = await on.act("amir", "show", ref)
        assert isinstance(card, Card)
        assert "Amir Both" in card.copy
        await acts(on, ref, Stage.REQUEST, "amir")
        await comes_to(on, ref, Stage.QUESTION)
        [letter] = await letters(on)
        assert letter["text"].split() == card.copy.partition("\n\n")[2].split()
        assert "Tess" not in letter["text"]


async def test_a_confirmation_that_was_refused_answers_the_question_that_is_asked_later(on: Scene) -> None:
    ref = await asking(on)
    await answer(on, ref, ASK)
    await turn(on, ref, Stage.CONFIRMATION)
    on.wire.refuse("POST", "/send", 403)
    await acts(on, ref, Stage.CONFIRMATION)
    question = await comes_to(on, ref, Stage.CONFIRMATION, StepState.FAILED, "mail_refused")
    await state(on, ref, State.NEEDS_ATTENTION)
    await on.act("tess", "not-it", f"{ref}.{question.position - 1}")
    await comes_to(on, ref, Stage.QUESTION)
    await answer(on, ref, ASK, "<another@microsoft.com>")
    await comes_to(on, ref, Stage.CONFIRMATION, StepState.FAILED, "mail_refused")
    await acts(on, ref, Stage.CONFIRMATION)
    await received(on, 2)
    assert (await letters(on))[-1]["in_reply_to"] == "<another@microsoft.com>"


async def test_where_nothing_was_asked_for_the_mailbox_is_left_alone(on: Scene) -> None:
    await read_post(on.bot.deps)
    assert not await on.calls("GET", "/messages/delta")


async def test_data_that_comes_before_the_confirmation_is_no_delivery(on: Scene) -> None:
    ref = await asking(on)
    await answer(on, ref, DATA)
    await heard(on, Meaning.UNCLEAR)
    await comes_to(on, ref, Stage.QUESTION)
