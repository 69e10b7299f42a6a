"""What is named of Slack is of a workspace that the bot can be in, in each environment; else the start stops."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings.all import Settings, SettingsError, load
from tests.bot.settings.test_environments import OWN
from tests.bot.settings.test_settings import INSIGHTS

HUSH = {"SLACK_SIGNING_SECRET": "hush"}
TOKEN = {"SLACK_BOT_TOKEN": "xoxb-1"}
APP = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "hush"}
FIRST = """
[environment]
name = "us"
[platforms]
slack_teams = ["T0FABRIKAM"]
[people]
admins = ["ada@contoso.com", {people}]
[channels]
approvals = {{ slack = "{channel}" }}
"""
THERE = "T0FABRIKAM/C0APPROVE"
EMEA = """
[[environments]]
name = "emea"
people = {{ admins = [{people}] }}
channels = {{ approvals = {{ slack = "{channel}" }} }}
"""


def loaded(folder: Path, text: str, **environ: str) -> Settings:
    (folder / "dsrbot.toml").write_text(text, encoding="utf-8")
    return load({**HUSH, **INSIGHTS, **OWN, **environ}, folder)


def first(people: str = "", channel: str = THERE) -> str:
    return FIRST.format(people=people, channel=channel)


def emea(people: str = '"tess@contoso.com"', channel: str = "T0FABRIKAM/C0EMEA") -> str:
    return EMEA.format(people=people, channel=channel)


def test_what_is_of_an_installed_workspace_or_of_the_own_one_is_taken(tmp_path: Path) -> None:
    people = '"slack:T0FABRIKAM/U0FAY", "slack:U0ADA", "slack-group:T0FABRIKAM/S0GROUP"'
    assert loaded(tmp_path, first(people) + emea(channel="C0EMEA"), **TOKEN, **APP).slack


@pytest.mark.parametrize(
    ("text", "environ", "told"),
    [
        (first('"slack:T0FABRIKM/U0FAY"'), TOKEN | APP, "T0FABRIKM/U0FAY is of a workspace that platforms.slack_teams"),
        (first(channel="T0FABRIKM/C0APPROVE"), TOKEN | APP, "T0FABRIKM/C0APPROVE is of a workspace that platforms"),
        (first() + emea('"slack:T0OTHER/U0X"'), TOKEN | APP, "T0OTHER/U0X is of a workspace that platforms"),
        (first() + emea(channel="T0OTHER/C0X"), TOKEN | APP, "T0OTHER/C0X is of a workspace that platforms"),
        (first(), TOKEN, "C0APPROVE is of an installed workspace: set SLACK_CLIENT_ID"),
        (first('"slack:U0ADA"'), APP, "U0ADA is of the workspace of SLACK_BOT_TOKEN, which is not set"),
        (first(channel="C0APPROVE"), APP, "C0APPROVE is of the workspace of SLACK_BOT_TOKEN, which is not set"),
        (
            first() + emea() + 'platforms = { slack_teams = ["fabrikam"] }',
            TOKEN | APP,
            "must name workspaces and organisations of Slack by their ids",
        ),
    ],
)
def test_what_would_name_nobody_stops_the_start(tmp_path: Path, text: str, environ: dict[str, str], told: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        loaded(tmp_path, text, **environ)
    assert told in str(wrong.value)
