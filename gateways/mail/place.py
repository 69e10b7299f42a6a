"""How far a folder of an IMAP mailbox was read, as a part of a cursor: `validity:number`, and what is missing of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

PATIENCE = 30  # looks: for so long a mail may be listed and not given before a person hears of it
_MOST_MISSING = 200
_TEXT = re.compile(r"(\d{1,10}):(\d{1,10})(?::([\d*,]{1,4000}))?")
_MISSING = re.compile(r"(\d{1,10})\*(\d{1,3})")


@dataclass(frozen=True)
class Place:
    """`validity`: while it is the same, so are the numbers. `missing`: mails up to `number` that were listed and not
    given, each with the count of looks in vain."""

    validity: int
    number: int
    missing: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str, validity: int) -> Place | None:
        """None where the text is none, or the server has given all mails new numbers since (RFC 3501 §2.3.1.1)."""
        found = _TEXT.fullmatch(text)
        if not found or int(found[1]) != validity:
            return None
        missing = {int(number): int(looks) for number, looks in _MISSING.findall(found[3] or "")}
        return cls(validity, int(found[2]), missing)

    def __str__(self) -> str:
        missing = ",".join(f"{number}*{looks}" for number, looks in self.missing.items())
        return f"{self.validity}:{self.number}" + (f":{missing}" if missing else "")

    def after(self, number: int, missing: Iterable[int]) -> Place:
        """Read up to this number, without these."""
        looks = {one: min(self.missing.get(one, 0) + 1, 2 * PATIENCE) for one in sorted(missing)[-_MOST_MISSING:]}
        return Place(self.validity, max(self.number, number), looks)

    @property
    def given_up(self) -> list[int]:
        """What a person is to look for."""
        return [number for number, looks in self.missing.items() if looks >= PATIENCE]

    @property
    def whole(self) -> bool:
        return len(self.given_up) == len(self.missing)
