"""When the next scheduled run comes, and whether an erasure may wait for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.erasure.schedule import Schedule, next_run, worth_waiting

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)  # a Monday
HALF_A_DAY = timedelta(hours=12)
LATE = date(2026, 12, 2)


def daily(cron: str = "0 0 2 * * *", timezone: str = "UTC") -> Schedule:
    return Schedule(operation="all", full=True, active=True, timezone=timezone, crons=(cron,))


@pytest.mark.parametrize(
    ("cron", "zone", "expected"),
    [
        ("0 0 2 * * *", "UTC", datetime(2026, 11, 3, 2, tzinfo=UTC)),
        ("0 2 * * *", "UTC", datetime(2026, 11, 3, 2, tzinfo=UTC)),  # without seconds
        ("0 0 14 * * *", "UTC", datetime(2026, 11, 2, 14, tzinfo=UTC)),
        ("0 0 14 * * *", "Europe/Berlin", datetime(2026, 11, 2, 13, tzinfo=UTC)),
        ("0 0 12 * * *", "UTC", datetime(2026, 11, 3, 12, tzinfo=UTC)),  # later than now, never now
        ("0 0 2,8,14,20 * * *", "UTC", datetime(2026, 11, 2, 14, tzinfo=UTC)),
        ("0 30 */6 * * *", "UTC", datetime(2026, 11, 2, 12, 30, tzinfo=UTC)),
        ("0 0 2 * * SUN", "UTC", datetime(2026, 11, 8, 2, tzinfo=UTC)),
        ("0 0 2 * * 0", "UTC", datetime(2026, 11, 8, 2, tzinfo=UTC)),
        ("0 0 2 * * 7", "UTC", datetime(2026, 11, 8, 2, tzinfo=UTC)),
        ("0 0 2 * * 2-4", "UTC", datetime(2026, 11, 3, 2, tzinfo=UTC)),
        ("0 0 2 ? * MON", "UTC", datetime(2026, 11, 9, 2, tzinfo=UTC)),
        ("0 0 2 15 * ?", "UTC", datetime(2026, 11, 15, 2, tzinfo=UTC)),
        ("0 0 2 1 JAN *", "UTC", datetime(2027, 1, 1, 2, tzinfo=UTC)),
        ("0 0 2 ? * 2", "UTC", None),  # Monday in Quartz, Tuesday elsewhere
        ("0 0 2 30 2 *", "UTC", None),  # never
        ("0 0 25 * * *", "UTC", None),
        ("every night", "UTC", None),
        ("", "UTC", None),
        ("0 0 2 * * *", "W. Europe Standard Time", None),
        ("0 0 2 * * *", "../../etc", None),
        ("0 0 2 * * *", "", datetime(2026, 11, 3, 2, tzinfo=UTC)),
    ],
)
def test_the_next_run_is_found_or_the_schedule_is_not_waited_for(
    cron: str, zone: str, expected: datetime | None
) -> None:
    assert next_run(daily(cron, zone), NOON) == expected


@given(st.text(max_size=30), st.text(max_size=20))
def test_whatever_stands_in_a_schedule_nothing_breaks(cron: str, zone: str) -> None:
    run = next_run(daily(cron, zone), NOON)
    assert run is None or run > NOON


@given(st.integers(0, 2 * 365 * 24 * 3600), st.integers(0, 23), st.integers(0, 59))
def test_a_daily_run_is_never_more_than_a_day_away_but_for_the_change_of_clocks(
    seconds: int, hour: int, minute: int
) -> None:
    now = NOON + timedelta(seconds=seconds)
    run = next_run(daily(f"0 {minute} {hour} * * *", "Europe/Berlin"), now)
    assert run
    assert timedelta() < run - now <= timedelta(hours=25)


@pytest.mark.parametrize(
    "other",
    [
        replace(daily("0 0 14 * * *"), active=False),
        replace(daily("0 0 14 * * *"), full=False),
        replace(daily("0 0 14 * * *"), operation="ingestion"),
        replace(daily("0 0 14 * * *"), covers=("s1",)),
    ],
)
def test_only_a_full_run_of_everything_that_is_switched_on_is_waited_for(other: Schedule) -> None:
    assert worth_waiting([daily("0 0 14 * * *")], NOON, HALF_A_DAY, LATE)
    assert worth_waiting([other], NOON, HALF_A_DAY, LATE) is None


def test_the_first_of_several_runs_is_waited_for() -> None:
    several = [daily("0 0 20 * * *"), daily("0 0 14 * * *")]
    assert worth_waiting(several, NOON, HALF_A_DAY, LATE) == NOON + timedelta(hours=2)


@pytest.mark.parametrize(
    ("wait", "waits"), [(timedelta(hours=14), True), (timedelta(hours=13), False), (timedelta(), False)]
)
def test_a_run_that_comes_too_late_is_not_waited_for(wait: timedelta, *, waits: bool) -> None:
    assert bool(worth_waiting([daily()], NOON, wait, LATE)) is waits


@pytest.mark.parametrize(
    ("due", "waits"), [(date(2026, 11, 5), True), (date(2026, 11, 4), False), (date(2026, 10, 1), False)]
)
def test_nothing_waits_when_the_answer_is_due_soon(due: date, *, waits: bool) -> None:
    assert bool(worth_waiting([daily("0 0 14 * * *")], NOON, HALF_A_DAY, due)) is waits
