"""Teams' requests over HTTP, on a route of our own: what is wrong gets a status and a plain word, never a 500."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from ipaddress import ip_address
from typing import Any

import structlog
from aiohttp import web

from bot.teams.adapter import Adapter
from bot.teams.admission import NotAdmitted

PATH = "/api/messages"
LARGEST = 2**20  # bytes
PATIENCE = 5.0  # seconds for the body to arrive

log = structlog.get_logger(__name__)


def endpoint(adapter: Adapter, *, loopback_only: bool) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The handler of `POST /api/messages`. It keeps no body."""

    async def receive(request: web.Request) -> web.Response:
        try:
            if loopback_only and not _from_here(request):
                raise NotAdmitted(401, "remote")
            return await _served(adapter, request.headers.get("Authorization", ""), await _read(request))
        except NotAdmitted as refused:
            return web.Response(status=refused.status, text=f"{refused}\n")

    return receive


async def _served(adapter: Adapter, authorization: str, body: Mapping[str, Any]) -> web.Response:
    """A fault of our own is logged; Teams, told of it, would only bring the same activity again."""
    try:
        reply = await adapter.process(authorization, body)
    except NotAdmitted:
        raise
    except Exception:
        log.exception("an activity failed")
        return web.Response()
    if reply is None:
        return web.Response()
    return web.json_response(reply.body, status=reply.status) if reply.body else web.Response(status=reply.status)


async def _read(request: web.Request) -> Mapping[str, Any]:
    if request.content_type != "application/json":
        raise NotAdmitted(415, "unknown")
    try:
        body = json.loads(await _bytes(request))
    except (ValueError, RecursionError):
        raise NotAdmitted(400, "garbled") from None
    if not isinstance(body, dict):
        raise NotAdmitted(400, "garbled")
    return body


async def _bytes(request: web.Request) -> bytes:
    if (request.content_length or 0) > LARGEST:
        raise NotAdmitted(400, "large")
    try:
        async with asyncio.timeout(PATIENCE):
            return await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise NotAdmitted(400, "large") from None
    except Exception:  # cut off, too slow, or packed wrongly: each has an exception of its own, none is our fault
        raise NotAdmitted(400, "incomplete") from None


def _from_here(request: web.Request) -> bool:
    """Also not through a proxy on this machine, which would bring anybody's."""
    forwarded = {"Forwarded", "X-Forwarded-For"} & set(request.headers)
    return not forwarded and ip_address(request.remote or "0.0.0.0").is_loopback  # noqa: S104
