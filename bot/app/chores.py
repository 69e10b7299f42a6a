"""What is done again and again, each by one replica for all."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import aiohttp
import structlog

from bot.app.bot import Bot
from bot.app.cutting import cut_log
from bot.app.heads import post_head
from bot.app.setup import Setup
from bot.app.stamping import Stamper
from domain.replica import SELDOM, Chore
from domain.target import Channel
from domain.trouble import Trouble
from handlers.erasure.earlier import take_over
from handlers.erasure.hiding_recipients import hide_recipients
from handlers.erasure.look_through import look_through
from handlers.export.inbox import read_post
from handlers.export.threads import note_all
from handlers.refresh.scheduled_failures import watch
from handlers.requests.destroying import Traces, destroy_due, follow
from handlers.requests.digest import put_digest
from handlers.requests.leaving import look_for_leavers
from handlers.requests.look_over import look_over
from handlers.requests.retention import tidy
from handlers.requests.sweep import sweep
from handlers.requests.turning_back import turn_back
from handlers.requests.unended import look_for_unended

Loop = Coroutine[Any, Any, None]
SWEEP_EVERY, LISTS_EVERY = 1.0, 2.0  # seconds
TIDY_EVERY = 60.0
_UNENDED = 4  # times that closed requests are looked at, each time: a hundred thousand within an hour
LEAVING_EVERY = 60.0
STATISTICS_FIRST, STATISTICS_EVERY = 60.0, 7 * 86_400.0
HEAD_EVERY = 60.0
DIGEST_EVERY = 30.0
DRAWN_LATE, RETOUCH_AGAIN = timedelta(minutes=1), 5.0
LOOK_OVER_EVERY, LOOK_OVER_AGAIN = 3600.0, 30.0  # again: somebody could not be told apart just now

log = structlog.get_logger(__name__)


def chores(bot: Bot, setup: Setup, traces: Traces, session: aiohttp.ClientSession) -> list[Loop]:
    """Each to be awaited by its owner, until it is cancelled. `session`: for the time-stamping authority."""
    loops = [_sweeping(bot), _tidying(bot, traces), _leaving(bot), _looking_over(bot), _retouching(bot)]
    loops += [_gathering(bot), _looking_through(bot)]
    loops += [_digesting(bot)] if setup.policy.digest else []
    loops += [_stamping(bot, partial(setup.authority.stamp, session))] if setup.authority else []
    loops += [_heading(bot)] if setup.channels.get(Channel.AUDIT) else []
    loops += [_watching(bot)] if setup.policy.watch else []
    return loops + ([] if setup.policy.mail.guided else [_reading(bot)])


async def _repeating(bot: Bot, chore: Chore, every: float, do: Callable[[], Awaitable[object]], wrong: str) -> None:
    """By one replica for all, with so many seconds between. A fault is logged as `wrong`, and the next time goes on."""
    while True:
        await _once(bot, chore, do, wrong)
        await asyncio.sleep(every)


async def _watchful(bot: Bot, chore: Chore, every: float, do: Callable[[], Awaitable[object]], wrong: str) -> None:
    """The same for what there is to do only after something was written, or its time has come."""
    while True:
        written = bot.store.written
        await _once(bot, chore, do, wrong)
        await asyncio.sleep(every)
        await bot.store.calm(written, (SELDOM - 1) * every)


async def _once(bot: Bot, chore: Chore, do: Callable[[], Awaitable[object]], wrong: str) -> None:
    await bot.replica.turn(chore)
    await _tried(do, wrong)


async def _tried(do: Callable[[], Awaitable[object]], wrong: str) -> None:
    try:
        await do()
    except Exception:
        log.exception(wrong)


def _sweeping(bot: Bot) -> Loop:
    return _watchful(bot, Chore.SWEEP, SWEEP_EVERY, lambda: sweep(bot.deps, bot.sweep_clock()), "a sweep failed")


def _looking_through(bot: Bot) -> Loop:
    async def look() -> None:
        while await look_through(bot.deps):
            pass

    return _watchful(bot, Chore.LISTS, LISTS_EVERY, look, "looking through a list failed")


async def _tidying(bot: Bot, traces: Traces) -> None:
    turned, looked = False, ""
    while True:
        if await bot.replica.turn(Chore.TIDY):
            bot.steady.forget()
        try:
            if not turned:
                await turn_back(bot.deps)
                await hide_recipients(bot.deps)
                turned = True
        except Exception:
            log.exception("turning sentences of an earlier release back failed")
        await asyncio.sleep(TIDY_EVERY)  # first, so that a start has nothing else to do
        looked = await tidied(bot, traces, looked)


async def tidied(bot: Bot, traces: Traces, after: str) -> str:
    """Once; what fails keeps nothing else waiting. `after`: up to where closed requests were looked at before; gives up
    to where they are now."""

    async def tidy_up() -> None:
        await bot.steady.look()
        await take_over(bot.deps)
        await tidy(bot.deps, traces.work)
        await follow(bot.deps.storage, traces)
        await destroy_due(bot.deps, traces, bot.sweep_clock())

    async def look() -> None:
        nonlocal after
        for _ in range(_UNENDED):
            if not (after := await look_for_unended(bot.deps, after)):
                break

    await _tried(tidy_up, "tidying up failed")
    await _tried(look, "looking for what somebody else ended failed")
    await _tried(
        lambda: cut_log(bot.store, bot.deps.policy.log_kept, bot.deps.clock), "cutting the front of the log failed"
    )
    return after


async def _leaving(bot: Bot) -> None:
    while True:
        await asyncio.sleep(LEAVING_EVERY)  # first: a start has nothing that is older than its own look
        await bot.replica.turn(Chore.LEAVERS)
        try:
            await look_for_leavers(bot.deps)
        except Exception:
            log.exception("looking for approvers who left failed")


async def _gathering(bot: Bot) -> None:
    """After the start, which may have brought a migration, and each week."""
    await asyncio.sleep(STATISTICS_FIRST)  # first, so that a start has nothing else to do
    wrong = "the database could not look at its tables"
    await _repeating(bot, Chore.STATISTICS, STATISTICS_EVERY, bot.store.gather_statistics, wrong)


def _digesting(bot: Bot) -> Loop:
    wrong = "the digest of the day could not be put down to be told"
    return _repeating(bot, Chore.DIGEST, DIGEST_EVERY, lambda: put_digest(bot.deps, bot.sweep_clock()), wrong)


def _heading(bot: Bot) -> Loop:
    async def post() -> None:
        await post_head(bot.store, bot.deps.policy.timezone, bot.deps.clock())

    return _repeating(bot, Chore.HEAD, HEAD_EVERY, post, "the head of the log could not be posted")


def _stamping(bot: Bot, ask: Callable[[str, datetime], Awaitable[str]]) -> Loop:
    stamper, wrong = Stamper(bot.store, ask, bot.deps.policy.timezone), "the head of the log could not be stamped"
    return _repeating(bot, Chore.STAMP, HEAD_EVERY, lambda: stamper.stamp(bot.deps.clock()), wrong)


async def _looking_over(bot: Bot) -> None:
    """First at the start, which may have brought another list of people."""
    while True:
        await bot.replica.turn(Chore.CARDS)
        whole = False
        try:
            whole = await look_over(bot.deps, bot.doors)
        except Exception:
            log.exception("looking for cards of who may not see them any more failed")
        await asyncio.sleep(LOOK_OVER_EVERY if whole else LOOK_OVER_AGAIN)


async def _retouching(bot: Bot) -> None:
    """A card that another process drew late, over what this one has drawn since, is drawn again when that one can draw
    no more: one that was taken for dead in the middle of it, and one of an earlier release, which draws without a turn.
    """
    while True:
        await bot.replica.turn(Chore.COURIER)
        await _retouch(bot, bot.deps.clock() - DRAWN_LATE)
        while bot.replica.holds(Chore.COURIER):  # noqa: ASYNC110  it is asked of a clock
            await asyncio.sleep(RETOUCH_AGAIN)


async def _retouch(bot: Bot, since: datetime) -> None:
    while bot.replica.holds(Chore.COURIER):
        try:
            await bot.replica.others_ended()
            await bot.deps.storage.write(lambda unit: unit.cards.redraw_since(since))
        except Exception:
            log.exception("cards that were drawn late could not be found")
            await asyncio.sleep(RETOUCH_AGAIN)
        else:
            return


async def _watching(bot: Bot) -> None:
    while True:
        await bot.replica.turn(Chore.WATCH)
        try:
            await watch(bot.deps)
        except Trouble as trouble:
            log.warning("could not look for failed scheduled runs", status=trouble.status)
        except Exception:
            log.exception("looking for failed scheduled runs failed")
        await asyncio.sleep(bot.deps.policy.watch.total_seconds())


async def _reading(bot: Bot) -> None:
    noted = False
    while True:
        await bot.replica.turn(Chore.MAILBOX)
        try:
            if not noted:
                await note_all(bot.deps)
                noted = True
            await read_post(bot.deps)
        except Trouble as trouble:
            log.warning("the mailbox did not answer", status=trouble.status, code=trouble.code)
        except Exception:
            log.exception("reading the mailbox failed")
        await asyncio.sleep(bot.deps.policy.mail.look_every.total_seconds())
