"""Putting the playground in place, between the bot and the sandbox that stands in for everything outside."""

from __future__ import annotations

from datetime import timedelta

import aiohttp
from aiohttp import web

from bot.app.bot import Bot
from bot.app.playground_tour import read_tour
from bot.playground import Completions, Controls, Playground, Steering, Suggestion
from bot.playground.wire import SURFACE
from domain.commands import sentence
from domain.trouble import Trouble
from domain.words.language import Words
from handlers.commands import COMMANDS
from handlers.deps import Deps


async def playground(bot: Bot, app: web.Application, sandbox_url: str, session: aiohttp.ClientSession) -> None:
    """The playground, which after a restart is drawn anew from the requests that are open."""
    steering = Steering(sandbox_url, session)
    controls = Controls(
        words=lambda words: completions(bot.deps, words),
        sources=steering.sources,
        steer=steering.steer,
        team=steering.team,
        steer_team=steering.steer_team,
        delete=steering.delete,
        segments=steering.static_segments,
        recreate=steering.recreate,
        tour=lambda: read_tour(bot.deps, steering),
        redraw=lambda: _redraw(bot),
        move_clock=lambda seconds: _move(bot, seconds),
    )
    door = Playground(bot.desk, controls, words=bot.deps.words)
    door.mount(app)
    bot.doors[door.surface] = door
    await _redraw(bot)


async def _redraw(bot: Bot) -> None:
    await bot.deps.storage.write(lambda unit: unit.cards.redraw_all(SURFACE))


def _move(bot: Bot, seconds: float) -> None:
    bot.sweep_clock.ahead += timedelta(seconds=seconds)
    bot.store.stir()


async def completions(deps: Deps, words: Words) -> Completions:
    """What the page offers while somebody types, and what it says of each."""
    said = words.playground
    verbs = tuple(Suggestion(verb.name, sentence(verb, words)) for verb in COMMANDS)
    try:
        sources = await deps.catalog.sources()
    except Trouble:
        sources = ()
    names = tuple(Suggestion(f'"{source.name}"', source.kind) for source in sources)
    boards = (Suggestion("open"), Suggestion("overdue"), Suggestion("mine"))
    exports = (Suggestion("customer", said.CUSTOMER), Suggestion("user", said.USER))
    after = {
        "refresh": (*names, Suggestion("all", said.EVERY_SOURCE)),
        "requests": boards,
        "help": verbs,
        "export": exports,
    }
    return Completions(verbs, after)
