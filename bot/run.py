"""`dsrbot run`: everything that is configured, until it is told to stop."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from bot.loopback import loopback_only
from bot.opening import slack_door, teams_door
from bot.settings import Settings
from bot.setup import key_file, setup_of
from bot.web import State, admin_app, public_app, serving, what_this_is
from bot.wiring import Bot, open_bot

LOOPBACK = "127.0.0.1"
SANDBOX_STATE = Path("data/sandbox.json")

Say = Callable[[str], None]


async def run(settings: Settings, *, sandbox: bool, say: Say) -> None:
    """Serve until SIGINT or SIGTERM.

    Raises:
        SettingsError, WrongMasterKey, UnusableDatabase: the start is not possible; the text says why.
    """
    stop = _stop_signal()
    async with AsyncExitStack() as stack:
        sandbox_url = ""
        if settings.playground_mode or sandbox:
            settings, sandbox_url = await _with_sandbox(stack, settings, SANDBOX_STATE)
        settings.check_complete()
        for warning in settings.warnings:
            say(f"Note: {warning}")
        assert settings.insights
        _announce_new_key(settings, say)
        setup = setup_of(settings.process, settings.config, settings.insights, sandbox=bool(sandbox_url))
        bot, start = await stack.enter_async_context(open_bot(setup))
        address = await _open_doors(stack, bot, settings, sandbox_url)
        await start()
        _settle_down()
        say(_ready(settings, address))
        await stop.wait()


async def check(settings: Settings, *, sandbox: bool, say: Say) -> bool:
    """True when everything that is configured works; `sandbox`: with a stand-in for Customer Insights, as in a run.

    Raises:
        SettingsError, WrongMasterKey, UnusableDatabase: nothing can be tried; the text says why.
    """
    from bot.check import check as check_parties

    async with AsyncExitStack() as stack:
        if sandbox:
            settings, _ = await _with_sandbox(stack, settings)
        return await check_parties(settings, say)


async def _with_sandbox(stack: AsyncExitStack, settings: Settings, state: Path | None = None) -> tuple[Settings, str]:
    """Settings that are joined to an embedded sandbox, which is loaded only here, and its address."""
    from gateways.sandbox.server import running_sandbox

    embedded = await stack.enter_async_context(running_sandbox(state_path=state))
    return settings.joined_to_sandbox(embedded.environment), embedded.url


def _announce_new_key(settings: Settings, say: Say) -> None:
    path = key_file(settings.process.database_url.get_secret_value())
    if not settings.process.master_key and not path.exists():
        say(f"Note: a master key is made in {path}. It opens the data: keep a copy somewhere safe.")


def _settle_down() -> None:
    """What was imported and wired stays, so the garbage collector need not walk it again: that stopped everybody for a
    fifth of a second at a time."""
    gc.collect()
    gc.freeze()


def _stop_signal() -> asyncio.Event:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop.set)
    return stop


async def _open_doors(stack: AsyncExitStack, bot: Bot, settings: Settings, sandbox_url: str) -> str:
    """Put every configured door in place and serve; returns the public address."""
    app, states = public_app(bot), dict[str, State]()
    process = settings.process
    host = LOOPBACK if settings.local else process.host  # whatever HOST says: there is no account in front of it
    if settings.teams and settings.teams.insecure_local:
        app.middlewares.append(loopback_only)
    if settings.playground_mode:
        from bot.opening_playground import playground

        session = await stack.enter_async_context(aiohttp.ClientSession())
        await playground(bot, app, sandbox_url, session)
    else:
        app.router.add_get("/", what_this_is)
    if settings.slack:
        states["slack"] = await slack_door(stack, bot, app, settings.slack, settings.config)
    if settings.teams:
        states["teams"] = await teams_door(stack, bot, app, settings.teams, settings.config)
    address = await stack.enter_async_context(serving(app, host, process.port, "PORT"))
    await stack.enter_async_context(serving(admin_app(bot, states), LOOPBACK, process.admin_port, "ADMIN_PORT"))
    return address


def _ready(settings: Settings, address: str) -> str:
    if settings.playground_mode:
        return f"The playground is open: {address}/"
    return f"DSR Bot is ready on port {urlsplit(address).port}."
