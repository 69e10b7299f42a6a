"""So many are let in within any stretch of time, each for themselves, and the same one counts once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from common.limits import Limit
from tests.gateways.scripted import FakeTime


def test_so_many_are_let_in_and_one_more_as_soon_as_the_first_is_long_ago() -> None:
    time = FakeTime()
    limit: Limit[str] = Limit(3, 60, time.now)
    for second in (0, 10, 20):
        time.seconds = second
        assert limit.wait("a", f"{second}") == 0
        limit.count("a", f"{second}")
    assert limit.wait("a", "one more") == 40
    assert limit.wait("b", "one more") == 0, "of somebody else"
    time.seconds = 60
    assert limit.wait("a", "one more") == 0
    limit.count("a", "one more")
    assert limit.wait("a", "yet one more") == 10


def test_what_is_counted_under_the_same_mark_is_let_in_however_often_it_comes() -> None:
    limit: Limit[str] = Limit(2, 60, FakeTime().now)
    for mark in ("x", "y", "x", "y", "x"):
        assert limit.wait("a", mark) == 0
        limit.count("a", mark)
    assert limit.wait("a", "z") == 60


def test_what_bears_no_mark_counts_each_time() -> None:
    limit: Limit[str] = Limit(2, 60, FakeTime().now)
    limit.count("a")
    limit.count("a")
    assert limit.wait("a") == 60


def test_none_is_as_many_as_come() -> None:
    limit: Limit[str] = Limit(0, 60, FakeTime().now)
    for _ in range(1_000):
        limit.count("a")
    assert limit.wait("a") == 0


def test_nobody_is_remembered_for_longer_than_it_counts() -> None:
    time = FakeTime()
    limit: Limit[int] = Limit(3, 60, time.now)
    for who in range(10_000):
        time.seconds += 1
        limit.count(who)
    assert len(limit._counted) <= 120


def test_processes_share_what_is_let_in_but_for_the_least_that_each_lets_in() -> None:
    time, there = FakeTime(), 3
    share: Limit[str] = Limit(9, 60, time.now, among=lambda: there)
    least: Limit[str] = Limit(9, 60, time.now, among=lambda: there, least=5)
    for limit, most in ((share, 3), (least, 5)):
        for second in range(most):
            time.seconds = second
            assert limit.wait("a") == 0
            limit.count("a")
        assert limit.wait("a") == 60 - time.seconds


def test_where_its_share_becomes_smaller_one_waits_for_as_many_as_are_too_many() -> None:
    time, there = FakeTime(), 1
    limit: Limit[str] = Limit(4, 60, time.now, among=lambda: there)
    for second in range(4):
        time.seconds = second
        limit.count("a")
    there = 2
    assert limit.wait("a") == 59, "the first three have to go"
    time.seconds += 59
    assert limit.wait("a") == 0


@given(st.lists(st.integers(0, 30), max_size=200), st.integers(1, 5))
def test_in_no_stretch_of_time_are_there_more_and_whoever_waits_as_long_as_said_is_let_in(
    pauses: list[int], most: int
) -> None:
    time, taken = FakeTime(), list[float]()
    limit: Limit[str] = Limit(most, 60, time.now)
    for pause in pauses:
        time.seconds += pause
        wait = limit.wait("a")
        if wait:
            assert sum(at > time.seconds - 60 for at in taken) == most
            time.seconds += wait
            assert limit.wait("a") == 0
        limit.count("a")
        taken.append(time.seconds)
    for at in taken:
        assert sum(at <= other < at + 60 for other in taken) <= most
