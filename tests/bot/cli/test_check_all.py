"""`dsrbot check` beside a chat that answers: what Slack says of people, of tokens, and of nobody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateways.clouds import CLOUDS, Cloud
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, FakeSlack, running_slack
from tests.fakes.teams import running_teams
from tests.processes import running

CONFIG = """
[people]
admins = ["ada@contoso.com", "amir@contoso.com"]
approvers = ["ben@contoso.com", "cleo@contoso.com"]
"""


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with running_slack() as fake:
        yield fake


async def check(folder: Path, slack: FakeSlack, **environ: str) -> tuple[int, list[str]]:
    """The exit code, and the lines."""
    (folder / "dsrbot.toml").write_text(CONFIG, encoding="utf-8")
    given = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_API_URL": slack.api_url, **environ}
    async with running(folder, "check", "--sandbox", **given) as bot:
        return await bot.ends(), bot.said


async def test_an_admin_whom_slack_does_not_know_is_named(tmp_path: Path, slack: FakeSlack) -> None:
    code, said = await check(tmp_path, slack)
    assert [line for line in said if line.startswith("⚠ People: ")] == [
        "⚠ People: amir@contoso.com (people.admins) is not found in Slack: correct the address, or add another one "
        "under people.also."
    ]
    assert code == 1


async def test_a_token_that_is_refused_makes_nobody_lost(tmp_path: Path, slack: FakeSlack) -> None:
    code, said = await check(tmp_path, slack, SLACK_BOT_TOKEN="xoxb-no")
    assert not [line for line in said if "People" in line]
    assert any(line.startswith("⚠ SLACK_BOT_TOKEN was refused") for line in said)
    assert code == 1


async def test_which_clouds_are_looked_in_is_said(tmp_path: Path, slack: FakeSlack) -> None:
    """As far as Microsoft is asked at all: not of Slack alone, nor of what a sandbox stands in for."""
    _, said = await check(tmp_path, slack)
    assert not [line for line in said if "Clouds: " in line]
    async with running_teams() as teams:
        teams.issuer.name = CLOUDS[Cloud.DOD].audience
        _, said = await check(tmp_path, slack, **teams.environment, TEAMS_CLOUD="dod")
    assert [line for line in said if "Clouds: " in line] == ["✓ Clouds: TEAMS_CLOUD dod."]
