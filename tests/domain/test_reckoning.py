"""The legal clock against one that was written apart from it: every receipt of six years, in twelve countries."""

from __future__ import annotations

from datetime import date

import pytest

from domain.calendar import due, working_day
from tests.domain.reckoning import DAY, HOLIDAYS, easter, end, holidays

FIRST, LAST = date(2024, 1, 1), date(2029, 12, 31)
COUNTRIES = [where for where in HOLIDAYS if "-" not in where]
# What differs, and why. The Dutch law of terms names 5 May for every year; the product takes it for a holiday only in
# the years in which people have the day off, every fifth. So it answers a day too early, and never too late.
DIFFERS = {"NL": {date(year, 5, 5) for year in range(2024, 2031) if year % 5}}


def received() -> list[date]:
    return [FIRST + n * DAY for n in range((LAST - FIRST).days + 1)]


def free(where: str, years: range = range(2024, 2032)) -> set[date]:
    return {day for year in years for day in holidays(where, year)}


def test_there_are_twelve_countries_and_six_years() -> None:
    assert (len(COUNTRIES), len(received())) == (12, 2192)


@pytest.mark.parametrize("where", HOLIDAYS)
@pytest.mark.parametrize("months", [1, 3])
def test_both_reckon_the_same_day_for_every_receipt(where: str, months: int) -> None:
    days = free(where) - DIFFERS.get(where, set())
    assert [day for day in received() if due(day, where, months) != end(day, days, months)] == []


@pytest.mark.parametrize("where", DIFFERS)
def test_where_they_differ_the_product_is_early_and_only_for_the_days_that_are_named(where: str) -> None:
    days = free(where)
    other = {due(day, where): end(day, days, 1) for day in received() if due(day, where) != end(day, days, 1)}
    assert set(other) == {day for day in DIFFERS[where] if day.weekday() < 5}
    assert all(early < late for early, late in other.items())


@pytest.mark.parametrize("where", HOLIDAYS)
def test_no_workday_is_a_holiday_for_one_alone(where: str) -> None:
    days = free(where) - DIFFERS.get(where, set())
    workdays = [day for day in received() if day.isoweekday() < 6]
    assert [day for day in workdays if (working_day(day, where) != day) is not (day in days)] == []


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(1818, "1818-03-22"), (1943, "1943-04-25"), (1954, "1954-04-18"), (1981, "1981-04-19"), (2000, "2000-04-23"),
     (2024, "2024-03-31"), (2026, "2026-04-05"), (2038, "2038-04-25"), (2049, "2049-04-18"), (2076, "2076-04-19")],
)  # fmt: skip
def test_easter_of_the_other_clock_is_easter(year: int, sunday: str) -> None:
    """The earliest, the latest, and both exceptions of the rule."""
    assert easter(year).isoformat() == sunday


@pytest.mark.parametrize(
    ("received", "months", "last"),
    [
        ("2026-08-31", 1, "2026-09-30"),  # EDPB Guidelines 01/2022, example 33
        ("2026-03-05", 1, "2026-04-07"),  # example 32, on Easter
        ("2021-03-05", 1, "2021-04-06"),
        ("2026-01-30", 1, "2026-03-02"),
        ("2026-01-31", 1, "2026-03-02"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2029-01-30", 1, "2029-02-28"),
        ("2025-12-01", 1, "2026-01-02"),
        ("2026-11-25", 1, "2026-12-28"),
        ("2025-12-31", 3, "2026-03-31"),  # from receipt, not from where the first end was moved
    ],
)
def test_both_give_the_published_vectors(received: str, months: int, last: str) -> None:
    day, days = date.fromisoformat(received), free("DE", range(2021, 2032))
    assert due(day, "DE", months) == end(day, days, months) == date.fromisoformat(last)
