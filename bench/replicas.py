"""A command and an approval against one, two and three replicas of the bot on one PostgreSQL, spread round robin.

Blocks are interleaved in one run, so that a noisy machine is noisy for all; the ratios are medians of the same round.
The processor's time is that of all replicas, and of their sessions in the database, until the last answer of a block.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import aiohttp
import psycopg
from sqlalchemy import URL

from bench.acts import CONFIG, UNLIMITED, approval, choices, command, refs
from bench.load import send
from bench.parts import Size
from bench.table import Table
from storage.master_key import new_master_key
from tests.fakes.slack import running_slack
from tests.gateways.sandbox.process import forked_sandbox
from tests.house import House, cpu_of
from tests.postgresql import address_of, new_database, postgresql

COUNTS = (1, 2, 3)
ROUNDS = {Size.WHOLE: 5, Size.QUICK: 3, Size.TINY: 1}
BLOCK = {Size.WHOLE: 120, Size.QUICK: 60, Size.TINY: 12}  # acts
CONNECTIONS = 12  # of all replicas together
WARM = 24  # commands
_SESSIONS = "SELECT pid FROM pg_stat_activity WHERE datname = %s"


@dataclass(frozen=True)
class Block:
    """`rate`: acts a second; `bots` and `database`: seconds of the processor for one act."""

    rate: float
    bots: float
    database: float


@dataclass
class Replicas:
    """Some replicas on a database of their own. `server`: where one may ask who is at work in it."""

    houses: Sequence[House]
    server: URL
    database: str
    choices: Iterator[str] = field(default_factory=choices)
    filed: list[str] = field(default_factory=list)

    @property
    def later(self) -> str:
        return self.houses[0].sender.response_url()

    async def commands(self, count: int) -> Block:
        return await self._block([command(text, self.later) for text in islice(self.choices, count)])

    async def approvals(self, count: int) -> Block:
        known, self.filed = self.filed[:count], self.filed[count:]
        return await self._block([approval(ref, self.later) for ref in known])

    async def _block(self, acts: list[bytes]) -> Block:
        bots, database, begun = self._bots(), self._database(), perf_counter()
        many = len(self.houses)
        parts = [acts[number::many] for number in range(many)]
        each = zip(self.houses, parts, strict=True)
        answered = await asyncio.gather(*(send(at.url, part, CONNECTIONS // many) for at, part in each))
        took = perf_counter() - begun
        self.filed += refs(body for one in answered for body in one.bodies)
        return Block(len(acts) / took, (self._bots() - bots) / len(acts), (self._database() - database) / len(acts))

    def _bots(self) -> float:
        return sum(at.cpu() for at in self.houses)

    def _database(self) -> float:
        """Of the sessions that are there now: those of the replicas stay."""
        with psycopg.connect(address_of(self.server)) as connection:
            return sum(cpu_of(pid) for (pid,) in connection.execute(_SESSIONS, [self.database]).fetchall())


async def measure(size: Size) -> Sequence[Table]:
    async with AsyncExitStack() as stack:
        server = stack.enter_context(postgresql(hasty=False))
        several = [await stack.enter_async_context(_replicas(server, count)) for count in COUNTS]
        for one in several:
            await one.commands(WARM)
            one.filed.clear()
        commands = [[await one.commands(BLOCK[size]) for one in several] for _ in range(ROUNDS[size])]
        approvals = [[await one.approvals(BLOCK[size]) for one in several] for _ in range(ROUNDS[size])]
    head = ("act", "replicas", "rate", "ratio to one", "CPU of the bots", "of the database", "of both, ratio to one")
    rows = [*_rows("command", commands), *_rows("approve", approvals)]
    return [Table("Acts at one, two and three replicas on one PostgreSQL, on this machine.", head, rows)]


def _rows(act: str, rounds: Sequence[Sequence[Block]]) -> Iterator[Sequence[str]]:
    for number, count in enumerate(COUNTS):
        pairs = [(blocks[0], blocks[number]) for blocks in rounds]
        rate, bots, database = (
            median(getattr(here, name) for _, here in pairs) for name in ("rate", "bots", "database")
        )
        faster = median(here.rate / one.rate for one, here in pairs)
        dearer = median((here.bots + here.database) / (one.bots + one.database) for one, here in pairs)
        costs = f"{bots * 1e3:.1f} ms", f"{database * 1e3:.1f} ms"
        yield act, str(count), f"{rate:.0f}/s", f"{faster:.2f}", *costs, f"{dearer:.2f}"


@asynccontextmanager
async def _replicas(server: URL, count: int) -> AsyncIterator[Replicas]:
    async with AsyncExitStack() as stack:
        url = stack.enter_context(new_database(server))
        slack = await stack.enter_async_context(running_slack())
        sandbox = await stack.enter_async_context(forked_sandbox("--seconds", "0.5"))
        patient = aiohttp.ClientTimeout(total=30)
        session = await stack.enter_async_context(aiohttp.ClientSession(timeout=patient))
        given = {
            "DATABASE_URL": url.render_as_string(hide_password=False),
            "DSRBOT_MASTER_KEY": new_master_key(),
        }
        houses = list[House]()
        for _ in range(count):
            folder = Path(stack.enter_context(TemporaryDirectory()))
            (folder / "dsrbot.toml").write_text(CONFIG + UNLIMITED)
            houses.append(House(folder, slack, sandbox, session, given))
            stack.push_async_callback(_end, houses[-1])
            await houses[-1].start()
        yield Replicas(houses, server, str(url.database))


async def _end(at: House) -> None:
    if at.bot and at.bot.returncode is None:
        await at.kill()
