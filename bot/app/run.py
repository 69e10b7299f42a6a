"""`dsrbot run`: everything that is configured, until it is told to stop."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from bot.app.composing import key_file, makes_key, setup_of
from bot.app.doors import slack_door, teams_door, tell_of_door
from bot.app.keeping import Kept, kept
from bot.app.loopback import loopback_only
from bot.app.web import admin_app, public_app, serving, what_this_is
from bot.app.wiring import Bot, open_bot
from bot.settings.all import Settings
from bot.settings.environment import Process
from bot.settings.reach import check_people
from bot.settings.setting_errors import SettingsError
from handlers.people.who import report
from handlers.requests.unreleasable import report as unreleasable
from storage.alone import alone
from storage.looking import name_of
from storage.replicas import TakenForDead

LOOPBACK = "127.0.0.1"
FIRST_LOOK = 10.0  # seconds
SANDBOX_STATE = Path("data/sandbox.json")

Say = Callable[[str], None]


async def run(settings: Settings, *, sandbox: bool, say: Say) -> None:
    """Serve until SIGINT or SIGTERM.

    Raises:
        SettingsError, WrongMasterKey, UnusableDatabase: the start is not possible; the text says why.
        TakenForDead: others do its work.
    """
    stop = _stop_signal()
    settings.check_complete(sandbox=sandbox or settings.playground_mode)
    if not settings.playground_mode:
        check_people(settings.config)
    async with AsyncExitStack() as stack:
        stack.enter_context(alone(settings.process.database_url.get_secret_value()))
        sandbox_url = ""
        if settings.playground_mode or sandbox:
            settings, sandbox_url = await _with_sandbox(stack, settings, SANDBOX_STATE)
        for warning in settings.warnings:
            say(f"Note: {warning}")
        assert settings.insights
        _announce_new_key(settings.process, say)
        setup = setup_of(settings.process, settings.config, settings.insights, sandbox=bool(sandbox_url))
        bot, start = await stack.enter_async_context(open_bot(setup))
        _announce_new_database(settings, bot, say)
        await _check_holds(settings, bot, say)
        address, state = await _open_doors(stack, bot, settings, sandbox_url, say)
        await start()
        for line in await report(bot.deps):
            say(f"Note: {line}")
        _settle_down()
        if not settings.playground_mode or not settings.process.admin_port:
            say(f"How it is, for this machine alone: {state}/readyz")
        say(_ready(settings, address))
        await _until(stop, bot.replica.lost)
        if bot.replica.lost.is_set():
            raise TakenForDead


async def check(settings: Settings, *, sandbox: bool, say: Say) -> bool:
    """True when everything that is configured works; `sandbox`: with a stand-in for Customer Insights, as in a run.

    Raises:
        SettingsError, WrongMasterKey, UnusableDatabase: nothing can be tried; the text says why.
    """
    from bot.cli.check import check as check_parties

    if sandbox or settings.playground_mode:
        settings.check_complete(sandbox=sandbox)
    async with AsyncExitStack() as stack:
        if sandbox:
            settings, _ = await _with_sandbox(stack, settings)
        return await check_parties(settings, say, sandbox=sandbox)


async def _with_sandbox(stack: AsyncExitStack, settings: Settings, state: Path | None = None) -> tuple[Settings, str]:
    """Settings that are joined to an embedded sandbox, which is loaded only here, and its address."""
    from gateways.sandbox.server import running_sandbox

    port = settings.process.sandbox_port
    try:
        embedded = await stack.enter_async_context(running_sandbox(port, state_path=state))
    except OSError:
        told = f"SANDBOX_PORT {port} cannot be used on {LOOPBACK}: set SANDBOX_PORT to a free one, or leave it out."
        raise SettingsError(told) from None
    return settings.joined_to_sandbox(embedded.environment), embedded.url


def _announce_new_key(process: Process, say: Say) -> None:
    if makes_key(process):
        say(f"Note: a master key is made in {key_file(process)}. It opens the data: keep a copy somewhere safe.")


def _announce_new_database(settings: Settings, bot: Bot, say: Say) -> None:
    """In the playground it is no surprise; elsewhere the requests of a company may lie in another one."""
    if bot.store.new and not settings.playground_mode:
        where = name_of(settings.process.database_url.get_secret_value())
        say(f"Note: the database is new and empty: {where}. If there were requests before, check DATABASE_URL.")


async def _check_holds(settings: Settings, bot: Bot, say: Say) -> None:
    """In the playground, where there may be one admin, it is only said. Raises: SettingsError."""
    deps = bot.deps
    zone, words = deps.policy.timezone, deps.words
    stuck = await deps.storage.read(lambda unit: unreleasable(unit, settings.config.people, zone, words))
    if stuck and not settings.playground_mode:
        raise SettingsError(stuck)
    if stuck:
        say(f"Note: {stuck}")


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


async def _until(*ends: asyncio.Event) -> None:
    waiting = [asyncio.create_task(end.wait()) for end in ends]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for one in waiting:
        one.cancel()


async def _open_doors(
    stack: AsyncExitStack, bot: Bot, settings: Settings, sandbox_url: str, say: Say
) -> tuple[str, str]:
    """Put every configured door in place and serve; returns the public address, and that for whoever runs the bot."""
    app, doors = public_app(bot), list[Kept]()
    process = settings.process
    host = LOOPBACK if settings.local else process.host  # whatever HOST says: there is no account in front of it
    if settings.teams and settings.teams.insecure_local:
        app.middlewares.append(loopback_only)
    if settings.playground_mode:
        from bot.app.playground_door import playground

        session = await stack.enter_async_context(aiohttp.ClientSession())
        await playground(bot, app, sandbox_url, session)
    else:
        app.router.add_get("/", what_this_is)
    if settings.slack:
        doors.append(slack_door(bot, app, settings.slack, settings.config))
    if settings.teams:
        doors.append(teams_door(bot, app, settings.teams, settings.config))
    states = await stack.enter_async_context(kept(doors, partial(tell_of_door, bot), say))
    await _first_look(bot)
    address = await stack.enter_async_context(serving(app, host, process.port, "PORT"))
    admin_host = LOOPBACK if settings.local else process.admin_host
    admin = serving(admin_app(bot, states, host=admin_host), admin_host, process.admin_port, "ADMIN_PORT")
    return address, await stack.enter_async_context(admin)


async def _first_look(bot: Bot) -> None:
    """Who is of which group, before anybody acts; a platform that does not answer is asked again later."""
    with suppress(TimeoutError):
        async with asyncio.timeout(FIRST_LOOK):
            await bot.groups.look()


def _ready(settings: Settings, address: str) -> str:
    if settings.playground_mode:
        return f"The playground is open: {address}/"
    return f"DSR Bot is ready on port {urlsplit(address).port}."
