"""What the bot takes when nothing happens: until it is ready, its memory, and the processor's time of a second at rest;
empty, and with ten thousand requests that wait. On SQLite, on a disk. Both stand beside each other and rest at once.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.acts import CONFIG, UNLIMITED, choices, command
from bench.load import send
from bench.parts import Size
from bench.table import Table
from storage.master_key import new_master_key
from tests.house import House, house, memory_of

PENDING = {Size.WHOLE: 10_000, Size.QUICK: 10_000, Size.TINY: 20}
# Seconds: the engine looks around for its first minute; what is done once a minute counts.
CALM = {Size.WHOLE: 70.0, Size.QUICK: 20.0, Size.TINY: 0.5}
REST = {Size.WHOLE: 60.0, Size.QUICK: 20.0, Size.TINY: 1.0}


async def measure(size: Size) -> Sequence[Table]:
    async with AsyncExitStack() as stack:
        rows = list[list[str]]()
        houses = [await _house(stack) for _ in range(2)]
        for at, copies in zip(houses, (0, PENDING[size]), strict=True):
            await at.kill()
            _copy(at, copies)
            begun = time.perf_counter()
            await at.start()
            rows.append([f"{copies + 1:,}", f"{time.perf_counter() - begun:.1f} s"])
        await asyncio.sleep(CALM[size])
        before = [at.cpu() for at in houses]
        await asyncio.sleep(REST[size])
        shares = [(at.cpu() - used) / REST[size] for at, used in zip(houses, before, strict=True)]
        for at, row, share in zip(houses, rows, shares, strict=True):
            row += [f"{memory_of(at.pid):.0f} MB", f"{share * 1000:.1f} ms", f"{share:.2%}"]
    head = ("requests that wait", "ready after", "memory", "CPU of a second at rest", "of a core")
    return [Table("At rest.", head, rows)]


async def _house(stack: AsyncExitStack) -> House:
    """With one request that waits."""
    folder = Path(stack.enter_context(TemporaryDirectory()))
    at = await stack.enter_async_context(house(folder, config=CONFIG + UNLIMITED, DSRBOT_MASTER_KEY=new_master_key()))
    await send(at.url, [command(next(choices()), at.sender.response_url())], 1)
    return at


def _copy(at: House, copies: int) -> None:
    """The one that was filed, so often, with its steps; nothing of it is due for long."""
    numbers = f"WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < {copies})"
    with closing(sqlite3.connect(at.folder / "data/dsrbot.sqlite3")) as database:
        [(first,)] = database.execute("SELECT id FROM requests ORDER BY created_at LIMIT 1")
        for table, key in (("requests", "id"), ("steps", "request_id")) if copies else ():
            columns = [row[0] for row in database.execute("SELECT name FROM pragma_table_info(?)", [table])]
            known = {key: "'COPY-' || value", "due_at": "'2099-01-01 00:00:00.000000'", "changed": "NULL"}
            chosen = ", ".join(known.get(name, f'"{name}"') for name in columns)
            there = f"FROM {table}, ({numbers} SELECT * FROM n) WHERE {key} = ?"
            database.execute(f"INSERT INTO {table} SELECT {chosen} {there}", [first])
        database.commit()
