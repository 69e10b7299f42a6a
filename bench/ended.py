"""What acts cost beside requests that have ended, each with ten events, against what they cost beside none: at the
desk, on SQLite, on a disk. Both stages stand beside each other, and each act is done on one and then on the other.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.acts import choices
from bench.parts import Size
from bench.table import Table
from domain.ending import End
from domain.request import State
from handlers.requests.sweep import sweep
from storage.migrate import upgrade
from tests.stage import Scene, rules, scene

ENDED = {Size.WHOLE: 100_000, Size.QUICK: 10_000, Size.TINY: 50}
OPEN = {Size.WHOLE: 60, Size.QUICK: 60, Size.TINY: 5}
TIMES = {Size.WHOLE: 25, Size.QUICK: 9, Size.TINY: 2}
BOARDS = ("open", "overdue", "mine")
EVENTS = 10  # of each request
LATER = "'2099-01-01 00:00:00.000000'"
WHO, WHOM = "ada", "anna.berg@contoso.com"

Act = Callable[[], Awaitable[object]]


async def measure(size: Size) -> Sequence[Table]:
    async with AsyncExitStack() as stack:
        none, many = [await stack.enter_async_context(_stage(ended, size)) for ended in (0, ENDED[size])]
        costs: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in none.acts()}
        for _ in range(TIMES[size]):
            for on, column in ((none, 0), (many, 1)):
                for name, act in on.acts().items():
                    costs[name][column].append(await _cost(act))
    rows = [_row(name, *columns) for name, columns in costs.items()]
    head = ("act", "beside none", f"beside {ENDED[size]:,} and {ENDED[size] * EVENTS:,} events", "ratio")
    return [Table("CPU of an act at the desk, beside requests that have ended.", head, rows)]


def _row(name: str, none: Sequence[float], many: Sequence[float]) -> Sequence[str]:
    one, other = median(none), median(many)
    return name, f"{one * 1000:.1f} ms", f"{other * 1000:.1f} ms", f"{other / one:.2f}"


async def _cost(act: Act) -> float:
    """Seconds of the processor, so that other work on the machine does not count."""
    begun = time.process_time()
    await act()
    return time.process_time() - begun


@dataclass
class _Stage:
    desk: Scene
    texts: Sequence[str]
    filed: list[str] = field(default_factory=list)

    def acts(self) -> Mapping[str, Act]:
        """In this order: what is filed by the first is shown and approved by others."""
        desk = self.desk
        return {
            "`refresh`": self._file,
            "`show`": lambda: desk.typed(WHO, f"show {self.filed[-1]}"),
            "approve": lambda: desk.act("ben", "approve", self.filed[-1]),
            **{f"`requests {board}`": partial(desk.typed, WHO, f"requests {board}") for board in BOARDS},
            "`find`": partial(desk.typed, WHO, f"find {WHOM}"),
            "a sweep": lambda: sweep(desk.bot.deps, desk.bot.deps.clock()),
        }

    async def _file(self) -> None:
        self.filed.append(await self.desk.file(WHO, self.texts[len(self.filed)]))


@asynccontextmanager
async def _stage(ended: int, size: Size) -> AsyncIterator[_Stage]:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/dsrbot.sqlite3"
        upgrade(url)
        unlimited = rules(limits={"person": 0, "door": 0})
        async with scene(url, Path(folder), config=unlimited, works=False) as desk:
            first, last = await desk.file(WHO, f"refresh crm contacts for {WHOM} received 2026-09-01"), OPEN[size] + 1
            _copies(desk, first, 1, last, waits_since="date('2026-09-01', (value % 90) || ' days')", due_at=LATER)
            _copies(desk, first, last, last + ended, state="'completed'", waits_since="NULL", due_at="NULL")
            _events(desk, last, last + ended)
            ends = {f"DSR-{number:06}": End(state=State.COMPLETED) for number in range(last, last + ended)}
            await desk.bot.store.write(lambda unit: unit.ends.add(ends))
            yield _Stage(desk, list(islice(choices(), TIMES[size] + 1)))


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
