"""Whom somebody looked up just now, so that a button may go on from there: no button carries an address.

It is kept by this process alone and for a while; afterwards the person is named once more.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

_LASTS = timedelta(minutes=30)
_MOST = 1_000


@dataclass(frozen=True)
class _Look:
    by: str  # id of a person
    who: str = field(repr=False)
    at: datetime


class Lately:
    def __init__(self) -> None:
        self._looks: OrderedDict[str, _Look] = OrderedDict()

    def keep(self, who: str, by: str, now: datetime) -> str:
        """A name for it that says nothing."""
        name = secrets.token_urlsafe(12)
        self._looks[name] = _Look(by, who, now)
        while len(self._looks) > _MOST or now - next(iter(self._looks.values())).at >= _LASTS:
            self._looks.popitem(last=False)
        return name

    def whom(self, name: str, by: str, now: datetime) -> str:
        """Empty for anybody who did not look themselves, and for what is not known any more."""
        look = self._looks.get(name)
        return look.who if look and look.by == by and now - look.at < _LASTS else ""
