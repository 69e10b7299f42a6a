"""A tap between the replicas and the database: it hands on, or stands still, drips, or is shut."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, make_url

_SOCKET = ".s.PGSQL.5432"
_CHUNK = 2**16


class Tap:
    """`to`: where the database is. `pause`: seconds before each handful of bytes. `open`: set while anything flows."""

    def __init__(self, to: URL) -> None:
        self.to = to
        self.pause, self.shut = 0.0, False
        self.open = asyncio.Event()
        self.open.set()
        self._writers: set[asyncio.StreamWriter] = set()

    def cut(self) -> None:
        """Every connection breaks, whatever is under way on it."""
        for writer in self._writers:
            writer.transport.abort()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        with suppress(OSError):
            if not self.shut:
                there, out = await self._connect()
                self._writers.add(out)
                await asyncio.gather(self._flow(reader, out), self._flow(there, writer))
                self._writers.discard(out)
        self._writers.discard(writer)
        writer.transport.abort()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        folder = self.to.query.get("host")
        if isinstance(folder, str):
            return await asyncio.open_unix_connection(f"{folder}/{_SOCKET}")
        return await asyncio.open_connection(self.to.host or "127.0.0.1", self.to.port or 5432)

    async def _flow(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while chunk := await reader.read(_CHUNK):
                await self.open.wait()
                if self.pause:
                    await asyncio.sleep(self.pause)
                writer.write(chunk)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.transport.abort()


@asynccontextmanager
async def tapped(folder: Path, database: str) -> AsyncIterator[tuple[Tap, str]]:
    """The tap, in a folder that is there, and the address of the database behind it."""
    url = make_url(database)
    tap = Tap(url)
    server = await asyncio.start_unix_server(tap.carry, folder / _SOCKET)
    try:
        near = url.set(host=None, port=None).update_query_dict({"host": str(folder)})
        yield tap, near.render_as_string(hide_password=False)
    finally:
        server.close()
        tap.cut()
