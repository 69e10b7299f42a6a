"""The vectors of Regulation 1182/71 and EDPB Guidelines 01/2022, as far as they are published or computed by hand."""

import re
from datetime import date

import holidays
import pytest

from domain.calendar import due, working_day


@pytest.mark.parametrize(
    ("received", "end"),
    [
        ("2026-08-31", "2026-09-30"),  # September has no 31st (EDPB example 33)
        ("2026-03-05", "2026-04-07"),  # 5 April is Easter Sunday, 6 April Easter Monday
        ("2026-01-31", "2026-03-02"),  # 28 February is a Saturday
        ("2026-01-30", "2026-03-02"),
        ("2028-01-31", "2028-02-29"),  # a leap year
        ("2029-01-30", "2029-02-28"),
        ("2025-12-01", "2026-01-02"),  # New Year's Day
        ("2026-11-25", "2026-12-28"),  # both days of Christmas, then a Sunday
    ],
)
def test_due_is_the_same_date_next_month_or_the_next_working_day(received: str, end: str) -> None:
    assert due(date.fromisoformat(received), "DE") == date.fromisoformat(end)


def test_an_extension_counts_from_receipt_and_not_from_the_rolled_first_end() -> None:
    assert due(date(2025, 12, 31), "DE", months=3) == date(2026, 3, 31)


@pytest.mark.parametrize(
    ("received", "where", "end"),
    [
        ("2025-12-06", "DE", "2026-01-06"),  # Epiphany is a holiday in some states alone
        ("2025-12-06", "DE-BY", "2026-01-07"),
        ("2026-10-01", "DE", "2026-11-02"),
        ("2026-09-30", "DE-BY", "2026-10-30"),
        ("2027-10-01", "DE", "2027-11-01"),
        ("2027-10-01", "DE-NW", "2027-11-02"),  # All Saints' Day
        ("2026-07-01", "GB-SCT", "2026-08-04"),  # the Monday behind the weekend, in Scotland
        ("2026-07-01", "GB-ENG", "2026-08-03"),
    ],
)
def test_the_holidays_of_a_state_count_where_one_is_named(received: str, where: str, end: str) -> None:
    assert due(date.fromisoformat(received), where) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("received", "where", "end"),
    [
        ("2025-12-02", "HU", "2026-01-02"),  # Saturday the 10th is worked for it
        ("2025-12-02", "LV", "2026-01-02"),
        ("2025-11-24", "HU", "2025-12-24"),
        ("2026-11-24", "HU", "2026-12-28"),  # from 2026 Christmas Eve is a public holiday
        ("2026-07-20", "HU", "2026-08-21"),  # the 20th is one, and the 21st only moved
    ],
)
def test_a_working_day_that_was_moved_is_no_public_holiday(received: str, where: str, end: str) -> None:
    """Of two days that may be the last one, the earlier is safe."""
    assert due(date.fromisoformat(received), where) == date.fromisoformat(end)


def test_no_country_counts_a_working_day_that_was_moved() -> None:
    for where in sorted(holidays.list_supported_countries(include_aliases=False)):
        for day, name in holidays.country_holidays(where, years=range(2020, 2030), language="en_US").items():
            if re.fullmatch(r"Day off \(substituted from [^;]*\)", name) and day.weekday() < 5:
                assert working_day(day, where) == day, (where, day, name)
