"""What the board costs beside requests that have ended: a command typed at the desk, on SQLite, on a disk."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from storage.migrate import upgrade
from tests.stage import Scene, rules, scene

OPEN, ENDED = 60, (0, 1_000, 100_000)
TIMES = 15
BOARDS = ("open", "overdue", "mine")
WHO = "ada"


async def main() -> None:
    print("| requests that have ended | " + " | ".join(f"`requests {board}`" for board in BOARDS) + " |")
    print("| ---: |" + " ---: |" * len(BOARDS))
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/dsrbot.sqlite3"
        upgrade(url)
        async with scene(url, Path(folder), config=rules(), works=False) as desk:
            first = await desk.file(WHO, "refresh crm contacts for anna.berg@contoso.com received 2026-09-01")
            _copies(desk, first, 1, OPEN, waits_since="date('2026-09-01', (value % 90) || ' days')")
            last = OPEN + 1
            for ended in ENDED:
                _copies(desk, first, last, last + ended, state="'completed'", waits_since="NULL")
                last += ended
                cells = [f"{await _milliseconds(desk, board):.1f} ms" for board in BOARDS]
                print(f"| {ended:,} | {' | '.join(cells)} |", flush=True)


def _copies(desk: Scene, of: str, first: int, last: int, **values: str) -> None:
    """Requests `first` up to, not including, `last`, with the steps and the people of this one. `values` are SQL."""
    moment = "strftime('%Y-%m-%d %H:%M:%f000', '2020-01-01', value || ' minutes')"
    number, made = "printf('DSR-%06d', value)", {"created_at": moment, "changed": "NULL", **values}
    numbers = f"WITH RECURSIVE n(value) AS (SELECT {first} UNION SELECT value + 1 FROM n WHERE value < {last - 1})"
    for table, key in (("requests", "id"), ("request_subjects", "request_id"), ("steps", "request_id")):
        columns = [row.name for row in desk.rows(f"SELECT name FROM pragma_table_info('{table}')")]
        known = made if table == "requests" else {}
        chosen = [number if name == key else known.get(name, f'"{name}"') for name in columns]
        if last > first:
            there = f"FROM {table}, ({numbers} SELECT * FROM n) WHERE {key} = '{of}'"
            desk.rows(f"INSERT INTO {table} SELECT {', '.join(chosen)} {there}")


async def _milliseconds(desk: Scene, board: str) -> float:
    """Of the processor, so that other work on the machine does not count; the median of some tries."""
    taken = []
    for _ in range(TIMES):
        begun = time.process_time()
        await desk.typed(WHO, f"requests {board}")
        taken.append(time.process_time() - begun)
    return median(taken) * 1000


if __name__ == "__main__":
    asyncio.run(main())
