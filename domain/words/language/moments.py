"""Days and moments, as a person reads them."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import Protocol

from domain.moment import Moment


class MomentsWords(Protocol):
    def as_of(self, when: str | Moment) -> str: ...
    def day(self, when: date) -> str: ...
    def at(self, when: datetime, zone: tzinfo) -> Moment: ...
    def moment(self, when: datetime, zone: tzinfo) -> str: ...
