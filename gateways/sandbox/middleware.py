"""What every call passes: loopback only, the record of calls, saving, outages, and errors in the right shape."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from ipaddress import ip_address
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web

from gateways.sandbox.responses import Refusal, refuse, stamp
from gateways.sandbox.simulation import Simulation, simulation
from gateways.sandbox.world import Outage

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
STEERING = "/_sandbox"
_LOCAL_NAMES = {"127.0.0.1", "localhost", "::1"}


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Only this machine, under its own name: a page from elsewhere must not steer the sandbox (DNS rebinding)."""
    origin = request.headers.get("Origin", "")
    names = {urlsplit(f"//{request.host}").hostname, urlsplit(origin).hostname if origin else "localhost"}
    if not names <= _LOCAL_NAMES or not ip_address(request.remote or "0.0.0.0").is_loopback:  # noqa: S104
        return refuse(request.path, Refusal(403, "Forbidden", "The sandbox answers this machine only."))
    return await handler(request)


@web.middleware
async def record(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Keep every call of a client, in the order in which they came; steering is not one of them."""
    if request.path.startswith(STEERING):
        return await handler(request)
    stage = simulation(request)
    call: dict[str, object] = {
        "method": request.method,
        "path": request.path,
        "query": dict(request.query),
        "body": _readable((await request.read()).decode(errors="replace"), request.content_type),
        "status": None,
        "at": stamp(stage.now()),
    }
    stage.calls.append(call)
    response = await handler(request)
    call["status"] = 0 if isinstance(response, _Dropped) else response.status
    return response


@web.middleware
async def drop(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Break the connection where an outage says so."""
    response = await handler(request)
    if isinstance(response, _Dropped) and request.transport is not None:
        request.transport.abort()
    return response


@web.middleware
async def save(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whoever got an answer may rely on it: a change is on disk first."""
    stage = simulation(request)
    outage = stage.world.outage
    response = await handler(request)
    changing = request.method != "GET" and request.path.startswith(("/v1", "/graph/v1.0/users", STEERING))
    if changing or stage.world.outage is not outage:
        await stage.save()
    return response


@web.middleware
async def fail(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer with the outage that was asked for, before or after the work."""
    outage = _take_outage(simulation(request), request.path)
    if outage is None:
        return await handler(request)
    if outage.after:
        await handler(request)
    if outage.status == 0:
        return _Dropped()
    sentence = f"The sandbox was asked to answer {outage.status}."
    return refuse(request.path, Refusal(outage.status, "SandboxFault", sentence, outage.retry_after))


@web.middleware
async def explain(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refusals and unknown addresses in the shape of their door."""
    try:
        return await handler(request)
    except Refusal as refusal:
        return refuse(request.path, refusal)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return refuse(request.path, Refusal(error.status, error.reason.replace(" ", ""), f"{error.reason}."))


class _Dropped(web.Response):
    """Stands for no answer at all."""


def _take_outage(stage: Simulation, path: str) -> Outage | None:
    outage = stage.world.outage
    if outage is None or path.startswith(STEERING) or outage.path not in path:
        return None
    stage.world.outage = replace(outage, next=outage.next - 1) if outage.next > 1 else None
    return outage


def _readable(text: str, content_type: str) -> object:
    """A body as JSON where it is JSON; a form without its secrets."""
    if content_type == "application/x-www-form-urlencoded":
        return {name: "…" if "secret" in name else value for name, value in parse_qsl(text)}
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text
