"""`dsrbot check` beside a chat that answers: what Slack says of people, of tokens, and of nobody."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from bot.teams.conversation_store import Kept
from bot.teams.conversations import Conversation, Kind
from gateways.clouds import CLOUDS, Cloud
from storage.master_key import new_master_key
from storage.store import open_store
from storage.unit import Unit
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, FakeSlack, running_slack
from tests.fakes.teams import running_teams
from tests.processes import running

NOBODY = "http://127.0.0.1:9"  # where nobody answers
CONFIG = """
[people]
admins = ["ada@contoso.com", "amir@contoso.com"]
approvers = ["ben@contoso.com", "cleo@contoso.com"]
"""


SEVERAL = """
[environment]
name = "us"
[people]
admins = ["ada@contoso.com"]
[mail]
team = "team@example.com"
[channels]
approvals = { teams = "19:x@thread.tacv2" }
[[environments]]
name = "emea"
people = { admins = ["tess@contoso.com"] }
channels = { approvals = { teams = "19:y@thread.tacv2" } }
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


async def test_whom_teams_has_met_is_known_for_every_environment(tmp_path: Path) -> None:
    """One bot of Teams serves them all, and its conversations are in the database of the first."""
    met = Conversation(id="19:x@thread.tacv2", kind=Kind.CHANNEL, tenant="t", service_url="https://s/", bot_id="28:b")
    (tmp_path / "dsrbot.toml").write_text(SEVERAL, encoding="utf-8")
    at = {"": "us", "__EMEA": "emea"}
    given = {"ENTRA_TENANT_ID": "t", "ENTRA_CLIENT_ID": "c", "ENTRA_CLIENT_SECRET": "s"} | dict.fromkeys(
        ("INSIGHTS_URL", "ENTRA_AUTHORITY", "GRAPH_URL"), NOBODY
    )
    for end, name in at.items():
        url, key = f"sqlite:///{tmp_path}/{name}.db", new_master_key()
        own = {
            "DATABASE_URL": url,
            "DSRBOT_MASTER_KEY": key,
            "INSIGHTS_INSTANCE_ID": name,
            "INSIGHTS_SUBSCRIPTION_KEY": "k",
        }
        given |= {f"{variable}{end}": value for variable, value in own.items()}
        async with open_store(url, key) as store:
            for channel in ("19:x@thread.tacv2", "19:y@thread.tacv2") if not end else ():
                await Kept(store, lambda: datetime.now(UTC)).put(replace(met, id=channel))
    async with running_teams() as teams, running(tmp_path, "check", **teams.environment, **given) as bot:
        assert await bot.ends() == 1  # as Customer Insights does not answer
    assert any(line.startswith("✓ emea: Database") for line in bot.said), bot.said
    assert not [line for line in bot.said if "was never met" in line]


async def test_people_whose_key_was_damaged_are_named_by_their_ids(tmp_path: Path, slack: FakeSlack) -> None:
    key = new_master_key()
    given = {"DATABASE_URL": f"sqlite:///{tmp_path}/kept.db", "DSRBOT_MASTER_KEY": key}
    async with open_store(given["DATABASE_URL"], key) as store:
        whole, lost = [await store.write(partial(meet, email=email)) for email in ("a@contoso.com", "b@contoso.com")]
    _, said = await check(tmp_path, slack, **given)
    assert not [line for line in said if "Keys: " in line]
    with closing(sqlite3.connect(tmp_path / "kept.db")) as database:
        database.execute("UPDATE subjects SET wrapped_key = x'00' WHERE id = ?", (lost,))
        database.commit()
    code, said = await check(tmp_path, slack, **given)
    [line] = [line for line in said if "Keys: " in line]
    assert lost in line
    assert whole not in line
    assert line.startswith("⚠ Keys: 1 in the database open by no master key")
    assert code == 1


def meet(unit: Unit, email: str) -> str:
    return unit.subjects.for_address(email, datetime.now(UTC))
