"""What somebody of one environment tries on a request of the other: typed and pressed, in each place, by each name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.crossover.companies import EVERYBODY, OTHER, Who

_TYPED = ("show", "cancel", "audit", "letter", "hold", "refuse", "correct", "retry", "delegate", "person")
_PRESSED = ("approve", "deny", "cancel", "show", "retry", "letter", "hold", "audit")
_PLACES = ("their own chat", "their own channel", "the other's channel")


@dataclass(frozen=True)
class Cell:
    """One try. `text` holds `{}` where the number of the request goes."""

    one: Who
    how: str  # typed, or the verb of a button
    text: str
    place: str

    @property
    def where(self) -> str:
        """Empty: their own chat."""
        of = {_PLACES[1]: self.one.here, _PLACES[2]: OTHER[self.one.here]}.get(self.place)
        return self.one.channel(of) if of else ""

    def __str__(self) -> str:
        return f"{self.one.name}: {self.how} {self.text} in {self.place}"


def cells() -> Iterator[Cell]:
    for one in EVERYBODY:
        here, there = one.here, OTHER[one.here]
        for place in _PLACES:
            for word in _TYPED:
                for named in ("", f" in {there}", f" in {here}"):
                    yield Cell(one, "types", f"{word} {{}}{named}", place)
            for verb in _PRESSED:
                for mark in ("{}", f"{there}|{{}}", f"{here}|{{}}", "nowhere|{}"):
                    yield Cell(one, verb, mark, place)
