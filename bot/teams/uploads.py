"""A file that somebody sent in the personal chat: it lies in their OneDrive, and Teams names an address that lets in.

Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4. The address is data from outside: it is
used only on a host of OneDrive's or where Teams itself is spoken to, without any token of ours, and nothing is followed
elsewhere. It is good for some minutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import aiohttp
import structlog
from yarl import URL

from bot.teams.files import drive_address
from common.web import at_most
from domain.upload import NotBrought, Unbrought, Upload
from gateways.clouds import Cloud

SECONDS = 20.0  # for all of it
_GONE = frozenset({401, 403, 404, 410})

log = structlog.get_logger(__name__)


class Uploads:
    def __init__(self, session: aiohttp.ClientSession, cloud: Cloud = Cloud.PUBLIC) -> None:
        self._session, self._cloud = session, cloud

    def __call__(self, attachments: Iterable[Any], service_url: str) -> tuple[Upload, ...]:
        """Of what `body` has left of them; nothing of them is read yet."""
        return tuple(_InOneDrive(self._session, one.content or {}, service_url, self._cloud) for one in attachments)


class _InOneDrive:
    def __init__(
        self, session: aiohttp.ClientSession, given: Mapping[str, Any], service_url: str, cloud: Cloud
    ) -> None:
        self._session, self._given, self._service_url, self._cloud = session, given, service_url, cloud

    async def read(self, most: int) -> bytes:
        url = drive_address(str(self._given.get("downloadUrl") or ""), self._service_url, self._cloud)
        if not url:
            raise NotBrought(Unbrought.FOREIGN)
        content = await self._fetched(url, most)
        if len(content) > most:
            raise NotBrought(Unbrought.LARGE)
        return content

    async def forget(self) -> bool:
        """It is theirs, in a place that the bot has no right to."""
        return False

    async def _fetched(self, url: URL, most: int) -> bytes:
        """At most one byte more than may be. A page is none of what people send: it is shown where the address is good
        no more."""
        limit = aiohttp.ClientTimeout(total=SECONDS)
        try:
            async with self._session.get(url, timeout=limit, allow_redirects=False) as answer:
                if answer.status != 200 or answer.content_type == "text/html":
                    log.warning("Teams did not give a file", status=answer.status)
                    is_over = answer.status in _GONE or answer.status < 400
                    raise NotBrought(Unbrought.GONE if is_over else Unbrought.SILENT)
                return await at_most(answer.content, most)
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise NotBrought(Unbrought.SILENT) from None
