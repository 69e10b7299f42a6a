"""Answers for one person alone: a message that only they see, else their personal chat, else a word on what is missing.

An answer is tried a few times and then given up: what it tells is on record, and the person can ask again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from enum import Enum, auto

import structlog

from bot.door import Busy, Closed, Doubtful, Gone, Odd
from bot.teams.chats import Chats
from bot.teams.connector import Connector, Refused
from bot.teams.conversations import Conversation, Conversations
from bot.teams.message import Drawing, Json, message, sentence, to_one
from bot.teams.origin import Origin
from bot.teams.posts import Posts
from domain.words.language import Words
from domain.words.languages import spoken

ATTEMPTS = 3
LONGEST_PAUSE = 20.0  # seconds

log = structlog.get_logger(__name__)


class Where(Enum):
    """Where an answer went."""

    HERE = auto()
    CHAT = auto()
    NOWHERE = auto()  # they have to install the app first
    LOST = auto()


class Replies:
    """`targeted`: messages in a channel that one person sees are allowed. `words`: where no language is known."""

    def __init__(
        self,
        connector: Connector,
        posts: Posts,
        chats: Chats,
        conversations: Conversations,
        words: Words,
        *,
        targeted: bool,
    ) -> None:
        self._connector, self._posts, self._chats, self._targeted = connector, posts, chats, targeted
        self._conversations, self._otherwise = conversations, words

    async def privately(self, origin: Origin, drawing: Drawing) -> Where:
        if origin.conversation.private:
            address = await self.in_chat(origin.conversation, drawing)
            await self._shown(origin, drawing, origin.conversation.id, address)
            return Where.LOST if address is None else Where.HERE
        if (origin.seen_by_one or self._targeted) and await self._whisper(origin, drawing) is not None:
            return Where.HERE
        return await self._in_their_chat(origin, drawing)

    async def in_chat(self, where: Conversation, drawing: Drawing) -> str | None:
        """Say it there, to everybody; the address of the message, as `_tried` knows it."""
        return await _tried(lambda: self._posts.post(where.id, drawing))

    async def pointed(self, origin: Origin, where: Where) -> None:
        """Say in the open where the answer is, or why there is none; nothing of what it says."""
        words = spoken(origin.locale, self._otherwise).teams
        if text := {Where.CHAT: words.IN_OUR_CHAT, Where.NOWHERE: words.INSTALL}.get(where):
            await self.said(origin, text)

    async def said(self, origin: Origin, text: str) -> None:
        """One of our own sentences, where others read."""
        here, activity = origin.conversation, sentence(origin.conversation, text)
        await _tried(lambda: self._connector.send(here.service_url, origin.thread, activity))

    async def replace(self, origin: Origin, shown: str, drawing: Drawing) -> None:
        """Put it in the place of a message that only this person sees; beside it, where that is gone."""

        async def redraw() -> str:
            if origin.conversation.private:
                await self._posts.update(origin.conversation.id, shown, drawing)
            else:
                await self._rewhisper(origin, shown, drawing)
            return shown

        if await _tried(redraw) is None:
            await self.privately(origin, drawing)

    async def _in_their_chat(self, origin: Origin, drawing: Drawing) -> Where:
        async def post() -> str:
            chat = await self._chats.with_(origin.account)
            address = await self._posts.post(chat.id, drawing)
            await self._shown(origin, drawing, chat.id, address)
            return address

        try:
            return Where.LOST if await _attempts(post) is None else Where.CHAT
        except Closed:
            return Where.NOWHERE
        except Odd:
            return Where.LOST

    async def _shown(self, origin: Origin, drawing: Drawing, place: str, address: str | None) -> None:
        if drawing.ref and address:
            await self._conversations.shown(drawing.ref, place, address, origin.account)

    async def _whisper(self, origin: Origin, drawing: Drawing) -> str | None:
        here, activity = origin.conversation, _whispered(origin, drawing)
        return await _tried(lambda: self._connector.send(here.service_url, origin.thread, activity, targeted=True))

    async def _rewhisper(self, origin: Origin, shown: str, drawing: Drawing) -> None:
        here, activity = origin.conversation, {**_whispered(origin, drawing), "id": shown}
        await self._connector.update(here.service_url, origin.thread, shown, activity, targeted=True)


def _whispered(origin: Origin, drawing: Drawing) -> Json:
    return to_one(message(origin.conversation, drawing), origin.user_id)


async def _tried(send: Callable[[], Awaitable[str]]) -> str | None:
    """The address of the message, empty when Teams took it and names none; None when it could not be brought."""
    try:
        return await _attempts(send)
    except (Closed, Gone, Odd, Refused):
        return None


async def _attempts(send: Callable[[], Awaitable[str]]) -> str | None:
    """What may have arrived is not sent a second time."""
    for attempt in range(ATTEMPTS):
        try:
            return await send()
        except Busy as busy:
            if attempt + 1 < ATTEMPTS:
                await asyncio.sleep(min(busy.retry_after, LONGEST_PAUSE))
        except Doubtful:
            break
    log.warning("an answer could not be delivered")
    return None
