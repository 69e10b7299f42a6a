"""A signed command accepted, and a click on Approve, each against a Bolt app that only acknowledges.

Blocks of both servers are interleaved in one run, so that a noisy machine is noisy for both; the ratios are medians.
The processor's time is that of the server until the last answer of a block: what an act starts goes on after it.
"""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.acts import CONFIG, UNLIMITED, approval, choices, command, refs
from bench.load import Measured, send
from bench.parts import Size
from bench.table import Table
from storage.master_key import new_master_key
from tests.house import cpu_of, house
from tests.postgresql import new_database, postgresql

ROUNDS = {Size.WHOLE: 5, Size.QUICK: 3, Size.TINY: 1}
BLOCKS = {  # requests a round, by connections
    Size.WHOLE: {1: 60, 16: 240},
    Size.QUICK: {1: 20, 16: 80},
    Size.TINY: {1: 4, 16: 16},
}
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


async def measure(size: Size) -> Sequence[Table]:
    rows = list[Sequence[str]]()
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        async with _bare() as bare:
            rows += await _database("SQLite", bare, size, Path(one))
            with postgresql(hasty=False) as server, new_database(server) as url:
                where = url.render_as_string(hide_password=False)
                rows += await _database("PostgreSQL", bare, size, Path(other), DATABASE_URL=where)
    ours = ("database", "act", "connections", "rate", "p50", "p99", "CPU")
    theirs = ("bare Bolt: rate", "p50", "p99", "CPU", "ratio of rates", "of CPU")
    return [
        Table(
            "A command accepted and a click on Approve, against a Bolt app that only acknowledges.", ours + theirs, rows
        )
    ]


async def _database(name: str, bare: Server, size: Size, folder: Path, **environment: str) -> list[Sequence[str]]:
    async with house(folder, config=CONFIG + UNLIMITED, DSRBOT_MASTER_KEY=new_master_key(), **environment) as at:
        _later[0] = at.sender.response_url()
        bot, rows, filed = Server(at.url, at.cpu), list[Sequence[str]](), dict[int, list[str]]()
        await send(at.url, _commands(20), 1)  # warm
        for connections, count in BLOCKS[size].items():
            found, bodies = await _compare(bot, bare, connections, (ROUNDS[size], count), _commands)
            rows.append((name, "command", str(connections), *found))
            filed[connections] = refs(bodies)
        for connections, known in filed.items():  # last: from here on, the approved work goes on beside the acts
            each = (ROUNDS[size], len(known) // ROUNDS[size])
            found, _ = await _compare(bot, bare, connections, each, _approvals(known))
            rows.append((name, "approve", str(connections), *found))
        return rows


async def _compare(
    bot: Server, bare: Server, connections: int, each: tuple[int, int], make: Make
) -> tuple[list[str], list[bytes]]:
    """One row of the table, and what the bot answered. `each`: how many rounds, of how many."""
    ours, theirs = list[Block](), list[Block]()
    for _ in range(each[0]):
        ours.append(await _block(bot, make(each[1]), connections))
        theirs.append(await _block(bare, _same(each[1]), connections))
    rates = median(a.measured.rate / b.measured.rate for a, b in zip(ours, theirs, strict=True))
    costs = [a.cpu / b.cpu for a, b in zip(ours, theirs, strict=True) if b.cpu]
    row = [*_cells(ours), *_cells(theirs), f"{rates:.2f}", f"{median(costs):.1f}" if costs else "-"]
    return row, [body for block in ours for body in block.measured.bodies]


async def _block(server: Server, requests: list[bytes], connections: int) -> Block:
    before = server.cpu()
    measured = await send(server.url, requests, connections)
    return Block(measured, (server.cpu() - before) / len(requests))


def _cells(blocks: list[Block]) -> list[str]:
    rate, cpu = median(block.measured.rate for block in blocks), median(block.cpu for block in blocks)
    everything = Measured(tuple(s for block in blocks for s in block.measured.seconds), 1, ())
    return [f"{rate:.0f}/s", f"{everything.p(50):.1f} ms", f"{everything.p(99):.1f} ms", f"{cpu * 1e6:,.0f} µs"]


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
