"""A report as a picture, in values: whoever draws it only translates them. No colour carries a meaning alone: each has
a pattern of its own, and what a bar says stands beside it in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.drawing.report import NAMED, lines, shares, spreads
from domain.plain import one_line
from domain.report import Report, Spread
from domain.request import State
from domain.words.language import Words

_LETTERS = 60  # of the name of a source


class Ink(StrEnum):
    """By the names of Okabe and Ito's palette, which people see apart whatever colours they see."""

    GREEN = "green"
    PURPLE = "purple"
    VERMILION = "vermilion"
    ORANGE = "orange"
    BLUE = "blue"
    SKY = "sky"


@dataclass(frozen=True)
class Bar:
    """`parts`: how long it is, piece by piece, by the measure of its panel."""

    label: str
    value: str
    parts: tuple[tuple[Ink, float], ...]


@dataclass(frozen=True)
class Panel:
    """`most`: what fills the whole width. `legend`: what an ink says, where the words beside the bars do not."""

    title: str
    most: float
    bars: tuple[Bar, ...]
    legend: tuple[tuple[Ink, str], ...] = ()


@dataclass(frozen=True)
class Chart:
    title: str
    panels: tuple[Panel, ...]
    notes: tuple[str, ...]
    alt: str


_INKS: Mapping[State | None, Ink] = {
    State.COMPLETED: Ink.GREEN,
    State.REFUSED: Ink.PURPLE,
    State.DENIED: Ink.VERMILION,
    State.EXPIRED: Ink.ORANGE,
    State.CANCELLED: Ink.BLUE,
    None: Ink.SKY,
}


def chart(found: Report, today: date, words: Words) -> Chart:
    """Of a report that counts something. `today`: in the company's own time zone."""
    said = words.report
    title = said.title(found.period, so_far=found.period.end > today)
    panels = (_ends(found, words), _answers(found, words), _times(found, words), _failures(found, words))
    counts = f"{said.EXTENSIONS}: {found.extensions} · {said.REFUSALS}: {found.refusals}"
    told = ". ".join((said.PICTURE, title, *(f"{what}: {value}" for _, what, value in lines(found, words))))
    return Chart(f"{title}: {said.asked(found.asked)}", panels, (counts, said.NOTE), f"{told}.")


def _ends(found: Report, words: Words) -> Panel:
    said = words.report
    bars = [
        Bar(said.KINDS[kind], said.ends(ends), tuple((_INKS[end], ends[end]) for end in _INKS if ends.get(end)))
        for kind, ends in found.ends.items()
    ]
    there = [end for end in _INKS if any(ends.get(end) for ends in found.ends.values())]
    legend = tuple((_INKS[end], said.end(end)) for end in there)
    return Panel(said.ENDS, max(sum(ends.values()) for ends in found.ends.values()), tuple(bars), legend)


def _answers(found: Report, words: Words) -> Panel:
    bars = (Bar(name, words.report.share(share), ((Ink.GREEN, share.percent),)) for name, share in shares(found, words))
    return Panel(words.report.ANSWERS, 100, tuple(bars))


def _times(found: Report, words: Words) -> Panel:
    """Each up to the median, and from there to where the slowest tenth begins."""
    said, told = words.report, spreads(found, words)
    longest = max(_hours(spread.slowest) for _, spread in told)
    bars = tuple(Bar(name, said.spread(spread), _time(spread)) for name, spread in told)
    legend = ((Ink.BLUE, said.TO_MEDIAN), (Ink.ORANGE, said.TO_SLOWEST)) if longest else ()
    return Panel(said.TIMES, longest, bars, legend)


def _time(spread: Spread) -> tuple[tuple[Ink, float], ...]:
    return (Ink.BLUE, _hours(spread.median)), (Ink.ORANGE, _hours(spread.slowest - spread.median))


def _hours(time: timedelta) -> float:
    return time / timedelta(hours=1)


def _failures(found: Report, words: Words) -> Panel:
    said, shown, left = words.report, found.failures[:NAMED], found.failures[NAMED:]
    bars = [Bar(_short(source), said.times(count), ((Ink.VERMILION, count),)) for source, count in shown]
    if left:
        bars.append(Bar("…", said.more_failures(len(left), sum(count for _, count in left)), ()))
    most = max((count for _, count in shown), default=0)
    return Panel(said.FAILURES, most, tuple(bars) or (Bar(said.NO_FAILURES, "", ()),))


def _short(name: str) -> str:
    line = one_line(name)
    return line if len(line) <= _LETTERS else f"{line[: _LETTERS - 1]}…"
