"""A file that somebody gave in a form, or in the app's own messages: fetched from Slack alone, with the bot's token.

Source: docs.slack.dev/reference/objects/file-object. What Slack says of it is data from outside: its address is used
only on Slack's own host, nothing is followed elsewhere, and it counts only whole, for whoever lacks the right to read
files is shown a page in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import aiohttp
import structlog
from yarl import URL

from bot.door import Busy, Doubtful
from bot.slack.files import SLACKS_OWN
from bot.slack.web import Redirected, Refused, Web
from common.web import at_most
from domain.upload import NotBrought, Unbrought, Upload

READ = "files:read"
SECONDS = 20.0  # for all of it
_GONE = frozenset({"file_deleted", "file_not_found"})
_WHY = {401: Unbrought.RIGHT, 403: Unbrought.RIGHT, 404: Unbrought.GONE, 410: Unbrought.GONE}

Given = Mapping[str, Any]

log = structlog.get_logger(__name__)


class Uploads:
    def __init__(self, web: Web) -> None:
        self._web = web

    def __call__(self, files: Iterable[object]) -> tuple[Upload, ...]:
        """As Slack tells of them; nothing of them is read yet."""
        return tuple(_InSlack(self._web, one) for one in files if isinstance(one, dict))


class _InSlack:
    def __init__(self, web: Web, given: Given) -> None:
        self._web, self._given = web, given

    async def read(self, most: int) -> bytes:
        told = self._given if _is_told(self._given) else await self._asked()
        size = told.get("size")
        if not isinstance(size, int):
            raise NotBrought(Unbrought.SILENT)
        if size > most:
            raise NotBrought(Unbrought.LARGE)
        url = self._web.ours(told.get("url_private_download") or told.get("url_private"), SLACKS_OWN)
        if not url:
            raise NotBrought(Unbrought.FOREIGN)
        content = await self._fetched(url, size)
        if len(content) != size:
            raise NotBrought(Unbrought.SILENT)
        return content

    async def forget(self) -> bool:
        """Slack lets a bot delete what it sent itself; of what others sent, only where the workspace allows that."""
        try:
            await self._web.call("files.delete", {"file": self._number})
        except Refused as refused:
            return refused.code == "file_deleted"
        except (Busy, Doubtful):
            return False
        return True

    @property
    def _number(self) -> str:
        return str(self._given.get("id") or "")

    async def _asked(self) -> Given:
        """Of a file of another workspace, Slack says no more than its number."""
        try:
            answer = await self._web.call("files.info", {"file": self._number}, repeat=True)
        except Refused as refused:
            why = Unbrought.RIGHT if refused.ours else Unbrought.GONE if refused.code in _GONE else Unbrought.SILENT
            raise NotBrought(why) from None
        except (Busy, Doubtful):
            raise NotBrought(Unbrought.SILENT) from None
        told = answer.get("file")
        return told if isinstance(told, dict) else {}

    async def _fetched(self, url: URL, size: int) -> bytes:
        """At most one byte more than it should have."""
        limit = aiohttp.ClientTimeout(total=SECONDS)
        try:
            token = {"Authorization": f"Bearer {await self._web.token()}"}
            async with self._web.session.get(
                url, headers=token, timeout=limit, allow_redirects=False, proxy=self._web.proxy
            ) as answer:
                if answer.status != 200:
                    log.warning("Slack did not give a file", status=answer.status)
                    raise NotBrought(_WHY.get(answer.status, Unbrought.SILENT))
                return await at_most(answer.content, size)
        except Redirected:  # to where people sign in
            raise NotBrought(Unbrought.RIGHT) from None
        except Refused:
            raise NotBrought(Unbrought.RIGHT) from None
        except (Busy, aiohttp.ClientError, TimeoutError, OSError):
            raise NotBrought(Unbrought.SILENT) from None


def _is_told(given: Given) -> bool:
    return bool(given.get("url_private_download") or given.get("url_private")) and "size" in given
