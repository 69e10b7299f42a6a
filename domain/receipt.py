"""A day of receipt that a correction puts in the place of an earlier one: it counts once it was approved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

WHY = "later"  # the field for the reason, and where it is kept among what was asked for


@dataclass(frozen=True)
class Later:
    """`first`: since when the person waits as far as anybody knew. Days where the company is."""

    first: date
    day: date
    why: str = ""

    @property
    def kept(self) -> list[str]:
        return [self.first.isoformat(), self.day.isoformat(), self.why]

    @property
    def unexplained(self) -> Later:
        """What a channel may see."""
        return replace(self, why="")


def later_of(asked: Mapping[str, Sequence[str]]) -> Later | None:
    """As it is kept among what was asked for; None where it was not."""
    if WHY not in asked:
        return None
    first, day, why = asked[WHY]
    return Later(date.fromisoformat(first), date.fromisoformat(day), why)
