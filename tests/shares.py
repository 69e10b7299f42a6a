"""What `make test` leaves for other days: of a test that has many cases with a world of their own each, some.

A world is a database with what works on it. Outside of the storage, a test that runs on both databases runs on one of
them today and on the other tomorrow. `make test-all` runs every case, and so does pytest where nobody asks for a share.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from zlib import crc32

import pytest

from tests.daily import DAY

SHARE = os.environ.get("TEST_SHARE") == "today"
DATABASES = ("sqlite", "postgresql")
BOTH = "tests/storage/"  # is about nothing else
FEW, MANY = 7, 21  # cases: below, all are run
SOME, FEWER = 3, 7  # of which one is run. Primes, as is nothing by which `tests.daily` divides, so that all come up
_OF_EXAMPLES = 4  # of which one is tried: others at each run
WORLDS = frozenset({"database_url", "sqlite_url", "postgresql_url", "empty_database"})  # fixtures


@dataclass(frozen=True)
class Case:
    """`id`: as pytest calls it. `database`: the kind, where the test asked for it; `costs`: it has a world."""

    id: str
    costs: bool
    database: str = ""

    @property
    def test(self) -> str:
        return self.id.partition("[")[0]


def tries(examples: int) -> int:
    """How many examples Hypothesis makes up, where each costs much."""
    return max(1, examples // _OF_EXAMPLES) if SHARE else examples


def case_of(item: pytest.Item) -> Case:
    given = item.callspec.params.values() if isinstance(item, pytest.Function) and hasattr(item, "callspec") else ()
    costs = bool(WORLDS.intersection(getattr(item, "fixturenames", ())))
    return Case(item.nodeid, costs, next((one for one in given if one in DATABASES), ""))


def left_for_later(cases: Iterable[Case], day: date = DAY) -> set[str]:
    """Ids of those that are not run on this day."""
    tests = defaultdict[str, list[Case]](list)
    for case in cases:
        if case.costs:
            tests[case.test].append(case)
    return {one.id for test, every in tests.items() for one in set(every) - {*_todays(test, every, day)}}


def _todays(test: str, cases: Sequence[Case], day: date) -> Iterator[Case]:
    number = day.toordinal()
    if not test.startswith(BOTH) and {one.database for one in cases} >= {*DATABASES}:
        turn = DATABASES[(number + crc32(test.encode())) % len(DATABASES)]
        cases = [one for one in cases if one.database in {turn, ""}]
    one_in = 1 if len(cases) < FEW else SOME if len(cases) < MANY else FEWER
    yield from cases[number % one_in :: one_in]
