"""The playground as a door: the same six verbs as every surface."""

from __future__ import annotations

import pytest

from bot.door import Closed, Door, Gone
from bot.playground import PEOPLE
from domain.card import say
from domain.chat import Account, Standing
from tests.bot.playground.demo_desk import APPROVALS, FAILURES, Served
from tests.bot.playground.visitor import Visitor, visiting

FIRST, SECOND, THIRD = say("first"), say("second"), say("third")


@pytest.fixture
def door(here: Served) -> Door:
    return here.door


async def test_a_posted_card_is_live_in_its_place(door: Door, visitor: Visitor) -> None:
    address = await door.post(APPROVALS, FIRST)
    message = await visitor.until(APPROVALS, "first")
    assert (message["address"], message["author"], message["private"]) == (address, "", False)
    assert not visitor.in_place(FAILURES)


async def test_an_update_changes_the_card_where_it_stands(door: Door, visitor: Visitor) -> None:
    address = await door.post("dm:ada", FIRST)
    await door.post("dm:ada", SECOND)
    await door.update("dm:ada", address, THIRD)
    await visitor.until("dm:ada", "third")
    assert [m["card"]["text"] for m in visitor.in_place("dm:ada")] == [["third"], ["second"]]


async def test_after_a_restart_redrawn_cards_come_back_in_their_order(door: Door, here: Served) -> None:
    old, older = "1763900000.000002", "1763900000.000001"
    await door.post(APPROVALS, THIRD)
    await door.update(APPROVALS, old, SECOND)
    await door.update(APPROVALS, older, FIRST)
    async with visiting(here.url) as late:
        shown = late.in_place(APPROVALS)
    assert [m["card"]["text"] for m in shown] == [["first"], ["second"], ["third"]]
    assert shown[0]["at"] == "2025-11-23T12:13:20.000001+00:00"


@pytest.mark.parametrize("address", ["", "abc", "nan", "inf", "1e300"])
async def test_an_address_that_was_never_ours_is_gone(door: Door, address: str) -> None:
    with pytest.raises(Gone):
        await door.update(APPROVALS, address, FIRST)


async def test_a_place_that_there_is_not_is_closed(door: Door) -> None:
    for place in ("nowhere", "dm:mallory", ""):
        with pytest.raises(Closed):
            await door.post(place, FIRST)
        with pytest.raises(Closed):
            await door.update(place, "1763900000.000001", FIRST)


async def test_everyone_is_found_by_their_address_and_has_a_private_chat(door: Door) -> None:
    for person in PEOPLE:
        account = await door.find(person.email.upper())
        assert account == Account("playground", "", person.id)
        profile = await door.profile(account)
        assert (profile.name, profile.email, profile.standing) == (person.name, person.email, Standing.MEMBER)
        await door.post(await door.direct(account), FIRST)


async def test_a_stranger_has_no_standing_and_no_chat(door: Door) -> None:
    mallory = Account("playground", "", "mallory")
    assert await door.find("mallory@contoso.com") is None
    assert (await door.profile(mallory)).standing is Standing.STRANGER
    with pytest.raises(Closed):
        await door.direct(mallory)
