"""What is asked of addresses and bodies that come from outside, whoever sent them."""

from __future__ import annotations

import asyncio

from aiohttp import StreamReader
from yarl import URL


def origin(url: URL) -> tuple[str, str | None, int | None]:
    """Scheme, host and port: whom one speaks to there."""
    return url.scheme, url.host, url.port


async def at_most(content: StreamReader, most: int) -> bytes:
    """All of a body; of one that is longer than `most`, that many bytes and one more, and the rest is left unread."""
    try:
        return await content.readexactly(most + 1)
    except asyncio.IncompleteReadError as whole:
        return whole.partial
