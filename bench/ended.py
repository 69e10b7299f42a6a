"""What acts cost beside requests that have ended, each with ten events: at the desk, on SQLite, on a disk."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.acts import choices
from handlers.requests.sweep import sweep
from storage.migrate import upgrade
from tests.stage import Scene, rules, scene

OPEN, ENDED = 60, (0, 1_000, 100_000)
TIMES = 15
BOARDS = ("open", "overdue", "mine")
EVENTS = 10  # of each request
WHO = "ada"
_choices = choices()


async def main() -> None:
    print("| requests that have ended | " + " | ".join(f"`requests {board}`" for board in BOARDS), end="")
    print(" | `refresh` | `show` | approve | a sweep |\n| ---: |" + " ---: |" * (len(BOARDS) + 4))
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/dsrbot.sqlite3"
        upgrade(url)
        unlimited = rules(limits={"person": 0, "door": 0})
        async with scene(url, Path(folder), config=unlimited, works=False) as desk:
            first = await desk.file(WHO, "refresh crm contacts for anna.berg@contoso.com received 2026-09-01")
            _copies(desk, first, 1, OPEN, waits_since="date('2026-09-01', (value % 90) || ' days')")
            last = OPEN + 1
            for ended in ENDED:
                _copies(desk, first, last, last + ended, state="'completed'", waits_since="NULL")
                _events(desk, last, last + ended)
                last += ended
                cells = [
                    await _milliseconds([partial(desk.typed, WHO, f"requests {board}")] * TIMES) for board in BOARDS
                ]
                cells += await _acts(desk)
                print(f"| {ended:,} | {' | '.join(f'{cell:.1f} ms' for cell in cells)} |", flush=True)


async def _acts(desk: Scene) -> list[float]:
    filed = list[str]()

    async def file(text: str) -> None:
        filed.append(await desk.file(WHO, text))

    costs = [await _milliseconds([partial(file, text) for text in islice(_choices, TIMES)])]
    costs.append(await _milliseconds([partial(desk.typed, WHO, f"show {ref}") for ref in filed]))
    costs.append(await _milliseconds([partial(desk.act, "ben", "approve", ref) for ref in filed]))
    costs.append(await _milliseconds([partial(sweep, desk.bot.deps, desk.bot.deps.clock())] * TIMES))
    return costs


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


def _events(desk: Scene, first: int, last: int) -> None:
    if last > first:
        more = f"SELECT value + 1 FROM n WHERE value < {EVENTS * (last - first) - 1}"
        ref = f"printf('DSR-%06d', {first} + value / {EVENTS})"
        desk.rows(
            "INSERT INTO events (kind, at, request_id, data) "
            f"WITH RECURSIVE n(value) AS (SELECT 0 UNION ALL {more}) "
            f"SELECT 'step.done', '2020-01-01 00:00:00.000000', {ref}, '{{}}' FROM n"
        )


async def _milliseconds(acts: Sequence[Callable[[], Awaitable[object]]]) -> float:
    """Of the processor, so that other work on the machine does not count; the median of some tries."""
    taken = []
    for act in acts:
        begun = time.process_time()
        await act()
        taken.append(time.process_time() - begun)
    return median(taken) * 1000


if __name__ == "__main__":
    asyncio.run(main())
