"""`make compare SINCE=<revision>`: what an act costs, beside what it cost at that revision.

Both do the same at the same time, and the processor's time of each is counted instead of the clock's, so that a noisy
machine is noisy for both. All that an act starts is in it: cards, notices, and the work of what was approved; and, over
the same time for both, what is used at rest. Ends with 1 where an act became 1.3 times as dear. ROUNDS=2 takes a
quarter of an hour instead of forty minutes.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
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
BLOCK, CONNECTIONS = 20, 4
LIMIT = 1.3
REST, LOOK = 8.0, 1.0  # seconds: of a rest, and between two looks whether something goes on
QUIET = 6.0  # seconds without a call of the bot: all that was begun has ended
LONGEST = 150.0  # seconds until it is taken for quiet all the same: what goes on by then is in both
SOON = """
[refresh]
poll_every = "1s"
settle = "2s"
watch = "0"
"""  # so that the work of what was approved ends, and is in it
AT_REST = "at_rest"
NAMES = {AT_REST: "a second at rest", "commands": "a command", "approvals": "an approval"}
HERE = Path(__file__).parents[1]


class Measuring:
    """One bot, its commands and what it filed."""

    def __init__(self, at: Elsewhere) -> None:
        self._at, self._choices = at, choices()
        self._later = at.sender.response_url()
        self._filed = list[str]()

    def cpu(self) -> float:
        return self._at.cpu()

    async def commands(self) -> None:
        sent = [command(text, self._later) for text in islice(self._choices, BLOCK)]
        self._filed += refs((await send(self._at.url, sent, CONNECTIONS)).bodies)

    async def approvals(self) -> None:
        known, self._filed = self._filed[:BLOCK], self._filed[BLOCK:]
        await send(self._at.url, [approval(ref, self._later) for ref in known], CONNECTIONS)

    async def quiet(self) -> None:
        """Until the bot has called nobody for a while. Its processor's time tells less: what one revision uses at rest
        hides what another does."""
        begun = since = perf_counter()
        calls = await self._calls()
        while perf_counter() - since < QUIET and perf_counter() - begun < LONGEST:
            await asyncio.sleep(LOOK)
            calls, before = await self._calls(), calls
            since = since if calls == before else perf_counter()

    async def _calls(self) -> int:
        """How often it has called Slack and the services of the sandbox."""
        return len(self._at.slack.world.calls) + len(await self._at.calls())


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
                    opened = elsewhere(tree, Path(folder), SOON, DSRBOT_MASTER_KEY=new_master_key(), **more)
                    pair.append(Measuring(await stack.enter_async_context(opened)))
                worst = max(worst, *[ratio async for ratio in _acts(name, *pair)])
    sys.exit(worst > LIMIT)


async def _acts(database: str, then: Measuring, now: Measuring) -> AsyncIterator[float]:
    await _costs("commands", then, now)  # warm
    for act in NAMES:
        costs = [await _costs(act, then, now) for _ in range(ROUNDS)]
        ratio = median(new / old for old, new in costs)
        old, new = (median(column) for column in zip(*costs, strict=True))
        print(f"| {database} | {NAMES[act]} | {old:,.0f} µs | {new:,.0f} µs | {ratio:.2f} |", flush=True)
        yield ratio


async def _costs(act: str, *pair: Measuring) -> list[float]:
    """Microseconds of the processor, of each: for a second in which nothing is asked of it, or for one act, with all
    that it starts and what is used at rest meanwhile, over the same time for both: what an act costs apart from that
    would be less than what a rest differs from another."""
    before = [one.cpu() for one in pair]
    if act == AT_REST:
        await asyncio.sleep(REST)
    else:
        await asyncio.gather(*(getattr(one, act)() for one in pair))
        await asyncio.gather(*(one.quiet() for one in pair))
    count = REST if act == AT_REST else BLOCK
    return [(one.cpu() - used) / count * 1e6 for one, used in zip(pair, before, strict=True)]


asyncio.run(main(sys.argv[1]))
