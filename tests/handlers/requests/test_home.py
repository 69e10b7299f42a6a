"""One's home: what waits for them, what they asked for, what is overdue, each with the button that does it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

import pytest

from bot.cli.terminal import Member
from domain.card import Button, Card
from domain.chat import Account, Clicked, Place, Standing
from domain.drawing.home import SHOWN
from domain.export.plan import Stage
from domain.moment import Moment, pieces
from domain.request import State
from domain.words import en
from domain.words.en import board as boards
from domain.words.en import home as words
from handlers.requests.home import drawn_from, renewed
from handlers.requests.readers import Unclear
from tests.handlers.conftest import Open
from tests.handlers.erasure.batches import asked_for, somebody
from tests.handlers.export.exporting import approved, turn
from tests.handlers.requests.test_board import copies
from tests.stage import Scene, rules, said

ANNA = "anna.berg@contoso.com"


async def home(on: Scene, who: str) -> Card:
    card = await on.typed(who, "home")
    assert isinstance(card, Card)
    return card


def parts(card: Card) -> dict[str, dict[str, Button | None]]:
    """What stands under each heading, by the id of the request, with its button."""
    found: dict[str, dict[str, Button | None]] = {}
    for item in card.items:
        if not item.sign:
            under = found[item.text.partition(" · ")[0]] = {}
        else:
            button = item.button
            under[item.text.split()[0]] = button and replace(button, verb=button.verb.removeprefix("row-"))
    return found


def verbs(card: Card, part: str) -> dict[str, str]:
    return {ref: button.verb for ref, button in parts(card).get(part, {}).items() if button}


async def test_what_is_to_be_approved_waits_for_approvers_and_not_for_who_asked(desk: Scene) -> None:
    ref = await desk.file("amir", "refresh crm contacts")
    bens, amirs = await home(desk, "ben"), await home(desk, "amir")
    assert verbs(bens, words.WAITING) == {ref: "approve"}
    assert verbs(amirs, words.WAITING) == {}
    assert verbs(amirs, words.ASKED) == {ref: "show"}
    assert (bens.title, amirs.title) == ("1 request waits for you", "Nothing waits for you")


async def test_what_is_pressed_there_counts_and_then_it_waits_no_more(desk: Scene) -> None:
    ref = await desk.file("ada", "refresh crm contacts")
    button = parts(await home(desk, "ben"))[words.WAITING][ref]
    assert button
    await desk.act("ben", button.verb, button.ref)
    assert (await desk.request(ref)).state is State.IN_PROGRESS
    assert not (await home(desk, "ben")).items


async def test_a_list_does_not_turn_into_the_card_of_what_was_pressed_on_it(desk: Scene) -> None:
    ref = await desk.file("ada", "refresh crm contacts")
    rows = (item.button for item in (await home(desk, "ben")).items)
    [button] = [button for button in rows if button and ref in button.ref]
    place = Place(desk.terminal.surface, "@ben", private=True)
    pressed = Clicked(account=desk.terminal.account("ben"), place=place, verb=button.verb, ref=ref, address="4711")
    await desk.bot.desk(pressed)
    assert (await desk.request(ref)).state is State.IN_PROGRESS
    assert not desk.rows("SELECT id FROM cards")


async def test_a_vote_that_was_given_is_not_asked_for_again(opened: Open) -> None:
    async with opened(works=False, config=rules(approval={"required": 2})) as desk:
        ref = await desk.file("ada", "refresh crm contacts")
        await desk.act("ben", "approve", ref)
        assert words.WAITING not in parts(await home(desk, "ben"))
        assert verbs(await home(desk, "cleo"), words.WAITING) == {ref: "approve"}


async def test_what_a_person_has_to_say_waits_for_the_admins(on: Scene) -> None:
    ref = await on.approved("ada", f"refresh crm contacts for {ANNA}")

    async def waits() -> bool:
        return verbs(await home(on, "amir"), words.WAITING).get(ref) == "settle"

    await on.wait_for(waits)
    assert words.WAITING not in parts(await home(on, "olga"))
    await on.stopped(ref)


async def test_an_export_waits_for_a_tenant_admin_who_sends_it(on: Scene) -> None:
    ref = await approved(on)
    await turn(on, ref, Stage.REQUEST)
    assert verbs(await home(on, "tess"), words.WAITING) == {ref: "ticket"}
    assert words.WAITING not in parts(await home(on, "ada"))


async def test_nothing_on_it_names_the_person(desk: Scene) -> None:
    await desk.file("ada", f"refresh crm contacts for {ANNA} ref court")
    for who in ("ada", "ben", "cleo"):
        shown = repr(await home(desk, who))
        assert "DSR-" in shown
        assert not {"anna.berg", "court"} & {word for word in ("anna.berg", "court") if word in shown}


async def test_under_a_legal_hold_nobody_is_asked_to_approve(desk: Scene) -> None:
    ref = await desk.file("ada", f"refresh crm contacts for {ANNA}")
    await desk.act("ada", "hold", ref, {"reason": "a court case"})
    assert ref not in verbs(await home(desk, "ben"), words.WAITING)


async def test_what_is_overdue_stands_once(desk: Scene) -> None:
    late = await desk.received("ada", "CRM Contacts")
    other = await desk.received("amir", "CRM Web")
    assert {part: [*refs] for part, refs in parts(await home(desk, "olga")).items()} == {words.OVERDUE: [late, other]}
    adas = parts(await home(desk, "ada"))
    assert {part: [*refs] for part, refs in adas.items()} == {words.ASKED: [late], words.OVERDUE: [other]}
    assert words.OVERDUE not in parts(await home(desk, "ben"))  # it waits for him, and is marked there
    assert all(item.sign == "⚠" for item in (await home(desk, "ben")).items if item.sign)


async def test_who_has_no_role_sees_what_they_asked_for_alone(opened: Open) -> None:
    async with opened(works=False) as desk:
        ref = await desk.received("ada", "CRM Contacts")
        await desk.file("amir", "refresh crm web")
    async with opened(works=False, config=rules(people={"admins": ["amir@contoso.com"]})) as desk:
        assert {part: [*refs] for part, refs in parts(await home(desk, "ada")).items()} == {words.ASKED: [ref]}


async def test_an_empty_home_says_what_will_stand_there(desk: Scene) -> None:
    card = await home(desk, "nils")
    assert (card.title, card.items, card.text) == ("Nothing waits for you", (), (words.EMPTY,))


async def test_long_lists_end_with_how_many_more_there_are_and_the_way_to_them(desk: Scene) -> None:
    ref = await desk.file("ada", "refresh crm contacts")
    copies(desk, ref, 20)
    for who, part, board in (("ben", words.WAITING, "open"), ("ada", words.ASKED, "mine")):
        card = await home(desk, who)
        shown = [item for item in card.items if item.text.startswith("DSR-")]
        more = card.items[-1]
        assert len(shown) == SHOWN
        assert more.text == f"{21 - SHOWN} more"
        assert more.button
        assert (more.button.verb, more.button.ref) == ("requests", board)
        assert card.items[0].text == f"{part} · 21"
        board_card = await desk.act(who, more.button.verb, more.button.ref)
        assert isinstance(board_card, Card)
        assert len(board_card.items) > SHOWN


async def test_what_nobody_looked_through_is_not_said_to_wait_for_nobody(desk: Scene) -> None:
    """Ben's only one is behind two hundred others that are worked on."""
    ref = await desk.file("ada", "refresh crm contacts")
    copies(desk, ref, 250, state="'in_progress'", run="1", received_on="'2020-01-02'", waits_since="'2020-01-02'")
    card = await home(desk, "ben")
    assert card.title == words.title(0, whole=False) != words.title(0, whole=True)
    assert words.more(0, whole=False) in {item.text for item in card.items}


async def test_while_everything_is_paused_it_is_said_first(desk: Scene) -> None:
    await desk.act("amir", "pause", form={"reason": "an incident"})
    assert "Amir" in (await home(desk, "ada")).status


async def test_strangers_and_guests_hear_one_sentence(desk: Scene) -> None:
    for who in ("gus", "sia", "dora"):
        card = await home(desk, who)
        assert card == Card(text=card.text)
        assert len(card.text) == 1


async def test_a_look_is_on_record_and_what_is_drawn_by_itself_is_none(desk: Scene) -> None:
    looks = "SELECT id FROM events WHERE kind = 'requests.viewed'"
    shown = await home(desk, "ada")
    assert len(desk.rows(looks)) == 1
    assert await renewed(desk.bot.deps, Account(desk.terminal.surface, "", "ada")) == shown
    assert len(desk.rows(looks)) == 1


async def test_one_that_is_renewed_is_in_the_language_of_its_reader(desk: Scene) -> None:
    desk.terminal.becomes(Member("ada", "Ada Admin", "ada@contoso.com", locale="de-DE"))
    card = await renewed(desk.bot.deps, Account(desk.terminal.surface, "", "ada"))
    assert (card.title, card.lang) == ("Nichts wartet auf Sie", "de")


async def test_one_that_is_renewed_for_who_left_says_only_that(desk: Scene) -> None:
    for who in ("gus", "dora"):
        card = await renewed(desk.bot.deps, Account(desk.terminal.surface, "", who))
        assert said(card) in en.rights.STANDING.values()


async def test_one_that_is_renewed_while_nobody_can_tell_who_it_is_says_nothing(desk: Scene) -> None:
    desk.terminal.becomes(Member("ada", "Ada Admin", "ada@contoso.com", Standing.UNKNOWN))
    with pytest.raises(Unclear):
        await renewed(desk.bot.deps, Account(desk.terminal.surface, "", "ada"))


async def test_a_batch_stands_for_its_people_in_what_somebody_asked_for(desk: Scene) -> None:
    ref = await asked_for(desk, somebody(3))
    assert [*parts(await home(desk, "ada"))[words.ASKED]] == [ref]
    assert parts(await home(desk, "ada"))[words.ASKED].keys() == {ref}


async def test_what_a_home_is_drawn_from_changes_with_each_that_changes_on_it(desk: Scene) -> None:
    account = Account(desk.terminal.surface, "", "ben")

    async def known() -> Hashable:
        return await drawn_from(desk.bot.deps, account)

    seen = [await known()]
    ref = await desk.file("ada", f"refresh crm contacts for {ANNA}")
    seen.append(await known())
    await desk.act("ada", "hold", ref, {"reason": "a court case"})
    seen.append(await known())
    await desk.typed("amir", f"release {ref}")
    seen.append(await known())
    await desk.act("ben", "approve", ref)
    seen.append(await known())
    await desk.act("amir", "pause", form={"reason": "an incident"})
    seen.append(await known())
    desk.terminal.becomes(Member("ben", "Ben Bauer", "ben@contoso.com", locale="de-DE"))
    seen.append(await known())
    assert len({*seen}) == len(seen)
    assert await known() == seen[-1]


async def test_what_cannot_be_read_is_not_said_to_wait_for_nobody(desk: Scene) -> None:
    await desk.file("ada", "refresh crm contacts")
    desk.rows("UPDATE requests SET state = 'odd'")
    for who in ("ben", "ada"):
        told = said(await desk.typed(who, "home"))
        assert boards.unread(1) in told
        assert words.EMPTY not in told
        assert words.title(0, whole=True) not in told.splitlines()
    desk.rows("UPDATE requests SET state = 'pending_approval'")


async def test_since_when_all_is_paused_stands_there_by_the_clock_of_its_reader(desk: Scene) -> None:
    await desk.act("amir", "pause", form={"reason": "an incident"})
    card = await home(desk, "ben")
    assert any(isinstance(piece, Moment) for piece in pieces(card.status)), card.status
