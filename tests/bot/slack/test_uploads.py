"""A file that somebody gave is fetched from Slack alone, whole or not at all, and is asked to be deleted there."""

from __future__ import annotations

from typing import Any

import pytest

from domain.card import Field, Form, Input, Stays, say
from domain.upload import Unbrought, Upload
from tests.bot.bringing import MOST, why
from tests.bot.slack.conftest import Office, SmallDesk, an_office, both_ways
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.faults import Fault
from tests.fakes.slack.payloads import told_in_private

by = both_ways

CONTENT = b"Name;Mail\nAnna;anna@contoso.com\n\xff\x00"
FIELDS = (Field("file", "A file", Input.FILE, required=False), Field("column", "Column", required=False))
FORM = Form("erase-many", "", "Erase many people", "Look them up", FIELDS)


async def form_of(office: Office) -> dict[str, Any]:
    """As it stands on screen."""
    office.desk.answers.append(FORM)
    await office.sender.types("erase-many", user="U0ADA")
    return next(reversed(office.slack.world.views.values()))


async def brought(office: Office, **given: Any) -> Upload:
    """A form that was sent with a file, as the desk has it."""
    view = await form_of(office)
    file = office.slack.give(given.pop("content", CONTENT), **given)
    await office.sender.fills_in(view, {"file": [file]}, user="U0ADA")
    [one] = office.desk.heard[-1].files
    return one


async def test_a_form_asks_for_one_file_and_what_comes_is_read_whole(office: Office) -> None:
    view = await form_of(office)
    [element] = [block["element"] for block in view["blocks"] if block.get("block_id") == "file"]
    assert (element["type"], element["max_files"]) == ("file_input", 1)
    assert "focus_on_load" not in element
    assert await (await brought(office)).read(MOST) == CONTENT


async def test_nothing_of_it_is_fetched_before_somebody_reads_it(office: Office) -> None:
    await brought(office)
    assert not office.slack.world.made("download", "files.info")


async def test_a_form_without_a_file_brings_none(office: Office) -> None:
    view = await form_of(office)
    await office.sender.fills_in(view, {"column": "B"}, user="U0ADA")
    assert office.desk.heard[-1].files == ()


async def test_one_that_is_sent_to_the_bot_alone_comes_with_what_was_typed(office: Office) -> None:
    file = office.slack.give(CONTENT)
    await office.sender.send(told_in_private("erase-many", subtype="file_share", files=[file]))
    await office.sender.send(told_in_private("", subtype="file_share", files=[file]))
    for act in office.desk.heard[-2:]:
        [one] = act.files
        assert await one.read(MOST) == CONTENT


async def test_what_slack_tells_by_its_number_alone_is_asked_for(office: Office) -> None:
    assert await (await brought(office, partly=True)).read(MOST) == CONTENT
    assert len(office.slack.world.made("files.info")) == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/people.csv",
        "http://files.slack.com/x",
        "https://files.slack.com.evil.example/x",
        "//[",
        "x",
    ],
)
async def test_the_token_goes_nowhere_but_to_slack(office: Office, url: str) -> None:
    assert await why(await brought(office, url=url)) is Unbrought.FOREIGN
    assert not office.slack.world.made("download", "elsewhere")


@pytest.mark.parametrize(("status", "said"), [(404, Unbrought.GONE), (403, Unbrought.RIGHT), (500, Unbrought.SILENT)])
async def test_what_slack_answers_in_its_place_is_said(office: Office, status: int, said: Unbrought) -> None:
    office.slack.faults.add(Fault("answer", "download", status=status))
    assert await why(await brought(office)) is said


async def test_where_people_sign_in_nobody_goes(office: Office) -> None:
    office.slack.faults.add(Fault("redirect", "download", status=302))
    assert await why(await brought(office)) is Unbrought.RIGHT
    assert not office.slack.world.made("elsewhere")


async def test_a_page_in_the_place_of_the_file_is_no_file(office: Office) -> None:
    office.slack.faults.add(Fault("answer", "download", status=200, text="<html>Sign in</html>"))
    assert await why(await brought(office)) is Unbrought.SILENT


@pytest.mark.parametrize(("kind", "times"), [("drop", 2), ("refuse", 2), ("break", 1), ("throttle", 1)])
async def test_what_breaks_on_the_way_can_be_tried_again(office: Office, kind: str, times: int) -> None:
    """What asks for it asks once more by itself where the connection broke."""
    for _ in range(times):
        office.slack.faults.add(Fault(kind, "download"))
    file = await brought(office)
    assert await why(file) is Unbrought.SILENT
    assert await file.read(MOST) == CONTENT


async def test_what_is_larger_than_may_be_is_not_fetched_and_what_pretends_is_cut(office: Office) -> None:
    assert await why(await brought(office, content=b"a" * (MOST + 1))) is Unbrought.LARGE
    assert not office.slack.world.made("download")
    assert await why(await brought(office, content=b"a" * 10**6, size=10)) is Unbrought.SILENT


async def test_what_was_deleted_meanwhile_is_gone(office: Office) -> None:
    for partly in (True, False):
        file = await brought(office, partly=partly)
        for one in office.slack.world.given.values():
            one.deleted = True
        assert await why(file) is Unbrought.GONE


async def test_it_is_deleted_where_the_workspace_lets_a_bot_do_that(office: Office) -> None:
    file = await brought(office)
    assert not await file.forget()
    office.slack.world.bots_delete = True
    assert await file.forget()
    assert await file.forget(), "it is gone already"


async def test_without_the_right_no_form_asks_for_a_file_and_the_door_says_what_it_lacks(
    slack: FakeSlack, desk: SmallDesk
) -> None:
    slack.world.scopes = slack.world.scopes.replace(",files:read", "")
    async with an_office(slack, desk) as office:
        view = await form_of(office)
        assert [block["block_id"] for block in view["blocks"] if block["type"] == "input"] == ["column"]
        assert "files:read" in (await office.door.condition()).word
        file = slack.give(CONTENT)
        await office.sender.send(told_in_private("erase-many", subtype="file_share", files=[file]))
        [one] = office.desk.heard[-1].files
        assert await why(one) is Unbrought.RIGHT


async def test_what_is_wrong_with_it_stands_at_the_file(office: Office) -> None:
    view = await form_of(office)
    wrong = Form(FORM.verb, "", FORM.title, FORM.submit, (Field("file", "A file", Input.FILE, error="No."), FIELDS[1]))
    office.desk.answers += [wrong, Stays(text=("Not now.",)), say("Done.")]
    file = office.slack.give(CONTENT)
    answers = [(await office.sender.fills_in(view, {"file": [file]}, user="U0ADA")).body for _ in range(2)]
    assert answers[0] == {"response_action": "errors", "errors": {"file": "No."}}
    assert answers[1]["response_action"] == "errors"


@pytest.mark.parametrize("files", [None, [], ["F1"], [None], [{}], [{"id": 7, "size": "x", "url_private": 3}]])
async def test_what_is_of_no_known_shape_is_no_file_or_cannot_be_fetched(office: Office, files: Any) -> None:
    view = await form_of(office)
    await office.sender.fills_in(view, {"file": files}, user="U0ADA")
    for one in office.desk.heard[-1].files:
        assert await why(one) in Unbrought
    assert not office.slack.world.made("download")
