"""What is asked of addresses and bodies that come from outside, whoever sent them."""

from __future__ import annotations

import asyncio
from ipaddress import ip_address

from aiohttp import StreamReader
from yarl import URL


def origin(url: URL) -> tuple[str, str | None, int | None]:
    """Scheme, host and port: whom one speaks to there."""
    return url.scheme, url.host, url.port


def is_loopback(host: str) -> bool:
    """Whether it is this machine, by its name or its number."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


async def at_most(content: StreamReader, most: int) -> bytes:
    """All of a body; of one that is longer than `most`, that many bytes and one more, and the rest is left unread."""
    try:
        return await content.readexactly(most + 1)
    except asyncio.IncompleteReadError as whole:
        return whole.partial
