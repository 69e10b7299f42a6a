"""Files in the personal chat: Teams asks its reader first, and then takes the file into their OneDrive.

Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4. Of an offer nothing is kept here: who
takes it presses a button, so the rule is asked and the file made anew, on whichever replica, also after a restart.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from hashlib import sha256

import aiohttp
import structlog
from yarl import URL

from bot.door import Desk
from bot.teams.message import drawn, offer, there
from bot.teams.origin import Origin
from bot.teams.posts import Posts
from bot.teams.reply import Replies
from common.web import origin
from domain.card import Card, Form, say
from domain.chat import Clicked, Place
from domain.file import File, Handed, Hindrance
from domain.words.language import Words
from domain.words.languages import spoken
from gateways.clouds import CLOUDS, Cloud
from gateways.http import only_once

ATTEMPTS, PAUSE = 3, 1.0  # seconds
SECONDS = 60.0  # for an upload
_SAID = frozenset({"accept", "decline"})  # what Teams lets somebody say to an offer
_OVER = frozenset({401, 403, 404, 409, 410, 416})  # the address for the upload is good no more
_LARGE = frozenset({413, 507})

log = structlog.get_logger(__name__)


class Files:
    """`words`: for whoever's language is not known."""

    def __init__(
        self,
        desk: Desk,
        posts: Posts,
        replies: Replies,
        session: aiohttp.ClientSession,
        words: Words,
        cloud: Cloud = Cloud.PUBLIC,
    ) -> None:
        self._desk, self._posts, self._replies, self._session = desk, posts, replies, session
        self._otherwise, self._cloud = words, cloud

    def _words(self, origin: Origin) -> Words:
        return spoken(origin.locale, self._otherwise)

    async def offer(self, place: str, file: File) -> None:
        """Raises as `Posts.post`."""
        await self._posts.post(place, offer(file))

    async def answered(self, origin: Origin, told: Mapping[str, str]) -> None:
        """What became of it takes the place of the offer, which is thereby good once."""
        card = await self._became(origin, told)
        if origin.message and told["action"] in _SAID:
            await self._replies.replace(origin, origin.message, drawn(card))
        else:
            await self._replies.privately(origin, drawn(card))

    async def _became(self, origin: Origin, told: Mapping[str, str]) -> Card:
        """Of an answer that is none of Teams', nothing."""
        try:
            match told["action"]:
                case "accept":
                    return await self._taken(origin, told)
                case "decline":
                    return self._unsent(origin, Hindrance.DECLINED)
            return say(self._words(origin).teams.NOT_MINE)
        except Exception:
            log.exception("a file could not be brought")
            return self._unsent(origin, Hindrance.DOUBT)

    async def _taken(self, origin: Origin, told: Mapping[str, str]) -> Card:
        answer = await self._made(origin, told)
        if not isinstance(answer, Handed) or not answer.file:
            return answer
        service = origin.conversation.service_url
        url, shown = (drive_address(told[name], service, self._cloud) for name in ("uploadUrl", "contentUrl"))
        if not url or not shown:
            log.warning("Teams named no place of its own for a file")
            return self._unsent(origin, Hindrance.LOST)
        if why := await self._put(url, answer.file.content):
            log.warning("a file could not be put into somebody's OneDrive", why=why)
            return self._unsent(origin, why)
        shown_there = await self._replies.in_chat(origin.conversation, there(answer.file.name, told))
        said = self._words(origin).files
        return say(said.ONLY_THERE if shown_there is None else said.SENT)

    async def _made(self, origin: Origin, told: Mapping[str, str]) -> Card:
        place = Place(origin.account.surface, origin.conversation.id, private=True)
        act = Clicked(
            account=origin.account,
            place=place,
            delivery=origin.delivery,
            locale=origin.locale,
            verb=told["verb"],
            ref=told["ref"],
        )
        try:
            answer = await self._desk(act)
        except Exception:
            log.exception("an act failed", act=type(act).__name__)
            return say(self._words(origin).teams.CANNOT_NOW)
        return say(self._words(origin).teams.NOT_MINE) if isinstance(answer, Form) else answer

    def _unsent(self, origin: Origin, why: Hindrance) -> Card:
        return say(self._words(origin).files.UNSENT[why])

    async def _put(self, url: URL, content: bytes) -> Hindrance | None:
        """All of it in one piece. What may have arrived is put there once more, and found to be over if it had."""
        doubted = False
        for attempt in range(ATTEMPTS):
            status = await self._status(url, content)
            if status in {200, 201}:
                return None
            if status in _OVER:
                return Hindrance.DOUBT if doubted else Hindrance.EXPIRED
            if status in _LARGE:
                return Hindrance.LARGE
            doubted = doubted or status == 0 or status >= 500
            if attempt + 1 < ATTEMPTS:
                await asyncio.sleep(PAUSE)
        return Hindrance.DOUBT if doubted else Hindrance.LOST

    async def _status(self, url: URL, content: bytes) -> int:
        """Zero where no answer came. The address alone lets in: nobody else is to have it, nor our own token."""
        size, limit = len(content), aiohttp.ClientTimeout(total=SECONDS)
        head = {"Content-Type": "application/octet-stream", "Content-Range": f"bytes 0-{size - 1}/{size}"}
        try:
            async with self._session.put(
                url, data=content, headers=head, timeout=limit, allow_redirects=False, middlewares=(only_once,)
            ) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            return 0


def once(origin: Origin, told: Mapping[str, str]) -> str:
    """The same where Teams brings what somebody said once more, under whichever id: an upload has its own address."""
    url = told["uploadUrl"]
    return f"{origin.account.id}/{sha256(url.encode()).hexdigest()}" if url else origin.delivery


def drive_address(text: str, service_url: str, cloud: Cloud) -> URL | None:
    """What Teams names is data from outside: a file lies in a OneDrive of this cloud, or where Teams is spoken to."""
    try:
        url, service = URL(text, encoded=True), URL(service_url)
    except ValueError:
        return None
    if url.user or url.password or not url.host:
        return None
    drive = url.scheme == "https" and url.port == 443 and url.host.endswith(f".{CLOUDS[cloud].drives}")
    return url if drive or origin(url) == origin(service) else None
