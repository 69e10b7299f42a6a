"""A file in a private chat: an address to upload to, the upload, and then the message that shows it.

Source: docs.slack.dev/messaging/working-with-files. Nobody sees anything before the last call.
"""

from __future__ import annotations

import aiohttp
from yarl import URL

from bot.door import Busy, Closed, Doubtful, Odd, Unsent
from bot.slack.posts import CLOSED
from bot.slack.text import clean, escape
from bot.slack.web import MENDING, RETRY_AFTER, RIGHTS, UNREACHED, Refused, Web
from domain.file import File, Hindrance

SLACKS_OWN = "files.slack.com"
SECONDS = 60.0  # for an upload
_ALT = 1_000  # characters
_LARGE = frozenset({"file_upload_size_restricted", "storage_limit_reached"})
_OFF = frozenset({"file_type_not_allowed", "file_uploads_disabled", "file_uploads_except_images_disabled"})


class Files:
    def __init__(self, web: Web) -> None:
        self._web = web

    async def send(self, place: str, file: File) -> None:
        """Raises: Unsent, Closed, Busy, Doubtful, Odd."""
        try:
            url, number = await self._address(file)
            await self._upload(url, file)
            await self._show(place, number, file)
        except Refused as refused:
            raise _in_our_words(refused) from None

    async def _address(self, file: File) -> tuple[URL, str]:
        """It may be asked for twice: what is not uploaded, or not shown, Slack forgets."""
        wish = {"filename": file.name, "length": len(file.content)}
        alt = {"alt_txt": clean(file.alt)[:_ALT]} if file.alt else {}
        try:
            answer = await self._web.call("files.getUploadURLExternal", {**wish, **alt}, repeat=True)
        except Doubtful:
            raise Busy(UNREACHED) from None
        url, number = self._web.ours(answer.get("upload_url"), SLACKS_OWN), answer.get("file_id")
        if not url or not isinstance(number, str):
            raise Odd("upload_url")
        return url, number

    async def _upload(self, url: URL, file: File) -> None:
        """Nobody sees it yet, so whatever goes wrong, nothing was done."""
        limit = aiohttp.ClientTimeout(total=SECONDS)
        kind = {"Content-Type": "application/octet-stream"}
        try:
            async with self._web.session.post(
                url, data=file.content, headers=kind, timeout=limit, allow_redirects=False, proxy=self._web.proxy
            ) as answer:
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise Busy(UNREACHED) from None
        if status == 429 or status >= 500:
            raise Busy(RETRY_AFTER)
        if status != 200:
            raise Unsent(Hindrance.LARGE) if status == 413 else Odd(f"upload_{status}")

    async def _show(self, place: str, number: str, file: File) -> None:
        shown = {"files": [{"id": number, "title": file.name}], "channel_id": place}
        await self._web.call("files.completeUploadExternal", {**shown, "initial_comment": escape(file.about)})


def _in_our_words(refused: Refused) -> Exception:
    if refused.ours:
        return Unsent(Hindrance.RIGHT) if refused.code in RIGHTS else Busy(MENDING)
    if refused.code in _LARGE:
        return Unsent(Hindrance.LARGE)
    if refused.code in _OFF:
        return Unsent(Hindrance.FORBIDDEN)
    return Closed(refused.code) if refused.code in CLOSED else Odd(refused.code)
