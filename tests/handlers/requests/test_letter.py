"""Letters are drafted of what is known, in private, for whoever sends them; none is made of what is in doubt."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.app.wiring import pause_all
from bot.cli.terminal import Member
from domain.brake import Behind
from domain.card import Card
from domain.file import Handed, Hindrance
from domain.law import extended_day, last_day
from domain.letters import LetterKind, MailEnd, Templates
from domain.notice import Notice, NoticeKind
from domain.policy import MailPolicy
from domain.request import State
from domain.target import Target
from domain.words import en as words
from domain.words.de import DE
from handlers.ports import Unit
from handlers.requests.letter_mail import AGAIN, mailed
from tests.days import today
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ZOE, deleted, ended_well, filed_for, gone, people_do_their_part, state
from tests.handlers.export.exporting import team
from tests.stage import Scene, said

RECIPIENTS = words.letters.NONE[LetterKind.RECIPIENTS]
# Not long ago by anybody's clock, so that the first date has not passed whenever this is run.
RECEIVED = today(-5)
TOLD = (RECEIVED + timedelta(days=2)).isoformat()
ASKED = f"refresh webshop orders for {ZOE} received {RECEIVED}"
EN_DAY, DE_DAY = words.letters.day(RECEIVED), DE.letters.day(RECEIVED)


async def draft(on: Scene, ref: str, kind: str, who: str = "ada") -> str:
    """The letter, or why there is none."""
    card = await on.typed(who, f"letter {ref} {kind}".strip())
    assert isinstance(card, Card)
    return card.copy or said(card)


async def send(on: Scene, ref: str, kind: str, delivery: str = "") -> tuple[str, str]:
    """Press Send on the letter; what was read, and the answer."""
    card = await on.typed("ada", f"letter {ref} {kind}")
    assert isinstance(card, Card)
    button = next(button for button in card.buttons if button.verb == "letter-send")
    assert button.confirm
    return card.copy, said(await on.act("ada", button.verb, button.ref, delivery=delivery))


async def outgoing(on: Scene) -> list[Any]:
    """What left the mailbox."""
    return list((await on.steer("GET", "/mail"))["left"])


async def offered(on: Scene, ref: str) -> list[str]:
    card = await on.typed("ada", f"letter {ref}")
    assert isinstance(card, Card)
    return [button.ref for button in card.buttons]


async def test_of_a_new_request_what_can_be_written_is_offered_and_drafted(opened: Open) -> None:
    named = Templates(
        {("en", LetterKind.ACKNOWLEDGEMENT): "To you: $asked, $received, $due. $reference $authority $signed"}
    )
    async with opened(works=False, letters=named, authority="the Authority of Berlin") as on:
        ref = await on.file("ada", ASKED)
        assert await offered(on, ref) == [f"{ref}.acknowledgement", f"{ref}.extension"]
        due = words.letters.day(last_day(await on.request(ref), on.bot.deps.policy.where))
        assert await draft(on, ref, "acknowledgement") == (
            f"To you: your request to erase your personal data, {EN_DAY}, {due}. "
            f"{ref} the Authority of Berlin Ada Admin\n"
        )
        rows = on.rows("SELECT data FROM events WHERE kind = 'letter.drafted'")
        assert [row.data for row in rows] == ['{"letter":"acknowledgement"}']


async def test_an_extension_is_drafted_with_its_day_and_afterwards_as_it_was_sent(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    before = await draft(desk, ref, "extension")
    assert words.extend.MARK in before
    extended_to = extended_day(await desk.request(ref), desk.bot.deps.policy.where)
    assert words.letters.day(extended_to) in before
    form = await desk.typed("ada", f"extend {ref} many systems")
    notice = next(field.value for field in form.fields if field.name == "notice")  # type: ignore[union-attr]
    assert "many systems" in notice
    assert "Article 77" in notice
    values = {"reason": "many systems", "notice": notice, "day": TOLD}
    await desk.act("ada", "extend", ref, values)
    assert await draft(desk, ref, "extension") == notice.strip()


async def test_a_refusal_is_drafted_with_its_ground_and_the_rights(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    assert await draft(desk, ref, "refusal") == words.letters.NONE[LetterKind.REFUSAL]
    form = await desk.typed("ada", f"refuse {ref} legal claims")
    texts = {field.name: field.value for field in form.fields}  # type: ignore[union-attr]
    await desk.act("ada", "refuse", ref, texts)
    told = await draft(desk, ref, "refusal")
    for text in ("legal claims", "Article 77", "Article 79", EN_DAY):
        assert text in told


async def test_an_answer_says_that_somebody_is_gone_only_once_they_are(on: Scene) -> None:
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, State.NEEDS_ATTENTION)
    assert await draft(on, ref, "answer") == words.letters.NONE[LetterKind.ANSWER]
    assert ZOE in await draft(on, ref, "recipients")
    await people_do_their_part(on, ref)
    await gone(on)
    await state(on, ref, State.NEEDS_ATTENTION)
    told = await draft(on, ref, "answer")
    assert words.letters.GONE in told
    assert "snapshots" in told
    assert "zoe" not in told.casefold()
    await ended_well(on, ref)
    assert words.letters.GONE in await draft(on, ref, "answer")


async def test_a_letter_comes_as_a_file_and_its_name_says_nothing_of_anybody(on: Scene) -> None:
    ref = await on.file("ada", ASKED)
    assert said(await on.act("ada", "letter-copy", f"{ref}.acknowledgement")) == words.files.COMES
    await on.wait(lambda: on.terminal.kept("@ada"))
    (file,) = on.terminal.kept("@ada")
    assert file.name == f"letter-acknowledgement-{ref}.txt"
    assert file.content.decode() == await draft(on, ref, "acknowledgement")
    assert said(await on.act("ada", "letter-copy", ref)) == words.letters.WHICH_ONE
    answer = await on.act("ada", "letter-copy-file", f"{ref}.acknowledgement")
    assert isinstance(answer, Handed)


async def test_who_sends_no_letters_sees_none_and_the_attempt_is_on_record(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    for who in ("ben", "olga", "nils"):
        assert "takes the role" in said(await desk.typed(who, f"letter {ref} acknowledgement"))
        assert "takes the role" in said(await desk.act(who, "letter-copy", f"{ref}.acknowledgement"))
    assert not desk.rows("SELECT 1 FROM events WHERE kind = 'letter.drafted'")
    assert len(desk.rows("SELECT 1 FROM events WHERE kind = 'act.refused'")) == 6


async def test_of_nobody_of_the_forgotten_and_of_what_was_altered_nothing_is_drafted(desk: Scene) -> None:
    plain = await desk.file("ada", "refresh crm web")
    assert await draft(desk, plain, "acknowledgement") == words.letters.NOBODY
    ref = await desk.file("ada", ASKED)
    assert await draft(desk, ref, "anything") == words.letters.UNKNOWN
    desk.rows(f"UPDATE requests SET sealed = (SELECT sealed FROM requests WHERE id = '{plain}') WHERE id = '{ref}'")
    assert words.errors.ALTERED in await draft(desk, ref, "acknowledgement")
    other = await desk.file("ada", f"refresh webshop orders for anna.berg@contoso.com received {RECEIVED}")
    desk.rows("UPDATE subjects SET wrapped_key = NULL, lookup = NULL, look_at = NULL, destroyed_at = created_at")
    assert await draft(desk, other, "acknowledgement") == words.letters.FORGOTTEN


# ---- by the mailbox


async def test_a_letter_that_was_read_and_confirmed_goes_out_once(on: Scene) -> None:
    await team(on)
    ref = await on.file("ada", ASKED)
    text, answer = await send(on, ref, "acknowledgement", "once")
    assert answer == words.letters.SENDING
    await send(on, ref, "acknowledgement", "once")
    await on.until("@ada", words.letters.mailed(ref, LetterKind.ACKNOWLEDGEMENT, MailEnd.SENT))
    (mail,) = await outgoing(on)
    assert mail["to"] == [ZOE]
    assert mail["subject"] == f"Your request of {EN_DAY}"
    assert mail["text"].split() == text.split()
    card = await on.typed("ada", f"letter {ref} acknowledgement")
    assert words.letters.SENT_ALREADY in said(card)
    rows = on.rows("SELECT kind, data FROM events WHERE kind IN ('letter.send', 'letter.sent') ORDER BY id")
    assert [row.kind for row in rows] == ["letter.send", "letter.sent"]
    assert "zoe" not in str(rows)


async def test_what_says_something_else_by_now_is_not_sent(on: Scene) -> None:
    ref = await on.file("ada", ASKED)
    assert said(await on.act("ada", "letter-send", f"{ref}.acknowledgement~{'0' * 12}")) == words.letters.CHANGED
    assert said(await on.act("ada", "letter-send", f"{ref}.acknowledgement")) == words.letters.CHANGED
    assert said(await on.act("ada", "letter-send", f"{ref}.extension~{'0' * 12}")) == words.letters.EXTEND_FIRST
    assert said(await on.act("ada", "letter-send", f"{ref}.recipients~{'0' * 12}")) == RECIPIENTS
    await on.settled()
    assert await outgoing(on) == []


async def test_who_was_asked_who_they_are_gets_no_answer_before_they_showed_it(on: Scene) -> None:
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, State.NEEDS_ATTENTION)
    on.rows(f"UPDATE requests SET questioned_on = received_on WHERE id = '{ref}'")
    await people_do_their_part(on, ref)
    await gone(on)
    await state(on, ref, State.NEEDS_ATTENTION)
    assert words.letters.NOT_PROVED in said(await on.typed("ada", f"letter {ref} answer"))


async def test_without_a_mailbox_letters_are_for_people_to_send(opened: Open) -> None:
    async with opened(works=False, mail=MailPolicy()) as on:
        ref = await on.file("ada", ASKED)
        card = await on.typed("ada", f"letter {ref} acknowledgement")
        assert words.letters.NO_MAILBOX in said(card)
        assert [button.verb for button in card.buttons] == ["letter-copy"]  # type: ignore[union-attr]


async def test_a_mailbox_that_refuses_is_told_and_the_letter_may_be_sent_anew(on: Scene) -> None:
    await team(on, owner="ada@contoso.com")  # the application may not open Tess's mailbox any more
    ref = await on.file("ada", ASKED)
    await send(on, ref, "acknowledgement")
    await on.until("@ada", words.letters.mailed(ref, LetterKind.ACKNOWLEDGEMENT, MailEnd.REFUSED))
    assert await outgoing(on) == []
    await team(on, owner="tess@contoso.com")
    await send(on, ref, "acknowledgement")
    await on.until("@ada", words.letters.mailed(ref, LetterKind.ACKNOWLEDGEMENT, MailEnd.SENT))
    assert len(await outgoing(on)) == 1


async def test_a_letter_whose_sending_was_not_answered_goes_out_once_where_a_mailbox_files_late(on: Scene) -> None:
    await team(on, filing=3.0)
    lost = on.wire.lose("POST", "/send")
    ref = await on.file("ada", ASKED)
    await send(on, ref, "acknowledgement")
    put_off = "SELECT 1 FROM notices WHERE kind = 'letter' AND due_at < datetime('now', '+31 seconds')"
    await on.wait(lambda: lost.met and on.rows(put_off))
    on.rows("UPDATE notices SET due_at = created_at WHERE kind = 'letter' AND due_at IS NOT NULL")  # its time has come
    await on.until("@ada", words.letters.mailed(ref, LetterKind.ACKNOWLEDGEMENT, MailEnd.SENT))
    assert len(await outgoing(on)) == 1


async def test_a_draft_that_was_not_sent_does_not_go_out_in_the_place_of_a_later_letter(on: Scene) -> None:
    await team(on)
    ref = await on.file("ada", ASKED)
    refused = on.wire.refuse("POST", "/send", 403)
    await send(on, ref, "acknowledgement")
    await on.until("@ada", words.letters.mailed(ref, LetterKind.ACKNOWLEDGEMENT, MailEnd.REFUSED))
    assert refused.met
    card = await on.typed("amir", f"letter {ref} acknowledgement")
    assert isinstance(card, Card)
    sends = [button for button in card.buttons if button.verb == "letter-send"]
    await on.act("amir", "letter-send", sends[0].ref)
    await on.until("@amir", words.letters.mailed(ref, LetterKind.ACKNOWLEDGEMENT, MailEnd.SENT))
    (mail,) = await outgoing(on)
    assert mail["text"].split() == card.copy.split()


async def press(on: Scene, who: str, ref: str) -> str:
    card = await on.typed(who, f"letter {ref} acknowledgement")
    assert isinstance(card, Card)
    button = next(button for button in card.buttons if button.verb == "letter-send")
    return said(await on.act(who, button.verb, button.ref))


async def is_put_off(on: Scene) -> None:
    """The mailbox was asked, and did not answer."""
    put_off = "SELECT 1 FROM notices WHERE kind = 'letter' AND due_at < datetime('now', '+31 seconds')"
    await on.wait(lambda: on.rows(f"{put_off} AND data LIKE '%silent%'"))


def try_again(on: Scene) -> None:
    on.rows("UPDATE notices SET due_at = created_at WHERE kind = 'letter' AND due_at IS NOT NULL")


async def test_who_presses_after_somebody_else_hears_who_sends_it_and_is_told_of_the_end(on: Scene) -> None:
    await team(on)
    on.wire.refuse("POST", "/send", 503)
    ref = await on.file("ada", ASKED)
    assert await press(on, "ada", ref) == words.letters.SENDING
    assert await press(on, "ada", ref) == words.letters.SENDING
    assert await press(on, "amir", ref) == words.letters.sends("Ada Admin")


async def kept(on: Scene) -> Notice:
    notice = await on.bot.deps.storage.read(lambda unit: unit.notices.last(NoticeKind.LETTER, "letter/"))
    assert notice
    return notice


@pytest.mark.parametrize(
    ("method", "silent", "end"),
    [
        ("POST", "/messages", "down"),  # the letter was not even drafted
        ("GET", "/messages/", "down"),  # the mailbox was never asked to send the draft
        ("POST", "/send", "doubt"),  # what is answered so to a POST may have been done
    ],
)
async def test_a_mailbox_that_is_silent_for_long_is_told_and_the_time_of_a_pause_is_none_of_that(
    on: Scene, method: str, silent: str, end: str
) -> None:
    await team(on)
    on.wire.refuse(method, silent, 503, times=99)
    ref = await on.file("ada", ASKED)
    await send(on, ref, "acknowledgement")
    await is_put_off(on)
    long = on.bot.deps.policy.give_up_after + timedelta(minutes=1)
    draft = (await kept(on)).data.get("draft")
    assert bool(draft) is (end == "doubt")
    await pause_all(on.bot.deps, Behind(7, "ab" * 32, "2026-11-29T08:30:00.000000Z", 3, cut=False))
    assert await tried(on, long) == AGAIN
    on.rows("UPDATE brakes SET active = NULL")
    assert await tried(on, 2 * long) == AGAIN
    assert (await kept(on)).data.get("draft") == draft
    assert await tried(on, 2 * long + timedelta(minutes=5)) == AGAIN
    assert await tried(on, 3 * long) is None
    assert ends(on) == [{"letter": "acknowledgement", "as": end}]
    assert await outgoing(on) == []


async def tried(on: Scene, after: timedelta) -> timedelta | None:
    """One more attempt, so long after now; None where it was the last one."""
    now = on.bot.deps.clock()
    return await mailed(replace(on.bot.deps, clock=lambda: now + after), await kept(on))


def ends(on: Scene) -> list[Any]:
    return [json.loads(row.data) for row in on.rows("SELECT data FROM events WHERE kind = 'letter.sent' ORDER BY id")]


DOUBT = {"letter": "acknowledgement", "as": "doubt"}


async def is_in_doubt(on: Scene, ref: str, out: int) -> None:
    """Nobody sends it once more."""
    assert ends(on) == [DOUBT]
    card = await on.typed("amir", f"letter {ref} acknowledgement")
    assert isinstance(card, Card)
    assert words.letters.SENT_ALREADY in said(card)
    assert not [button for button in card.buttons if button.verb == "letter-send"]
    assert len(await outgoing(on)) == out


@pytest.mark.parametrize("status", [403, 404, 429, 503])
@pytest.mark.parametrize(("lost", "out"), [(True, 1), (False, 0)], ids=["went out", "did not"])
async def test_once_a_letter_may_have_gone_out_no_later_answer_says_that_it_did_not(
    on: Scene, status: int, *, lost: bool, out: int
) -> None:
    await team(on)
    knot = on.wire.lose("POST", "/send") if lost else on.wire.refuse("POST", "/send", 504)
    ref = await on.file("ada", ASKED)
    await send(on, ref, "acknowledgement")
    await is_put_off(on)
    assert knot.met == 1
    on.wire.refuse("GET", "/messages", status, times=999)
    long = on.bot.deps.policy.give_up_after + timedelta(minutes=1)
    while await tried(on, long):
        pass
    on.wire.clear()
    await is_in_doubt(on, ref, out)


async def test_killed_while_a_letter_is_sent_a_refusal_afterwards_does_not_say_that_it_was_not(on: Scene) -> None:
    await team(on)
    caught = on.wire.catch("POST", "/send", late=True)
    ref = await on.file("ada", ASKED)
    await send(on, ref, "acknowledgement")
    await on.wait(lambda: caught.met)
    on.wire.refuse("GET", "/messages/", 403, times=99)
    assert await tried(on, timedelta()) is None  # as another replica does after a crash of this one
    on.wire.clear()
    await on.until("@ada", words.letters.mailed(ref, LetterKind.ACKNOWLEDGEMENT, MailEnd.DOUBT))
    await is_in_doubt(on, ref, 1)


@pytest.mark.parametrize("status", [403, 429, 503])
async def test_what_the_mailbox_took_is_not_called_unsent_by_what_it_answers_afterwards(on: Scene, status: int) -> None:
    """Its answer was that it is sent; only the look at where it was filed came to nothing."""
    await team(on)
    sent = on.wire.mark("POST", "/send")
    on.wire.refuse("GET", "/messages?", status, times=999).behind = sent
    ref = await on.file("ada", ASKED)
    await send(on, ref, "acknowledgement")
    await is_put_off(on)
    on.wire.clear()
    try_again(on)
    await on.until("@ada", words.letters.mailed(ref, LetterKind.ACKNOWLEDGEMENT, MailEnd.SENT))
    assert len(await outgoing(on)) == 1


async def test_what_provably_did_not_go_out_is_no_doubt_later(on: Scene) -> None:
    await team(on)
    throttled = on.wire.refuse("POST", "/send", 429, times=99)
    ref = await on.file("ada", ASKED)
    await send(on, ref, "acknowledgement")
    await is_put_off(on)
    assert throttled.met
    on.wire.clear()
    on.wire.refuse("POST", "/send", 403)
    try_again(on)
    await on.until("@ada", words.letters.mailed(ref, LetterKind.ACKNOWLEDGEMENT, MailEnd.REFUSED))
    await press(on, "amir", ref)
    await on.until("@amir", words.letters.mailed(ref, LetterKind.ACKNOWLEDGEMENT, MailEnd.SENT))
    assert len(await outgoing(on)) == 1


async def refused(on: Scene) -> str:
    ref = await on.file("ada", ASKED)
    form = await on.typed("ada", f"refuse {ref} legal claims")
    await on.act("ada", "refuse", ref, {field.name: field.value for field in form.fields})  # type: ignore[union-attr]
    return ref


def alter(on: Scene, ref: str) -> None:
    """Somebody who has the database alone writes other texts of the refusal."""
    texts = 'replace(data, \'"texts":"\', \'"texts":"AAAA\')'
    on.rows("DROP TRIGGER events_update_guard")
    on.rows(f"UPDATE events SET data = {texts} WHERE kind = 'request.refusal' AND request_id = '{ref}'")


async def test_what_was_altered_before_it_went_out_is_told_and_ends(on: Scene) -> None:
    await team(on)
    on.wire.refuse("POST", "/messages", 503, times=9)
    ref = await refused(on)
    await send(on, ref, "refusal")
    await is_put_off(on)
    alter(on, ref)
    try_again(on)
    await on.until("@ada", words.letters.mailed(ref, LetterKind.REFUSAL, MailEnd.ALTERED))
    assert on.rows("SELECT 1 FROM notices WHERE kind = 'altered'")
    assert await outgoing(on) == []


async def test_a_file_of_what_was_altered_is_told_and_ends(on: Scene) -> None:
    ref = await refused(on)
    alter(on, ref)
    data, now = {"file": "letter-copy", "ref": f"{ref}.refusal"}, on.bot.deps.clock()
    person = (await on.request(ref)).requester_id

    def ask(unit: Unit) -> None:
        unit.notices.add(
            "file/x", NoticeKind.FILE, Target.person(person), now, request=ref, surface=on.terminal.surface,
            place="@ada", person=person, data=data,
        )  # fmt: skip

    await on.bot.deps.storage.write(ask)
    await on.until("@ada", words.files.UNSENT[Hindrance.ALTERED])
    assert on.rows("SELECT 1 FROM notices WHERE kind = 'altered'")


async def test_a_file_that_cannot_be_made_any_more_is_told_with_its_reason(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    assert said(await desk.act("ada", "letter-copy-file", f"{ref}.answer")) == words.letters.NONE[LetterKind.ANSWER]


async def test_signs_that_no_mail_may_hold_keep_no_letter_from_going_out(on: Scene) -> None:
    await team(on)
    on.terminal.becomes(Member("ada", "Ada \u202eAdmin\u2066\x07", "ada@contoso.com"))
    ref = await on.file("ada", ASKED)
    text, _ = await send(on, ref, "acknowledgement")
    assert "Ada Admin" in text
    await on.until("@ada", words.letters.mailed(ref, LetterKind.ACKNOWLEDGEMENT, MailEnd.SENT))


async def extended(on: Scene, ref: str, told: str) -> str:
    """Note that the person was told that it takes longer; the notice."""
    form = await on.typed("ada", f"extend {ref} many systems")
    notice = next(field.value for field in form.fields if field.name == "notice")  # type: ignore[union-attr]
    await on.act("ada", "extend", ref, {"reason": "many systems", "notice": notice, "day": told})
    return notice


async def test_the_notice_of_an_extension_goes_out_once_as_it_was_written(on: Scene) -> None:
    await team(on)
    ref = await on.file("ada", ASKED)
    assert words.letters.EXTEND_FIRST in said(await on.typed("ada", f"letter {ref} extension"))
    notice = await extended(on, ref, TOLD)
    _, answer = await send(on, ref, "extension")
    assert answer == words.letters.SENDING
    await on.until("@ada", words.letters.mailed(ref, LetterKind.EXTENSION, MailEnd.SENT))
    (mail,) = await outgoing(on)
    assert mail["text"].split() == notice.split()
    assert words.letters.SENT_ALREADY in said(await on.typed("ada", f"letter {ref} extension"))


async def test_once_the_first_date_has_passed_no_notice_of_an_extension_goes_out(on: Scene) -> None:
    await team(on)
    ref = await on.file("ada", ASKED)
    await extended(on, ref, TOLD)
    card = await on.typed("ada", f"letter {ref} extension")
    button = next(button for button in card.buttons if button.verb == "letter-send")  # type: ignore[union-attr]
    on.rows(f"UPDATE requests SET received_on = '{RECEIVED - timedelta(days=70)}' WHERE id = '{ref}'")
    assert said(await on.act("ada", button.verb, button.ref)) == words.letters.TOO_LATE
    assert await outgoing(on) == []


async def test_letters_about_a_request_are_in_the_language_that_was_chosen_for_it(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    other = await desk.file("ada", f"refresh webshop orders for anna.berg@contoso.com received {RECEIVED}")
    german = await draft(desk, ref, "acknowledgement in German")
    assert DE_DAY in german
    assert await draft(desk, ref, "acknowledgement") == german
    assert words.letters.WHICH in await draft(desk, ref, "", "amir")
    assert DE.extend.MARK in await draft(desk, ref, "extension")
    form = await desk.typed("ada", f"refuse {ref}")
    texts = {field.name: field.value for field in form.fields}  # type: ignore[union-attr]
    assert "Artikel 77" in texts["complaint"]
    assert EN_DAY in await draft(desk, other, "acknowledgement")
    assert EN_DAY in await draft(desk, ref, "acknowledgement in english")
    assert words.letters.WHICH in await draft(desk, ref, "in Deutsch")
    assert await draft(desk, ref, "acknowledgement") == german
    rows = desk.rows("SELECT data FROM events WHERE kind = 'letter.drafted' AND data LIKE '%lang%' ORDER BY id")
    assert [json.loads(row.data) for row in rows] == [{"lang": "de"}, {"lang": "en"}, {"lang": "de"}]


async def test_a_letter_that_stays_as_it_was_written_has_a_subject_in_its_own_language(on: Scene) -> None:
    await team(on)
    ref = await on.file("ada", ASKED)
    await draft(on, ref, "acknowledgement in German")
    notice = await extended(on, ref, TOLD)
    assert await draft(on, ref, "acknowledgement in English")
    await send(on, ref, "extension")
    await on.until("@ada", words.letters.mailed(ref, LetterKind.EXTENSION, MailEnd.SENT))
    (mail,) = await outgoing(on)
    assert mail["text"].split() == notice.split()
    assert mail["subject"] == DE.letters.subject(RECEIVED)


@pytest.mark.parametrize("language", ["Klingon", "french", "d"])
async def test_a_language_that_i_do_not_write_is_told_and_nothing_is_chosen(desk: Scene, language: str) -> None:
    ref = await desk.file("ada", ASKED)
    told = await draft(desk, ref, f"acknowledgement in {language}")
    assert told == words.letters.WHICH_LANGUAGE.format("English, German")
    assert not desk.rows("SELECT 1 FROM events WHERE kind = 'letter.drafted'")


async def leads(on: Scene, ref: str, who: str = "ada") -> list[str]:
    """To which letters a card leads on."""
    card = await on.typed(who, f"show {ref}")
    assert isinstance(card, Card)
    return [button.ref.removeprefix(f"{ref}.") for button in card.buttons if button.verb == "letter-next"]


async def test_a_card_leads_on_to_the_letter_that_is_next_for_who_may_write_it(on: Scene) -> None:
    await team(on)
    ref = await on.file("ada", f"refresh webshop orders for {ZOE}")
    assert await leads(on, ref) == ["acknowledgement"]
    for who in ("ben", "olga"):
        assert await leads(on, ref, who) == []
    card = await on.act("ada", "letter-next", f"{ref}.acknowledgement")
    assert isinstance(card, Card)
    assert card.copy == await draft(on, ref, "acknowledgement")
    await send(on, ref, "acknowledgement")
    await on.until("@ada", words.letters.mailed(ref, LetterKind.ACKNOWLEDGEMENT, MailEnd.SENT))
    assert await leads(on, ref) == []
    await extended(on, ref, today().isoformat())
    assert await leads(on, ref) == ["extension"]
    await on.settled()
    cards = [card for (place, _), card in on.terminal.shown.items() if place.startswith("privacy") and card.ref == ref]
    assert not [button for card in cards for button in card.buttons if button.verb == "letter-next"]
    form = await on.typed("ada", f"refuse {ref} legal claims")
    await on.act("ada", "refuse", ref, {field.name: field.value for field in form.fields})  # type: ignore[union-attr]
    assert await leads(on, ref) == ["refusal"]


async def test_of_nobody_in_particular_no_card_leads_to_a_letter(desk: Scene) -> None:
    assert await leads(desk, await desk.file("ada", "refresh crm web")) == []
