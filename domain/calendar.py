"""The legal clock: a calendar month from receipt, weekends and public holidays at the end only (Reg. 1182/71)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import cache

import holidays

GDPR = date(2018, 5, 25)  # it applies from this day (Art. 99(2)); an earlier request rests on another law


def due(received: date, country: str, months: int = 1) -> date:
    """Last day to answer a request received on `received`, in the company's own time zone.

    The day of receipt is not counted (Reg. 1182/71 Art. 3(1)); the period ends on the same date of the later
    month, or on that month's last day (Art. 3(2)(c)); a weekend or public holiday moves it on (Art. 3(4)).
    """
    end = _same_date(received, months)
    while end.weekday() >= 5 or end in _holidays(country, end.year):
        end += timedelta(days=1)
    return end


@cache
def _holidays(country: str, year: int) -> frozenset[date]:
    """Kept, as working them out takes longer than drawing a whole card."""
    return frozenset(holidays.country_holidays(country, years=year))


def _same_date(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
