"""What a report counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.period import Period, Span
from domain.report import Clock, Filed, Report, Share, Spread, is_of_source, report
from domain.request import Kind, State

MARCH = Period(date(2026, 3, 1), Span.MONTH)
BERLIN = ZoneInfo("Europe/Berlin")
RECEIVED = date(2026, 3, 5)  # due on 7 April, after Easter, and with an extension on 5 June
FILED_AT = datetime(2026, 3, 5, 9, tzinfo=UTC)
LONG_AFTER = date(2027, 1, 1)


def one(**changes: Any) -> Filed:
    """An erasure that is open."""
    filed = Filed(
        kind=Kind.ERASURE, state=State.IN_PROGRESS, created_at=FILED_AT, received_on=RECEIVED, run=1,
        decided_at=FILED_AT + timedelta(hours=1), closed_at=None, extended_on=None, somebody=True, waits=True,
        answered_at=None,
    )  # fmt: skip
    return replace(filed, **changes)


def answered(month: int, day: int, hour: int = 12, **changes: Any) -> Filed:
    at = datetime(2026, month, day, hour, tzinfo=UTC)
    return one(**{"state": State.COMPLETED, "closed_at": at, "waits": False, "answered_at": at, **changes})


def counted(*filed: Filed, today: date = LONG_AFTER, failures: tuple[tuple[str, int], ...] = ()) -> Report:
    return report(MARCH, filed, failures, Clock(BERLIN, "DE", today))


def shares(*filed: Filed, today: date = LONG_AFTER) -> list[tuple[int, int]]:
    """Within one month, within three, in time."""
    found = counted(*filed, today=today)
    return [(share.met, share.of) for share in (found.month, found.three_months, found.in_time)]


EXTENDED = {"extended_on": date(2026, 3, 20)}


@pytest.mark.parametrize(
    ("filed", "today", "told"),
    [
        (answered(4, 7), LONG_AFTER, [(1, 1), (1, 1), (1, 1)]),  # the last day, moved on by a weekend and Easter
        (answered(4, 7, 21), LONG_AFTER, [(1, 1), (1, 1), (1, 1)]),  # 23:00 where the company is
        (answered(4, 7, 22), LONG_AFTER, [(0, 1), (1, 1), (0, 1)]),  # the day after, there
        (answered(12, 1, told_on=date(2026, 4, 7)), LONG_AFTER, [(1, 1)] * 3),  # noted later than it was
        (answered(12, 1, told_on=date(2026, 4, 8)), LONG_AFTER, [(0, 1), (1, 1), (0, 1)]),
        (answered(4, 1, told_on=date(2026, 4, 1)), LONG_AFTER, [(1, 1)] * 3),
        (answered(4, 8, **EXTENDED), LONG_AFTER, [(0, 1), (1, 1), (1, 1)]),
        (answered(6, 5, **EXTENDED), LONG_AFTER, [(0, 1), (1, 1), (1, 1)]),
        (answered(6, 6, **EXTENDED), LONG_AFTER, [(0, 1), (0, 1), (0, 1)]),
        (one(), date(2026, 4, 7), [(0, 0), (0, 0), (0, 0)]),  # not due yet: neither
        (one(), date(2026, 4, 8), [(0, 1), (0, 0), (0, 1)]),
        (one(**EXTENDED), date(2026, 4, 8), [(0, 1), (0, 0), (0, 0)]),
        (one(**EXTENDED), date(2026, 6, 6), [(0, 1), (0, 1), (0, 1)]),
        (one(state=State.DENIED), date(2026, 4, 8), [(0, 1), (0, 0), (0, 1)]),  # ended, and they wait
        (one(state=State.CANCELLED, waits=False), LONG_AFTER, [(0, 0)] * 3),  # another one took its place
        (answered(4, 1, state=State.REFUSED), LONG_AFTER, [(1, 1)] * 3),
        (one(somebody=False), LONG_AFTER, [(0, 0)] * 3),  # a plain refresh: nobody asked
        (one(kind=Kind.REMOVE_USER), LONG_AFTER, [(0, 0)] * 3),
    ],
)
def test_who_was_answered_in_time_is_read_by_the_legal_clock(
    filed: Filed, today: date, told: list[tuple[int, int]]
) -> None:
    assert shares(filed, today=today) == told


def test_each_kind_says_how_its_requests_ended() -> None:
    found = counted(
        one(kind=Kind.EXPORT), one(), one(state=State.NEEDS_ATTENTION), answered(4, 1), one(state=State.EXPIRED)
    )
    assert found.ends == {
        Kind.ERASURE: {None: 2, State.COMPLETED: 1, State.EXPIRED: 1},
        Kind.EXPORT: {None: 1},
    }
    assert list(found.ends) == [Kind.ERASURE, Kind.EXPORT]
    assert found.asked == 5


def test_refusals_and_extensions_are_those_of_people_who_asked() -> None:
    found = counted(one(**EXTENDED), one(state=State.REFUSED), one(state=State.REFUSED, kind=Kind.REMOVE_USER))
    assert (found.extensions, found.refusals) == (1, 1)


def test_sources_that_failed_most_come_first() -> None:
    assert counted(one(), failures=(("Web", 1), ("CRM", 4), ("App", 1))).failures == [
        ("CRM", 4),
        ("App", 1),
        ("Web", 1),
    ]


def after(*hours: int) -> Spread:
    return counted(*(one(decided_at=FILED_AT + timedelta(hours=hour)) for hour in hours)).approval


def test_the_median_and_the_slowest_tenth_are_told_of_how_many() -> None:
    assert after(3) == Spread(1, timedelta(hours=3), timedelta(hours=3))
    assert after(9, 1) == Spread(2, timedelta(hours=5), timedelta(hours=9))
    assert after(*range(1, 21)) == Spread(20, timedelta(hours=10.5), timedelta(hours=19))


def test_what_was_never_approved_or_completed_has_no_such_time() -> None:
    denied = one(state=State.DENIED, run=0)  # denied, and so decided
    found = counted(denied, one(state=State.CANCELLED, closed_at=FILED_AT))
    assert (found.approval.of, found.completion) == (1, Spread(0))


@given(some.lists(some.integers(0, 10_000), min_size=1))
def test_at_least_a_tenth_took_as_long_as_the_slowest_tenth(hours: list[int]) -> None:
    found = after(*hours)
    slow = [hour for hour in hours if timedelta(hours=hour) >= found.slowest]
    assert len(slow) >= max(1, len(hours) // 10)
    assert found.median <= found.slowest


@pytest.mark.parametrize(("met", "of", "percent"), [(0, 0, 0), (1, 3, 33), (999, 1000, 99), (1000, 1000, 100)])
def test_only_all_of_them_are_a_hundred_percent(met: int, of: int, percent: int) -> None:
    assert Share(met, of).percent == percent


@pytest.mark.parametrize(
    ("kind", "step", "note", "counts"),
    [
        (Kind.ERASURE, "0b5a", "broken", True),
        (Kind.REFRESH, "0b5a", "gave_up", True),
        (Kind.ERASURE, "0b5a", "held", False),  # we stopped it
        (Kind.ERASURE, "0b5a", "elsewhere", False),
        (Kind.ERASURE, "check:1", "still_there", False),
        (Kind.EXPORT, "mail:request", "bounced", False),
        (Kind.REMOVE_USER, "0b5a", "broken", False),
    ],
)
def test_a_failure_of_a_source_is_no_hold_of_ours(kind: Kind, step: str, note: str, counts: bool) -> None:
    assert is_of_source(kind, step, note) is counts
