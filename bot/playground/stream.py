"""Live: server-sent events. Each stream begins with everything, then tells what changed; a lost one starts over."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from aiohttp import web

from bot.playground.board import Board
from bot.playground.guard import HEADERS
from bot.playground.wire import outgoing

BEAT = 10.0  # seconds between two signs of life


class Live:
    def __init__(self, board: Board, everything: Callable[[], Mapping[str, Any]], ahead: Callable[[], float]) -> None:
        """`everything`: what a page needs besides messages. `ahead`: seconds that the sweep's clock is ahead."""
        self._board, self._everything, self._ahead = board, everything, ahead
        self._over = False

    async def stream(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={**HEADERS, "Cache-Control": "no-store"})
        response.content_type = "text/event-stream"
        await response.prepare(request)
        with suppress(ConnectionResetError):
            await self._tell(response)
        return response

    async def close(self, _app: web.Application) -> None:
        self._over = True
        self._board.changed()

    async def _tell(self, response: web.StreamResponse) -> None:
        version = self._board.version
        await response.write(_event("sync", {**self._everything(), **self._since(0)}))
        while not self._over:
            try:
                async with asyncio.timeout(BEAT):
                    await self._board.news(version)
            except TimeoutError:
                await response.write(_event("beat", {}))
                continue
            known, version = version, self._board.version
            await response.write(_event("news", self._since(known)))

    def _since(self, version: int) -> Mapping[str, Any]:
        return {"messages": [outgoing(m) for m in self._board.since(version)], "ahead": self._ahead()}


def _event(name: str, data: Mapping[str, Any]) -> bytes:
    """JSON has no line breaks of its own, so one `data` line is enough."""
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()
