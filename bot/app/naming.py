"""Which environments a text names. Only the name at its very end says which is meant; any other makes it doubtful."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_AT_END = re.compile(r"(?P<text>.*\S)\s+in\s+(?P<name>\S+)\s*", re.DOTALL | re.IGNORECASE)
_BETWEEN = r"(?:\w+\s+)?"  # as in “in our emea”


@dataclass(frozen=True)
class Named:
    """`end`: the environment at the end of the text, and `text` what is left without it. `also`: those that stand
    behind an “in” anywhere else."""

    text: str
    end: str = ""
    also: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        return self.also | ({self.end} if self.end else set())

    def other_than(self, here: str) -> str:
        """The environment that is meant, where it is another one; or else `here`."""
        return self.end or min(self.also - {here}, default=here)


def named_in(text: str, names: Iterable[str]) -> Named:
    """`names` in small letters."""
    known = {*names}
    found = _AT_END.fullmatch(text)
    end = found["name"].casefold().rstrip(".!") if found else ""
    rest = found["text"] if found and end in known else text
    also = frozenset(name for name in known if _passing(name).search(rest))
    return Named(rest, end if end in known else "", also)


def _passing(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)in\s+{_BETWEEN}[^\w\s]*{re.escape(name)}(?![\w-])", re.IGNORECASE)
