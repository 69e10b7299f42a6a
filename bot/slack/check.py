"""For `dsrbot check`: what of Slack works, and how to mend what does not."""

from __future__ import annotations

from dataclasses import dataclass

from bot.door import Busy, Doubtful
from bot.slack.manifest import scopes
from bot.slack.settings import SlackSettings
from bot.slack.web import Refused, Web, new_session
from bot.slack.workspace import Home, Me
from domain.words.en import slack as words


@dataclass(frozen=True)
class Findings:
    """One sentence each. All is well when there is nothing to mend."""

    works: tuple[str, ...] = ()
    mend: tuple[str, ...] = ()


async def check(settings: SlackSettings) -> Findings:
    """Changes nothing in Slack."""
    async with new_session() as session:
        slack = Web(session, settings.bot_token, settings.api_url)
        home = Home(slack, settings.teams)
        try:
            me = await home.me()
            mend = [*_scopes(me, settings), *await _way_in(slack, settings), *await _channels(home, settings)]
        except Refused as refused:
            return Findings(mend=(words.token_refused("SLACK_BOT_TOKEN", refused.code),))
        except (Busy, Doubtful):
            return Findings(mend=(words.SILENT,))
        way = "Socket Mode" if settings.app_token else "HTTP"
        return Findings((words.works(me.bot, me.team_name, way),), tuple(mend))


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
    return []


async def _channels(home: Home, settings: SlackSettings) -> list[str]:
    found = [(purpose, channel, await home.trouble(channel)) for purpose, channel in settings.channels.items()]
    return [words.channel_trouble(*trouble[:2], trouble[2]) for trouble in found if trouble[2]]
