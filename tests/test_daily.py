"""What is tried by chance: another part each day, and in time all of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.daily import todays

MANY = range(1000)


@pytest.mark.parametrize("one_in", [1, 7, 62, 250])
@pytest.mark.parametrize("first", [date(2026, 11, 30), date(2027, 12, 31)], ids=str)
def test_after_as_many_days_everything_was_tried(one_in: int, first: date) -> None:
    parts = [todays(MANY, one_in, first + timedelta(days=day)) for day in range(one_in)]
    assert sorted(number for part in parts for number in part) == list(MANY)


@pytest.mark.parametrize("one_in", [7, 62, 250])
def test_each_day_tries_something_and_the_next_something_else(one_in: int) -> None:
    today = date(2026, 11, 30)
    part, other = todays(MANY, one_in, today), todays(MANY, one_in, today + timedelta(days=1))
    assert part
    assert not set(part) & set(other)
