"""`make bench`: a signed command accepted, and a click on Approve, each against a Bolt app that only acknowledges.

Blocks of both servers are interleaved in one run, so that a noisy machine is noisy for both; the ratios are medians.
"""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.acts import CONFIG, UNLIMITED, approval, choices, command, refs
from bench.load import Measured, measure
from storage.master_key import new_master_key
from tests.house import house
from tests.postgresql import new_database, postgresql

ROUNDS = 5
BLOCK = {1: 60, 16: 240}  # requests a round, by connections
_choices = choices()
_later = [""]  # where answers that come later are sent: the fake Slack

Make = Callable[[int], list[bytes]]


async def main() -> None:
    print("| database | act | connections | rate | p50 | p99 | bare Bolt: rate | p50 | p99 | ratio of rates |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        async with _bare() as bare:
            await _database("SQLite", bare, Path(one))
            with postgresql(hasty=False) as server, new_database(server) as url:
                where = url.render_as_string(hide_password=False)
                await _database("PostgreSQL", bare, Path(other), DATABASE_URL=where)


async def _database(name: str, bare: str, folder: Path, **environment: str) -> None:
    async with house(folder, config=CONFIG + UNLIMITED, DSRBOT_MASTER_KEY=new_master_key(), **environment) as at:
        _later[0] = at.sender.response_url()
        await measure(at.url, _commands(20), 1)  # warm
        filed = {
            connections: refs(await _compare(name, "command", at.url, bare, connections, size, _commands))
            for connections, size in BLOCK.items()
        }
        for connections, known in filed.items():  # last: from here on, the approved work goes on beside the acts
            await _compare(name, "approve", at.url, bare, connections, len(known) // ROUNDS, _approvals(known))


async def _compare(
    database: str, act: str, bot: str, bare: str, connections: int, size: int, make: Make
) -> list[bytes]:
    """One row of the table; gives what the bot answered."""
    ours, theirs = list[Measured](), list[Measured]()
    for _ in range(ROUNDS):
        ours.append(await measure(bot, make(size), connections))
        theirs.append(await measure(bare, _same(size), connections))
    ratio = median(a.rate / b.rate for a, b in zip(ours, theirs, strict=True))
    print(f"| {database} | {act} | {connections} | {_row(ours)} | {_row(theirs)} | {ratio:.2f} |", flush=True)
    return [body for block in ours for body in block.bodies]


def _row(blocks: list[Measured]) -> str:
    rate = median(block.rate for block in blocks)
    everything = Measured(tuple(s for block in blocks for s in block.seconds), 1, ())
    return f"{rate:.0f}/s | {everything.p(50):.1f} ms | {everything.p(99):.1f} ms"


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
async def _bare() -> AsyncIterator[str]:
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.bare", stdout=PIPE)
    assert process.stdout
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.kill()
        await process.wait()


asyncio.run(main())
