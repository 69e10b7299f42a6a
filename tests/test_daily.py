"""What is tried by chance: another part each day, and in time all of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.daily import todays
from tests.shares import (
    BOTH,
    DATABASES,
    DAYS,
    FEW,
    FEWER,
    HEAVY,
    MANY,
    Case,
    Share,
    case_of,
    left_for_later,
    tries,
)

NUMBERS = range(1000)
TODAY = date(2026, 11, 30)
HOME = Path(__file__).parents[1]


@pytest.mark.parametrize("one_in", [1, 7, 62, 250])
@pytest.mark.parametrize("first", [date(2026, 11, 30), date(2027, 12, 31)], ids=str)
def test_after_as_many_days_everything_was_tried(one_in: int, first: date) -> None:
    parts = [todays(NUMBERS, one_in, first + timedelta(days=day)) for day in range(one_in)]
    assert sorted(number for part in parts for number in part) == list(NUMBERS)


@pytest.mark.parametrize("one_in", [7, 62, 250])
def test_each_day_tries_something_and_the_next_something_else(one_in: int) -> None:
    today = date(2026, 11, 30)
    part, other = todays(NUMBERS, one_in, today), todays(NUMBERS, one_in, today + timedelta(days=1))
    assert part
    assert not set(part) & set(other)


# ---- what costs much


def cases(
    number: int, databases: Sequence[str] = ("",), *, costs: bool = True, room: str = "tests/handlers/"
) -> list[Case]:
    return [Case(f"{room}test_a.py::test_it[{one}-{n}]", costs, one) for n in range(number) for one in databases]


def run_on(day: date, of: Sequence[Case], share: Share = Share.CASES) -> set[Case]:
    later = left_for_later(of, day, share)
    return {case for case in of if case.id not in later}


@pytest.mark.parametrize("databases", [("",), DATABASES], ids=["one", "both"])
@pytest.mark.parametrize("number", [1, 2, FEW, MANY - 1, MANY, 100])
def test_every_case_comes_up_within_two_weeks_and_some_do_each_day(number: int, databases: Sequence[str]) -> None:
    every = cases(number, databases)
    days = [run_on(TODAY + timedelta(days=n), every) for n in range(14)]
    assert set[Case]().union(*days) == {*every}
    assert all(days)


def test_a_few_are_all_run_and_of_many_the_fewer_the_more_there_are() -> None:
    assert [len(run_on(TODAY, cases(number))) for number in (FEW - 1, 9, 70)] == [FEW - 1, 3, 10]


def test_on_both_databases_runs_what_is_about_them_alone() -> None:
    assert len(run_on(TODAY, cases(2, DATABASES, room=BOTH))) == 4
    [one] = {case.database for case in run_on(TODAY, cases(2, DATABASES))}
    assert {case.database for case in run_on(TODAY + timedelta(days=1), cases(2, DATABASES))} == {*DATABASES} - {one}


@pytest.mark.parametrize("share", Share)
def test_what_costs_nothing_is_always_run(share: Share) -> None:
    assert len(run_on(TODAY, cases(500, costs=False), share)) == 500


def test_everything_is_everything() -> None:
    assert len(run_on(TODAY, cases(100, DATABASES), Share.ALL)) == 200


# ---- a day of its own

COSTLY = [*cases(500, DATABASES), *(Case(f"tests/handlers/test_b.py::test_{n}", costs=True) for n in range(1000))]


def test_each_costly_case_has_one_day_and_no_day_has_much_more_than_another() -> None:
    days = [run_on(TODAY + timedelta(days=n), COSTLY, Share.DAY) for n in range(DAYS)]
    assert sorted(case.id for day in days for case in day) == sorted(case.id for case in COSTLY)
    assert max(map(len, days)) < 2 * min(map(len, days))


@pytest.mark.parametrize("path", HEAVY)
def test_what_is_heavy_has_its_day_whatever_it_asks_for(path: str) -> None:
    assert (HOME / path).exists()
    one = [Case(f"{path}::test_it", costs=False)]
    assert sum(len(run_on(TODAY + timedelta(days=n), one, Share.DAY)) for n in range(DAYS)) == 1


@pytest.mark.parametrize("one_in", [5, 8, 23, 47, 62, 250])
def test_a_part_of_a_day_comes_up_on_the_days_of_its_test(one_in: int) -> None:
    own = [TODAY + timedelta(days=DAYS * n) for n in range(one_in)]
    assert sorted(number for day in own for number in todays(NUMBERS, one_in, day)) == list(NUMBERS)


@pytest.mark.parametrize("one_in", [5, 23, 47, 62, 250])
def test_a_share_of_a_part_comes_up_too(one_in: int) -> None:
    seen = set[str]()
    for n in range(one_in * FEWER):
        day = TODAY + timedelta(days=n)
        part = [Case(f"tests/a.py::test[{number}]", costs=True) for number in todays(range(10_000), one_in, day)]
        seen |= {case.id for case in part} - left_for_later(part, day, Share.CASES)
    assert len(seen) == 10_000


def test_what_asks_for_a_database_costs_much(request: pytest.FixtureRequest, sqlite_url: str) -> None:
    assert sqlite_url
    assert case_of(request.node) == Case(request.node.nodeid, costs=True)


def test_the_kind_of_database_is_known(request: pytest.FixtureRequest, database_url: str) -> None:
    assert database_url.startswith(case_of(request.node).database)


def test_some_examples_are_made_up_however_few_there_are() -> None:
    assert tries(1) == 1
    assert 0 < tries(200) <= 200
