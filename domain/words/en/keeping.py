"""How long what names people is kept, and what stands against its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.keeping import Bar
from domain.words.en.english import ENGLISH
from domain.words.en.moments import day

ERASED = "What named people here was erased, as its time was over. Nobody can read it any more."

FOREVER = "What names people here is kept: the company has set no time for its end ([retention] in dsrbot.toml)."

_BARS = {
    Bar.HELD: "a legal hold covers somebody of it",
    Bar.OPEN: "a request of somebody of it is open",
    Bar.OWED: "somebody of it waits for an answer",
    Bar.LOOK: "the last look at the erasure is still to come",
    Bar.RECIPIENTS: "not every recipient was told of what was deleted; file the erasure anew, and tell them",
    Bar.PAUSED: "all deletions are paused",
}


def erased_on(until: date, reason: str) -> str:
    because = f" Why so long: {reason}" if reason else ""
    return f"What names people here is erased on {day(until)}.{because}"


def kept_for(bars: Sequence[Bar]) -> str:
    """What stands against it, besides its time."""
    return f"What names people here is kept beyond its time: {against(bars)}."


def against(bars: Sequence[Bar]) -> str:
    return ENGLISH.all_of([_BARS[bar] for bar in bars if bar in _BARS])


def kept_first(bars: Sequence[Bar]) -> str:
    """The same, before its time is over."""
    return f"It is kept as long as {against(bars)}."
