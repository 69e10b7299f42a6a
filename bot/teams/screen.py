"""Whether a channel or group is of one tenant alone: what is written where others read is theirs too (design §6).

Teams offers the app in shared channels as well, so they are refused here, at the start and while the bot runs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import replace

import structlog

from bot.door import Busy, Doubtful
from bot.teams.adapter import Activity, more, tenant_of
from bot.teams.connector import Connector, Refused
from bot.teams.conversations import Conversations, Kind

EVERY = 3_600.0  # seconds between two looks
SHARED = "shared"  # our own code
_OURS = {"standard", "private"}  # kinds of channels that nobody else can be in

log = structlog.get_logger(__name__)


class Screen:
    def __init__(self, connector: Connector, conversations: Conversations) -> None:
        self._connector, self._conversations = connector, conversations

    def told(self, activity: Activity) -> bool | None:
        """What an activity says of the place where it happened; None when it says nothing."""
        channel = activity.channel_data
        if SHARED in (channel["channelType"], channel["eventType"].removeprefix("channel").lower()):
            return True
        if any(tenant and tenant.casefold() != tenant_of(activity) for tenant in _tenants(activity)):
            return True
        return False if channel["channelType"] in _OURS else None

    async def look(self, conversation_id: str) -> bool:
        """Ask who is there, and remember what that tells. False also where it cannot be told just now."""
        where = await self._conversations.get(conversation_id)
        if not where or where.private:
            return False
        try:
            tenants = await self._connector.tenants_in(where.service_url, where.id)
        except (Refused, Busy, Doubtful):
            log.warning("it cannot be told who reads a channel")
            return False
        shared = any(tenant.casefold() != where.tenant for tenant in tenants)
        if shared != where.shared and (shared or where.kind is Kind.GROUP):
            await self._conversations.put(replace(where, shared=shared))
        return shared

    async def keep(self, conversation_ids: Iterable[str]) -> None:
        """Look at once and go on looking, until cancelled."""
        while True:
            for conversation_id in conversation_ids:
                try:
                    await self.look(conversation_id)
                except Exception:
                    log.exception("it could not be looked at who reads a channel")
            await asyncio.sleep(EVERY)


def _tenants(activity: Activity) -> Iterator[str]:
    """Those that Teams names of people who are there."""
    if activity.conversation.conversation_type != Kind.PERSONAL:
        for person in (activity.from_property, *(activity.members_added or ())):
            yield str(more(person).get("tenantId") or "")
