"""How many requests an hour, filed and approved at a steady pace, so that 99 of 100 answers come within three seconds
and the last card of each within five, at the real limits of the platforms. The pace is doubled until it is too much, or
halved until it is not, and then tried once in between.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import quantiles

from bench.acts import choices
from bench.clicks import Chat, Click, in_slack, in_teams, shown
from bench.parts import Size
from bench.table import Table
from tests.house import until

ANSWER, CARD = 3.0, 5.0  # seconds
BEFORE = 3.0  # seconds from the command to the click
RUNG = {Size.WHOLE: 10.0, Size.QUICK: 6.0, Size.TINY: 2.0}  # seconds of one pace
FEWEST = {Size.WHOLE: 5, Size.QUICK: 3, Size.TINY: 2}  # requests of one pace
LONGEST = {Size.WHOLE: 90.0, Size.QUICK: 30.0, Size.TINY: 1.0}  # seconds of a search; no pace is begun after that
CASES = (("Slack", in_slack), ("Teams", in_teams))
FIRST, SLOWEST, FASTEST = 450.0, 100.0, 460_800.0  # requests an hour


@dataclass(frozen=True)
class Rung:
    """`pace`: requests an hour; `answer`: of which 99 of 100 come sooner; `card`: the last of all; both in seconds."""

    pace: float
    answer: float
    card: float

    @property
    def holds(self) -> bool:
        return self.answer < ANSWER and self.card < CARD


async def measure(size: Size) -> Sequence[Table]:
    rows = []
    for name, opened in CASES[: 1 if size is Size.TINY else None]:
        async with opened() as on:
            on.limit(on=True)
            rows.append((name, *_cells(*await _search(on, size))))
    head = ("platform", "requests an hour", "p99 of answers", "last card", "too much", "p99 of answers", "last card")
    return [Table("Filed and approved at a steady pace: answers within 3 s, last cards within 5 s.", head, rows)]


def _cells(best: Rung | None, first: Rung | None) -> Sequence[str]:
    """The fastest pace that held, and the slowest that did not."""
    return [cell for rung in (best, first) for cell in _cells_of(rung)]


def _cells_of(rung: Rung | None) -> Sequence[str]:
    return (f"{rung.pace:,.0f}", f"{rung.answer:.2f} s", f"{rung.card:.2f} s") if rung else ("-", "-", "-")


async def _search(on: Chat, size: Size) -> tuple[Rung | None, Rung | None]:
    begun, pace, texts = time.monotonic(), FIRST, choices()  # none is filed twice
    best: Rung | None = None
    worst: Rung | None = None
    while SLOWEST <= pace <= FASTEST and time.monotonic() - begun < LONGEST[size]:
        rung = await _climbed(on, pace, size, texts)
        if rung.holds:
            best = rung
        else:
            worst = rung
        if best and worst and worst.pace / best.pace < 2:
            break
        pace = (best.pace * worst.pace) ** 0.5 if best and worst else pace * 2 if best else pace / 2
    return best, worst


async def _climbed(on: Chat, pace: float, size: Size, texts: Iterator[str]) -> Rung:
    """One pace, from nothing to do until nothing is left to be shown."""
    every = 3600 / pace
    count = min(500, max(FEWEST[size], round(RUNG[size] / every)))
    begun, patience = time.monotonic(), CARD * 4

    async def one(number: int, text: str) -> tuple[float, Click]:
        await asyncio.sleep(max(0.0, begun + number * every - time.monotonic()))
        ref, answered = await on.file(text)
        await asyncio.sleep(BEFORE)
        await until(lambda: on.stands(ref), "Ben has a card", patience)
        at, started = time.time(), time.perf_counter()
        await on.approve(ref)
        return answered, Click(ref, at, time.perf_counter() - started)

    try:
        made = await asyncio.gather(*(one(number, text) for number, text in enumerate(islice(texts, count))))
        clicks = [await shown(on, click, patience) for _, click in made]
    except AssertionError:  # a card never came
        return Rung(pace, float("inf"), float("inf"))
    answers = [seconds for answered, click in made for seconds in (answered, click.answered)]
    return Rung(pace, quantiles(answers, n=100)[98], max(click.last for click in clicks))
