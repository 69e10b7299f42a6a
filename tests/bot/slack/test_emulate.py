"""The door against a Slack made by others, with exactly the rights that the manifest asks for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.slack.door import SlackDoor
from bot.slack.settings import SlackSettings
from domain.card import Button, Card, Field, Form, Input
from domain.chat import Account, Standing
from domain.words.en.buttons import OPEN_FORM
from tests.bot.slack.conftest import SmallDesk
from tests.bot.slack.emulated import ADMIN, BOT, GENERAL, TEAM, Emulated, emulated_slack
from tests.bot.slack.shelf import Memory
from tests.fakes.slack import SECRET, FakeSlack
from tests.fakes.slack.sender import Sender, buttons
from tests.fakes.slack.world import Message
from tests.npm import NotHere
from tests.programs import Ask

CARD = Card(title="Refresh CRM", status="Waiting for approval", buttons=(Button("deny", "DSR-1", "Deny"),))
REASON = Form("deny", "DSR-1", "Deny this request", "Deny", (Field("reason", "Why?", Input.PARAGRAPH),))


@dataclass(frozen=True)
class Office:
    emulated: Emulated
    desk: SmallDesk
    door: SlackDoor
    sender: Sender


@pytest.fixture
async def office(slack: FakeSlack, desk: SmallDesk, program: Ask, tmp_path: Path) -> AsyncIterator[Office]:
    """Answers that go through a response_url, which the emulator does not have, still arrive at the fake."""
    async with AsyncExitStack() as stack:
        try:
            emulated = await stack.enter_async_context(emulated_slack(program, tmp_path))
        except NotHere as why:
            pytest.skip(str(why))
        settings = SlackSettings(
            bot_token=BOT, signing_secret=SECRET, api_url=emulated.api_url, channels={"approvals": GENERAL}
        )
        door = await stack.enter_async_context(SlackDoor(settings, desk, shelf=Memory()))
        app = web.Application()
        app.router.add_routes(door.routes())
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        session = await stack.enter_async_context(aiohttp.ClientSession())
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield Office(emulated, desk, door, Sender(url, slack.url, session))


async def test_the_story_from_a_card_to_its_end(office: Office, slack: FakeSlack) -> None:
    ts = await office.door.post(GENERAL, CARD)
    [posted] = [message for message in await office.emulated.history() if message["ts"] == ts]
    message = Message(GENERAL, ts, posted["text"], posted["blocks"])
    office.desk.answers = [REASON]
    pressed = buttons({"blocks": message.blocks})["Deny"]
    await office.sender.presses(pressed, message, user=ADMIN, trigger_id=await office.emulated.trigger())
    heard = office.desk.heard[0]
    assert (heard.account, getattr(heard, "address", "")) == (Account("slack", "T0CONTOSO", ADMIN), ts)
    assert slack.world.made("response_url") == []  # the modal is the answer
    await office.door.update(GENERAL, ts, Card(title="Refresh CRM", status="Denied"))
    shown = [message for message in await office.emulated.history() if message["ts"] == ts]
    assert [message["text"] for message in shown] == ["Refresh CRM · Denied"]
    assert buttons(shown[0]) == {}

    spent = await office.emulated.trigger()
    office.desk.answers = [REASON, REASON]
    assert (await office.sender.types("deny", trigger_id=spent)).text == ""
    offered = (await office.sender.types("deny", trigger_id=spent)).body
    assert OPEN_FORM in buttons(offered)
    await office.sender.presses(
        buttons(offered)[OPEN_FORM], user="U0ADA", channel=GENERAL, trigger_id=await office.emulated.trigger()
    )
    assert not slack.world.made("response_url")


async def test_people_are_found_and_spoken_to_in_private(office: Office) -> None:
    user = (await office.emulated.ask("users.lookupByEmail", BOT, email="ada@contoso.com"))["user"]
    ada = Account("slack", TEAM, user["id"])
    profile = await office.door.profile(ada)
    assert (profile.account, profile.name, profile.email) == (ada, "ada", "ada@contoso.com")
    assert profile.standing is Standing.UNKNOWN  # it does not tell guests from members, as Slack does
    assert await office.door.find("ada@contoso.com") is None
    chat = await office.door.direct(ada)
    assert await office.door.post(chat, CARD)
