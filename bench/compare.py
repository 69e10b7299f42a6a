"""`make compare SINCE=<revision>`: what an act costs, beside what it cost at that revision.

Blocks of both are interleaved in one run, and the processor's time is counted instead of the clock's, so that a noisy
machine is noisy for both. All that an act starts is in it: cards, notices, and the work of what was approved. Ends
with 1 where an act became 1.3 times as dear. ROUNDS=2 takes six minutes instead of fifteen.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.acts import approval, choices, command, refs
from bench.elsewhere import Elsewhere, elsewhere, unpack
from bench.load import send
from storage.master_key import new_master_key
from tests.postgresql import new_database, postgresql

ROUNDS = int(os.environ.get("ROUNDS", "5"))
BLOCK, CONNECTIONS = 40, 4
LIMIT = 1.3
REST, LOOK, IDLE = 3.0, 1.0, 0.03  # seconds: of a rest, between two looks; and of the processor, a second, above rest
LONGEST = 120.0  # seconds until it is taken for calm all the same: what goes on by then is in both
CALM = 4  # looks in a row, as work that begins one by one leaves calm seconds in between
NAMES = {"at_rest": "a second at rest", "commands": "a command", "approvals": "an approval"}
HERE = Path(__file__).parents[1]


class Measuring:
    """One bot, its commands and what it filed."""

    def __init__(self, at: Elsewhere) -> None:
        self._at, self._choices = at, choices()
        self._later = at.sender.response_url()
        self._filed = list[str]()

    async def commands(self) -> float:
        sent = [command(text, self._later) for text in islice(self._choices, BLOCK)]
        return await self._costs(sent, lambda bodies: self._filed.extend(refs(bodies)))

    async def approvals(self) -> float:
        known, self._filed = self._filed[:BLOCK], self._filed[BLOCK:]
        return await self._costs([approval(ref, self._later) for ref in known], lambda _: None)

    async def at_rest(self) -> float:
        """Microseconds of the processor for a second in which nothing is asked of it."""
        before = self._at.cpu()
        await asyncio.sleep(REST)
        return (self._at.cpu() - before) / REST * 1e6

    async def _costs(self, sent: list[bytes], heard: Callable[[tuple[bytes, ...]], None]) -> float:
        """Microseconds of the processor for one of them, with all that it starts, and without what is used at rest."""
        rest, before, began = await self.at_rest() / 1e6, self._at.cpu(), perf_counter()
        heard((await send(self._at.url, sent, CONNECTIONS)).bodies)
        used = await self._quiet(rest)
        return (used - before - rest * (perf_counter() - began)) / len(sent) * 1e6

    async def _quiet(self, rest: float) -> float:
        """What the bot has used when it uses no more than at rest."""
        used, calm, begun = self._at.cpu(), 0, perf_counter()
        while calm < CALM and perf_counter() - begun < LONGEST:
            await asyncio.sleep(LOOK)
            used, before = self._at.cpu(), used
            calm = calm + 1 if (used - before) / LOOK < rest + IDLE else 0
        return used


async def main(since: str) -> None:
    worst = 0.0
    print(f"| database | act | {since} | now | ratio |\n| --- | --- | --- | --- | --- |")
    with TemporaryDirectory() as kept, postgresql(hasty=False) as server:
        trees = unpack(since, Path(kept)), HERE
        for name in ("SQLite", "PostgreSQL"):
            async with AsyncExitStack() as stack:
                pair = []
                for tree in trees:
                    folder, more = stack.enter_context(TemporaryDirectory()), {}
                    if name != "SQLite":
                        url = stack.enter_context(new_database(server))
                        more = {"DATABASE_URL": url.render_as_string(hide_password=False)}
                    opened = elsewhere(tree, Path(folder), DSRBOT_MASTER_KEY=new_master_key(), **more)
                    pair.append(Measuring(await stack.enter_async_context(opened)))
                worst = max(worst, *[ratio async for ratio in _acts(name, *pair)])
    sys.exit(worst > LIMIT)


async def _acts(database: str, then: Measuring, now: Measuring) -> AsyncIterator[float]:
    for measuring in (then, now):
        await measuring.commands()  # warm
    for act in NAMES:
        costs = [(await getattr(then, act)(), await getattr(now, act)()) for _ in range(ROUNDS)]
        ratio = median(new / old for old, new in costs)
        old, new = (median(column) for column in zip(*costs, strict=True))
        print(f"| {database} | {NAMES[act]} | {old:,.0f} µs | {new:,.0f} µs | {ratio:.2f} |", flush=True)
        yield ratio


asyncio.run(main(sys.argv[1]))
