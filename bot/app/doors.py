"""Putting a door in place: made, mounted on the web server, and known to the bot.

A door's libraries are loaded when it is made: whoever has only Slack need not wait for those of Teams.
"""

from __future__ import annotations

from aiohttp import web

from bot.app.keeping import Kept
from bot.app.outages import tell_admins
from bot.app.wiring import Bot
from bot.door import Condition
from bot.settings.config import Config
from bot.settings.environment import Slack, Teams
from bot.slack.settings import SlackSettings
from bot.teams.settings import Certificate, TeamsSettings
from domain.groups import SLACK
from domain.mend import kept
from domain.notice import NoticeKind


def slack_door(bot: Bot, app: web.Application, slack: Slack, config: Config) -> Kept:
    """Slack, by Socket Mode when there is an app token, else over HTTP."""
    from bot.slack.door import SlackDoor

    door = SlackDoor(slack_settings(slack, config), bot.desk, bot.homes, words=bot.deps.words)
    app.add_routes(door.routes())
    bot.doors[door.surface] = door
    bot.groups.reads(SLACK, door.members)
    door.regrouped = bot.groups.changed
    return door


def teams_door(bot: Bot, app: web.Application, teams: Teams, config: Config) -> Kept:
    """Teams, whose conversations are kept in the database."""
    from bot.teams.conversation_store import Kept as Conversations
    from bot.teams.door import TeamsDoor

    kept = Conversations(bot.store, bot.deps.clock)
    door = TeamsDoor(teams_settings(teams, config), bot.desk, bot.graph, kept, words=bot.deps.words)
    app.add_routes(door.routes())
    bot.doors[door.surface] = door
    return door


async def tell_of_door(bot: Bot, surface: str, found: Condition) -> None:
    """By the other doors."""
    now = bot.deps.clock()
    data = {"surface": surface, "code": found.code, **kept(found.mend)}
    await bot.deps.storage.write(lambda unit: tell_admins(unit, NoticeKind.DOOR, surface, found.code, data, now))


def teams_settings(teams: Teams, config: Config, public_url: str = "https://dsrbot.example.com") -> TeamsSettings:
    """`public_url`: where Teams reaches the bot, for the package."""
    channels = {purpose: ids["teams"] for purpose, ids in config.channel_ids().items() if "teams" in ids}
    return TeamsSettings(
        app_id=teams.app_id or "",
        app_type=teams.app_type,
        secret=_secret(teams),
        tenant_id=teams.tenant_id,
        tenants=config.platforms.teams_tenants,
        channels=channels,
        cloud=teams.cloud,
        openid_metadata_url=teams.openid_metadata_url,
        login_url=teams.login_url,
        public_url=public_url,
        website=config.teams.website,
        privacy=config.teams.privacy,
        terms=config.teams.terms,
        targeted=config.teams.targeted,
        insecure_local=teams.insecure_local,
    )


def _secret(teams: Teams) -> str | Certificate | None:
    if teams.private_key and teams.certificate:
        return Certificate(teams.private_key.get_secret_value(), teams.certificate.get_secret_value())
    return teams.app_password.get_secret_value() if teams.app_password else None


def slack_settings(slack: Slack, config: Config) -> SlackSettings:
    channels = {purpose: ids["slack"] for purpose, ids in config.channel_ids().items() if "slack" in ids}
    return SlackSettings(
        bot_token=slack.bot_token.get_secret_value(),
        signing_secret=slack.signing_secret.get_secret_value() if slack.signing_secret else None,
        app_token=slack.app_token.get_secret_value() if slack.app_token else None,
        api_url=slack.api_url,
        teams=config.platforms.slack_teams,
        channels=channels,
        groups=any(entry.startswith(SLACK) for entry in config.people.groups),
    )
