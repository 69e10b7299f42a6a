"""What is typed into the app's own messages is answered like a command, and nobody else's words are listened to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.slack.shelf import Kept
from domain.card import Field, Form, say
from domain.chat import Account, Clicked, Place, Submitted, Typed
from domain.words.en import slack as words
from domain.words.en.buttons import OPEN_FORM
from handlers.requests.retention import OFFERED
from storage.store import open_store
from tests.bot.slack.conftest import Office, SmallDesk, an_office, both_ways, until
from tests.databases import MASTER_KEY
from tests.fakes.slack import APP_TOKEN, FakeSlack, payloads
from tests.fakes.slack.sender import buttons
from tests.storage.factories import NOW

by = both_ways

FORM = Form("find", "", "Find somebody", "Find", (Field("who", "Who?"),))


async def typed(office: Office, text: str, **event: Any) -> Mapping[str, Any]:
    """What the person alone then saw."""
    seen = len(office.whispered)
    assert (await office.sender.send(payloads.told_in_private(text, **event))).status == 200
    await until(lambda: len(office.whispered) > seen)
    return office.whispered[-1]


async def test_what_is_typed_is_heard_like_a_command_and_answered_there(office: Office) -> None:
    office.desk.answers = [say("Filed as DSR-1.")]
    told = await typed(office, "refresh crm for <mailto:anna@contoso.com|anna@contoso.com> &amp; web")
    assert (told["channel"], told["user"], told["text"]) == ("D0ADA", "U0ADA", "Filed as DSR-1.")
    [heard] = office.desk.heard
    assert heard == Typed(
        account=Account("slack", "T0CONTOSO", "U0ADA"),
        place=Place("slack", "D0ADA", private=True),
        delivery=heard.delivery,
        text="refresh crm for anna@contoso.com & web",
    )
    assert heard.delivery


@pytest.mark.parametrize("text", ["help", "<@U0DSR> help", "<@U0DSR>, help", "<@U0DSR|dsr> help"])
async def test_a_mention_of_the_bot_itself_is_no_part_of_the_command(office: Office, text: str) -> None:
    await typed(office, text)
    assert [act.text for act in office.desk.heard if isinstance(act, Typed)] == ["help"]


async def test_what_slack_delivers_again_is_answered_once(office: Office) -> None:
    payload = payloads.told_in_private("help")
    for _ in range(3):
        await office.sender.send(payload)
    await typed(office, "sources")
    assert len(office.desk.heard) == len(office.whispered) == 2


@pytest.mark.parametrize(
    "event",
    [
        {"bot_id": "B0OTHER"},
        {"user": ""},
        {"subtype": "message_changed", "hidden": True},
        {"subtype": "message_deleted"},
        {"subtype": "bot_message", "bot_id": "B0DSR"},
        {"subtype": "channel_join"},
        {"subtype": "thread_broadcast", "hidden": True},
        {"subtype": "thread_broadcast", "bot_id": "B0DSR"},
        {"subtype": "me_message", "channel_type": "channel", "channel": "C0GENERAL"},
        {"channel_type": "channel", "channel": "C0GENERAL"},
        {"channel_type": "mpim", "channel": "G0SEVERAL"},
        {"channel_type": ""},
    ],
    ids=str,
)
async def test_nobody_elses_words_are_listened_to(office: Office, event: dict[str, Any]) -> None:
    assert (await office.sender.send(payloads.told_in_private("refresh all", **event))).status == 200
    await typed(office, "help")
    assert [act.text for act in office.desk.heard if isinstance(act, Typed)] == ["help"]


async def test_in_a_thread_the_answer_comes_into_the_thread(office: Office) -> None:
    assert (await typed(office, "help", thread_ts="1700000000.000001"))["thread_ts"] == "1700000000.000001"


@pytest.mark.parametrize("subtype", ["thread_broadcast", "me_message"])
async def test_however_it_was_typed_it_is_heard(office: Office, subtype: str) -> None:
    """In a thread and sent to the chat as well, or behind `/me`: Slack sends no other event of it."""
    thread = {"thread_ts": "1700000000.000001"} if subtype == "thread_broadcast" else {}
    told = await typed(office, "help", subtype=subtype, **thread)
    assert told.get("thread_ts") == thread.get("thread_ts")
    assert [act.text for act in office.desk.heard if isinstance(act, Typed)] == ["help"]


async def test_words_beside_a_file_are_words(office: Office) -> None:
    await typed(office, "help", subtype="file_share")
    assert [act.text for act in office.desk.heard if isinstance(act, Typed)] == ["help"]


async def test_what_takes_long_is_acknowledged_first(office: Office) -> None:
    async with an_office(office.slack, office.desk, patience=0.03) as slow:
        office.desk.open.clear()
        assert (await typed(slow, "sources"))["text"] == words.ONE_MOMENT
        office.desk.open.set()
        await until(lambda: slow.whispered[-1]["text"] == "heard Typed")


async def test_a_fault_is_an_answer_too(office: Office) -> None:
    office.desk.answers = [RuntimeError()]
    assert (await typed(office, "sources"))["text"] == words.CANNOT_NOW


async def test_a_form_is_offered_with_a_button_that_opens_it_as_often_as_it_is_pressed(office: Office) -> None:
    office.desk.answers = [FORM]
    offer = buttons(await typed(office, "find"))[OPEN_FORM]
    for count in (1, 2):
        await office.sender.presses(offer, user="U0ADA", channel="D0ADA")
        assert len(office.slack.world.views) == count
    view = list(office.slack.world.views.values())[-1]
    await office.sender.fills_in(view, {"who": "anna@contoso.com"}, user="U0ADA")
    heard = office.desk.heard[-1]
    assert isinstance(heard, Submitted)
    assert (heard.verb, heard.place.id, heard.values) == ("find", "D0ADA", {"who": ("anna@contoso.com",)})


async def test_somebody_elses_form_and_one_from_before_a_restart_are_no_longer_there(office: Office) -> None:
    office.desk.answers = [FORM]
    offer = buttons(await typed(office, "find"))[OPEN_FORM]
    for user, button in (("U0BEN", offer), ("U0ADA", {**offer, "value": "from before"})):
        seen = len(office.whispered)
        await office.sender.presses(button, user=user, channel="C0FAIL")
        await until(lambda seen=seen: len(office.whispered) > seen)
        assert office.whispered[-1]["text"] == words.FORM_FORGOTTEN
    assert not office.slack.world.views


async def test_any_replica_opens_a_form_that_another_one_offered_for_half_an_hour(
    slack: FakeSlack, desk: SmallDesk, postgresql_url: str
) -> None:
    now = [NOW]
    async with open_store(postgresql_url, MASTER_KEY) as one, open_store(postgresql_url, MASTER_KEY) as two:
        shelves = [Kept(store, lambda: now[0]) for store in (one, two)]
        async with an_office(slack, desk, shelf=shelves[0]) as here, an_office(slack, desk, shelf=shelves[1]) as there:
            desk.answers = [replace(FORM, fields=(replace(FORM.fields[0], value="anna@contoso.com"),))]
            offer = buttons(await typed(here, "find anna@contoso.com"))[OPEN_FORM]
            for office in (there, here):
                await office.sender.presses(offer, user="U0ADA", channel="D0ADA")
            views = [str(view) for view in slack.world.views.values()]
            assert ["anna@contoso.com" in view for view in views] == [True, True]
            for user, later in (("U0BEN", timedelta()), ("U0ADA", OFFERED + timedelta(seconds=1))):
                now[0], seen = NOW + later, len(there.whispered)
                await there.sender.presses(offer, user=user, channel="C0FAIL")
                await until(lambda seen=seen: len(there.whispered) > seen)
                assert there.whispered[-1]["text"] == words.FORM_FORGOTTEN
            assert len(slack.world.views) == 2


async def test_a_form_in_which_nothing_is_filled_in_is_opened_by_its_own_button(office: Office) -> None:
    """At any time, and with what there is to choose from by then."""
    office.desk.answers = [replace(FORM, opener="find-form", ref="emea|"), FORM]
    offer = buttons(await typed(office, "find"))[OPEN_FORM]
    await office.sender.presses(offer, user="U0ADA", channel="D0ADA")
    heard = office.desk.heard[-1]
    assert isinstance(heard, Clicked)
    assert (heard.verb, heard.ref) == ("find-form", "emea|")
    assert len(office.slack.world.views) == 1


class Broken:
    """A database that does not answer."""

    async def put(self, account: Account, text: str) -> str:
        raise RuntimeError

    async def get(self, account: Account, name: str) -> str | None:
        raise RuntimeError


async def test_where_a_form_can_be_neither_kept_nor_found_that_is_said(slack: FakeSlack, desk: SmallDesk) -> None:
    async with an_office(slack, desk, shelf=Broken()) as office:
        desk.answers = [FORM]
        assert (await typed(office, "find"))["text"] == words.CANNOT_NOW
        await office.sender.presses({"type": "button", "action_id": "dsr:open-form:1", "value": "x"}, channel="C0FAIL")
        await until(lambda: len(office.whispered) == 2)
        assert office.whispered[-1]["text"] == words.CANNOT_NOW


async def test_the_button_holds_nothing_of_what_was_typed(office: Office) -> None:
    office.desk.answers = [Form("find", "anna@contoso.com", "Find somebody", "Find", ())]
    assert "anna" not in str(await typed(office, "find anna@contoso.com"))


async def test_it_comes_in_by_socket_mode_too(slack: FakeSlack, office: Office) -> None:
    async with an_office(slack, office.desk, app_token=APP_TOKEN) as other:
        envelope = await slack.sockets.deliver("events_api", payloads.told_in_private("help"))
        await until(envelope.acknowledged.is_set)
        await until(lambda: other.whispered)
        assert other.whispered[0]["text"] == "heard Typed"
