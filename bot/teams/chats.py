"""The personal chat with somebody: the one they opened, or a new one where Teams lets the bot begin it.

Teams lets it where the app is installed for the person, or in a team that they are in:
learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from bot.delivery.memory import Memory
from bot.door import Closed
from bot.teams.connector import Connector, Refused
from bot.teams.conversations import SURFACE, Conversation, Conversations, Kind
from bot.teams.settings import TeamsSettings
from domain.chat import Account

_OF_MANY = "@thread."  # in the id of each channel, group chat and meeting: 19:…@thread.tacv2
NOT_INSTALLED = "not_installed"  # our own code
REFUSAL_SECONDS = 300.0  # how long a refusal is believed; whoever installs the app is met at once


class Chats:
    def __init__(
        self,
        settings: TeamsSettings,
        connector: Connector,
        conversations: Conversations,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings, self._connector, self._conversations = settings, connector, conversations
        self._begun: Memory[Account, Conversation | None] = Memory(self._begin, REFUSAL_SECONDS, clock=clock)

    async def with_(self, account: Account) -> Conversation:
        """An account without a tenant is at home. Raises: Closed (they have to install the app), Busy, Doubtful."""
        if not account.id:
            raise Closed(NOT_INSTALLED)
        account = replace(account, tenant=account.tenant or self._settings.home)
        known = await self._conversations.personal(account.tenant, account.id)
        chat = known or await self._begun(account)
        if not chat:
            raise Closed(NOT_INSTALLED)
        return chat

    async def is_with(self, account: Account, place: str) -> bool:
        """Also where Teams found another chat with them since. A channel or group is nobody's, whatever our rows say.
        Raises as `with_`."""
        if _OF_MANY in place:
            return False
        chat = await self.with_(account)
        moved = None if place == chat.id else await self._conversations.successor(place)
        return place == chat.id or (moved is not None and moved.id == chat.id)

    async def locale(self, account: Account) -> str:
        """The language of the person's Teams, as they were heard last; empty where they never were."""
        known = await self._conversations.personal(account.tenant, account.id)
        return known.locale if known else ""

    async def anew(self, lost: Conversation) -> Conversation:
        """A chat with the same person in the place of one that Teams does not find. Raises: Closed, Busy, Doubtful."""
        who = Account(SURFACE, lost.tenant, lost.object_id)
        chat = await self._begin(who, lost.user_id) if lost.object_id else None
        if not chat:
            raise Closed(NOT_INSTALLED)
        if chat.id != lost.id:
            await self._conversations.retire(lost.id)
        return chat

    async def _begin(self, account: Account, user_id: str = "") -> Conversation | None:
        service_url = await self._conversations.service_url(account.tenant) or self._settings.at.service
        if not service_url:  # it is known once somebody of theirs has written
            return None
        wish = {
            "isGroup": False,
            "bot": {"id": self._settings.bot_id},
            "members": [{"id": account.id}],
            "tenantId": account.tenant,
            "channelData": {"tenant": {"id": account.tenant}},
        }
        try:
            found = await self._connector.begin_chat(service_url, wish, pace=account.id)
        except Refused:
            return None
        if not found:  # begun, but nobody knows where
            return None
        chat = Conversation(
            id=found,
            kind=Kind.PERSONAL,
            tenant=account.tenant,
            service_url=service_url,
            bot_id=self._settings.bot_id,
            object_id=account.id,
            user_id=user_id,
        )
        await self._conversations.put(chat)
        return chat
