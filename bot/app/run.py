"""`dsrbot run`: everything that is configured, until it is told to stop."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from bot.app.bot import Bot
from bot.app.branches import Branch, joined_doors
from bot.app.composing import key_file, makes_key, setup_of
from bot.app.doors import Front, slack_door, teams_door, tell_of_door, tenants_in
from bot.app.environments import Switchboard
from bot.app.keeping import Kept, kept
from bot.app.log_kept import unkept
from bot.app.loopback import loopback_only
from bot.app.tracing import tracing
from bot.app.web import LOOPBACK, admin_app, public_app, serving, what_this_is
from bot.app.wiring import Engine, ended, open_bot
from bot.settings.all import Settings
from bot.settings.config import Config
from bot.settings.environment import Process
from bot.settings.reach import check_people
from bot.settings.setting_errors import SettingsError
from domain.replica import Fenced
from handlers.people.who import report
from handlers.requests.unreleasable import report as unreleasable
from storage.alone import alone
from storage.looking import name_of
from storage.replicas import TakenForDead

FIRST_LOOK = 10.0  # seconds
SANDBOX_STATE = Path("data/sandbox.json")

Say = Callable[[str], None]


async def run(settings: Settings, *, sandbox: bool, say: Say) -> None:
    """Serve until SIGINT or SIGTERM.

    Raises:
        SettingsError, WrongMasterKey, UnusableDatabase: the start is not possible; the text says why.
        TakenForDead: others do its work.
    """
    try:
        await _run(settings, sandbox=sandbox, say=say)
    except Fenced:  # in the middle of the start
        raise TakenForDead from None


async def _run(settings: Settings, *, sandbox: bool, say: Say) -> None:
    if settings.process.environment:
        raise SettingsError("DSRBOT_ENVIRONMENT is for single commands: take it away, as the bot works in all of them.")
    stop = _stop_signal()
    settings.check_complete(sandbox=sandbox or settings.playground_mode)
    _check_people(settings)
    async with AsyncExitStack() as stack:
        stack.enter_context(alone(settings.process.database_url.get_secret_value()))
        await stack.enter_async_context(tracing(os.environ))
        sandbox_url = ""
        if settings.playground_mode or sandbox:
            settings, sandbox_url = await _with_sandbox(stack, settings, SANDBOX_STATE)
        for warning in (*settings.warnings, *_unkept(settings)):
            say(f"Note: {warning}")
        _announce_new_key(settings.process, say)
        front, starts = await _open_bots(stack, settings, bool(sandbox_url), say)
        address, state = await _open_doors(stack, front, settings, sandbox_url, say)
        for start in starts:
            await start()
        for bot in front.bots:
            for line in await report(bot.deps):
                say(f"Note: {line}")
        _settle_down()
        if not settings.playground_mode or not settings.process.admin_port:
            say(f"How it is, for this machine alone: {state}/readyz")
        say(_ready(settings, address))
        lost = [bot.replica.lost for bot in front.bots]
        await _until(stop, *lost)
        if any(one.is_set() for one in lost):
            raise TakenForDead


def _unkept(settings: Settings) -> Iterator[str]:
    """Of each environment's log."""
    for name, one in settings.each.items():
        yield from (f"{name}: {text}" if settings.others else text for text in unkept(one.config.audit.anchor))


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


def _check_people(settings: Settings) -> None:
    """Of every environment. Raises: SettingsError."""
    for one in settings.each.values() if not settings.playground_mode else ():
        check_people(one.config)


Start = Callable[[], Awaitable[None]]


async def _open_bots(
    stack: AsyncExitStack, settings: Settings, sandbox: bool, say: Say
) -> tuple[Front, Sequence[Start]]:
    """The bot of each environment behind one desk, and what starts them, in this order."""
    assert settings.insights
    name = settings.config.environment.name if settings.others else ""
    first = setup_of(settings.process, settings.config, settings.insights, sandbox=sandbox, one_of=name)
    engine, opened = Engine.of(first) if settings.others else None, list[tuple[Branch, Start]]()
    bot, start = await stack.enter_async_context(open_bot(first, engine))
    await _look_at(settings, bot, settings.config, settings.process, say)
    if not engine:
        return Front((bot,), bot.desk, bot.homes, (settings.config,)), (start,)
    opened.append((Branch(name, bot, first=True, tenants=tenants_in(settings.config, settings.teams)), start))
    for one in settings.others:
        stack.enter_context(alone(one.process.database_url.get_secret_value()))
        _announce_new_key(one.process, say)
        setup = setup_of(one.process, one.config, one.insights, environment=one.name, one_of=one.name)
        bot, start = await stack.enter_async_context(open_bot(setup, engine))
        opened.append((Branch(one.name, bot, tenants=tenants_in(one.config, settings.teams)), start))
        await _look_at(settings, bot, one.config, one.process, say)
    branches = [branch for branch, _ in opened]
    board = Switchboard(branches)
    renewing = asyncio.create_task(board.homes.run())

    async def end() -> None:
        """Before the databases are closed: what calls the engine, and then the engine itself."""
        for branch in branches:
            await ended(branch.bot.loops)
        await ended((renewing,))
        await engine.durable.stop()

    stack.push_async_callback(end)
    configs = (settings.config, *(one.config for one in settings.others))
    bots = tuple(branch.bot for branch in branches)
    front = Front(bots, board, board.homes, configs, partial(joined_doors, branches))
    return front, (*(begin for _, begin in opened), engine.durable.launch)


async def _look_at(settings: Settings, bot: Bot, config: Config, process: Process, say: Say) -> None:
    """Raises: SettingsError."""
    _announce_new_database(settings, bot, process, say)
    await _check_holds(settings, bot, config, say)


def _announce_new_key(process: Process, say: Say) -> None:
    if makes_key(process):
        say(f"Note: a master key is made in {key_file(process)}. It opens the data: keep a copy somewhere safe.")


def _announce_new_database(settings: Settings, bot: Bot, process: Process, say: Say) -> None:
    """In the playground it is no surprise; elsewhere the requests of a company may lie in another one."""
    if bot.store.new and not settings.playground_mode:
        where = name_of(process.database_url.get_secret_value())
        say(f"Note: the database is new and empty: {where}. If there were requests before, check DATABASE_URL.")


async def _check_holds(settings: Settings, bot: Bot, config: Config, say: Say) -> None:
    """In the playground, where there may be one admin, it is only said. Raises: SettingsError."""
    deps = bot.deps
    zone, words = deps.policy.timezone, deps.words
    stuck = await deps.storage.read(lambda unit: unreleasable(unit, config.people, zone, words))
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
    stack: AsyncExitStack, front: Front, settings: Settings, sandbox_url: str, say: Say
) -> tuple[str, str]:
    """Put every configured door in place and serve; returns the public address, and that for whoever runs the bot."""
    app, doors = public_app(*front.bots), list[Kept]()
    process = settings.process
    host = LOOPBACK if settings.local else process.host  # whatever HOST says: there is no account in front of it
    if settings.teams and settings.teams.insecure_local:
        app.middlewares.append(loopback_only)
    if settings.playground_mode:
        from bot.app.playground_door import playground

        session = await stack.enter_async_context(aiohttp.ClientSession())
        await playground(front.first, app, sandbox_url, session)
    else:
        app.router.add_get("/", what_this_is)
    if settings.slack:
        doors.append(slack_door(front, app, settings.slack))
    if settings.teams:
        doors.append(teams_door(front, app, settings.teams))
    front.joined()
    states = await stack.enter_async_context(kept(doors, partial(tell_of_door, front.bots), say))
    await asyncio.gather(*map(_first_look, front.bots))
    address = await stack.enter_async_context(serving(app, host, process.port, "PORT"))
    admin_host = LOOPBACK if settings.local else process.admin_host
    admin_web = admin_app(front.first, states, *front.bots[1:], host=admin_host)
    admin = serving(admin_web, admin_host, process.admin_port, "ADMIN_PORT")
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
