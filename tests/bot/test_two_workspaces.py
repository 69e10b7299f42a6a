"""The whole bot as a process in two workspaces of Slack: the own one by its token, another one by an installation."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio

from tests.bot.slack.several import FABRIKAM, fabrikam
from tests.fakes.slack import World, payloads
from tests.fakes.slack.installs import CLIENT_ID, CLIENT_SECRET
from tests.fakes.slack.sender import Answered, buttons
from tests.fakes.slack.world import Message
from tests.faults.story import APPROVALS, FAILURES, REF, Story, chat
from tests.house import CONFIG, House, house, text_of, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

FAY, AVA = "U0FAY", "U0ADA"  # of Fabrikam; Ada of Contoso has the number of Ava
SETTINGS = f"""
[platforms]
slack_teams = ["{FABRIKAM}"]
"""
WITH_THEM = (
    CONFIG.replace('admins = ["', 'admins = ["fay@fabrikam.com", "slack:U0ADA", "')
    .replace('failures = { slack = "C0FAIL" }', f'failures = {{ slack = "{FABRIKAM}/C0FAIL" }}')
    .replace('approvers = ["', 'approvers = ["fay@fabrikam.com", "')
    + SETTINGS
)


@dataclass
class Both:
    at: House
    there: World

    async def installs(self) -> str:
        """As a browser does; the page at the end."""
        async with self.at.session.get(f"{self.at.url}/slack/install") as answer:
            found = re.search(r'href="([^"]+)"', await answer.text())
            cookie = answer.headers["Set-Cookie"].partition(";")[0]
        assert found
        state = parse_qs(urlsplit(unescape(found[1])).query)["state"][0]
        code = self.at.slack.installs.consents(self.there)
        back = f"{self.at.url}/slack/oauth_redirect?code={code}&state={state}"
        async with self.at.session.get(back, headers={"Cookie": cookie}) as answer:
            return await answer.text()

    async def types(self, text: str, user: str) -> Answered:
        return await self.sends(payloads.command(text, user=user, response_url=self.at.sender.response_url()))

    async def sends(self, payload: dict[str, Any]) -> Answered:
        return await self.at.sender.send(payloads.of_workspace(payload, FABRIKAM))

    async def presses(self, label: str, message: Message, user: str) -> Answered:
        url = self.at.sender.response_url()
        button = buttons(asdict(message))[label]
        return await self.sends(payloads.click(button, message, user=user, response_url=url))

    def shows(self, channel: str, *texts: str) -> Message | None:
        """The newest message there, in Fabrikam, that says all this."""
        shown = [one for one in self.there.shown(channel) if all(text in text_of(asdict(one)) for text in texts)]
        return shown[-1] if shown else None

    async def sees(self, channel: str, *texts: str) -> Message:
        found: Message = await until(lambda: self.shows(channel, *texts), f"{channel} of Fabrikam shows {texts}")
        return found


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def both(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Both]:
    """One for all tests, because a start takes long; each looks at its own requests only."""
    secrets = {"SLACK_CLIENT_ID": CLIENT_ID, "SLACK_CLIENT_SECRET": CLIENT_SECRET}
    async with house(tmp_path_factory.mktemp("house"), config=WITH_THEM, **secrets) as at:
        found = Both(at, fabrikam(at.slack))
        assert "not installed" in (await found.types("board", FAY)).text
        assert "installed in Fabrikam" in await found.installs()
        yield found


async def test_a_request_of_one_workspace_is_approved_in_the_other_and_each_sees_its_own_cards(both: Both) -> None:
    answered = await both.types('refresh "CRM Contacts"', FAY)
    found = REF.search(answered.text)
    assert found, answered.text
    story = Story(both.at)
    await both.sees("D0FAY", found[0], "Waiting for approval")
    await story.approve("U0BEN", found[0])
    await story.sees(APPROVALS, found[0], "Completed")
    await both.sees("D0FAY", found[0], "Completed")
    assert not [one for one in both.there.messages.values() if one.channel != "D0FAY" and found[0] in str(one)]
    assert not [one for one in both.at.slack.world.messages.values() if one.channel == "D0FAY"]


async def test_what_is_asked_in_the_own_workspace_is_approved_in_the_other(both: Both) -> None:
    story = Story(both.at)
    ref = await story.refresh("Webshop Orders")
    card = await both.sees("D0FAY", ref, "Approve")
    await both.presses("Approve", card, FAY)
    await story.sees(APPROVALS, ref, "Completed")
    await both.sees("D0FAY", ref, "Completed")


async def test_whoever_has_the_number_of_an_admin_in_another_workspace_is_nobody(both: Both) -> None:
    """`slack:U0ADA` is named in the settings; Ava of Fabrikam has the same number, and nothing else."""
    answered = await both.types('refresh "CRM Contacts"', AVA)
    assert REF.search(answered.text) is None
    assert "admin" in answered.text
    assert "DSR-" not in (await both.types("board", AVA)).text
    ref = await Story(both.at).refresh("CRM Contacts")
    card = await both.sees("D0FAY", ref, "Approve")
    await both.presses("Approve", card, AVA)
    await until(lambda: "role approver" in text_of(both.at.slack.world.ephemeral[-1:]), "Ava hears why")
    assert not both.shows("D0ADA", ref)


async def test_a_channel_of_the_other_workspace_hears_of_failures_and_no_other_channel_of_the_same_number(
    both: Both,
) -> None:
    await both.at.steer("PUT", "datasources/Loyalty%20Members", behaviour="fail", seconds=0.3)
    story = Story(both.at)
    ref = await story.refresh("Loyalty Members")
    await story.approve("U0BEN", ref)
    await both.sees("C0FAIL", ref, "Needs attention")
    assert not story.shows(FAILURES, ref)


async def test_a_restart_forgets_no_workspace(both: Both) -> None:
    await both.at.kill()
    await both.at.start()
    assert "not installed" not in (await both.types("board", FAY)).text


async def test_no_token_lies_open_in_the_database_or_the_log(both: Both) -> None:
    kept = b"".join(path.read_bytes() for path in (both.at.folder / "data").glob("dsrbot.sqlite3*"))
    token = both.at.slack.installs.current(both.there)
    for secret in (token.token, token.refresh, CLIENT_SECRET):
        assert secret.encode() not in kept
        assert secret not in both.at.log()


async def test_who_takes_the_app_away_is_told_to_admins_and_the_own_workspace_goes_on(both: Both) -> None:
    both.at.slack.installs.uninstall(both.there)
    gone = {**payloads.user_changed({}), "event": {"type": "app_uninstalled"}}
    await both.sends(gone)
    story = Story(both.at)
    told = f"Something in Slack {FABRIKAM} needs mending"
    await until(lambda: any(told in text_of(asdict(one)) for one in _private(both)), "an admin hears of it")
    assert "not installed" in (await both.types("board", FAY)).text
    ref = await story.refresh("CRM Contacts")
    await story.approve("U0BEN", ref)
    await story.sees(APPROVALS, ref, "Completed")
    assert "installed in Fabrikam" in await both.installs()
    well = f"Slack {FABRIKAM} works again"
    await until(lambda: any(well in text_of(asdict(one)) for one in _private(both)), "an admin hears of that, too")
    assert "not installed" not in (await both.types("board", FAY)).text


def _private(both: Both) -> list[Message]:
    return both.at.slack.world.shown(chat("U0ADA"))
