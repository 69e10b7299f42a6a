"""What the bot takes when nothing happens: until it is ready, its memory, and the processor's time of a second at rest;
empty, and with ten thousand requests that wait. On SQLite, on a disk.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.acts import CONFIG, UNLIMITED, choices, command
from bench.load import measure
from storage.master_key import new_master_key
from tests.house import House, house

PENDING = 10_000
CALM, REST = 65.0, 60.0  # seconds: the engine looks around for its first minute; what is done once a minute counts


async def main() -> None:
    print("| requests that wait | ready after | memory | at rest |\n| ---: | ---: | ---: | ---: |")
    with TemporaryDirectory() as folder:
        async with house(Path(folder), config=CONFIG + UNLIMITED, DSRBOT_MASTER_KEY=new_master_key()) as at:
            await measure(at.url, [command(next(choices()), at.sender.response_url())], 1)
            for copies in (0, PENDING):
                await at.kill()
                _copy(at, copies)
                begun = time.perf_counter()
                await at.start()
                print(f"| {copies + 1:,} | {time.perf_counter() - begun:.1f} s | {await _rest(at)} |", flush=True)


async def _rest(at: House) -> str:
    await asyncio.sleep(CALM)
    before = at.cpu()
    await asyncio.sleep(REST)
    assert at.bot
    assert at.bot.pid
    return f"{_memory(at.bot.pid):.0f} MB | {(at.cpu() - before) / REST * 1000:.1f} ms a second"


def _memory(pid: int) -> float:
    """Megabytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


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


if __name__ == "__main__":
    asyncio.run(main())
