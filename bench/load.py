"""A lean load: so many connections, each sending its next request when the last was answered."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.slack import payloads
from tests.fakes.slack.sender import signed


@dataclass(frozen=True)
class Measured:
    """`seconds` of each request, and of the whole block."""

    seconds: tuple[float, ...]
    whole: float
    bodies: tuple[bytes, ...]

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.seconds) / self.whole

    def p(self, percent: int) -> float:
        """Milliseconds."""
        value = median(self.seconds) if percent == 50 else quantiles(self.seconds, n=100)[percent - 1]
        return value * 1000


def request(payload: Mapping[str, Any]) -> bytes:
    """A whole signed HTTP request, ready to be sent."""
    kind, body = payloads.encoded(payload)
    head = {"Host": "127.0.0.1", "Content-Type": kind, "Content-Length": str(len(body)), **signed(body)}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"POST /slack/events HTTP/1.1\r\n{lines}\r\n".encode() + body


async def send(url: str, requests: Sequence[bytes], connections: int) -> Measured:
    """Send them all, `connections` at a time.

    Raises:
        RuntimeError: an answer other than 200.
    """
    waiting, seconds, bodies = list(reversed(requests)), list[float](), list[bytes]()
    where = urlsplit(url)

    async def work() -> None:
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        while waiting:
            sent = waiting.pop()
            began = perf_counter()
            writer.write(sent)
            bodies.append(await _answer(reader))
            seconds.append(perf_counter() - began)
        writer.close()

    began = perf_counter()
    await asyncio.gather(*(work() for _ in range(connections)))
    return Measured(tuple(seconds), perf_counter() - began, tuple(bodies))


async def _answer(reader: asyncio.StreamReader) -> bytes:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    if " 200 " not in head.partition("\r\n")[0]:
        raise RuntimeError(head.partition("\r\n")[0])
    length = head.partition("content-length:")[2].partition("\r\n")[0]
    return await reader.readexactly(int(length or 0))
