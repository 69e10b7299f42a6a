"""Servers that are none: one that counts what passes, one that greets and says no more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass


@dataclass
class Pipe:
    port: int = 0
    brought: int = 0  # bytes from the server
    closed: bool = False  # to who comes from now on


@asynccontextmanager
async def counting(target: int) -> AsyncIterator[Pipe]:
    """A port that leads to another one."""
    pipe = Pipe()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if pipe.closed:
            return writer.close()
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", target)

        async def carry(source: asyncio.StreamReader, to: asyncio.StreamWriter, *, counted: bool) -> None:
            while content := await source.read(65536):
                pipe.brought += len(content) if counted else 0
                to.write(content)
            to.close()

        try:
            await asyncio.gather(carry(reader, far_writer, counted=False), carry(far_reader, writer, counted=True))
        except (asyncio.CancelledError, ConnectionError):  # the test is over
            pass
        finally:
            far_writer.close()
            writer.close()

    async with await asyncio.start_server(connected, "127.0.0.1", 0) as server:
        pipe.port = server.sockets[0].getsockname()[1]
        yield pipe


@asynccontextmanager
async def silent(greeting: bytes = b"") -> AsyncIterator[int]:
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        with suppress(asyncio.CancelledError, ConnectionError):
            await reader.read(-1)
        writer.close()

    async with await asyncio.start_server(connected, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]
