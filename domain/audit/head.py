"""The head of the log as people keep it: a short text in a chat, which can be compared with a log years later."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.audit.lines import Seal

_DIGITS = 16  # of the key in hexadecimal: half of what nobody could make a second key for
_QUIET = timedelta(days=1)
_WRITTEN = re.compile(r"(?<![0-9a-z:])([1-9]\d{0,18}):([1-9]\d{0,18}):([0-9a-f]{64}):([0-9a-f]{16})(?![0-9a-z:])")


@dataclass(frozen=True, kw_only=True)
class Head:
    """Seal `number`: with event `last` the chain came to `hash`. `key`: the beginning of the public key that signed."""

    number: int
    last: int
    hash: str
    key: str

    def __str__(self) -> str:
        return f"{self.number}:{self.last}:{self.hash}:{self.key}"


def head_of(seal: Seal) -> Head:
    return Head(number=seal.number, last=seal.last, hash=seal.hash, key=seal.key[:_DIGITS])


def pasted(text: str) -> Head | None:
    """The head in a text, whatever stands around it; None where there is none, or more than one."""
    found = set(_WRITTEN.findall(text.casefold()))
    if len(found) != 1:
        return None
    [(number, last, hash_, key)] = found
    return Head(number=int(number), last=int(last), hash=hash_, key=key)


def is_quiet(sealed_at: datetime, told_at: datetime) -> bool:
    """Whether nothing was added to the log for a day. Both are UTC."""
    return told_at - sealed_at > _QUIET
