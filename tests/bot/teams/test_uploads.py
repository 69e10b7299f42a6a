"""A file that somebody sent in the personal chat is fetched from where Teams keeps it alone, whole or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from bot.teams.form import form_card
from domain.card import Field, Form, Input
from domain.upload import Unbrought, Upload
from domain.words.en import teams as words
from tests.bot.bringing import MOST, why
from tests.bot.teams.conftest import Office
from tests.fakes.teams.faults import Fault
from tests.fakes.teams.world import ADA, APPROVALS, GROUP

CONTENT = b"Name;Mail\nAnna;anna@contoso.com\n\xff\x00"
HTML = {"contentType": "text/html", "content": "<p>erase-many</p>"}  # Teams adds what was typed


async def brought(office: Office, text: str = "erase-many", content: bytes = CONTENT, **more: str) -> Upload:
    await office.sender.types(ADA, text, attachments=[HTML, office.teams.give(content, **more)])
    [one] = office.desk.heard[-1].files
    return one


def downloads(office: Office) -> list[Any]:
    return [call for call in office.teams.world.calls if call.call == "download"]


@pytest.mark.parametrize("text", ["erase-many", ""])
async def test_what_was_attached_comes_with_what_was_typed_and_is_read_whole(office: Office, text: str) -> None:
    file = await brought(office, text)
    assert not downloads(office), "nobody has read it yet"
    assert await file.read(MOST) == CONTENT
    assert [call.token for call in downloads(office)] == [""], "the address alone lets in"


async def test_it_lies_with_its_owner_who_alone_can_delete_it(office: Office) -> None:
    assert not await (await brought(office)).forget()


@pytest.mark.parametrize("where", [APPROVALS, GROUP])
async def test_where_others_read_no_file_is_taken(office: Office, where: str) -> None:
    await office.sender.types(ADA, "erase-many", where, attachments=[office.teams.give(CONTENT)])
    assert office.desk.heard[-1].files == ()


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/people.csv",
        "http://contoso-my.sharepoint.com/x",
        "https://contoso-my.sharepoint.com.evil.example/x",
        "https://u:p@contoso-my.sharepoint.com/x",
        "https://contoso-my.sharepoint.com:8443/x",
        "//[",
        "x" * 9_000,
    ],
)
async def test_nothing_is_fetched_but_from_where_teams_keeps_it(office: Office, url: str) -> None:
    assert await why(await brought(office, url=url)) is Unbrought.FOREIGN
    assert not downloads(office)


@pytest.mark.parametrize(
    ("status", "said"),
    [(401, Unbrought.GONE), (404, Unbrought.GONE), (302, Unbrought.GONE), (500, Unbrought.SILENT)],
)
async def test_what_is_answered_in_its_place_is_said(office: Office, status: int, said: Unbrought) -> None:
    file = await brought(office)
    office.teams.faults.add(Fault("answer", "download", status=status, location=f"{office.teams.url}/elsewhere"))
    assert await why(file) is said
    assert not [call for call in office.teams.world.calls if call.call == "elsewhere"]


async def test_an_address_that_is_over_and_a_page_in_its_place_are_no_file(office: Office) -> None:
    assert await why(await brought(office, media="text/html")) is Unbrought.GONE
    file = await brought(office)
    for one in office.teams.world.given.values():
        one.over = True
    assert await why(file) is Unbrought.GONE


async def test_what_breaks_on_the_way_can_be_tried_again(office: Office) -> None:
    file = await brought(office)
    office.teams.faults.add(Fault("drop", "download", times=2))  # it is asked for once more by itself
    assert await why(file) is Unbrought.SILENT
    assert await file.read(MOST) == CONTENT


async def test_what_is_larger_than_may_be_is_not_read_to_its_end(office: Office) -> None:
    assert await why(await brought(office, content=b"a" * 10**7)) is Unbrought.LARGE
    assert await (await brought(office, content=b"a" * MOST)).read(MOST)


@pytest.mark.parametrize("content", [None, [], "x", {}, {"downloadUrl": 7}, {"downloadUrl": None}])
async def test_what_is_of_no_known_shape_cannot_be_fetched(office: Office, content: Any) -> None:
    odd = {**office.teams.give(CONTENT), "content": content}
    await office.sender.types(ADA, "erase-many", attachments=[odd, None, 7, HTML])
    [one] = office.desk.heard[-1].files
    assert await why(one) is Unbrought.FOREIGN


def test_a_form_says_how_a_file_is_given_as_no_card_takes_one() -> None:
    fields = (Field("people", "Whom?"), Field("file", "A file", Input.FILE), Field("column", "Column", of_file=True))
    card = form_card(Form("erase-many", "", "Erase many people", "Look them up", fields), "mark")
    text = str(card)
    assert f"A file: {words.SEND_FILE}" in text
    assert "Input.Text" in text
    assert "column" not in text
    assert "file.file" not in text
