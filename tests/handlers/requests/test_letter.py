"""Letters are drafted of what is known, in private, for whoever sends them; none is made of what is in doubt."""

from __future__ import annotations

from typing import Any

from domain.card import Card
from domain.file import Handed
from domain.letters import LetterKind, MailEnd, Templates
from domain.policy import MailPolicy
from domain.request import State
from domain.words import en as words
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ZOE, deleted, ended_well, filed_for, gone, people_do_their_part, state
from tests.handlers.export.exporting import team
from tests.stage import Scene, said

ASKED = f"refresh webshop orders for {ZOE} received 2026-11-02"


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
        assert await draft(on, ref, "acknowledgement") == (
            "To you: your request to erase your personal data, 2 November 2026, 2 December 2026. "
            f"{ref} the Authority of Berlin Ada Admin\n"
        )
        rows = on.rows("SELECT data FROM events WHERE kind = 'letter.drafted'")
        assert [row.data for row in rows] == ['{"letter":"acknowledgement"}']


async def test_an_extension_is_drafted_with_its_day_and_afterwards_as_it_was_sent(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    before = await draft(desk, ref, "extension")
    assert words.extend.MARK in before
    assert "2 February 2027" in before
    form = await desk.typed("ada", f"extend {ref} many systems")
    notice = next(field.value for field in form.fields if field.name == "notice")  # type: ignore[union-attr]
    assert "many systems" in notice
    assert "Article 77" in notice
    values = {"reason": "many systems", "notice": notice, "day": "2026-11-20"}
    await desk.act("ada", "extend", ref, values)
    assert await draft(desk, ref, "extension") == notice.strip()


async def test_a_refusal_is_drafted_with_its_ground_and_the_rights(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    assert await draft(desk, ref, "refusal") == words.letters.NONE[LetterKind.REFUSAL]
    form = await desk.typed("ada", f"refuse {ref} legal claims")
    texts = {field.name: field.value for field in form.fields}  # type: ignore[union-attr]
    await desk.act("ada", "refuse", ref, texts)
    told = await draft(desk, ref, "refusal")
    for text in ("legal claims", "Article 77", "Article 79", "2 November 2026"):
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
    other = await desk.file("ada", "refresh webshop orders for anna.berg@contoso.com received 2026-11-02")
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
    assert mail["subject"] == "Your request of 2 November 2026"
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
    assert said(await on.act("ada", "letter-send", f"{ref}.extension~{'0' * 12}")) == words.letters.BY_HAND
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
