"""The web server: one port for the doors, one on loopback for whoever runs the bot."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from time import monotonic

from aiohttp import web

from bot.app.bot import Bot
from bot.app.keeping import State
from bot.app.loopback import loopback_only
from bot.app.metrics import TYPE, numbers
from bot.app.sealing import SEALED, WELL
from bot.app.tracing import traced
from bot.settings.setting_errors import SettingsError
from common.cache import SharedAnswer
from gateways import serving as server
from handlers.ports import Unit
from storage.migrate import is_older
from storage.unit import Unit as StoreUnit

WHAT_THIS_IS = "This is DSR Bot. It is used from chat: type /dsr help in Slack, or help to DSR Bot in Teams.\n"
LOOPBACK = "127.0.0.1"
SECONDS = 3.0  # the database's time limit when asked whether it is usable
EVERY = 1.0  # seconds for which the answer is kept, whoever asks
COUNT_EVERY = 2.0  # the same for what is counted, from the beginning of a count
_OF_A_PORT = (errno.EADDRINUSE, errno.EACCES, errno.EPERM)
LARGEST_BODY = 2**20  # bytes; Slack's largest payloads stay far below

Handler = Callable[[web.Request], Awaitable[web.Response]]


def public_app(*bots: Bot) -> web.Application:
    """`bots`: of all environments, the first one first."""
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[traced])
    app.router.add_get("/healthz", _healthy)
    app.router.add_get("/livez", _healthy)
    app.router.add_get("/readyz", _readiness(bots, {}))
    return app


def admin_app(bot: Bot, doors: Mapping[str, State], *others: Bot, host: str = LOOPBACK) -> web.Application:
    """The same question, how each door is, and whether the log is sealed. On loopback under this machine's own name
    alone; elsewhere a network policy stands in front."""
    app = web.Application(middlewares=[loopback_only] if host == LOOPBACK else [])
    app.router.add_get("/healthz", _healthy)
    app.router.add_get("/livez", _healthy)
    app.router.add_get("/readyz", _readiness((bot, *others), doors))
    counted = Counted(partial(numbers, bot, *others))
    app.router.add_get("/metrics", counted.told)
    app.on_cleanup.append(counted.end)
    return app


class Counted:
    """One count at a time, however many ask, and none within seconds of the last: a database that is slow is not asked
    again and again by who watches it."""

    def __init__(self, ask: Callable[[], Awaitable[str]], seconds: float = SECONDS, every: float = COUNT_EVERY) -> None:
        self._ask, self._seconds, self._every = ask, seconds, every
        self._count: asyncio.Task[str] | None = None
        self._begun = 0.0

    async def told(self, _: web.Request) -> web.Response:
        count = self._current()
        await asyncio.wait({count}, timeout=self._seconds)
        if not count.done() or count.exception():
            return web.Response(status=503, text="The database does not answer in time.\n")
        return web.Response(body=count.result().encode(), headers={"Content-Type": TYPE})

    async def end(self, _: web.Application) -> None:
        if self._count:
            self._count.cancel()
            await asyncio.gather(self._count, return_exceptions=True)

    def _current(self) -> asyncio.Task[str]:
        old = self._count is None or (self._count.done() and monotonic() - self._begun >= self._every)
        if self._count is None or old:
            self._count, self._begun = asyncio.ensure_future(self._ask()), monotonic()
        return self._count


async def what_this_is(_: web.Request) -> web.Response:
    return web.Response(text=WHAT_THIS_IS)


async def _healthy(_: web.Request) -> web.Response:
    return web.Response(text="alive\n")


def _readiness(bots: Sequence[Bot], doors: Mapping[str, State]) -> Handler:
    """200 where the work has begun and the database can be written, else 503 and why; an outage of one door takes no
    other out. The database of an environment beside the first one, which has the engine and what doors keep, is only
    said to be out of order: the others go on. Work that ended needs a new start."""
    databases = SharedAnswer(lambda: _each_database(bots), EVERY)

    async def ready(_: web.Request) -> web.Response:
        begun = all(one.loops for one in bots)
        found = await databases.read() if begun else [Database() for _ in bots]
        ended = [*map(_of_work, bots)]
        troubles = [work or database.why for work, database in zip(ended, found, strict=True)]
        well, why = begun and not any((*ended, found[0].why)), [*_of_each(bots, troubles).values()]
        told: dict[str, object] = {"ready": well, **({"why": why} if why else {})}
        if doors and (groups := _groups(bots)):
            told["groups"] = groups
        if paused := [*_of_each(bots, [one.paused for one in found]).values()]:
            told["paused"] = "; ".join(paused)
        if doors:
            told["doors"] = {name: await state() for name, state in doors.items()}
            told["log"] = _log(bots)
        return web.json_response(told, status=200 if well else 503)

    return ready


def _of_each(bots: Sequence[Bot], texts: Sequence[str]) -> Mapping[int, str]:
    """What there is to say, with the name of the environment where there are several."""
    named = [f"{bot.deps.policy.environment_name}: " if len(bots) > 1 else "" for bot in bots]
    return {n: f"{name}{text}" for n, (name, text) in enumerate(zip(named, texts, strict=True)) if text}


def _groups(bots: Sequence[Bot]) -> Mapping[str, str]:
    return {said: state for bot in bots for entry, state in bot.groups.state().items()
            for said in _of_each(bots, [entry if one is bot else "" for one in bots]).values()}  # fmt: skip


def _log(bots: Sequence[Bot]) -> str:
    """What is wrong with one, or else how they are."""
    states = [bot.sealer.state for bot in bots]
    wrong = _of_each(bots, ["" if state in WELL else state for state in states])
    return "; ".join(wrong.values()) or (SEALED if SEALED in states else states[0])


def _of_work(bot: Bot) -> str:
    if not bot.loops:
        return "the work has not begun"
    return "" if bot.working else "a part of the work has ended, and the log says why: start the bot anew"


@dataclass(frozen=True)
class Database:
    """`why` it cannot be used, and why nothing is deleted just now; both empty where nothing is in the way."""

    why: str = ""
    paused: str = ""


async def _each_database(bots: Sequence[Bot]) -> Sequence[Database]:
    return await asyncio.gather(*map(look_at_database, bots))


async def look_at_database(bot: Bot) -> Database:
    """A database that is full, locked or read-only still answers questions, and decides nothing."""
    now = bot.deps.clock()
    try:
        async with asyncio.timeout(SECONDS):
            return await bot.store.write(lambda unit: _try(unit, now))
    except Exception:
        return Database("the database takes no writes: it may be gone, full, locked or read-only")


def paused(unit: Unit) -> str:
    brake = unit.brakes.now()
    return "" if not brake else "the log lacks its end" if brake.everything else "by an admin"


def _try(unit: StoreUnit, now: datetime) -> Database:
    unit.requests.get("")
    unit.health.beat(now)
    if is_older(unit.connection):
        return Database("the database is of an older release: dsrbot db upgrade, or the next start, renews it")
    return Database(paused=paused(unit))


@asynccontextmanager
async def serving(app: web.Application, host: str, port: int, setting: str) -> AsyncIterator[str]:
    """Serve for as long as the block runs; gives the address. Port 0 takes any free one.

    Raises:
        SettingsError: the port is taken, or the host is none of this machine.
    """
    async with AsyncExitStack() as stack:
        try:
            bound = await stack.enter_async_context(server.serving(app, host, port))
        except (OSError, UnicodeError) as trouble:
            raise SettingsError(_refused(trouble, host, port, setting)) from None
        yield f"http://{host}:{bound}"


def _refused(trouble: OSError | UnicodeError, host: str, port: int, setting: str) -> str:
    """A host that is not found, or belongs to another machine, has no free port."""
    if isinstance(trouble, OSError) and trouble.errno in _OF_A_PORT:
        return f"{setting} {port} cannot be used on {host}: set {setting} to a free one."
    name = setting.replace("PORT", "HOST")
    return f"{name} is no address of this machine: set it to one, such as 127.0.0.1 or 0.0.0.0, or leave it out."
