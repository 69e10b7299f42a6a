"""What a person does on the page reaches the desk as it was meant, and the answer reaches that person alone."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from typing import Any

import pytest

from domain.card import Option
from domain.chat import Account, Clicked, Place, Sought, Submitted, Typed
from domain.list_file import MOST_BYTES
from domain.upload import NotBrought, Unbrought
from tests.bot.playground.demo_desk import APPROVALS, Served
from tests.bot.playground.visitor import Visitor

ADA = Account("playground", "", "ada")
AT_HOME = Place("playground", "dm:ada", private=True)


async def test_a_command_arrives_with_who_where_and_its_delivery(visitor: Visitor, here: Served) -> None:
    assert await visitor.type("ada", "  sources ") == (200, {"form": None, "stays": None})
    assert here.desk.heard == [Typed(account=ADA, place=AT_HOME, delivery="delivery-1", text="sources")]


async def test_the_slash_command_of_other_surfaces_is_understood(visitor: Visitor, here: Served) -> None:
    await visitor.type("ada", "/dsr help refresh")
    await visitor.type("ada", "/dsrx")
    assert [heard.text for heard in here.desk.heard if isinstance(heard, Typed)] == ["help refresh", "/dsrx"]


async def test_a_press_names_the_card_it_was_on(visitor: Visitor, here: Served) -> None:
    await visitor.press("ben", "details", "DSR-1", APPROVALS, address="1763900000.000001")
    ben, channel = Account("playground", "", "ben"), Place("playground", APPROVALS, private=False)
    assert here.desk.heard == [
        Clicked(
            account=ben,
            place=channel,
            delivery="delivery-1",
            verb="details",
            ref="DSR-1",
            address="1763900000.000001",
        )
    ]


async def test_a_form_comes_back_filled_in(visitor: Visitor, here: Served) -> None:
    status, answer = await visitor.type("ada", "refresh")
    assert (status, answer["form"]["verb"]) == (200, "refresh")
    assert [field["input"] for field in answer["form"]["fields"]] == ["some_of", "line", "date", "line"]
    await visitor.fill("ada", "refresh", "", {"sources": ["CRM Web", "CRM Contacts"], "for": ["anna@contoso.com"]})
    values = {"sources": ("CRM Web", "CRM Contacts"), "for": ("anna@contoso.com",)}
    submitted = Submitted(account=ADA, place=AT_HOME, delivery="delivery-2", verb="refresh", ref="", values=values)
    assert here.desk.heard[-1] == submitted


@pytest.mark.parametrize("content", [b"", b"Name;Mail\n\xff\x00", b"a" * MOST_BYTES])
async def test_a_file_comes_with_its_form(visitor: Visitor, here: Served, content: bytes) -> None:
    act = {"act": "submitted", "verb": "list", "ref": "", "values": {"column": ["A"]}}
    status, _ = await visitor.act("ada", "", {**act, "file": b64encode(content).decode()})
    assert status == 200
    [file] = here.desk.heard[-1].files
    assert await file.read(MOST_BYTES) == content
    assert await file.forget(), "it lies nowhere else"


async def test_a_file_that_is_too_large_is_told_so_by_whoever_reads_it(visitor: Visitor, here: Served) -> None:
    act = {"act": "submitted", "verb": "list", "ref": "", "values": {"column": ["A"]}}
    await visitor.act("ada", "", {**act, "file": b64encode(b"a" * (MOST_BYTES + 1)).decode()})
    [file] = here.desk.heard[-1].files
    with pytest.raises(NotBrought) as bad:
        await file.read(MOST_BYTES)
    assert bad.value.why is Unbrought.LARGE
    for wrong in ("%%%", b64encode(b"a" * (MOST_BYTES + 2)).decode(), 7):
        status, _ = await visitor.act("ada", "", {**act, "file": wrong})
        assert status in {400, 413}


async def test_the_command_and_its_answer_stand_in_the_private_chat_only(visitor: Visitor) -> None:
    await visitor.type("ada", "help")
    answer = await visitor.until("dm:ada", "What you can do here")
    assert answer["private"]
    assert [(m["author"], m["text"]) for m in visitor.in_place("dm:ada")] == [("ada", "help"), ("", "")]
    assert {place for place, _ in visitor.shown} == {"dm:ada"}


async def test_what_is_asked_in_a_channel_is_answered_in_private(visitor: Visitor) -> None:
    await visitor.type("ben", "help", APPROVALS)
    answer = await visitor.until("dm:ben", "What you can do here")
    assert (answer["private"], answer["via"]) == (True, APPROVALS)
    assert not visitor.in_place(APPROVALS)


async def test_the_same_delivery_again_is_shown_once(visitor: Visitor) -> None:
    for _ in range(3):
        await visitor.type("ada", "help", delivery="delivery-again")
    await visitor.type("ada", "sources")
    await visitor.until("dm:ada", "6 data sources")
    assert [m["text"] for m in visitor.in_place("dm:ada") if m["author"]] == ["help", "sources"]
    assert len(visitor.in_place("dm:ada")) == 4


async def test_two_presses_at_once_are_two_deliveries_and_the_desk_decides(visitor: Visitor) -> None:
    await visitor.type("ada", 'refresh "CRM Contacts"')
    await asyncio.gather(*(visitor.press("ben", "approve", "DSR-7K3Q01") for _ in range(2)))
    await visitor.until("dm:ben", "starts now")
    await visitor.until("dm:ben", "decided already")


@pytest.mark.parametrize(
    "act",
    [
        {"who": "mallory", "place": "dm:mallory"},  # nobody
        {"who": "ada", "place": "dm:ben"},  # somebody else's private chat
        {"who": "ada", "place": "no-such-channel"},
    ],
)
async def test_nobody_acts_where_they_are_not(visitor: Visitor, here: Served, act: dict[str, Any]) -> None:
    body = {"act": "typed", "delivery": "delivery-1", "text": "help", **act}
    assert await visitor.post("act", body) == (400, "Nobody can do this here.")
    assert not here.desk.heard


async def test_what_is_typed_in_a_field_that_looks_it_up_is_asked_of_the_desk(visitor: Visitor, here: Served) -> None:
    wish = {"who": "ada", "verb": "remove-user", "text": "Jul"}
    here.desk.found = (Option("julia@contoso.com", "Julia"),)
    assert await visitor.post("seek", wish) == (200, {"options": [{"value": "julia@contoso.com", "label": "Julia"}]})
    assert here.desk.heard == [Sought(account=ADA, place=AT_HOME, verb="remove-user", text="Jul")]
    here.desk.found = None
    assert await visitor.post("seek", wish) == (200, {"options": []})
    assert (await visitor.post("seek", wish | {"who": "nobody"}))[0] == 400
    assert (await visitor.post("seek", wish | {"text": "x" * 201}))[0] == 400
