"""For `dsrbot check`: what of Teams works, and how to mend what does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.door import Doubtful
from bot.teams.connector import Connector, Refused, new_session
from bot.teams.conversations import Conversation
from bot.teams.credentials import credentials
from bot.teams.keys import Keys, Unavailable
from bot.teams.settings import TeamsSettings
from domain.words.en import teams as words


@dataclass(frozen=True)
class Findings:
    """One sentence each. All is well when there is nothing to mend."""

    works: tuple[str, ...] = ()
    mend: tuple[str, ...] = ()


class Met(Protocol):
    async def get(self, conversation_id: str) -> Conversation | None:
        """None for a conversation that the bot has never met."""


async def check(settings: TeamsSettings, conversations: Met) -> Findings:
    """Changes nothing in Teams."""
    async with new_session() as session:
        mend = [
            await _signs_in(Connector(credentials(settings), session, cloud=settings.cloud)),
            await _verifies(Keys(settings.at.openid_metadata, session)),
            *[await _met(conversations, settings, purpose) for purpose in settings.channels],
            words.INSECURE if settings.insecure_local else "",
        ]
    found = tuple(filter(None, mend))
    return Findings(() if found else (words.works(settings.app_type),), found)


async def _signs_in(connector: Connector) -> str:
    try:
        await connector.signed_in()
    except Refused as refused:
        return words.credentials_refused(refused.code)
    except Doubtful:
        return words.ENTRA_SILENT
    return ""


async def _verifies(keys: Keys) -> str:
    try:
        await keys.get("")
    except Unavailable:
        return words.KEYS_SILENT
    finally:
        await keys.stop()
    return ""


async def _met(conversations: Met, settings: TeamsSettings, purpose: str) -> str:
    channel = settings.channels[purpose]
    where = await conversations.get(channel)
    if not where:
        return words.unmet(purpose, channel)
    if where.tenant not in settings.belongs.get(channel, {where.tenant}):
        return words.elsewhere(purpose, channel, where.tenant)
    return words.shared(purpose, channel) if where.shared else ""
