"""Teams' requests over HTTP, on a route of our own: what is wrong gets a status and a plain word, never a 500."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from ipaddress import ip_address
from typing import Any

import structlog
from aiohttp import web

from bot.app.loopback import addressed_here
from bot.app.shallow import parsed
from bot.teams.adapter import Adapter
from bot.teams.body import cut
from bot.teams.token_check import Admission, NotAdmitted, Voucher

PATH = "/api/messages"
LARGEST = 2**20  # bytes
PATIENCE = 5.0  # seconds for the body to arrive

log = structlog.get_logger(__name__)


def endpoint(
    admission: Admission, adapter: Adapter, *, loopback_only: bool
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The handler of `POST /api/messages`. It keeps no body, and reads none before it is known who sends it."""

    async def receive(request: web.Request) -> web.Response:
        try:
            if loopback_only:
                _check_here(request)
            voucher = await admission.vouched(request.headers.get("Authorization", ""))
            fields = cut(await _read(request))
            named = (fields["serviceUrl"], fields["channelId"], fields["channelData"]["tenant"])
            admission.check(voucher, service_url=named[0], channel=named[1], tenant=named[2])
            if not fields["type"]:
                raise NotAdmitted(400, "typeless")
            return await _served(adapter, voucher, fields)
        except NotAdmitted as refused:
            return web.Response(status=refused.status, text=f"{refused}\n")

    return receive


async def _served(adapter: Adapter, voucher: Voucher | None, fields: Mapping[str, Any]) -> web.Response:
    """A fault of our own is logged; Teams, told of it, would only bring the same activity again.

    Raises: NotAdmitted.
    """
    try:
        reply = await adapter.process(voucher, fields)
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
        return parsed(await _bytes(request))
    except ValueError:
        raise NotAdmitted(400, "garbled") from None


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


def _check_here(request: web.Request) -> None:
    """Only this machine, by its own address, not through a proxy, which would bring anybody's. Raises: NotAdmitted."""
    forwarded = {"Forwarded", "X-Forwarded-For"} & set(request.headers)
    if forwarded or not ip_address(request.remote or "0.0.0.0").is_loopback:  # noqa: S104
        raise NotAdmitted(401, "remote")
    if not addressed_here(request):
        raise NotAdmitted(403, "misaddressed")
