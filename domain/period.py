"""The month, quarter or year that a report is about, and how it is typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from domain.calendar import months_later
from domain.refresh.names import bare


class Span(Enum):
    """With so many months."""

    MONTH = 1
    QUARTER = 3
    YEAR = 12


_SPANS = {span.name.casefold(): span for span in Span}
_RELATIVE = re.compile(rf"(?:(this|last)\s+)?({'|'.join(_SPANS)})")
_WRITTEN = [
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?P<year>\d{4})(?:\W?(?:(?P<month>\d\d?)|q(?P<quarter>[1-4])))?",
        r"(?:(?P<month>\d\d?)\W|q(?P<quarter>[1-4])\W?)(?P<year>\d{4})",
    )
]


@dataclass(frozen=True)
class Period:
    """Days in the company's own time zone, from its `first` on. A text of it is how it is typed."""

    first: date
    span: Span

    @property
    def end(self) -> date:
        """The first day that is behind it."""
        return months_later(self.first, self.span.value)

    def __str__(self) -> str:
        match self.span:
            case Span.MONTH:
                return f"{self.first:%Y-%m}"
            case Span.QUARTER:
                return f"{self.first:%Y}-Q{(self.first.month + 2) // 3}"
            case Span.YEAR:
                return f"{self.first:%Y}"


def period_of(text: str, today: date) -> Period | None:
    """What is asked for, of nothing the month of today; None for what is no period. `today`: where the company is."""
    typed = bare(text)
    if not typed:
        return None if text.strip() else _around(today, Span.MONTH)
    if found := _RELATIVE.fullmatch(typed):
        now = _around(today, _SPANS[found[2]])
        return _around(now.first - timedelta(days=1), now.span) if found[1] == "last" else now
    match = next((found for pattern in _WRITTEN if (found := pattern.fullmatch(typed))), None)
    return _written(**match.groupdict()) if match else None


def _written(year: str, month: str | None, quarter: str | None) -> Period | None:
    span = Span.MONTH if month else Span.QUARTER if quarter else Span.YEAR
    begins = int(month or 3 * int(quarter or 1) - 2)
    if not 1 <= begins <= 12 or not date.min.year < int(year) < date.max.year:
        return None
    return Period(date(int(year), begins, 1), span)


def _around(day: date, span: Span) -> Period:
    return Period(date(day.year, (day.month - 1) // span.value * span.value + 1, 1), span)
