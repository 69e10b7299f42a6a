"""The door and a real client of Microsoft's: commands, forms, buttons and live cards as a person sees them."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.card import say
from domain.chat import Clicked, Submitted, Typed
from tests.bot.teams.agents_playground import Window, window
from tests.bot.teams.cards import STATES
from tests.bot.teams.conftest import Office, SmallDesk, an_office, until
from tests.fakes.teams import FakeTeams
from tests.fakes.teams.world import APPROVALS
from tests.programs import Ask

pytestmark = pytest.mark.browser


async def test_a_person_uses_the_bot_in_a_chat_and_in_a_channel(
    teams: FakeTeams, desk: SmallDesk, program: Ask, tmp_path: Path
) -> None:
    async with (
        an_office(teams, desk, app_id="", secret=None, insecure_local=True) as office,
        window(program, "ada", office.sender.bot_url, tmp_path) as ada,
    ):
        await until(lambda: office.conversations.get("a:ada"), seconds=15)  # the page greets the bot
        await _a_form(ada, office)
        await _a_channel(ada, office)


async def _a_form(ada: Window, office: Office) -> None:
    office.desk.answers += [STATES["refresh-form"], say("I have asked for approval: DSR-9.")]
    await ada.types("refresh")
    await ada.sees("Which sources?")
    await ada.presses("Ask for approval")
    await ada.sees("Please choose.")
    await (await ada.sees("Loyalty Members")).click()
    await ada.presses("Ask for approval")
    await ada.sees("I have asked for approval: DSR-9.")
    typed, filled = office.desk.heard
    assert isinstance(typed, Typed)
    assert isinstance(filled, Submitted)
    assert filled.values["sources"] == ("Loyalty Members",)


async def _a_channel(ada: Window, office: Office) -> None:
    await ada.goes_to("Approvals")
    office.desk.answers += [say("secret"), say("Approved. DSR-9 starts now.")]
    await ada.mentions("show DSR-9")
    await ada.sees("I have answered you in our private chat.")
    card, done = STATES["pending-channel"], STATES["completed"]
    address = await office.door.post(APPROVALS, card)
    await ada.presses("Approve")
    await ada.sees("from 3 sources?")
    await ada.presses("Approve")
    await ada.sees("Approved. DSR-9 starts now.")
    clicked = office.desk.heard[-1]
    assert isinstance(clicked, Clicked)
    assert (clicked.verb, clicked.address) == ("approve", address)
    await office.door.update(APPROVALS, address, done)
    await ada.sees("Completed")
    assert await ada.page.get_by_role("button", name="Approve").count() == 0
