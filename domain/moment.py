"""Points in time inside what people read. A door that knows its reader's clock draws them on it.

A date of the law is none of these: it is a day where the company is, for every reader.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

PLACE = "{at}"  # where the moment stands in a sentence that is kept


@dataclass(frozen=True)
class Moment:
    """`at` is UTC; `plain` is for where the reader's clock is not known, and names the company's zone."""

    at: datetime
    plain: str


class Timed(str):
    """A text with moments in it: as text it holds their plain form, and `parts` are for a door that can do better."""

    parts: tuple[str | Moment, ...]

    def __new__(cls, *parts: str | Moment) -> Timed:
        flat = _together(piece for part in parts for piece in pieces(part))
        timed = super().__new__(cls, "".join(piece.plain if isinstance(piece, Moment) else piece for piece in flat))
        timed.parts = flat
        return timed


def _together(parts: Iterable[str | Moment]) -> tuple[str | Moment, ...]:
    """What stands side by side as text is one piece."""
    flat: list[str | Moment] = []
    for part in parts:
        if isinstance(part, str) and flat and isinstance(flat[-1], str):
            flat[-1] += part
        else:
            flat += [part] if part else []
    return tuple(flat)


def pieces(text: str | Moment) -> tuple[str | Moment, ...]:
    """The text as it is to be drawn, moment by moment."""
    return text.parts if isinstance(text, Timed) else (text,)


def joined(separator: str, texts: Iterable[str]) -> str:
    """As `str.join`, leaving out what is empty, and without losing a moment."""
    told = [text for text in texts if text]
    spaced = [part for text in told for part in (separator, text)][1:]
    return Timed(*spaced) if any(isinstance(text, Timed) for text in told) else "".join(spaced)


def filled(sentence: str, moment: Moment | None) -> str:
    """A sentence that was kept, with its moment in its place."""
    before, place, after = sentence.partition(PLACE)
    return Timed(before, moment, after) if place and moment else sentence


def capital(text: str) -> str:
    """Begun as a sentence begins."""
    first, *rest = pieces(text)
    return Timed(first[:1].upper() + first[1:], *rest) if isinstance(first, str) else text
