"""A file is offered in the personal chat, made anew when its reader takes it, and put into their OneDrive once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.door import Closed, Door
from domain.card import say
from domain.chat import Clicked
from domain.file import HTML, File, Handed, Hindrance
from domain.words import en as words
from domain.words.en.teams import CANNOT_NOW, NOT_MINE
from tests.bot.teams.conftest import Office, until
from tests.fakes.teams import activities
from tests.fakes.teams.faults import Fault
from tests.fakes.teams.world import ADA, APPROVALS, BEN, Message

FILE = File(
    name="record-of-erasure-DSR-7K3QFA.html",
    media=HTML,
    content=b"<p>gone</p>",
    about="Record of erasure of DSR-7K3QFA.",
    verb="certificate-file",
    ref="DSR-7K3QFA",
)
HANDED = Handed(text=(FILE.about,), file=FILE)


async def offered(office: Office) -> Message:
    door: Door = office.door
    chat = await door.direct(await _account(office))
    assert await door.send(chat, FILE) is False
    return office.teams.world.shown(ADA.chat)[-1]


async def _account(office: Office) -> Any:
    found = await office.door.find(ADA.mail or "")
    assert found
    return found


async def taken(office: Office, offer: Message, *answers: Any, **more: str) -> dict[str, Any]:
    office.desk.answers[:] = answers or [HANDED]
    room = office.teams.room_for(offer) | more
    answered = await office.sender.consents(ADA, offer, room)
    assert answered.status == 200
    return room


async def says(office: Office, offer: Message, text: str) -> None:
    """What became of it stands in the place of the offer."""
    await until(lambda: office.teams.world.find(offer.id) and text in offer.text)


def uploads(office: Office) -> list[bytes]:
    return [upload.content for upload in office.teams.world.uploads.values() if upload.content is not None]


async def test_it_is_offered_with_its_name_and_size_and_nothing_of_what_it_says(office: Office) -> None:
    offer = await offered(office)
    (attached,) = offer.activity["attachments"]
    assert attached["contentType"] == "application/vnd.microsoft.teams.card.file.consent"
    assert attached["name"] == FILE.name
    carried = {"verb": "certificate-file", "ref": "DSR-7K3QFA"}
    assert attached["content"] == {
        "description": FILE.about,
        "sizeInBytes": len(FILE.content),
        "acceptContext": carried,
        "declineContext": carried,
    }


async def test_who_takes_it_has_it_made_anew_and_finds_it_in_their_onedrive(office: Office) -> None:
    offer = await offered(office)
    room = await taken(office, offer)
    await says(office, offer, words.files.SENT)
    assert uploads(office) == [FILE.content]
    (act,) = office.desk.heard
    assert isinstance(act, Clicked)
    assert (act.verb, act.ref, act.place.private, act.account.id) == (FILE.verb, FILE.ref, True, ADA.id)
    (info,) = [said for said in office.teams.world.shown(ADA.chat) if said is not offer]
    (attached,) = info.activity["attachments"]
    assert attached["contentType"] == "application/vnd.microsoft.teams.card.file.info"
    assert (attached["name"], attached["contentUrl"]) == (FILE.name, room["contentUrl"])
    assert attached["content"] == {"uniqueId": room["uniqueId"], "fileType": "html"}


async def test_our_own_token_goes_to_nobody_who_keeps_files(office: Office) -> None:
    offer = await offered(office)
    await taken(office, offer)
    await says(office, offer, words.files.SENT)
    assert [call.token for call in office.teams.world.made("upload")] == [""]


async def test_who_declines_it_hears_so_and_nothing_is_made(office: Office) -> None:
    offer = await offered(office)
    await office.sender.consents(ADA, offer, None)
    await says(office, offer, words.files.UNSENT[Hindrance.DECLINED])
    assert not office.desk.heard
    assert not uploads(office)


async def test_what_teams_brings_twice_uploads_once(office: Office) -> None:
    offer = await offered(office)
    office.desk.answers[:] = [HANDED, HANDED]
    sent = activities.consent(office.teams.service_url, ADA, offer, office.teams.room_for(offer))
    for delivery in (sent, sent, sent | {"id": "another"}):
        assert (await office.sender.send(delivery)).status == 200
    await says(office, offer, words.files.SENT)
    assert len(office.teams.world.made("upload")) == 1
    assert len(office.desk.heard) == 1


async def test_who_may_not_have_it_any_more_hears_what_the_desk_says(office: Office) -> None:
    offer = await offered(office)
    await taken(office, offer, say("This takes the role auditor."))
    await says(office, offer, "This takes the role auditor.")
    assert not uploads(office)


async def test_a_fault_of_our_own_is_told_and_nothing_is_uploaded(office: Office) -> None:
    offer = await offered(office)
    await taken(office, offer, RuntimeError("broken"))
    await says(office, offer, CANNOT_NOW)
    assert not uploads(office)


@pytest.mark.parametrize(
    ("status", "why"),
    [(404, Hindrance.EXPIRED), (410, Hindrance.EXPIRED), (401, Hindrance.EXPIRED), (507, Hindrance.LARGE)],
)
async def test_a_place_that_is_good_no_more_is_told_in_a_sentence(office: Office, status: int, why: Hindrance) -> None:
    offer = await offered(office)
    office.teams.faults.add(Fault("answer", "upload", status=status))
    await taken(office, offer)
    await says(office, offer, words.files.UNSENT[why])
    assert not uploads(office)


async def test_a_moment_of_trouble_is_waited_out(office: Office) -> None:
    offer = await offered(office)
    office.teams.faults.add(Fault("answer", "upload", status=503))
    await taken(office, offer)
    await says(office, offer, words.files.SENT)
    assert uploads(office) == [FILE.content]


async def test_what_arrived_without_an_answer_is_told_to_be_in_doubt(office: Office) -> None:
    offer = await offered(office)
    office.teams.faults.add(Fault("drop", "upload"))
    await taken(office, offer)
    await says(office, offer, words.files.UNSENT[Hindrance.DOUBT])
    assert uploads(office) == [FILE.content]


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/personal/1",
        "http://contoso-my.sharepoint.com/x",
        "https://sharepoint.com.evil.example/x",
        "https://u:p@contoso-my.sharepoint.com/x",
        "",
        "//[",
        "//evil.example/x",
        "https:/x",
    ],
)
async def test_a_file_goes_nowhere_but_to_onedrive(office: Office, url: str) -> None:
    offer = await offered(office)
    await taken(office, offer, uploadUrl=url)
    await says(office, offer, words.files.UNSENT[Hindrance.LOST])
    assert not uploads(office)


async def test_nobody_takes_a_file_in_a_channel(office: Office) -> None:
    offer = replace(await offered(office), conversation=APPROVALS)
    answered = await office.sender.consents(BEN, offer, office.teams.room_for(offer))
    assert answered.status == 400
    assert not office.desk.heard


async def test_an_odd_consent_is_answered_and_does_nothing(office: Office) -> None:
    offer = await offered(office)
    for value in ({}, {"action": "accept"}, {"action": ["accept"], "uploadInfo": "x", "context": 3}, None):
        sent = activities.activity("invoke", office.teams.service_url, ADA, name="fileConsent/invoke", value=value)
        assert (await office.sender.send(sent)).status == 200
    assert not uploads(office)
    assert office.teams.world.find(offer.id)


async def test_a_chat_that_threw_the_bot_out_is_closed(office: Office) -> None:
    await offered(office)
    office.teams.world.closed.add(ADA.chat)
    with pytest.raises(Closed):
        await office.door.send(ADA.chat, FILE)


@pytest.mark.parametrize("action", ["", "keep", "ACCEPT"])
async def test_an_answer_to_an_offer_that_is_none_is_answered_and_the_offer_stays(office: Office, action: str) -> None:
    offer = await offered(office)
    sent = activities.consent(office.teams.service_url, ADA, offer, office.teams.room_for(offer))
    sent["value"]["action"] = action
    assert (await office.sender.send(sent)).status == 200
    await until(lambda: any(NOT_MINE in said.text for said in office.teams.world.shown(ADA.chat)))
    assert "certificate-file" in str(offer.activity)
    assert not office.desk.heard


async def test_a_file_that_cannot_be_shown_in_the_chat_is_told_to_be_in_the_onedrive_alone(office: Office) -> None:
    offer = await offered(office)
    office.teams.faults.add(Fault("answer", "send", 9, status=403, code="Forbidden"))
    await taken(office, offer)
    await says(office, offer, words.files.ONLY_THERE)
    assert uploads(office) == [FILE.content]
