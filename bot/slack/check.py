"""For `dsrbot check`: what of Slack works, in each workspace, and how to mend what does not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp

from bot.door import Busy, Doubtful
from bot.slack.manifest import scopes
from bot.slack.names import OWN, Names, apart
from bot.slack.settings import SlackSettings
from bot.slack.web import Refused, Web, new_session
from bot.slack.workspace import Home, Me
from domain.installation import Installation
from domain.words.en import slack as words

Kept = Callable[[str], Awaitable[Installation | None]]


async def nothing_kept(_: str) -> Installation | None:
    return None


@dataclass(frozen=True)
class Findings:
    """One sentence each. All is well when there is nothing to mend."""

    works: tuple[str, ...] = ()
    mend: tuple[str, ...] = ()

    def __add__(self, other: Findings) -> Findings:
        return Findings(self.works + other.works, self.mend + other.mend)


async def check(settings: SlackSettings, kept: Kept = nothing_kept) -> Findings:
    """Changes nothing in Slack, and renews no token. `kept`: what is installed, by its key."""
    async with new_session() as session:
        own = Web(session, settings.bot_token, settings.api_url)
        home = Home(own, () if settings.client_id else settings.teams)
        found, me = Findings(mend=tuple(await _way_in(own, settings))), None
        if settings.bot_token:
            found += (looked := await _looked(home, settings, OWN))[0]
            me = looked[1]
        for key in settings.teams if settings.client_id else ():
            if not me or key != me.key:
                found += await _installed(key, settings, session, kept)
        return found + Findings(mend=tuple(_nowhere(settings, me)))


async def _looked(home: Home, settings: SlackSettings, key: str) -> tuple[Findings, Me | None]:
    """One installation. `key`: its own."""
    try:
        me = await home.me()
        mend = (*_scopes(me, settings), *await _channels(home, settings.inside(key).channels, key))
    except Refused as refused:
        again = words.workspace_refused(key, refused.code) if key else None
        return Findings(mend=(again or words.token_refused("SLACK_BOT_TOKEN", refused.code),)), None
    except (Busy, Doubtful):
        return Findings(mend=(words.SILENT,)), None
    way = "Socket Mode" if settings.app_token else "HTTP"
    return Findings((words.works(me.bot, me.team_name, way),), mend), me


async def _installed(key: str, settings: SlackSettings, session: aiohttp.ClientSession, kept: Kept) -> Findings:
    """What a token says that has ended, nobody knows: the bot that runs renews it."""
    found = await kept(key)
    if not found or not found.good(datetime.now(UTC)):
        return Findings(mend=(words.not_installed(key),))
    home = Home(Web(session, found.token, settings.api_url), (key,))
    return (await _looked(home, settings, key))[0]


def _scopes(me: Me, settings: SlackSettings) -> list[str]:
    lacking = sorted(scopes(groups=settings.groups).keys() - me.scopes) if me.scopes else []
    return [words.missing_scopes(lacking)] if lacking else []


async def _way_in(slack: Web, settings: SlackSettings) -> list[str]:
    if not settings.app_token:
        return [] if settings.signing_secret else [words.NO_WAY_IN]
    app = Web(slack.session, settings.app_token, settings.api_url)
    try:
        await app.call("apps.connections.open", {})
    except Refused as refused:
        return [words.token_refused("SLACK_APP_TOKEN", refused.code)]
    except (Busy, Doubtful):
        return []  # as what is asked next will say
    return []


async def _channels(home: Home, channels: Mapping[str, str], key: str) -> list[str]:
    names = Names(key)
    found = [(purpose, channel, await home.trouble(channel)) for purpose, channel in channels.items()]
    return [words.channel_trouble(purpose, names.outside(channel), why) for purpose, channel, why in found if why]


def _nowhere(settings: SlackSettings, me: Me | None) -> Sequence[str]:
    """Channels of no workspace that the bot may be in; the own one is not said by its key."""
    keys = {OWN} if settings.bot_token else set[str]()
    keys |= {*settings.teams} - {me.key if me else ""} if settings.client_id else set()
    places = settings.channels.items()
    return [words.channel_nowhere(purpose, place) for purpose, place in places if apart(place)[0] not in keys]
