"""A shortcut opens the form to choose a command in, anywhere or at a message; whoever may not hears why."""

from __future__ import annotations

import pytest

from bot.slack.app import ANYWHERE, AT_MESSAGE
from domain.card import Field, Form, say
from domain.chat import Account, Place, Typed
from domain.words.en import slack as words
from tests.bot.slack.conftest import Office, SmallDesk, an_office, both_ways, until
from tests.fakes.slack import FakeSlack, payloads

by = both_ways

FORM = Form("choose", "", "What shall I do?", "Go on", (Field("following", "What follows it"),))


async def test_one_that_is_taken_anywhere_opens_the_form(office: Office) -> None:
    office.desk.answers = [FORM]
    assert (await office.sender.send(payloads.shortcut(ANYWHERE))).status == 200
    assert len(office.slack.world.views) == 1
    [heard] = office.desk.heard
    assert isinstance(heard, Typed)
    assert (heard.account, heard.text) == (Account("slack", "T0CONTOSO", "U0ADA"), "choose")
    assert heard.place == Place("slack", "", private=True)


async def test_one_at_a_message_brings_its_text_as_a_person_reads_it(office: Office) -> None:
    office.desk.answers = [FORM]
    text = "erase <mailto:anna@contoso.com|anna@contoso.com> &amp; <@U0BEN>"
    await office.sender.send(payloads.shortcut(AT_MESSAGE, text))
    [heard] = office.desk.heard
    assert isinstance(heard, Typed)
    assert (heard.text, heard.place.id) == ("choose erase anna@contoso.com & <@U0BEN>", "C0GENERAL")
    [view] = office.slack.world.views.values()
    assert "C0GENERAL" in view["private_metadata"]
    assert "anna" not in view["private_metadata"]


@pytest.mark.parametrize("message", [None, "hello"])
async def test_an_answer_that_is_no_form_is_told_where_they_are(office: Office, message: str | None) -> None:
    office.desk.answers = [say("Guests may not.")]
    await office.sender.send(payloads.shortcut(AT_MESSAGE if message else ANYWHERE, message, channel="C0FAIL"))
    await until(lambda: office.whispered if message else office.slack.world.shown("D0ADA"))
    assert not office.slack.world.views


@pytest.mark.parametrize("message", [None, "hello"])
async def test_one_that_nobody_knows_is_answered(office: Office, message: str | None) -> None:
    await office.sender.send(payloads.shortcut("theirs", message))
    told = office.slack.world
    await until(lambda: office.whispered or told.shown("D0ADA"))
    assert words.NOT_MINE in str([office.whispered, told.shown("D0ADA")])
    assert not office.desk.heard


async def test_a_slow_one_is_acknowledged_where_they_are(slack: FakeSlack, desk: SmallDesk) -> None:
    desk.open.clear()
    async with an_office(slack, desk, patience=0.05) as office:
        await office.sender.send(payloads.shortcut(AT_MESSAGE, "hello", channel="C0FAIL"))
        await until(lambda: office.whispered)
        desk.open.set()
        await until(lambda: len(office.whispered) == 2)
        assert [told["text"] for told in office.whispered] == [words.ONE_MOMENT, "heard Typed"]
