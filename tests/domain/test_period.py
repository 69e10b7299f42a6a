from __future__ import annotations

from datetime import date

import pytest

from domain.period import Period, Span, period_of

TODAY = date(2026, 2, 14)


@pytest.mark.parametrize(
    ("typed", "meant", "end"),
    [
        ("", "2026-02", "2026-03-01"),
        ("month", "2026-02", "2026-03-01"),
        ("this quarter", "2026-Q1", "2026-04-01"),
        ("Year", "2026", "2027-01-01"),
        ("last month", "2026-01", "2026-02-01"),
        ("last quarter", "2025-Q4", "2026-01-01"),
        ("last year", "2025", "2026-01-01"),
        ("2026-03", "2026-03", "2026-04-01"),
        ("“2026–03”.", "2026-03", "2026-04-01"),
        ("2025/12", "2025-12", "2026-01-01"),
        ("3/2026", "2026-03", "2026-04-01"),
        ("2026-q3", "2026-Q3", "2026-10-01"),
        ("2026 Q4", "2026-Q4", "2027-01-01"),
        ("Q2 2026", "2026-Q2", "2026-07-01"),
        ("2024", "2024", "2025-01-01"),
    ],
)
def test_a_period_is_understood_as_people_write_it(typed: str, meant: str, end: str) -> None:
    found = period_of(typed, TODAY)
    assert found
    assert (str(found), found.end.isoformat()) == (meant, end)
    assert period_of(str(found), TODAY) == found


@pytest.mark.parametrize(
    "typed",
    [
        "2026-13", "2026-00", "2026-Q5", "0000", "9999", "26", "march", "2026-03-01", "2026-03 2026-04", "…",
        "٢٠٢٦", "anna@contoso.com", "2026-Q1x", "the last month but one",
    ],
)  # fmt: skip
def test_what_is_no_period_is_not_taken_for_one(typed: str) -> None:
    assert period_of(typed, TODAY) is None


@pytest.mark.parametrize(
    ("day", "quarter"), [("2026-01-31", 1), ("2026-03-31", 1), ("2026-04-01", 4), ("2026-12-31", 10)]
)
def test_each_day_lies_in_its_quarter(day: str, quarter: int) -> None:
    assert period_of("quarter", date.fromisoformat(day)) == Period(date(2026, quarter, 1), Span.QUARTER)
