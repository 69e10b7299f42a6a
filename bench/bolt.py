"""`make bench`: a signed command accepted, and a click on Approve, each against a Bolt app that only acknowledges.

Blocks of both servers are interleaved in one run, so that a noisy machine is noisy for both; the ratios are medians.
The processor's time is that of the server until the last answer of a block: what an act starts goes on after it.
"""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.acts import CONFIG, UNLIMITED, approval, choices, command, refs
from bench.load import Measured, measure
from storage.master_key import new_master_key
from tests.house import cpu_of, house
from tests.postgresql import new_database, postgresql

ROUNDS = 5
BLOCK = {1: 60, 16: 240}  # requests a round, by connections
_choices = choices()
_later = [""]  # where answers that come later are sent: the fake Slack

Make = Callable[[int], list[bytes]]


@dataclass(frozen=True)
class Server:
    """`cpu`: seconds of the processor that it has used."""

    url: str
    cpu: Callable[[], float]


@dataclass(frozen=True)
class Block:
    """`cpu`: seconds of the processor for one request."""

    measured: Measured
    cpu: float


async def main() -> None:
    print(
        "| database | act | connections | rate | p50 | p99 | CPU | bare Bolt: rate | p50 | p99 | CPU "
        "| ratio of rates | of CPU |"
    )
    print("| --- " * 13 + "|")
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        async with _bare() as bare:
            await _database("SQLite", bare, Path(one))
            with postgresql(hasty=False) as server, new_database(server) as url:
                where = url.render_as_string(hide_password=False)
                await _database("PostgreSQL", bare, Path(other), DATABASE_URL=where)


async def _database(name: str, bare: Server, folder: Path, **environment: str) -> None:
    async with house(folder, config=CONFIG + UNLIMITED, DSRBOT_MASTER_KEY=new_master_key(), **environment) as at:
        _later[0] = at.sender.response_url()
        bot = Server(at.url, at.cpu)
        await measure(at.url, _commands(20), 1)  # warm
        filed = {
            connections: refs(await _compare(name, "command", bot, bare, connections, size, _commands))
            for connections, size in BLOCK.items()
        }
        for connections, known in filed.items():  # last: from here on, the approved work goes on beside the acts
            await _compare(name, "approve", bot, bare, connections, len(known) // ROUNDS, _approvals(known))


async def _compare(
    database: str, act: str, bot: Server, bare: Server, connections: int, size: int, make: Make
) -> list[bytes]:
    """One row of the table; gives what the bot answered."""
    ours, theirs = list[Block](), list[Block]()
    for _ in range(ROUNDS):
        ours.append(await _block(bot, make(size), connections))
        theirs.append(await _block(bare, _same(size), connections))
    rates = median(a.measured.rate / b.measured.rate for a, b in zip(ours, theirs, strict=True))
    costs = median(a.cpu / b.cpu for a, b in zip(ours, theirs, strict=True) if b.cpu)
    ratios = f"{rates:.2f} | {costs:.1f}"
    print(f"| {database} | {act} | {connections} | {_row(ours)} | {_row(theirs)} | {ratios} |", flush=True)
    return [body for block in ours for body in block.measured.bodies]


async def _block(server: Server, requests: list[bytes], connections: int) -> Block:
    before = server.cpu()
    measured = await measure(server.url, requests, connections)
    return Block(measured, (server.cpu() - before) / len(requests))


def _row(blocks: list[Block]) -> str:
    rate, cpu = median(block.measured.rate for block in blocks), median(block.cpu for block in blocks)
    everything = Measured(tuple(s for block in blocks for s in block.measured.seconds), 1, ())
    return f"{rate:.0f}/s | {everything.p(50):.1f} ms | {everything.p(99):.1f} ms | {cpu * 1e6:,.0f} µs"


def _commands(size: int) -> list[bytes]:
    return [command(text, _later[0]) for text in islice(_choices, size)]


def _same(size: int) -> list[bytes]:
    """For a server that does nothing with them."""
    return [command('refresh "CRM Contacts" "Webshop Orders" "Loyalty Members"', _later[0]) for _ in range(size)]


def _approvals(known: list[str]) -> Make:
    left = iter(known)

    def make(size: int) -> list[bytes]:
        return [approval(next(left), _later[0]) for _ in range(size)]

    return make


@asynccontextmanager
async def _bare() -> AsyncIterator[Server]:
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.bare", stdout=PIPE)
    assert process.stdout
    try:
        yield Server((await process.stdout.readline()).decode().strip(), partial(cpu_of, process.pid))
    finally:
        process.kill()
        await process.wait()


asyncio.run(main())
