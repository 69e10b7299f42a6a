"""Posting and updating cards in conversations that the bot has met, with Teams' refusals in every door's words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import TypeVar

import structlog

from bot.door import Closed, Gone, Odd
from bot.teams.chats import Chats
from bot.teams.connector import Connector, Refused
from bot.teams.conversations import THREAD, Conversation, Conversations, Kind
from bot.teams.limits import Element
from bot.teams.message import Drawing, Json, message
from bot.teams.screen import SHARED

UNMET, ELSEWHERE = "unmet", "of_another_tenant"  # our own codes
# A 403 that says anything else is none that lasts (BotFramework-Services 269, msteams-docs 7613).
ENDED = frozenset(
    {"BotNotInConversationRoster", "ConversationBlockedByUser", "MessageWritesBlocked", "BotDisabledByAdmin"}
)
_NO_MORE = "ConversationNotFound"
_TOO_MUCH = frozenset({400, 413})

T = TypeVar("T")
log = structlog.get_logger(__name__)


class Posts:
    def __init__(
        self,
        connector: Connector,
        conversations: Conversations,
        chats: Chats,
        belongs: Mapping[str, Collection[str]],
    ) -> None:
        """`belongs`: conversation id → the tenants that it must be of one of."""
        self._connector, self._conversations, self._chats, self._belongs = connector, conversations, chats, belongs

    async def post(self, place: str, drawing: Drawing) -> str:
        """The address of the message, empty when it has an unknown one; in a channel it begins a thread.

        Raises: Closed, Busy, Doubtful, Odd.
        """
        where = await self._met(place)
        try:
            return await self._posted(where, drawing)
        except Refused as refused:
            await self._check_open(where, refused)
            if not where.private or refused.status not in {403, 404}:
                raise _refusal(refused) from None
        return await self._post_anew(where, drawing)

    async def reply(self, place: str, address: str, drawing: Drawing) -> str:
        """Below a message of a channel; a chat has no threads. Raises: Gone, Closed, Busy, Doubtful, Odd."""
        where = await self._met(place)
        thread = f"{where.id}{THREAD}{address}" if where.kind is Kind.CHANNEL else where.id

        async def say(element: Element) -> str:
            return await self._connector.send(where.service_url, thread, message(where, drawing, element))

        try:
            return await fitting(drawing, say)
        except Refused as refused:
            await self._check_open(where, refused)
            if refused.status in {404, 410}:
                raise Gone(refused.code) from None
            raise _refusal(refused) from None

    async def update(self, place: str, address: str, drawing: Drawing) -> None:
        """Raises: Gone, Closed, Busy, Doubtful, Odd."""
        where = await self._met(place)
        thread = f"{where.id}{THREAD}{address}" if where.kind is Kind.CHANNEL else where.id

        async def redraw(element: Element) -> None:
            activity = {**message(where, drawing, element), "id": address}
            await self._connector.update(where.service_url, thread, address, activity)

        try:
            await fitting(drawing, redraw)
        except Refused as refused:
            await self._check_open(where, refused)
            if refused.status in {400, 404, 410, 413}:
                raise Gone(refused.code) from None
            raise _refusal(refused) from None

    async def _met(self, place: str) -> Conversation:
        """A personal chat that was begun anew is the same place."""
        where = await self._conversations.get(place) or await self._conversations.successor(place)
        if not where or where.shared:
            raise Closed(SHARED if where else UNMET)
        if where.tenant not in self._belongs.get(where.id, {where.tenant}):
            raise Closed(ELSEWHERE)
        return where

    async def _posted(self, where: Conversation, drawing: Drawing) -> str:
        say = self._begin_thread if where.kind is Kind.CHANNEL else self._say
        return await fitting(drawing, lambda element: say(where, message(where, drawing, element)))

    async def _post_anew(self, where: Conversation, drawing: Drawing) -> str:
        """Teams may forget a chat with somebody whom it knows (botframework-sdk 6628)."""
        chat = await self._chats.anew(where)
        try:
            return await self._posted(chat, drawing)
        except Refused as refused:
            await self._check_open(chat, refused)
            raise Closed(refused.code) from None

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
        return await self._connector.begin_thread(where.service_url, wish, pace=where.id)

    async def _check_open(self, where: Conversation, refused: Refused) -> None:
        """Where the bot was thrown out, nothing is tried any more until it is met there again. Raises: Closed."""
        ended = refused.status == 403 and refused.code in ENDED
        if ended or (refused.code == _NO_MORE and not where.private):
            await self._conversations.retire(where.id)
            raise Closed(refused.code)


def _refusal(refused: Refused) -> Exception:
    """A card that Teams cannot take will not do there either; anything else may pass."""
    return Closed(refused.code) if refused.status in _TOO_MUCH else Odd(refused.code)


async def fitting(drawing: Drawing, show: Callable[[Element], Awaitable[T]]) -> T:
    """Show the whole, or what is left of it where Teams finds that too much. Raises what `show` raises."""
    try:
        return await show(drawing.element)
    except Refused as refused:
        if refused.status not in _TOO_MUCH:
            raise
        log.error("a card did not fit, so it was sent without its details", code=refused.code)
        return await show(drawing.bare)
