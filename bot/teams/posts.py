"""Posting and updating cards in conversations that the bot has met, with Teams' refusals in every door's words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from bot.door import Closed, Gone
from bot.teams.connector import Connector, Refused, named
from bot.teams.conversations import THREAD, Conversation, Conversations, Kind
from bot.teams.fit import Element
from bot.teams.message import Drawing, Json, message

UNMET = "unmet"  # our own code
_TOO_MUCH = frozenset({400, 413})

T = TypeVar("T")
log = structlog.get_logger(__name__)


class Posts:
    def __init__(self, connector: Connector, conversations: Conversations) -> None:
        self._connector, self._conversations = connector, conversations

    async def post(self, place: str, drawing: Drawing) -> str:
        """The address of the message; in a channel it begins a thread. Raises: Closed, Busy, Doubtful."""
        where = await self._met(place)
        say = self._begin_thread if where.kind is Kind.CHANNEL else self._say
        try:
            return await fitting(drawing, lambda element: say(where, message(where, element, drawing.summary)))
        except Refused as refused:
            raise await self._closed(where, refused, shut=refused.status in {403, 404}) from None

    async def update(self, place: str, address: str, drawing: Drawing) -> None:
        """Raises: Gone, Closed, Busy, Doubtful."""
        where = await self._met(place)
        thread = f"{place}{THREAD}{address}" if where.kind is Kind.CHANNEL else place

        async def redraw(element: Element) -> None:
            activity = {**message(where, element, drawing.summary), "id": address}
            await self._connector.update(where.service_url, thread, address, activity)

        try:
            await fitting(drawing, redraw)
        except Refused as refused:
            if refused.status == 403 or refused.code == "ConversationNotFound":
                raise await self._closed(where, refused, shut=True) from None
            raise Gone(refused.code) from None

    async def _met(self, place: str) -> Conversation:
        where = await self._conversations.get(place)
        if not where:
            raise Closed(UNMET)
        return where

    async def _say(self, where: Conversation, activity: Json) -> str:
        return await self._connector.send(where.service_url, where.id, activity)

    async def _begin_thread(self, where: Conversation, activity: Json) -> str:
        wish = {
            "isGroup": True,
            "bot": {"id": where.bot_id},
            "tenantId": where.tenant,
            "channelData": {"channel": {"id": where.id}, "tenant": {"id": where.tenant}},
            "activity": activity,
        }
        return named(await self._connector.create(where.service_url, wish, pace=where.id), "activityId")

    async def _closed(self, where: Conversation, refused: Refused, *, shut: bool) -> Closed:
        """Where the bot was thrown out, nothing is tried any more until it is met there again."""
        if shut:
            await self._conversations.retire(where.id)
        return Closed(refused.code)


async def fitting(drawing: Drawing, show: Callable[[Element], Awaitable[T]]) -> T:
    """Show the whole, or what is left of it where Teams finds that too much. Raises what `show` raises."""
    try:
        return await show(drawing.element)
    except Refused as refused:
        if refused.status not in _TOO_MUCH:
            raise
        log.error("a card did not fit, so it was sent without its details", code=refused.code)
        return await show(drawing.bare)
