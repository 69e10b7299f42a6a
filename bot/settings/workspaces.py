"""Several workspaces of Slack: whoever and whatever is named is of one that the bot can be in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.settings.config import Config
from bot.settings.environment import Slack
from bot.settings.setting_errors import SettingsError
from bot.settings.setting_types import SLACK_WORKSPACE
from domain.groups import SLACK

_PEOPLE = "slack:"
_LISTS = ("admins", "approvers", "tenant_admins", "auditors")


def check_workspaces(slack: Slack, configs: Sequence[Config]) -> None:
    """`configs`: of each environment. Raises: SettingsError: somebody or something is named that is of none."""
    for config in configs:
        if slack.client_id:
            _check_named(config)
        for said in (*_people(config), *_channels(config)):
            _check(slack, config, said)


def _check_named(config: Config) -> None:
    """Who may install the app is named one by one. Raises: SettingsError."""
    named = config.platforms.slack_teams
    if not named:
        raise SettingsError(
            "platforms.slack_teams is empty: name the workspaces (T…) or organisations (E…) of Slack in which the app "
            "may be installed, or take SLACK_CLIENT_ID and SLACK_CLIENT_SECRET away."
        )
    if not all(map(SLACK_WORKSPACE.fullmatch, named)):
        raise SettingsError(
            "platforms.slack_teams must name workspaces and organisations of Slack by their ids, such as T0CONTOSO."
        )


def _check(slack: Slack, config: Config, said: str) -> None:
    key, of_another, _ = said.partition("/")
    if of_another and not slack.client_id:
        raise SettingsError(f"{said} is of an installed workspace: set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET.")
    if of_another and key not in config.platforms.slack_teams:
        raise SettingsError(f"{said} is of a workspace that platforms.slack_teams does not name: add {key} there.")
    if not of_another and not slack.bot_token:
        raise SettingsError(
            f"{said} is of the workspace of SLACK_BOT_TOKEN, which is not set: set it, or say the installed workspace, "
            f"as in T0CONTOSO/{said}."
        )


def _people(config: Config) -> Iterator[str]:
    """Ids as they are listed, of people and user groups."""
    people = config.people
    listed = [entry for name in _LISTS for entry in getattr(people, name)]
    for entry in (*listed, *people.outside_auditors, *(moved.to for moved in people.moved.values())):
        if entry.startswith((_PEOPLE, SLACK)):
            yield entry.partition(":")[2]


def _channels(config: Config) -> Iterator[str]:
    yield from (ids["slack"] for ids in config.channel_ids().values() if "slack" in ids)
