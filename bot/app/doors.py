"""Putting a door in place: made, mounted on the web server, and known to the bot.

A door's libraries are loaded when it is made: whoever has only Slack need not wait for those of Teams.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from aiohttp import web

from bot.app.bot import Bot
from bot.app.keeping import Kept
from bot.app.outages import tell_admins
from bot.delivery.homes import Homes
from bot.door import Condition, Desk
from bot.settings.config import Config
from bot.settings.environment import Slack, Teams
from bot.settings.tenants import tenants_of
from bot.slack.settings import SlackSettings
from bot.teams.settings import Certificate, TeamsSettings
from domain.groups import SLACK
from domain.mend import WorkspaceRefused, WorkspaceWithdrawn, kept
from domain.notice import NoticeKind
from gateways.graph import Graph
from handlers.ports import Unit


@dataclass(frozen=True)
class Front:
    """What a door leads to: the bot, or several behind one desk. `bots`: the first one first."""

    bots: Sequence[Bot]
    desk: Desk
    homes: Homes
    configs: Sequence[Config]
    joined: Callable[[], None] = lambda: None  # once the doors are there

    @property
    def first(self) -> Bot:
        return self.bots[0]

    def regrouped(self) -> None:
        for bot in self.bots:
            bot.groups.changed()


def slack_door(front: Front, app: web.Application, slack: Slack) -> Kept:
    """Slack, by Socket Mode when there is an app token, else over HTTP."""
    from bot.slack.door import SlackDoor
    from bot.slack.shelf import Kept as Shelf
    from bot.slack.workspaces import Keeping

    settings, first = slack_settings(slack, *front.configs), front.first
    keeping = Keeping(first.store, first.deps.clock, partial(tell_of_workspace, front.bots))
    shelf = Shelf(first.store, first.deps.clock)
    door = SlackDoor(
        settings, front.desk, front.homes, keeping, words=first.deps.words, check=first.replica.check, shelf=shelf
    )
    app.add_routes(door.routes())
    first.doors[door.surface] = door
    for bot in front.bots:
        bot.groups.reads(SLACK, door.members)
    door.regrouped = front.regrouped
    return door


def teams_door(front: Front, app: web.Application, teams: Teams) -> Kept:
    """Teams, whose conversations are kept in the database of the first environment; what was shown, in each one's."""
    from bot.teams.conversation_store import Kept as Conversations
    from bot.teams.door import TeamsDoor

    bot, settings = front.first, teams_settings(teams, *front.configs)
    kept = Conversations(bot.store, bot.deps.clock, [one.store for one in front.bots[1:]])
    door = TeamsDoor(settings, front.desk, _directories(front, settings), kept, words=bot.deps.words)
    app.add_routes(door.routes())
    bot.doors[door.surface] = door
    return door


def tenants_in(config: Config, teams: Teams | None) -> Mapping[str, Sequence[str]]:
    """By surface: whose members count in one environment of several, where it says so."""
    slack = {"slack": config.platforms.slack_teams} if config.platforms.slack_teams else {}
    return {**slack, **({"teams": tenants_of(teams, config)} if teams else {})}


def _directories(front: Front, settings: TeamsSettings) -> Mapping[str, Graph]:
    """By tenant. That of an environment which signs in there is asked in its name, any other in that of the first."""
    known = [bot.directories for bot in front.bots]
    if len(settings.allowed) == 1:
        return known[0].each(settings.allowed)
    return {
        tenant: next((one for one in known if one.tenant == tenant), known[0]).of(tenant) for tenant in settings.allowed
    }


async def tell_of_door(bots: Sequence[Bot], surface: str, found: Condition) -> None:
    """By the other doors, to the admins of every environment."""
    data = {"surface": surface, "code": found.code, **kept(found.mend)}

    def tell(unit: Unit, now: datetime) -> None:
        tell_admins(unit, NoticeKind.DOOR, surface, found.code, data, now)

    for bot in bots:
        await bot.deps.storage.write(partial(tell, now=bot.deps.clock()))


async def tell_of_workspace(bots: Sequence[Bot], key: str, code: str) -> None:
    """Of Slack, also in Slack: the other workspaces work. To the admins of every environment."""
    where, mend = f"Slack {key}", _mend_of(key, code) if code else None
    data = {"surface": where, "code": code, **kept(mend)}

    def tell(unit: Unit, now: datetime) -> None:
        tell_admins(unit, NoticeKind.DOOR, where, code, data, now)

    for bot in bots:
        await bot.deps.storage.write(partial(tell, now=bot.deps.clock()))


def _mend_of(key: str, code: str) -> WorkspaceRefused | WorkspaceWithdrawn:
    named, _, answer = code.partition("/")
    return WorkspaceWithdrawn(key, answer) if named == "not_named" else WorkspaceRefused(key, code)


def teams_settings(
    teams: Teams, config: Config, *others: Config, public_url: str = "https://dsrbot.example.com"
) -> TeamsSettings:
    """`public_url`: where Teams reaches the bot, for the package. `others`: of environments beside the first one."""
    channels = _channels("teams", config, *others)
    return TeamsSettings(
        app_id=teams.app_id or "",
        app_type=teams.app_type,
        secret=_secret(teams),
        tenant_id=teams.tenant_id,
        tenants=tenants_of(teams, config, *others),
        channels=channels,
        belongs={
            place: tenants_of(teams, one) for one in (config, *others) for place in _channels("teams", one).values()
        },
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


def _channels(surface: str, *configs: Config) -> dict[str, str]:
    """By purpose; those of an environment beside the first one with its name."""
    return {
        purpose if number == 0 else f"{purpose}@{config.environment.name}": ids[surface]
        for number, config in enumerate(configs)
        for purpose, ids in config.channel_ids().items()
        if surface in ids
    }


def _workspaces(config: Config, *others: Config) -> tuple[str, ...]:
    """Whose members count, in any environment; empty: of the one that the bot is installed in."""
    named = (workspace for one in (config, *others) for workspace in one.platforms.slack_teams)
    return tuple(dict.fromkeys(named)) if config.platforms.slack_teams else ()


def slack_settings(slack: Slack, config: Config, *others: Config) -> SlackSettings:
    channels = _channels("slack", config, *others)
    return SlackSettings(
        bot_token=slack.bot_token.get_secret_value() if slack.bot_token else "",
        client_id=slack.client_id or "",
        client_secret=slack.client_secret.get_secret_value() if slack.client_secret else "",
        signing_secret=slack.signing_secret.get_secret_value() if slack.signing_secret else None,
        app_token=slack.app_token.get_secret_value() if slack.app_token else None,
        api_url=slack.api_url,
        teams=_workspaces(config, *others),
        channels=channels,
        groups=any(entry.startswith(SLACK) for one in (config, *others) for entry in one.people.groups),
    )
