"""A door that broke shows at the port for who runs the bot and to the admins by the other door; the rest goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from domain.chat import Standing
from domain.words import en as words
from tests.bot.test_two_worlds import BOTH, Worlds
from tests.fakes.slack.faults import Fault
from tests.fakes.slack.world import SCOPES
from tests.fakes.teams import running_teams
from tests.fakes.teams.world import ADA
from tests.house import house, text_of, until
from tests.ports import free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def both(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Worlds]:
    folder, admin = tmp_path_factory.mktemp("house"), {"ADMIN_PORT": str(free_port())}
    async with running_teams() as teams, house(folder, config=BOTH, **admin, **teams.environment) as at:
        worlds = Worlds(at, teams)
        await worlds.sender.types(ADA, "help")
        yield worlds


async def state(both: Worlds, door: str) -> str:
    async with both.at.session.get(f"http://127.0.0.1:{both.at.environment['ADMIN_PORT']}/readyz") as answer:
        assert answer.status == 200  # the database and the work are well
        return str((await answer.json())["doors"][door])


async def shows(both: Worlds, door: str, what: str) -> None:
    async def so() -> bool:
        return await state(both, door) == what

    await until(so, f"{door} is {what}")


async def told_in_teams(both: Worlds, *texts: str) -> None:
    await until(lambda: any(all(t in m.text for t in texts) for m in both.teams.world.shown(ADA.chat)), str(texts))


async def asked(both: Worlds, text: str = "sources") -> str:
    """What Ada is answered in Slack."""
    return text_of((await both.at.sender.types(text, user="U0ADA")).body)


async def test_a_revoked_token_shows_is_told_by_the_other_door_and_is_no_lack_of_a_role(both: Worlds) -> None:
    await shows(both, "slack", "listening")
    both.at.slack.world.revoked = "token_revoked"
    await shows(both, "slack", "refused: token_revoked")
    await told_in_teams(both, "Slack needs mending", "SLACK_BOT_TOKEN", "token_revoked")
    await both.sender.types(ADA, "sources")
    assert await state(both, "teams") == "listening"
    assert both.at.log().count("a door needs mending") == 1


async def test_a_start_with_a_revoked_token_leaves_the_rest_going_and_mends_itself(both: Worlds) -> None:
    both.at.slack.world.revoked = "account_inactive"
    await both.at.kill()
    await both.at.start()
    await shows(both, "slack", "refused: account_inactive")
    assert words.rights.STANDING[Standing.UNKNOWN] in await asked(both)
    await told_in_teams(both, "account_inactive")
    both.at.slack.world.revoked = ""
    await shows(both, "slack", "listening")
    await told_in_teams(both, words.notices.door_well("slack"))
    assert "CRM Contacts" in await asked(both)


async def test_an_outage_at_the_start_is_waited_out(both: Worlds) -> None:
    both.at.slack.faults.add(Fault("refuse", times=10_000))
    await both.at.kill()
    await both.at.start()
    await shows(both, "slack", "not answering")
    both.at.slack.faults.clear()
    await shows(both, "slack", "listening")


async def test_a_missing_right_shows_and_is_no_lack_of_a_role(both: Worlds) -> None:
    both.at.slack.world.scopes = SCOPES.replace(",users:read.email", "")
    await both.at.kill()  # who somebody is, is remembered for a minute
    await both.at.start()
    await shows(both, "slack", "lacks users:read.email: missing_scope")
    assert words.rights.STANDING[Standing.UNKNOWN] in await asked(both)
    await told_in_teams(both, "lacks the rights users:read.email", "install the app again")
    both.at.slack.world.scopes = SCOPES
    await shows(both, "slack", "listening")


async def test_what_is_wrong_with_teams_is_told_in_slack(both: Worlds) -> None:
    both.at.environment = {**both.at.environment, "MicrosoftAppPassword": "of last year"}
    await both.at.kill()
    await both.at.start()
    assert (await state(both, "teams")).startswith("refused: ")
    assert await state(both, "slack") == "listening"
    told = both.at.slack.world.shown
    await until(lambda: any("Microsoft Teams needs mending" in m.text for m in told("D0ADA")), "Ada is told in Slack")
    assert "CRM Contacts" in await asked(both)
