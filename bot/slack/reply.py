"""Private answers after the acknowledgement: through the `response_url` of an act, or as a message to one person.

A response_url is data from outside: it is used only on Slack's own host or the host of SLACK_API_URL (design §10).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

import aiohttp
import structlog
from yarl import URL

from bot.door import Busy, Closed, Doubtful
from bot.slack.blocks import message
from bot.slack.people import People
from bot.slack.web import RETRY_AFTER, Refused, Web
from domain.card import Card, say
from domain.chat import Account

SLACKS_OWN = "hooks.slack.com"
ATTEMPTS = 3
LONGEST_PAUSE = 30.0  # seconds

log = structlog.get_logger(__name__)


def ephemeral(card: Card) -> dict[str, Any]:
    """As the answer to a command, or to a response_url. What was on screen stays."""
    return {"response_type": "ephemeral", "replace_original": False, "mrkdwn": False, **message(card)}


class Responses:
    """Through a response_url, which takes no token."""

    def __init__(self, web: Web, session: aiohttp.ClientSession) -> None:
        self._web, self._session = web, session

    async def respond(self, response_url: str, card: Card) -> bool:
        """False where it cannot be: five answers were given, half an hour is over, or the address is not Slack's."""
        url = self._web.ours(response_url, SLACKS_OWN)
        if not url:
            log.warning("an answer had nowhere to go: no response_url of Slack's")
            return False
        for attempt in range(ATTEMPTS):
            pause = await self._sent(url, ephemeral(card))
            if pause is None:
                return True
            if pause < 0:
                return False
            if attempt + 1 < ATTEMPTS:
                await asyncio.sleep(min(pause, LONGEST_PAUSE))
        return False

    async def redraw(self, response_url: str, card: Card) -> bool:
        """The message that was clicked, in its place: at once or not at all, as there is another way."""
        url = self._web.ours(response_url, SLACKS_OWN)
        return url is not None and await self._sent(url, {"replace_original": True, **message(card)}) is None

    async def _sent(self, url: URL, body: dict[str, Any]) -> float | None:
        """None when it was taken; otherwise seconds until the next attempt, below zero when there is to be none."""
        try:
            async with self._session.post(url, json=body, allow_redirects=False, proxy=self._web.proxy) as answer:
                if answer.status == 429:
                    return float(answer.headers.get("Retry-After") or RETRY_AFTER)
                if answer.status < 300 and _taken(await answer.text()):
                    return None
                if answer.status < 500:
                    log.warning("an answer was refused", status=answer.status)
                    return -1.0
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            pass
        return 1.0


class Replies(Responses):
    """A reply is tried a few times and then given up: what it tells is on record, and the person can ask again."""

    def __init__(self, web: Web, people: People, session: aiohttp.ClientSession) -> None:
        super().__init__(web, session)
        self._people = people

    async def answer(self, response_url: str, channel: str, account: Account, card: Card) -> None:
        """By the response_url; where that is dead, privately: every act gets its answer."""
        if not await self.respond(response_url, card):
            await self.whisper(channel, account, card)

    async def whisper(self, channel: str, account: Account, card: Card, thread: str = "") -> None:
        """To one person, where they are; in their private chat where the bot cannot speak there."""
        if not await _done(partial(self._whispered, channel, account, card, thread)):
            log.warning("an answer could not be delivered")

    async def _whispered(self, channel: str, account: Account, card: Card, thread: str) -> None:
        try:
            if channel:
                where = {"channel": channel, "user": account.id, **({"thread_ts": thread} if thread else {})}
                await self._web.call("chat.postEphemeral", where | message(card))
                return
        except Refused:
            pass
        chat = await self._people.direct(account)
        try:
            await self._web.call("chat.postMessage", {"channel": chat, "mrkdwn": False, **message(card)})
        except Refused as refused:
            raise Closed(refused.code) from None

    async def open(self, trigger: str, view: Mapping[str, Any]) -> str:
        """Show a modal; returns Slack's code when it refuses, and nothing when all is well. Raises: Busy, Doubtful."""
        try:
            await self._web.call("views.open", {"trigger_id": trigger, "view": view})
        except Refused as refused:
            return refused.code
        return ""

    async def redo(self, view_id: str, view: dict[str, Any]) -> bool:
        """Put this view in the place of one on screen; False when that was closed meanwhile, or Slack does not."""
        return await _done(partial(self._web.call, "views.update", {"view_id": view_id, "view": view}))


async def _done(call: Callable[[], Awaitable[object]]) -> bool:
    """A few times, where Slack has no time or gives no clear answer."""
    for attempt in range(ATTEMPTS):
        try:
            await call()
            return True
        except Busy as busy:
            pause = busy.retry_after
        except Doubtful:
            pause = 1.0
        except (Closed, Refused):
            break
        if attempt + 1 < ATTEMPTS:
            await asyncio.sleep(min(pause, LONGEST_PAUSE))
    return False


def _taken(said: str) -> bool:
    """Slack says `ok`, or tells in JSON why not."""
    try:
        told = json.loads(said)
    except ValueError:
        return True
    return not isinstance(told, dict) or told.get("ok") is not False


def sentence(text: str) -> dict[str, Any]:
    return ephemeral(say(text))
