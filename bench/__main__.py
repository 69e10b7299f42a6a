"""`make bench`: a signed command accepted, and a click on Approve, each against a Bolt app that only acknowledges.

Blocks of both servers are interleaved in one run, so that a noisy machine is noisy for both; the ratios are medians.
"""

from __future__ import annotations

import asyncio
import re
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import chain, combinations, cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.load import Measured, measure, request
from gateways.sandbox.contoso_directory import SOURCES
from storage.master_key import new_master_key
from tests.fakes.slack import payloads
from tests.faults.story import REF
from tests.house import house
from tests.postgresql import new_database, postgresql

ROUNDS = 5
BLOCK = {1: 60, 16: 240}  # requests a round, by connections
CONFIG = """
[people]
admins = ["ada@contoso.com", "amir@contoso.com"]
approvers = ["ben@contoso.com", "cleo@contoso.com"]
[channels]
approvals = { slack = "C0APPROVE" }
failures = { slack = "C0FAIL" }
[law]
country = "DE"
[limits]
person = 0
door = 0
"""
NAMES = [friendly_name for _, friendly_name, *_ in SOURCES]
_choices = cycle(chain.from_iterable(combinations(NAMES, size) for size in range(1, 6)))  # 1,585 of them

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
    async with house(folder, config=CONFIG, DSRBOT_MASTER_KEY=new_master_key(), **environment) as at:
        _later[0] = at.sender.response_url()
        await measure(at.url, _commands(20), 1)  # warm
        filed = {
            connections: _refs(await _compare(name, "command", at.url, bare, connections, size, _commands))
            for connections, size in BLOCK.items()
        }
        for connections, refs in filed.items():  # last: from here on, the approved work goes on beside the acts
            await _compare(name, "approve", at.url, bare, connections, len(refs) // ROUNDS, _approvals(refs))


def _refs(answers: list[bytes]) -> list[str]:
    return [found[0] for answer in answers if (found := re.search(REF, answer.decode()))]


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
    """Each for another choice of sources, so that none is a duplicate."""
    chosen = islice(_choices, size)
    return [request(_command("refresh " + " ".join(f'"{name}"' for name in names))) for names in chosen]


def _same(size: int) -> list[bytes]:
    """For a server that does nothing with them."""
    return [request(_command('refresh "CRM Contacts" "Webshop Orders" "Loyalty Members"')) for _ in range(size)]


def _command(text: str) -> dict[str, object]:
    return payloads.command(text, response_url=_later[0])


def _approvals(refs: list[str]) -> Make:
    left = iter(refs)

    def make(size: int) -> list[bytes]:
        return [request(_click(next(left))) for _ in range(size)]

    return make


def _click(ref: str) -> dict[str, object]:
    button = {
        "type": "button",
        "action_id": "dsr:approve:0",
        "value": ref,
        "text": {"type": "plain_text", "text": "Approve"},
    }
    return payloads.click(button, user="U0BEN", channel="D0BEN", response_url=_later[0])


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
