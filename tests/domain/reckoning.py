"""The legal clock once more, from the texts of the laws alone: no library, and none of the product's own reckoning.

Months go by counting on the calendar (Reg. 1182/71 Art. 3), Easter by Gauss' rule with its two exceptions, holidays by
the law of each country as it stands from 2024 on: fixed days, days from Easter, and days of the week.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

DAY = timedelta(days=1)
Rule = Callable[[int], date | None]


def easter(year: int) -> date:
    """Sunday, after Gauss (1816); its exceptions are the years in which the full moon would come too late."""
    a, b, c = year % 19, year % 4, year % 7
    k = year // 100
    m = (15 - (13 + 8 * k) // 25 + k - k // 4) % 30
    n = (4 + k - k // 4) % 7
    d = (19 * a + m) % 30
    e = (2 * b + 4 * c + 6 * d + n) % 7
    after = 22 + d + e
    if (d, e) == (29, 6) or (d == 28 and e == 6 and (11 * m + 11) % 30 < 19):
        after -= 7
    return date(year, 3, 1) + (after - 1) * DAY


def fixed(*days: str) -> tuple[Rule, ...]:
    """Each as `day.month`."""

    def rule(text: str) -> Rule:
        day, month = map(int, text.split("."))
        return lambda year: date(year, month, day)

    return tuple(map(rule, days))


def after_easter(*days: int) -> tuple[Rule, ...]:
    return tuple((lambda year, days=days: easter(year) + days * DAY) for days in days)


def saturday_from(day: int, month: int) -> Rule:
    """The first Saturday from this day on."""
    return lambda year: next(d for d in (date(year, month, day) + n * DAY for n in range(7)) if d.weekday() == 5)


def wednesday_before(day: int, month: int, year: int) -> date:
    return next(d for d in (date(year, month, day) - n * DAY for n in range(1, 8)) if d.weekday() == 2)


def not_sunday(day: int, month: int) -> Rule:
    """The day, or the one before where it is a Sunday."""

    def rule(year: int) -> date:
        day_itself = date(year, month, day)
        return day_itself - DAY if day_itself.weekday() == 6 else day_itself

    return rule


def since(first: int, rule: Rule) -> Rule:
    return lambda year: rule(year) if year >= first else None


GOOD_FRIDAY, MONDAY, ASCENSION, WHIT_MONDAY, CORPUS = -2, 1, 39, 50, 60
HOLIDAYS: dict[str, tuple[Rule, ...]] = {
    "AT": (*fixed("1.1", "6.1", "1.5", "15.8", "26.10", "1.11", "8.12", "25.12", "26.12"),
           *after_easter(MONDAY, ASCENSION, WHIT_MONDAY, CORPUS)),
    "BE": (*fixed("1.1", "1.5", "21.7", "15.8", "1.11", "11.11", "25.12"),
           *after_easter(MONDAY, ASCENSION, WHIT_MONDAY)),
    "DE": (*fixed("1.1", "1.5", "3.10", "25.12", "26.12"), *after_easter(GOOD_FRIDAY, MONDAY, ASCENSION, WHIT_MONDAY)),
    "DK": (*fixed("1.1", "25.12", "26.12"), *after_easter(-3, GOOD_FRIDAY, MONDAY, ASCENSION, WHIT_MONDAY)),
    "ES": (*fixed("1.1", "6.1", "1.5", "15.8", "12.10", "1.11", "6.12", "8.12", "25.12"), *after_easter(GOOD_FRIDAY)),
    "FR": (*fixed("1.1", "1.5", "8.5", "14.7", "15.8", "1.11", "11.11", "25.12"),
           *after_easter(MONDAY, ASCENSION, WHIT_MONDAY)),
    "IT": (*fixed("1.1", "6.1", "25.4", "1.5", "2.6", "15.8", "1.11", "8.12", "25.12", "26.12"), *after_easter(MONDAY),
           since(2026, *fixed("4.10"))),  # Saint Francis, by law 151/2025
    "LU": (*fixed("1.1", "1.5", "9.5", "23.6", "15.8", "1.11", "25.12", "26.12"),
           *after_easter(MONDAY, ASCENSION, WHIT_MONDAY)),
    "NL": (*fixed("1.1", "5.5", "25.12", "26.12"), not_sunday(27, 4),  # Algemene termijnenwet, Art. 3(1)
           *after_easter(GOOD_FRIDAY, MONDAY, ASCENSION, WHIT_MONDAY)),  # and 3(2): Good Friday is like them
    "PL": (*fixed("1.1", "6.1", "1.5", "3.5", "15.8", "1.11", "11.11", "25.12", "26.12"), *after_easter(MONDAY, CORPUS),
           since(2025, *fixed("24.12"))),
    "PT": (*fixed("1.1", "25.4", "1.5", "10.6", "15.8", "5.10", "1.11", "1.12", "8.12", "25.12"),
           *after_easter(GOOD_FRIDAY, CORPUS)),
    "SE": (*fixed("1.1", "6.1", "1.5", "6.6", "25.12", "26.12"), *after_easter(GOOD_FRIDAY, MONDAY, ASCENSION),
           saturday_from(20, 6), saturday_from(31, 10)),
}  # fmt: skip
HOLIDAYS["DE-BY"] = (*HOLIDAYS["DE"], *fixed("6.1", "1.11"), *after_easter(CORPUS))
HOLIDAYS["DE-SN"] = (*HOLIDAYS["DE"], *fixed("31.10"), lambda year: wednesday_before(23, 11, year))


def holidays(where: str, year: int) -> Iterator[date]:
    """On workdays and at weekends."""
    found = (rule(year) for rule in HOLIDAYS[where])
    return (day for day in found if day)


def months_later(start: date, months: int) -> date:
    """By turning the pages of a calendar: the same number on the later page, or else its last day."""
    page = start.replace(day=1)
    for _ in range(months):
        page += 31 * DAY
        page = page.replace(day=1)
    day = page
    while day.day < start.day and (day + DAY).month == page.month:
        day += DAY
    return day


def end(received: date, free: set[date], months: int) -> date:
    """`free`: the holidays of the country."""
    day = months_later(received, months)
    while day.isoweekday() in {6, 7} or day in free:
        day += DAY
    return day
