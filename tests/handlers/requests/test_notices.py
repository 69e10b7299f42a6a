"""Every notice says of what it is, how that stands and whose turn it is, before it says what happened."""

from __future__ import annotations

from dataclasses import replace
from typing import get_type_hints

import pytest

from domain.card import Card, Tone
from domain.notice import Notice, NoticeKind
from domain.people import Role
from domain.request import State
from domain.rights import NEWS
from domain.rule import Reader
from domain.target import Target
from domain.words import en as words
from domain.words.en import EN
from handlers.kinds import KINDS
from handlers.ports import Notices
from handlers.requests.case import Case
from handlers.requests.ending import keep_end
from handlers.requests.notices import CARDS, SENTENCES, TO_EACH, pictures
from storage.unit import Unit
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ANNA
from tests.stage import APPROVALS, Scene, said

BROUGHT = {NoticeKind.FILE, NoticeKind.LETTER}  # a file and a mail, and no card
ASKED = f"refresh crm contacts for {ANNA}"


async def notice_of(on: Scene, ref: str, kind: str, reader: Reader | None, **data: str) -> Card | None:
    person = reader.person_id if reader else None
    notice = Notice(
        id=1, key="x", kind=NoticeKind(kind), target=Target.person("x"), request_id=ref, surface="playground",
        place="@x", person_id=person, data=data, attempts=1, created_at=on.bot.deps.clock(),
    )  # fmt: skip
    [drawn] = await pictures(on.bot.deps, [(notice, reader)])
    return drawn[0] if drawn else None


async def ended(on: Scene, ref: str, state: State) -> None:
    request, now = await on.request(ref), on.bot.deps.clock()

    def write(unit: Unit) -> None:
        keep_end(unit, request, state, now)
        unit.requests.save(replace(request, state=state, closed_at=now))

    await on.bot.store.write(write)


async def requester(on: Scene, ref: str) -> Reader:
    return Reader((await on.request(ref)).requester_id, frozenset({Role.ADMIN}), EN)


def test_every_kind_of_notice_has_its_words() -> None:
    of_kinds = {news for kind in KINDS.values() for news in (*kind.sentences, *kind.cards)}
    assert {NoticeKind.CARD, *CARDS, *TO_EACH, *SENTENCES, *of_kinds} | BROUGHT == set(NoticeKind)


def test_of_every_kind_of_notice_it_is_stated_who_hears_it() -> None:
    assert set(NEWS) == set(NoticeKind)


def test_no_text_can_be_given_for_a_kind_of_notice() -> None:
    assert {get_type_hints(add)["kind"] for add in (Notices.add, Case.notice)} == {NoticeKind}


async def test_what_another_release_wants_told_is_told_to_nobody_and_breaks_nothing(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    assert await notice_of(desk, ref, "washed", await requester(desk, ref)) is None
    assert await notice_of(desk, ref, "washed", None) is None


async def test_the_reminder_says_what_waits_and_for_whom(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    card = await notice_of(desk, ref, "reminder", None)
    assert card
    assert card.title == "Erase a•••@contoso.com from CRM Contacts"
    assert card.status == "Waiting for approval · 0 of 1"
    assert card.turn.endswith(" · 30 days left") or card.turn.endswith(" days left")
    assert card.text == (words.notices.reminder(ref),)
    assert ANNA not in said(card)


@pytest.mark.parametrize("state", [State.DENIED, State.EXPIRED, State.CANCELLED, State.REFUSED])
async def test_the_end_says_what_has_ended_and_how(desk: Scene, state: State) -> None:
    ref = await desk.file("ada", ASKED)
    await ended(desk, ref, state)
    card = await notice_of(desk, ref, "ended", await requester(desk, ref), state=state)
    assert card
    assert (card.title, card.status) == (f"Erase {ANNA} from CRM Contacts", words.requests.STATES[state])
    assert card.text == (words.notices.ended(ref, state),)


async def test_an_end_that_is_over_is_not_taken_for_how_it_stands(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    card = await notice_of(desk, ref, "ended", await requester(desk, ref), state=State.NEEDS_ATTENTION)
    assert card
    assert (card.status, card.turn) == (words.requests.STATES[State.NEEDS_ATTENTION], "")


async def test_the_reason_of_a_denial_comes_with_it_to_who_asked_alone(opened: Open) -> None:
    async with opened() as on:
        ref = await on.file("ada", ASKED)
        await on.act("ben", "deny", ref, reason="Anna still has\nan open order")
        card = await on.until("@ada", words.notices.ended(ref, State.DENIED))
        assert "Ben Bauer: “Anna still has an open order”" in card.text
        assert card.tone is Tone.BAD
        assert "open order" not in on.read(APPROVALS)


async def test_what_was_closed_without_a_look_up_is_not_told_as_completed(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    await ended(desk, ref, State.COMPLETED)
    desk.rows(
        "INSERT INTO steps (request_id, key, position, subject_id, label, state, note, adopted) "
        f"SELECT id, 'check:1', 9, subject_id, 'after', 'done', 'closed', 0 FROM requests WHERE id = '{ref}'"
    )
    card = await notice_of(desk, ref, "ended", await requester(desk, ref), state=State.COMPLETED)
    assert card
    assert card.status == words.card.NOT_VERIFIED
    assert card.tone is Tone.BAD
    assert "ompleted" not in said(card)


async def test_who_approves_reads_what_who_asked_was_told(on: Scene) -> None:
    ref = await on.file("ada", f"{ASKED} received 2026-11-02")
    told = "It also holds them in sources that are not part of this request"
    for who in ("@ada", "@ben", "@cleo"):
        await on.until(who, ref, "Customer Insights holds them in: CRM Contacts", told)
    assert told not in on.read(APPROVALS)
    nobody = await on.file("ada", "refresh crm contacts for nobody.here@contoso.com")
    for who in ("@ada", "@ben"):
        await on.until(who, nobody, words.find.NOT_FOUND_NOW.format("nobody.here@contoso.com"))


async def test_of_an_export_too(on: Scene) -> None:
    for text, told in (
        ("export customer nobody.here@contoso.com", words.find.NOT_FOUND_NOW.format("nobody.here@contoso.com")),
        ("export user nobody.here@contoso.com", words.find.not_in_directory("nobody.here@contoso.com")),
        ("export user mark.old@contoso.com", words.find.USER_KNOWN),
    ):
        ref = await on.file("tess", text)
        for who in ("@tess", "@ben"):
            await on.until(who, ref, told)


@pytest.mark.parametrize("sign", ["\n", "\r", "\v", "\u2028", "\u2029", "\x85", "\u202e\n"])
async def test_no_name_reference_or_reason_can_fake_a_line(desk: Scene, sign: str) -> None:
    faked = f"x{sign}Approved by Cleo"
    ref = await desk.file("ada", ASKED)
    desk.rows("UPDATE people SET name = 'Ada' || char(10) || 'Approved by Cleo'")
    sources = (await desk.source_id("CRM Web"),)
    values = {"sources": sources, "for": ANNA, "reference": faked, "deleted": "2026-11-01"}
    await desk.act("ada", "refresh", f"correct:{ref}", values)
    again = desk.rows("SELECT id FROM requests WHERE replaces IS NOT NULL")[0].id
    await desk.act("ben", "deny", again, reason=faked)
    card = await notice_of(desk, again, "ended", await requester(desk, again), state=State.DENIED)
    shown = await desk.typed("amir", f"show {again}")
    assert card
    lines = [line for one in (said(card), said(shown)) for line in one.splitlines()]
    assert not [line for line in lines if line.strip().startswith("Approved by Cleo")]
    assert len([line for line in lines if "Approved by Cleo" in line]) > 1
