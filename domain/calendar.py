"""The legal clock: a calendar month from receipt, weekends and public holidays at the end only (Reg. 1182/71)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import cache

import holidays

GDPR = date(2018, 5, 25)  # it applies from this day (Art. 99(2)); an earlier request rests on another law


def due(received: date, where: str, months: int = 1, waited: timedelta = timedelta()) -> date:
    """Last day to answer a request received on `received`, in the company's own time zone.

    The day of receipt is not counted (Reg. 1182/71 Art. 3(1)); the period ends on the same date of the later
    month, or on that month's last day (Art. 3(2)(c)); a weekend or public holiday moves it on (Art. 3(4)).

    `waited`: for how long the clock stood still; the end comes so much later, before it is moved on.
    `where`: whose holidays count, as ISO 3166 writes it: a country, `DE`, or a state of it, `DE-BY` (Art. 2(1)).
    """
    return working_day(months_later(received, months) + waited, where)


def working_day(day: date, where: str) -> date:
    """The day itself, or the next one that is no weekend and no public holiday (Art. 3(4))."""
    while day.weekday() >= 5 or day in _holidays(where, day.year):
        day += timedelta(days=1)
    return day


@cache
def _holidays(where: str, year: int) -> frozenset[date]:
    """Kept, as working them out takes longer than drawing a whole card."""
    country, _, region = where.partition("-")
    found = holidays.country_holidays(country, subdiv=region or None, years=year)
    return frozenset(day for day in found if not _only_moved(found, day))


def _only_moved(found: holidays.HolidayBase, day: date) -> bool:
    """Whether it is off because another day is worked for it: for sure no public holiday (Art. 2(1)), and of two days
    that may be the last one, the earlier is safe."""
    label = getattr(found, "substituted_label", None)  # where a country moves days
    moved = found.tr(label).partition("%")[0] if label else ""
    return bool(moved) and all(name.startswith(moved) for name in found.get_list(day))


def months_later(start: date, months: int) -> date:
    """The same date of the later month, or that month's last day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
