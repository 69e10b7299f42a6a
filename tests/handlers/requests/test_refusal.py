"""Refusing a request to the person: three texts, a letter, and a person who waits until it was sent."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from datetime import UTC, datetime
from itertools import count

import pytest

from domain.card import Card, Form, Stays
from domain.cell import event_cell
from domain.drawing.request import draw
from domain.event import EventKind
from domain.pasted import seen
from domain.people import Role
from domain.refusal import MOST, Text
from domain.request import Change, State
from domain.rule import Channel
from domain.words import en as words
from domain.words.en import EN
from domain.words.en import refusing as told
from handlers.ports import Unit
from handlers.requests.case import Case
from handlers.requests.closing import close
from handlers.requests.view import view_of
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ANNA
from tests.handlers.export.exporting import approved
from tests.handlers.requests.test_answered import row
from tests.stage import APPROVALS, Scene, said

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
GROUND = "Article 17(3)(e): we need the invoices of Müller & Söhne for a court case"
TEXTS = {"ground": GROUND, "complaint": "Complain to the authority in Kiel.", "remedy": "Go to the court in Kiel."}
ASKED = f"refresh crm contacts for {ANNA} received 2026-11-01 ref CASE-77"
SECRETS = (GROUND, *TEXTS.values())


async def form(on: Scene, text: str, who: str = "ada") -> Form:
    found = await on.typed(who, text)
    assert isinstance(found, Form), said(found)
    return found


def errors(answer: object) -> dict[str, str]:
    assert isinstance(answer, Form), answer
    return {field.name: field.error for field in answer.fields if field.error}


def values(answer: object) -> dict[str, str]:
    assert isinstance(answer, Form), answer
    return {field.name: field.value for field in answer.fields}


async def shown(on: Scene, ref: str, who: str = "ada") -> Card:
    card = await on.typed(who, f"show {ref}")
    assert isinstance(card, Card)
    return card


async def test_the_ground_typed_in_the_line_stands_in_the_form_beside_the_texts_of_the_law(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    asked = await form(desk, f"refuse {ref.lower()} {GROUND}")
    assert (asked.verb, asked.ref, errors(asked)) == ("refuse", ref, {})
    assert values(asked) == {"ground": GROUND, "complaint": words.letters.complaint(""), "remedy": told.OWN_REMEDY}
    assert asked.about.startswith(f"{ref}: Erase a•••@contoso.com")
    assert ANNA not in str(asked)
    assert values(await form(desk, f"refuse {ref}"))["ground"] == ""
    assert (await desk.request(ref)).state is State.PENDING_APPROVAL


async def test_the_letter_says_what_is_refused_why_and_what_the_person_can_do(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    answer = await desk.act("amir", "refuse", ref, TEXTS)
    assert isinstance(answer, Card)
    assert answer.text == (told.NOW, told.NEXT)
    letter = answer.copy
    wanted = ("1 November 2026", "erase your personal data", *TEXTS.values(), "CASE-77", "Amir Both")
    assert [part for part in wanted if part not in letter] == []
    assert [letter.index(part) for part in wanted] == sorted(letter.index(part) for part in wanted)
    assert ANNA not in letter
    assert (await shown(desk, ref)).copy == letter


@pytest.mark.parametrize(
    ("purpose", "asked"), [("access", "access to your personal data"), ("portability", "to take elsewhere")]
)
async def test_a_copy_is_refused_as_what_was_asked_for(on: Scene, purpose: str, asked: str) -> None:
    ref = await approved(on, f"export customer {ANNA} as {purpose}")
    answer = await on.act("ada", "refuse", ref, TEXTS)
    assert isinstance(answer, Card)
    assert asked in answer.copy
    assert ref in answer.copy
    assert (await shown(on, ref)).copy == answer.copy


async def test_its_card_says_so_to_who_may_read_it_and_to_nobody_else(on: Scene) -> None:
    ref = await on.file("ada", ASKED)
    await on.act("ada", "refuse", ref, TEXTS)
    await on.until(APPROVALS, ref, words.requests.STATES[State.REFUSED])
    assert not [text for text in SECRETS if text in on.read(APPROVALS)]
    for who in ("ada", "ben", "olga"):
        card = await shown(on, ref, who)
        assert card.status == words.requests.STATES[State.REFUSED]
        assert any(text.startswith("Refused to the person by Ada Admin, ") and GROUND in text for text in card.text)
        assert told.TO_SEND in card.text
        assert all(text in card.copy for text in SECRETS)
    for who in ("nils", "tess"):
        assert not [text for text in SECRETS if text in said(await on.typed(who, f"show {ref}"))]
    tables = ("events", "requests", "steps", "notices", "deliveries")
    kept = str([on.rows(f"SELECT * FROM {table}") for table in tables])
    assert not [text for text in SECRETS if text in kept]


async def test_the_person_waits_until_somebody_says_that_the_letter_was_sent(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    await desk.act("amir", "refuse", ref, TEXTS)
    assert words.board.NO_ANSWER_YET in await row(desk, ref)
    card = await shown(desk, ref)
    assert card.turn.startswith("Waits for ")
    (button,) = [item.button for item in card.items if item.button]
    assert said(await desk.act("ada", button.verb, button.ref, {"day": desk.today})) == words.erasure.DONE_NOW
    assert not await row(desk, ref)
    card = await shown(desk, ref)
    assert told.TO_SEND not in card.text
    assert GROUND in card.copy
    assert f"{words.steps.NOTES['told_no']}; {desk.shown_today}" in said(card)
    assert "days" not in card.turn


@pytest.mark.parametrize("missing", list(Text))
@pytest.mark.parametrize("text", ["", " \n ", "\u200b", "…", "-"])
async def test_a_text_that_says_nothing_is_asked_for_at_its_field_and_the_others_stay(
    desk: Scene, missing: Text, text: str
) -> None:
    ref = await desk.file("ada", ASKED)
    answer = await desk.act("ada", "refuse", ref, {**TEXTS, missing: text})
    assert errors(answer) == {missing: told.NEEDED}
    assert values(answer) == {**TEXTS, missing: seen(text).strip()}
    assert (await desk.request(ref)).state is State.PENDING_APPROVAL


@pytest.mark.parametrize("field", list(Text))
async def test_a_text_that_is_too_long_for_the_letter_stays_in_the_form_whole(desk: Scene, field: Text) -> None:
    ref, most = await desk.file("ada", ASKED), MOST[field]
    long = "ü" * (most + 1)
    answer = await desk.act("ada", "refuse", ref, {**TEXTS, field: long})
    assert errors(answer) == {field: told.too_long(most + 1, most)}
    assert values(answer)[field] == long
    done = await desk.act("ada", "refuse", ref, {**TEXTS, field: long[1:]})
    assert isinstance(done, Card)
    assert long[1:] in done.copy


async def test_a_line_that_is_too_long_is_not_lost_either(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    asked = await form(desk, f"refuse {ref} {'a' * 2000}")
    assert errors(asked) == {"ground": told.too_long(2000, MOST[Text.GROUND])}
    assert values(asked)["ground"] == "a" * 2000


async def test_a_second_refusal_hears_of_the_first_and_loses_nothing(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    await desk.act("ada", "refuse", ref, TEXTS)
    before = desk.kept()
    assert "refused to the person already, by Ada Admin, " in said(await desk.typed("amir", f"refuse {ref} because"))
    answer = await desk.act("amir", "refuse", ref, {**TEXTS, "ground": "another one"})
    assert "was refused to the person already, by Ada Admin, " in errors(answer)["ground"]
    assert values(answer)["ground"] == "another one"
    assert desk.kept() == before
    assert "another one" not in (await shown(desk, ref)).copy


async def test_of_two_who_refuse_at_the_same_moment_the_second_keeps_the_form(desk: Scene) -> None:
    """Whether it is looked through before the first one is written, or after it."""
    grounds = {who: f"the ground of {who}" for who in ("ada", "amir")}
    for number in range(1, 9):
        ref = await desk.file("ada", f"refresh crm contacts for anna.{number}@contoso.com received 2026-11-01")
        acts = (desk.act(who, "refuse", ref, {**TEXTS, "ground": grounds[who]}) for who in grounds)
        both = dict(zip(grounds, await asyncio.gather(*acts), strict=True))
        [(second, answer)] = [(who, one) for who, one in both.items() if isinstance(one, Form | Stays)]
        heard = said(answer) if isinstance(answer, Stays) else errors(answer)["ground"]
        assert "was refused to the person already, by A" in heard
        assert isinstance(answer, Stays) or values(answer)["ground"] == grounds[second]
        assert len(desk.rows(f"SELECT 1 FROM events WHERE kind = 'request.refusal' AND request_id = '{ref}'")) == 1


async def test_the_same_delivery_hears_the_same_and_refuses_once(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    first = await desk.act("ada", "refuse", ref, TEXTS, delivery="one")
    assert await desk.act("ada", "refuse", ref, TEXTS, delivery="one") == first
    assert len(desk.rows("SELECT 1 FROM events WHERE kind = 'request.refusal'")) == 1


@pytest.mark.parametrize("text", ["refresh crm contacts", "remove-user mark.old@contoso.com", "refresh all"])
async def test_what_nobody_asked_for_cannot_be_refused_to_anybody(desk: Scene, text: str) -> None:
    ref = await desk.file("ada", text)
    assert said(await desk.typed("ada", f"refuse {ref} because")) == told.NOBODY
    assert errors(await desk.act("ada", "refuse", ref, TEXTS)) == {"ground": told.NOBODY}
    assert (await desk.request(ref)).state is State.PENDING_APPROVAL


async def test_what_was_answered_filed_anew_or_completed_cannot_be_refused(opened: Open) -> None:
    async with opened(works=False) as desk:
        cancelled, again = await desk.file("ada", ASKED), {"sources": await desk.source_id("CRM Contacts"), "for": ANNA}
        later = said(await desk.act("ada", "refresh", f"correct:{cancelled}", again)).split()[5].strip(".")
        assert said(await desk.typed("ada", f"refuse {cancelled}")) == told.replaced(cancelled, later)
        await desk.act("ben", "deny", later, reason="no")
        await desk.act("ada", "settle", f"{later}.answer", {"day": desk.today})
        assert said(await desk.typed("ada", f"refuse {later}")) == told.answered(later)
        done = await desk.file("ada", f"refresh crm web for {ANNA}")
        desk.rows(f"UPDATE requests SET state = 'completed', waits_since = NULL WHERE id = '{done}'")
        assert said(await desk.typed("ada", f"refuse {done}")) == told.over(done, State.COMPLETED)
        assert errors(await desk.act("ada", "refuse", done, TEXTS)) == {"ground": told.over(done, State.COMPLETED)}


@pytest.mark.parametrize("who", ["ben", "olga", "tess", "nils"])
async def test_refusing_takes_an_admin(desk: Scene, who: str) -> None:
    ref = await desk.file("ada", ASKED)
    needed = words.rights.needs_role({Role.ADMIN}, "“refuse”")
    assert said(await desk.typed(who, f"refuse {ref} because")) == needed
    assert said(await desk.act(who, "refuse", ref, TEXTS)) == needed
    assert (await desk.request(ref)).state is State.PENDING_APPROVAL


async def test_an_id_that_nobody_knows_is_said(desk: Scene) -> None:
    assert said(await desk.typed("ada", "refuse DSR-000000 because")) == words.errors.unknown_request("DSR-000000")
    assert said(await desk.act("ada", "refuse", "DSR-000000", TEXTS)) == words.errors.unknown_request("DSR-000000")
    assert said(await desk.typed("ada", "refuse")) == words.errors.which_request("refuse")


async def test_it_is_refused_under_a_hold_and_what_runs_is_stopped(on: Scene) -> None:
    source = await on.source_id("CRM Contacts")
    await on.behave(source, "hang")
    ref = await on.approved("ada", ASKED + " ")
    await on.act("ada", "settle", f"{ref}.1", {"day": on.today})
    await on.typed("ada", f"hold {ref} a court case")
    assert told.NOW in said(await on.act("amir", "refuse", ref, TEXTS))
    assert (await on.request(ref)).state is State.REFUSED


@pytest.mark.parametrize("key", ["there", "destroyed"])
async def test_of_what_an_earlier_release_refused_it_is_said_that_nobody_knows(opened: Open, key: str) -> None:
    """It kept the texts and asked nobody whether they were sent: neither *answered* nor *not answered* is known."""
    async with opened(works=False) as desk:
        ref = await desk.file("ada", ASKED)
        ada = (await desk.request(ref)).requester_id

        def as_before(unit: Unit) -> None:
            request = unit.requests.get(ref)
            assert request
            cell = event_cell(ref, EventKind.REQUEST_REFUSAL)
            sealed = b64encode(unit.subjects.seal(request.subject_id, json.dumps(TEXTS), cell)).decode()
            unit.events.add(EventKind.REQUEST_REFUSAL, NOW, actor=ada, request=ref, data={"texts": sealed})
            close(Case(unit, request, desk.bot.deps.policy, NOW, ada), Change.REFUSE)

        await desk.bot.store.write(as_before)
        if key == "destroyed":
            desk.rows("UPDATE subjects SET wrapped_key = NULL")
    async with opened(works=False) as desk:  # which remembers no key
        desk.numbers = count(1000)
        card = await shown(desk, ref)
        letter = GROUND in card.copy
        assert letter is (key == "there")
        assert told.earlier(letter) in card.text
        assert words.card.CLOCK_RUNS not in card.text
        assert told.TO_SEND not in card.text
        assert words.board.NOT_ON_RECORD in await row(desk, ref)
        channel = draw(
            await desk.bot.store.read(lambda unit: view_of(unit, unit.requests.get(ref), desk.bot.deps)), Channel(EN)
        )
        assert told.earlier(False) in channel.text
        (button,) = [item.button for item in card.items if item.button]
        assert said(await desk.act("ada", button.verb, button.ref, {"day": desk.today})) == words.erasure.DONE_NOW
        assert not await row(desk, ref)
        assert told.earlier(letter) not in (await shown(desk, ref)).text


async def test_once_the_key_of_the_person_is_destroyed_the_texts_are_gone(opened: Open) -> None:
    async with opened(works=False) as desk:
        ref = await desk.file("ada", ASKED)
        await desk.act("ada", "refuse", ref, TEXTS)
        desk.rows("UPDATE subjects SET wrapped_key = NULL, lookup = NULL")
    async with opened(works=False) as desk:  # which remembers no key
        card = await shown(desk, ref)
        assert card.copy == ""
        assert not [text for text in SECRETS if text in said(card)]
        assert "was refused to the person already" in said(await desk.typed("ada", f"refuse {ref}"))
