"""Socket Mode: the same acts by another way in, and no envelope is lost when the connection changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.settings.setting_errors import SettingsError
from bot.slack.door import SlackDoor
from bot.slack.settings import SlackSettings
from domain.card import Card, Field, Form, say
from domain.chat import Clicked, Submitted, Typed
from domain.mend import TokenRefused
from tests.bot.slack.conftest import Office, SmallDesk, an_office, until
from tests.bot.slack.shelf import Memory
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, FakeSlack, payloads
from tests.fakes.slack.faults import Fault

FORM = Form("deny", "DSR-1", "Deny", "Deny", (Field("reason", "Why?"),))


@pytest.fixture
async def office(slack: FakeSlack, desk: SmallDesk) -> AsyncIterator[Office]:
    async with an_office(slack, desk, app_token=APP_TOKEN) as office:
        yield office


def a_command(office: Office, text: str = "help") -> dict[str, str]:
    return payloads.command(text, response_url=office.sender.response_url())


async def test_a_command_is_acknowledged_with_its_answer(office: Office) -> None:
    envelope = await office.slack.sockets.deliver("slash_commands", a_command(office))
    await until(envelope.acknowledged.is_set)
    assert envelope.answer
    assert envelope.answer["text"] == "heard Typed"
    assert isinstance(office.desk.heard[0], Typed)


async def test_a_click_and_a_form_come_in_by_the_same_door(office: Office) -> None:
    office.desk.answers = [FORM, say("Denied.")]
    button = {"type": "button", "action_id": "dsr:deny:0", "value": "DSR-1"}
    click = payloads.click(button, channel="C0APPROVE", response_url=office.sender.response_url())
    pressed = await office.slack.sockets.deliver("interactive", click)
    await until(pressed.acknowledged.is_set)
    [view] = office.slack.world.views.values()
    filled = await office.slack.sockets.deliver("interactive", payloads.submission(view, {"reason": "x"}))
    await until(filled.acknowledged.is_set)
    assert (pressed.answer, filled.answer) == (None, {"response_action": "clear"})
    assert [type(act) for act in office.desk.heard] == [Clicked, Submitted]


async def test_an_envelope_is_acknowledged_only_after_its_answer(office: Office) -> None:
    office.desk.open.clear()
    envelope = await office.slack.sockets.deliver("slash_commands", a_command(office))
    await until(lambda: office.desk.heard)
    assert not envelope.acknowledged.is_set()
    office.desk.open.set()
    await until(envelope.acknowledged.is_set)


async def test_when_slack_asks_to_reconnect_the_door_does_and_goes_on(office: Office) -> None:
    await office.slack.sockets.ask_to_reconnect()
    await until(lambda: office.slack.sockets.connected == 2)
    await until(lambda: len(office.slack.sockets.connections) == 1)
    envelope = await office.slack.sockets.deliver("slash_commands", a_command(office))
    await until(envelope.acknowledged.is_set)


async def test_what_was_not_acknowledged_comes_again_and_is_the_same_act(office: Office) -> None:
    office.desk.open.clear()
    envelope = await office.slack.sockets.deliver("slash_commands", a_command(office))
    await until(lambda: office.desk.heard)
    await office.slack.sockets.ask_to_reconnect()
    await until(lambda: envelope.sent == 2)
    another = await office.slack.sockets.deliver("slash_commands", a_command(office, "sources"))
    await until(lambda: len(office.desk.heard) == 2)  # behind what came twice, on the same connection
    office.desk.open.set()
    for one in (envelope, another):
        await until(one.acknowledged.is_set)
        assert one.answer
        assert one.answer["text"] == "heard Typed"
    assert [act.delivery for act in office.desk.heard] == [one.payload["trigger_id"] for one in (envelope, another)]


async def test_what_is_under_way_is_acknowledged_before_the_door_closes(slack: FakeSlack, desk: SmallDesk) -> None:
    desk.open.clear()
    async with an_office(slack, desk, app_token=APP_TOKEN) as office:
        envelope = await slack.sockets.deliver("slash_commands", a_command(office))
        await until(lambda: desk.heard)
        asyncio.get_running_loop().call_later(0.05, desk.open.set)
    await until(envelope.acknowledged.is_set)


async def test_the_state_of_the_door_tells_the_connection(office: Office) -> None:
    assert str(await office.door.condition()) == "connected"


async def test_a_wrong_app_token_stops_the_start_with_one_sentence(slack: FakeSlack, desk: SmallDesk) -> None:
    with pytest.raises(SettingsError, match=r"^SLACK_APP_TOKEN was refused by Slack \(invalid_auth\)"):
        async with an_office(slack, desk, app_token="xapp-wrong"):
            pass


async def test_an_outage_at_the_start_is_waited_out(slack: FakeSlack, desk: SmallDesk) -> None:
    slack.faults.add(Fault("break", "apps.connections.open"))
    async with an_office(slack, desk, app_token=APP_TOKEN) as office:
        await until(lambda: slack.sockets.connected == 1)
        assert str(await office.door.condition()) == "connected"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("step", ["apps.connections.open", "link"])
async def test_nobody_is_followed_elsewhere(slack: FakeSlack, desk: SmallDesk, step: str, status: int) -> None:
    slack.faults.add(Fault("redirect", step, status=status))
    async with an_office(slack, desk, app_token=APP_TOKEN) as office:
        await until(lambda: slack.sockets.connected == 1, 20)
        assert str(await office.door.condition()) == "connected"
    assert not slack.world.made("elsewhere")


async def test_a_ticket_that_let_nobody_in_is_not_tried_again(slack: FakeSlack, desk: SmallDesk) -> None:
    slack.faults.add(Fault("answer", "link", status=403, times=2))
    async with an_office(slack, desk, app_token=APP_TOKEN):
        await until(lambda: slack.sockets.connected == 1, 30)
    tickets = [str(call.arguments) for call in slack.world.made("link")]
    assert len(tickets) == len(set(tickets)) == 3


async def test_an_app_token_that_is_revoked_while_the_bot_runs_shows(office: Office) -> None:
    office.slack.faults.add(Fault("error", "apps.connections.open", times=99, code="token_revoked"))
    await office.slack.sockets.cut()
    await until(lambda: office.slack.world.calls[-1].error == "token_revoked", 20)

    async def shown() -> bool:
        found = await office.door.condition()
        return found.mend == TokenRefused("SLACK_APP_TOKEN", found.code) and found.code == "token_revoked"

    await until(shown, 20)
    office.slack.faults.clear()
    await until(lambda: office.slack.sockets.connected == 2, 20)
    assert str(await office.door.condition()) == "connected"


async def test_a_start_that_was_refused_may_be_tried_again(slack: FakeSlack, desk: SmallDesk) -> None:
    slack.world.revoked = "token_revoked"
    settings = SlackSettings(bot_token=BOT_TOKEN, app_token=APP_TOKEN, api_url=slack.api_url)
    door = SlackDoor(settings, desk, shelf=Memory())
    try:
        with pytest.raises(SettingsError):
            await door.start()
        slack.world.revoked = ""
        for _ in range(2):
            await door.start()
        assert str(await door.condition()) == "connected"
        assert slack.sockets.connected == 1
    finally:
        await door.stop()


async def test_cards_are_posted_all_the_same(office: Office) -> None:
    assert await office.door.post("C0FAIL", Card(title="x"))
