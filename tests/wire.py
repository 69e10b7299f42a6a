"""A wire between the bot and the sandbox: it hands every call on, unless a test told it to do something else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from math import inf
from typing import Any

import aiohttp
from aiohttp import web

Rewrite = Callable[[Any], Any]
_HANDED_ON = ("Authorization", "Ocp-Apim-Subscription-Key", "Content-Type", "Prefer")


@dataclass(kw_only=True, eq=False)
class Knot:
    """What becomes of the next `times` calls whose method and address fit.

    `status`: answered here and never handed on; 0: dropped, the caller gets nothing. `late`: handed on, and only the
    answer is lost. `held`: handed on once `release` is set. `rewrite`: handed on, and its answer changed. `met` counts
    the calls. `behind`: only after that one was met.
    """

    method: str
    part: str
    status: int | None = None
    body: Any = None
    late: bool = False
    rewrite: Rewrite | None = None
    times: float = 1
    met: int = 0
    behind: Knot | None = None
    release: asyncio.Event = field(default_factory=asyncio.Event)


class Wire:
    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self._to, self._session = url, session
        self._knots: list[Knot] = []
        self.down = False

    def refuse(self, method: str, part: str, status: int, times: int = 1, body: Any = None) -> Knot:
        """Answer in the service's place; without a `body` that says why, there is none."""
        return self._tie(Knot(method=method, part=part, status=status, times=times, body=body))

    def lose(self, method: str, part: str, times: int = 1) -> Knot:
        """The call arrives and has its effect; its answer does not come back."""
        return self._tie(Knot(method=method, part=part, late=True, times=times))

    def hold(self, method: str, part: str) -> Knot:
        """The call waits on the way until it is released."""
        return self._tie(Knot(method=method, part=part))

    def catch(self, method: str, part: str, *, late: bool = False, behind: Knot | None = None) -> Knot:
        """The call waits, `late`: once it had its effect, until it is released, and is dropped then."""
        knot = Knot(method=method, part=part, status=None if late else 0, late=late, behind=behind)
        self._knots.insert(0, knot)
        return knot

    def mark(self, method: str, part: str) -> Knot:
        """Tells that such a call came, and hands it on."""
        knot = self._tie(Knot(method=method, part=part))
        knot.release.set()
        return knot

    def change(self, method: str, part: str, rewrite: Rewrite, times: float = inf) -> Knot:
        """The call has its effect, and its answer, parsed JSON, comes back as `rewrite` makes it."""
        return self._tie(Knot(method=method, part=part, rewrite=rewrite, times=times))

    def clear(self) -> None:
        """From now on everything is handed on; what was held, too."""
        for knot in self._knots:
            knot.release.set()
        self._knots.clear()

    def _tie(self, knot: Knot) -> Knot:
        if knot.status is not None or knot.late or knot.rewrite:
            knot.release.set()
        self._knots.append(knot)
        return knot

    async def carry(self, request: web.Request) -> web.StreamResponse:
        if self.down:
            return _drop(request)
        knot = next((k for k in self._knots if _fits(k, request)), None)
        if knot is None:
            return await self._hand_on(request)
        knot.met += 1
        early = await self._hand_on(request) if knot.late else None
        await knot.release.wait()
        if knot.status is not None:
            body = None if knot.body is None else json.dumps(knot.body)
            kind = None if body is None else "application/json"
            return web.Response(status=knot.status, text=body, content_type=kind) if knot.status else _drop(request)
        answer = early or await self._hand_on(request)
        if knot.rewrite:
            return web.json_response(knot.rewrite(json.loads(answer.body or b"null")))
        return _drop(request) if knot.late else answer

    async def _hand_on(self, request: web.Request) -> web.Response:
        named = (*_HANDED_ON, "Host") if "/api/data/" in request.path else _HANDED_ON  # its pages name its own address
        headers = {name: request.headers[name] for name in named if name in request.headers}
        body = await request.read()
        async with self._session.request(
            request.method, self._to + request.path_qs, headers=headers, data=body or None
        ) as answer:
            kept = {
                name: answer.headers[name] for name in ("Content-Type", "Date", "Retry-After") if name in answer.headers
            }
            return web.Response(status=answer.status, body=await answer.read(), headers=kept)


def _fits(knot: Knot, request: web.Request) -> bool:
    due = knot.met < knot.times and (knot.behind is None or knot.behind.met > 0)
    return due and knot.method == request.method and knot.part in request.path_qs


def _drop(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


@asynccontextmanager
async def wire_to(url: str) -> AsyncIterator[tuple[Wire, str]]:
    """The wire, and the address of its near end."""
    async with aiohttp.ClientSession() as session:
        wire = Wire(url, session)
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", wire.carry)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            yield wire, f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()
