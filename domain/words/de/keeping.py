"""How long what names people is kept, and what stands against its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.keeping import Bar
from domain.words.de.german import GERMAN
from domain.words.de.moments import day

ERASED = "Was hier Personen nannte, wurde gelöscht, da seine Zeit vorbei war. Niemand kann es mehr lesen."

FOREVER = (
    "Was hier Personen nennt, bleibt: Das Unternehmen hat dafür kein Ende festgelegt ([retention] in dsrbot.toml)."
)

_BARS = {
    Bar.HELD: "für jemanden darin gilt eine Löschsperre",
    Bar.OPEN: "ein Antrag von jemandem darin ist offen",
    Bar.OWED: "jemand darin wartet auf eine Antwort",
    Bar.LOOK: "der letzte Blick auf die Löschung steht noch aus",
    Bar.RECIPIENTS: "nicht jeder Empfänger hat von der Löschung erfahren; stellen Sie sie neu, und unterrichten Sie die Empfänger",
    Bar.PAUSED: "alle Löschungen sind angehalten",
}


def erased_on(until: date, reason: str) -> str:
    because = f" Warum so lange: {reason}" if reason else ""
    return f"Was hier Personen nennt, wird am {day(until)} gelöscht.{because}"


def kept_for(bars: Sequence[Bar]) -> str:
    """What stands against it, besides its time."""
    return f"Was hier Personen nennt, bleibt über seine Zeit hinaus, denn: {against(bars)}."


def against(bars: Sequence[Bar]) -> str:
    return GERMAN.all_of([_BARS[bar] for bar in bars if bar in _BARS])


def kept_first(bars: Sequence[Bar]) -> str:
    """The same, before its time is over."""
    return f"Es bleibt so lange, wie dies gilt: {against(bars)}."
