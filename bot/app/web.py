"""The web server: one port for the doors, one on loopback for whoever runs the bot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime

from aiohttp import web

from bot.app.keeping import State
from bot.app.loopback import loopback_only
from bot.app.metrics import TYPE, numbers
from bot.app.wiring import Bot
from bot.settings.setting_errors import SettingsError
from common.cache import SharedAnswer
from gateways import serving as server
from handlers.ports import Unit

WHAT_THIS_IS = "This is DSR Bot. It is used from chat: type /dsr help in Slack, or help to DSR Bot in Teams.\n"
SECONDS = 3.0  # the database's time limit when asked whether it is usable
EVERY = 1.0  # seconds for which the answer is kept, whoever asks
LARGEST_BODY = 2**20  # bytes; Slack's largest payloads stay far below

Handler = Callable[[web.Request], Awaitable[web.Response]]


def public_app(bot: Bot) -> web.Application:
    app = web.Application(client_max_size=LARGEST_BODY)
    app.router.add_get("/healthz", _healthy)
    app.router.add_get("/readyz", _readiness(bot, {}))
    return app


def admin_app(bot: Bot, doors: Mapping[str, State]) -> web.Application:
    """For loopback only: the same question, how each door is, and whether the log is sealed."""
    app = web.Application(middlewares=[loopback_only])
    app.router.add_get("/readyz", _readiness(bot, doors))
    app.router.add_get("/metrics", _metrics(bot))
    return app


def _metrics(bot: Bot) -> Handler:
    async def told(_: web.Request) -> web.Response:
        return web.Response(body=(await numbers(bot)).encode(), headers={"Content-Type": TYPE})

    return told


async def what_this_is(_: web.Request) -> web.Response:
    return web.Response(text=WHAT_THIS_IS)


async def _healthy(_: web.Request) -> web.Response:
    return web.Response(text="alive\n")


def _readiness(bot: Bot, doors: Mapping[str, State]) -> Handler:
    """200 when the database can be written and the work has begun; an outage of one door takes no other out."""
    writable = SharedAnswer(lambda: _writable(bot), EVERY)

    async def ready(_: web.Request) -> web.Response:
        takes, why = await writable.read() if bot.working else (False, "")
        usable = bot.working and takes
        told: dict[str, object] = {"ready": usable}
        if doors and bot.groups.entries:
            told["groups"] = bot.groups.state()
        if why:
            told["paused"] = why
        if doors:
            told["doors"] = {name: await state() for name, state in doors.items()}
            told["log"] = bot.sealer.state
        return web.json_response(told, status=200 if usable else 503)

    return ready


async def _writable(bot: Bot) -> tuple[bool, str]:
    """A database that is full, locked or read-only still answers questions, and decides nothing. With why nothing is
    deleted just now; empty: nothing keeps it."""
    now = bot.deps.clock()
    try:
        async with asyncio.timeout(SECONDS):
            return True, await bot.deps.storage.write(lambda unit: _try(unit, now))
    except Exception:
        return False, ""


def paused(unit: Unit) -> str:
    brake = unit.brakes.now()
    return "" if not brake else "the log lacks its end" if brake.everything else "by an admin"


def _try(unit: Unit, now: datetime) -> str:
    unit.requests.get("")
    unit.health.beat(now)
    return paused(unit)


@asynccontextmanager
async def serving(app: web.Application, host: str, port: int, setting: str) -> AsyncIterator[str]:
    """Serve for as long as the block runs; gives the address. Port 0 takes any free one.

    Raises:
        SettingsError: the port is taken.
    """
    async with AsyncExitStack() as stack:
        try:
            bound = await stack.enter_async_context(server.serving(app, host, port))
        except OSError:
            raise SettingsError(f"{setting} {port} cannot be used on {host}: set {setting} to a free one.") from None
        yield f"http://{host}:{bound}"
