"""The Home tab: opened, it shows what waits; what is pressed there is answered there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.delivery.homes import Homes
from domain.card import Button, Card, Field, Form, Item, say
from domain.chat import Account, Clicked, Place, Typed
from domain.words.en import home as words
from domain.words.en import slack as slack_words
from handlers.requests.readers import Unclear
from tests.bot.slack.conftest import By, Office, SmallDesk, an_office, both_ways, until
from tests.bot.slack.judges import judge_home
from tests.fakes.slack import FakeSlack, payloads
from tests.fakes.slack.faults import Fault
from tests.fakes.slack.sender import buttons

by = both_ways

HOME = Card(
    title="1 request waits for you", items=(Item("⏳", "DSR-1", "soon", Button("approve", "DSR-1", "Approve")),)
)
FORM = Form("approve", "DSR-1", "Approve", "Approve", (Field("code", "Code"),))


async def opened(office: Office, **more: Any) -> dict[str, Any]:
    assert (await office.sender.send(payloads.home_opened(**more))).status == 200
    await until(lambda: "U0ADA" in office.slack.world.homes)
    return office.slack.world.homes["U0ADA"]


async def pressed(office: Office, label: str = "Approve") -> None:
    view = office.slack.world.homes["U0ADA"]
    await office.sender.send(payloads.clicked_at_home(buttons(view)[label], view))


def shown(office: Office) -> str:
    return str(office.slack.world.homes["U0ADA"])


async def test_who_opens_it_asks_for_their_home_and_it_is_shown(office: Office) -> None:
    office.desk.answers = [HOME]
    view = await opened(office)
    judge_home(view)
    assert "1 request waits for you" in str(view)
    [heard] = office.desk.heard
    assert isinstance(heard, Typed)
    assert (heard.account, heard.text) == (Account("slack", "T0CONTOSO", "U0ADA"), "home")
    assert (heard.place, bool(heard.delivery)) == (Place("slack", "D0ADA", private=True), True)


async def test_what_slack_delivers_again_is_shown_once(office: Office) -> None:
    payload = payloads.home_opened()
    for _ in range(3):
        await office.sender.send(payload)
    await opened(office)
    assert len(office.desk.heard) == 2


async def test_who_looks_at_the_messages_asks_for_nothing(office: Office) -> None:
    await office.sender.send(payloads.home_opened(tab="messages"))
    await opened(office)
    assert len(office.desk.heard) == 1


async def test_a_sentence_answers_above_what_is_there_by_now(office: Office) -> None:
    office.desk.answers = [HOME, say("You approved DSR-1.")]
    await opened(office)
    await pressed(office)
    await until(lambda: "You approved DSR-1." in shown(office))
    judge_home(office.slack.world.homes["U0ADA"])
    heard = office.desk.heard[-1]
    assert isinstance(heard, Clicked)
    assert (heard.verb, heard.ref, heard.address, heard.place.private) == ("approve", "DSR-1", None, True)
    assert not office.slack.world.messages


async def test_a_sentence_in_another_language_stands_there_as_well(office: Office) -> None:
    office.desk.answers = [HOME, Card(text=("Sie haben DSR-1 genehmigt.",), lang="de")]
    await opened(office)
    await pressed(office)
    await until(lambda: "Sie haben DSR-1 genehmigt." in shown(office))
    assert not office.slack.world.messages


async def test_a_sentence_that_says_of_which_environment_it_is_stands_there_with_its_name(office: Office) -> None:
    office.desk.answers = [HOME, Card(text=("You approved DSR-1.",), footer="emea")]
    await opened(office)
    await pressed(office)
    await until(lambda: "You approved DSR-1. · emea" in shown(office))
    assert not office.slack.world.messages


async def test_a_card_goes_to_the_messages_and_the_tab_says_so(office: Office) -> None:
    office.desk.answers = [HOME, Card(title="Erase Anna")]
    await opened(office)
    await pressed(office)
    await until(lambda: words.ANSWERED in shown(office))
    [message] = office.slack.world.shown("D0ADA")
    assert "Erase Anna" in str(message.blocks)
    assert "Erase Anna" not in shown(office)


async def test_looked_at_again_it_shows_what_the_desk_says(office: Office) -> None:
    home = Card(title="Nothing waits for you", buttons=(Button("home", "", words.RENEW),))
    office.desk.answers = [home, Card(title="2 requests wait for you")]
    await opened(office)
    await pressed(office, words.RENEW)
    await until(lambda: "2 requests wait for you" in shown(office))
    assert not office.slack.world.messages


async def test_a_form_opens_from_there(office: Office) -> None:
    office.desk.answers = [HOME, FORM]
    await opened(office)
    await pressed(office)
    await until(lambda: office.slack.world.views)


@pytest.mark.parametrize("answer", [say("You approved DSR-1."), Card(title="Erase Anna")])
async def test_where_the_tab_cannot_be_shown_the_answer_comes_as_a_message(office: Office, answer: Card) -> None:
    office.desk.answers = [HOME, answer]
    await opened(office)
    office.slack.faults.add(Fault("error", "views.publish", code="not_enabled"))
    await pressed(office)
    await until(lambda: office.slack.world.shown("D0ADA"))
    assert len(office.slack.world.shown("D0ADA")) == 1


async def test_a_button_that_nobody_knows_is_answered_too(office: Office) -> None:
    office.desk.answers = [HOME]
    view = await opened(office)
    await office.sender.send(payloads.clicked_at_home({"type": "button", "action_id": "theirs:1"}, view))
    await until(lambda: office.slack.world.shown("D0ADA"))


@pytest.mark.parametrize("answer", [say("You approved DSR-1."), Card(title="Erase Anna")])
@pytest.mark.parametrize("fault", [RuntimeError("odd"), Unclear()])
async def test_where_the_tab_cannot_be_drawn_the_answer_comes_all_the_same(
    slack: FakeSlack, desk: SmallDesk, answer: Card, fault: Exception
) -> None:
    async def draw(_: Account) -> Card:
        raise fault

    async with an_office(slack, desk, homes=Homes(draw)) as office:
        desk.answers = [HOME, answer]
        await opened(office)
        await pressed(office)
        await until(lambda: slack.world.shown("D0ADA"))
        assert len(slack.world.shown("D0ADA")) == 1


@pytest.fixture
async def slow(slack: FakeSlack, desk: SmallDesk, by: By) -> AsyncIterator[Office]:
    async with an_office(slack, desk, patience=0.05, by=by) as office:
        desk.answers = [HOME]
        await opened(office)
        desk.open.clear()
        yield office


async def test_a_slow_press_is_acknowledged_above_what_stands_there(slow: Office) -> None:
    await pressed(slow)
    await until(lambda: slack_words.ONE_MOMENT in shown(slow))
    slow.desk.open.set()
    await until(lambda: "heard Clicked" in shown(slow))
    assert slack_words.ONE_MOMENT not in shown(slow)


async def test_after_a_slow_form_no_moment_is_asked_for_any_more(slow: Office) -> None:
    slow.desk.answers = [FORM]
    await pressed(slow)
    await until(lambda: slack_words.ONE_MOMENT in shown(slow))
    slow.desk.open.set()
    await until(lambda: slow.slack.world.views and slack_words.ONE_MOMENT not in shown(slow))


async def test_a_slow_press_is_acknowledged_where_the_tab_cannot_be_shown(slow: Office) -> None:
    slow.slack.faults.add(Fault("error", "views.publish", code="not_enabled"))
    await pressed(slow)
    await until(lambda: slow.slack.world.shown("D0ADA"))
    assert slow.slack.world.shown("D0ADA")[0].text == slack_words.ONE_MOMENT
    slow.desk.open.set()
