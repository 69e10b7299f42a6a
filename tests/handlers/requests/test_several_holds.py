"""Several legal holds on one human: each reason is one, is released by itself, and the last one ends the standstill."""

from __future__ import annotations

import pytest

from domain.card import Button, Card
from domain.people import Role
from domain.request import State
from domain.votes import Objection
from domain.words import en as words
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ANNA, ZOE
from tests.stage import Scene, rules, said

CASE, AUDIT = "court case A", "tax audit B until 2030"
ASKED = f"refresh webshop orders for {ZOE}"
TWO = rules(people={"admins": ["ada@contoso.com", "amir@contoso.com"]})


async def both(on: Scene, whom: str = ZOE) -> str:
    """One of Ada, one of Amir; what Amir hears."""
    await on.typed("ada", f"hold {whom} {CASE}")
    return said(await on.typed("amir", f"hold {whom} {AUDIT}"))


def buttons(card: object) -> dict[str, Button | None]:
    """Of each hold, by what is said of it."""
    assert isinstance(card, Card)
    return {item.note: item.button for item in card.items}


def button_of(card: object, reason: str) -> Button | None:
    return next(button for note, button in buttons(card).items() if reason in note)


async def released(on: Scene, who: str, reason: str) -> str:
    """From the list of all."""
    button = button_of(await on.typed(who, "holds"), reason)
    assert button
    return said(await on.act(who, button.verb, button.ref))


async def is_held(on: Scene, ref: str) -> bool:
    told = said(await on.act("ben", "approve", ref))
    return words.requests.OBJECTIONS[Objection.HELD] in told


@pytest.mark.parametrize("through_a_request", [False, True])
async def test_nothing_goes_on_before_the_last_one_is_released(opened_anywhere: Open, through_a_request: bool) -> None:
    async with opened_anywhere(works=False) as desk:
        ref = await desk.file("ada", ASKED)
        told = await both(desk, ref if through_a_request else ZOE)
        assert told.startswith(words.hold.HELD_NOW)
        assert words.hold.beside(1) in told
        assert len(desk.rows("SELECT 1 FROM events WHERE kind = 'subject.held'")) == 2
        answer = await released(desk, "amir", CASE)
        assert words.hold.still(1) in answer
        assert AUDIT in answer
        assert await is_held(desk, ref)
        assert await released(desk, "ada", AUDIT) == words.hold.RELEASED_NOW
        assert not await is_held(desk, ref)
        assert (await desk.request(ref)).state is State.IN_PROGRESS


async def test_each_is_listed_with_its_own_reason_and_whom_it_is_about(desk: Scene) -> None:
    await both(desk)
    card = await desk.typed("olga", "holds")
    assert isinstance(card, Card)
    assert card.title == words.hold.listed(2)
    assert [item.text for item in card.items] == ["z•••@•••"] * 2
    assert [reason in item.note for reason, item in zip((CASE, AUDIT), card.items, strict=True)] == [True, True]


@pytest.mark.parametrize("by_request", [False, True])
async def test_a_release_that_does_not_say_which_is_asked_back_and_offers_what_is_theirs(
    desk: Scene, by_request: bool
) -> None:
    """Each may release what another one set, and nobody what they set themselves."""
    await both(desk)
    ref = await desk.file("ada", ASKED)
    for who, own, others in (("amir", AUDIT, CASE), ("ada", CASE, AUDIT)):
        card = await desk.typed(who, f"release {ref if by_request else ZOE}")
        assert words.hold.WHICH_OF_THEM in said(card)
        assert button_of(card, own) is None
        assert button_of(card, others)
    assert len(desk.rows("SELECT 1 FROM subjects WHERE held_at IS NOT NULL")) == 2


async def test_nobody_releases_their_own_with_the_button_of_somebody_else(desk: Scene) -> None:
    await both(desk)
    button = button_of(await desk.typed("ada", "holds"), AUDIT)
    assert button
    assert said(await desk.act("amir", button.verb, button.ref)) == words.rights.NOT_YOUR_RELEASE
    assert said(await desk.act("ben", button.verb, button.ref)) == words.rights.needs_role({Role.ADMIN}, "“release”")
    assert said(await desk.act("ada", button.verb, button.ref)).startswith(words.hold.still(1))
    assert said(await desk.act("ada", button.verb, button.ref)) == words.hold.NOT_HELD


async def test_whoever_set_all_of_them_releases_none(desk: Scene) -> None:
    ref = await desk.file("amir", ASKED)
    for reason in (CASE, AUDIT):
        await desk.typed("ada", f"hold {ref} {reason}")
    for typed in (f"release {ref}", f"release {ZOE}"):
        assert said(await desk.typed("ada", typed)) == words.rights.NOT_YOUR_RELEASE


async def test_the_same_reason_of_the_same_admin_is_the_same_hold_and_of_another_one_is_another(desk: Scene) -> None:
    await desk.typed("ada", f"hold {ZOE} {CASE}")
    assert words.hold.HELD_ALREADY in said(await desk.typed("ada", f"hold {ZOE} {CASE}"))
    assert words.hold.beside(1) in said(await desk.typed("amir", f"hold {ZOE} {CASE}"))
    assert len(desk.rows("SELECT 1 FROM events WHERE kind = 'subject.held'")) == 2


async def test_a_third_one_is_one_more(desk: Scene) -> None:
    await both(desk)
    assert words.hold.beside(2) in said(await desk.typed("ada", f"hold {ZOE} a strike"))
    assert words.hold.still(2) in await released(desk, "amir", "a strike")


async def test_who_is_found_to_be_the_same_human_is_covered_by_all(desk: Scene) -> None:
    await both(desk)
    [known] = (await desk.bot.deps.insights.people.find(ZOE, await desk.bot.deps.insights.people.model())).profiles
    ref = await desk.file("ada", f"refresh webshop orders for {known.id}")
    assert len(await desk.bot.deps.storage.read(lambda unit: unit.subjects.holds(ref))) == 2


async def test_the_card_says_each_reason_and_waits_for_either_admin(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    await both(desk)
    shown = said(await desk.typed("ada", f"show {ref}"))
    assert CASE in shown
    assert AUDIT in shown
    assert words.turn.NOBODY_CAN_RELEASE not in shown


async def test_two_admins_who_hold_the_same_person_can_each_release_what_the_other_set(opened: Open) -> None:
    async with opened(works=False, config=TWO) as desk:
        assert words.hold.NOBODY_COULD_RELEASE not in await both(desk)
        assert words.hold.still(1) in await released(desk, "ada", AUDIT)
        assert await released(desk, "amir", CASE) == words.hold.RELEASED_NOW


async def test_the_admins_are_told_of_the_one_that_was_set_and_of_what_stands_still(on: Scene) -> None:
    await on.typed("ada", f"hold {ZOE} {CASE}")
    await on.settled()
    await on.typed("amir", f"hold {ZOE} {AUDIT}")
    await on.settled()
    await released(on, "amir", CASE)
    await on.settled()
    assert on.seen("@ada", "Amir Both has set a legal hold", AUDIT)
    assert on.seen("@ada", "Amir Both has released the legal hold", words.hold.still_told(1))
    assert not on.seen("@ada", "Amir Both has released the legal hold", words.hold.GOES_ON)


async def test_of_several_people_in_one_request_each_keeps_what_is_theirs(desk: Scene) -> None:
    """One hold on each is released at once, and a second one on one of them is asked back."""
    ref = await desk.file("ada", f"refresh crm contacts for {ANNA} for {ZOE}")
    assert said(await desk.typed("ada", f"hold {ref} {CASE}")) == words.hold.HELD_NOW
    assert said(await desk.typed("amir", f"release {ref}")) == words.hold.RELEASED_NOW
    await desk.typed("ada", f"hold {ref} {CASE}")
    await desk.typed("amir", f"hold {ZOE} {AUDIT}")
    assert words.hold.WHICH_OF_THEM in said(await desk.typed("amir", f"release {ref}"))
    assert len(desk.rows("SELECT 1 FROM subjects WHERE held_at IS NOT NULL")) == 3


async def test_no_reason_is_kept_in_clear(desk: Scene) -> None:
    await both(desk)
    kept = str([desk.rows(f"SELECT * FROM {table}") for table in ("subjects", "events", "notices", "deliveries")])
    assert "court case" not in kept
    assert "tax audit" not in kept
    assert "zoe" not in kept.casefold()


@pytest.mark.parametrize("another", ["ada", "cleo"])
async def test_a_button_releases_the_hold_that_was_read_and_no_later_one(opened_anywhere: Open, another: str) -> None:
    """It stands in the chat for as long as somebody likes, and the next hold is kept in the place of the first."""
    three = rules(people={"admins": [f"{one}@contoso.com" for one in ("ada", "amir", "cleo")]})
    async with opened_anywhere(works=False, config=three) as desk:
        ref = await desk.file("ada", ASKED)
        await desk.typed("ada", f"hold {ZOE} {CASE}")
        read = button_of(await desk.typed("amir", "holds"), CASE)
        assert read
        assert said(await desk.typed("amir", f"release {ZOE}")) == words.hold.RELEASED_NOW
        await desk.typed(another, f"hold {ZOE} {AUDIT}")
        for stale in (read.ref, read.ref.partition("~")[0]):  # as earlier releases wrote it, too
            told = await desk.act("amir", read.verb, stale)
            assert words.hold.ANOTHER in said(told)
            assert await is_held(desk, ref)
        now = button_of(told, AUDIT)
        assert now
        assert said(await desk.act("amir", now.verb, now.ref)) == words.hold.RELEASED_NOW
        assert said(await desk.act("amir", now.verb, now.ref)) == words.hold.NOT_HELD
        assert not await is_held(desk, ref)
