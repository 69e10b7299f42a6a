"""A file reaches one person in their private chat, or the door says why it did not; nobody sees a part of it."""

from __future__ import annotations

import pytest

from bot.door import Busy, Closed, Door, Doubtful, Odd, Unsent
from domain.file import HTML, File, Hindrance
from tests.bot.slack.conftest import Office, SmallDesk, an_office
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.faults import Fault

CHAT = "D0ADA"
FILE = File(
    name="record-of-erasure-DSR-7K3QFA.html",
    media=HTML,
    content=b"<p>gone</p>" * 100,
    about="Record <!channel> & more",
    verb="certificate-file",
    ref="DSR-7K3QFA",
    alt="nothing to see",
)


async def test_it_arrives_whole_with_its_name_and_what_it_is(office: Office) -> None:
    door: Door = office.door
    assert await door.send(CHAT, FILE)
    (shown,) = office.slack.world.files(CHAT)
    assert (shown.content, shown.name, shown.title, shown.alt) == (FILE.content, FILE.name, FILE.name, FILE.alt)
    assert shown.comment == "Record &lt;!channel&gt; &amp; more"


async def test_nothing_of_it_stands_in_an_address_but_its_number(office: Office) -> None:
    await office.door.send(CHAT, FILE)
    (upload,) = office.slack.world.made("upload")
    assert upload.arguments == {"file": office.slack.world.files(CHAT)[0].id, "length": len(FILE.content)}


@pytest.mark.parametrize(
    ("method", "code", "why"),
    [
        ("files.getUploadURLExternal", "file_upload_size_restricted", Hindrance.LARGE),
        ("files.getUploadURLExternal", "file_uploads_disabled", Hindrance.FORBIDDEN),
        ("files.getUploadURLExternal", "file_uploads_except_images_disabled", Hindrance.FORBIDDEN),
        ("files.completeUploadExternal", "no_permission", Hindrance.RIGHT),
    ],
)
async def test_what_slack_will_never_take_is_said_to_be_so(
    office: Office, method: str, code: str, why: Hindrance
) -> None:
    office.slack.faults.add(Fault("error", method, code=code))
    with pytest.raises(Unsent) as unsent:
        await office.door.send(CHAT, FILE)
    assert unsent.value.why is why
    assert office.slack.world.files(CHAT) == []


async def test_an_app_from_before_files_lacks_a_right_and_the_door_says_which(
    slack: FakeSlack, desk: SmallDesk
) -> None:
    slack.world.scopes = slack.world.scopes.replace(",files:write", "")
    async with an_office(slack, desk) as office:
        with pytest.raises(Unsent, match="right"):
            await office.door.send(CHAT, FILE)
        assert "files:write" in (await office.door.condition()).word


async def test_a_file_that_is_too_large_for_the_workspace_is_said_to_be(office: Office) -> None:
    office.slack.world.largest = 100
    with pytest.raises(Unsent, match="large"):
        await office.door.send(CHAT, FILE)


@pytest.mark.parametrize("kind", ["drop", "refuse", "break", "throttle", "redirect"])
async def test_an_upload_that_broke_is_begun_anew_as_nobody_has_seen_it(office: Office, kind: str) -> None:
    office.slack.faults.add(Fault(kind, "upload", status=302))
    with pytest.raises(Busy):
        await office.door.send(CHAT, FILE)
    assert office.slack.world.files(CHAT) == []
    assert not office.slack.world.made("elsewhere")
    await office.door.send(CHAT, FILE)
    assert [file.content for file in office.slack.world.files(CHAT)] == [FILE.content]


@pytest.mark.parametrize("kind", ["drop", "break"])
async def test_whether_it_was_shown_may_be_in_doubt_and_is_not_tried_blindly(office: Office, kind: str) -> None:
    office.slack.faults.add(Fault(kind, "files.completeUploadExternal"))
    with pytest.raises(Doubtful):
        await office.door.send(CHAT, FILE)
    assert len(office.slack.world.made("files.completeUploadExternal")) == 1


async def test_a_place_that_is_not_open_is_closed(office: Office) -> None:
    with pytest.raises(Closed):
        await office.door.send("D0NOBODY", FILE)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/upload",
        "http://files.slack.com/upload",
        "https://u:p@files.slack.com/x",
        "no address",
        "//[",
    ],
)
async def test_a_file_is_uploaded_nowhere_but_to_slack(office: Office, url: str) -> None:
    text = f'{{"ok": true, "upload_url": "{url}", "file_id": "F1"}}'
    office.slack.faults.add(Fault("answer", "files.getUploadURLExternal", text=text))
    with pytest.raises(Odd):
        await office.door.send(CHAT, FILE)
    assert not office.slack.world.made("upload")


@pytest.mark.parametrize(("status", "raised"), [(404, Odd), (413, Unsent), (503, Busy)])
async def test_what_the_place_for_uploads_answers_is_taken_at_its_word(
    office: Office, status: int, raised: type[Exception]
) -> None:
    office.slack.faults.add(Fault("answer", "upload", status=status))
    with pytest.raises(raised):
        await office.door.send(CHAT, FILE)
