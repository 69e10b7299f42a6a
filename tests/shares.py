"""What `make test` leaves for other days: each case that costs much has one day in twenty-nine.

What costs much is a world, a database with what works on it, and what `HEAVY` lists. `.ci/run` runs each test, but of
one that has many cases with a world of their own each, some; outside of the storage, one that runs on both databases
runs on one of them today and on the other tomorrow. `make test-all` runs every case, and so does pytest where nobody
asks for a share.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from zlib import crc32

import pytest

from tests.daily import DAY


class Share(Enum):
    """`ALL`: every case. `CASES`: every test, of one with many costly cases some. `DAY`: of those that cost much, whose
    day it is."""

    ALL = ""
    CASES = "cases"
    DAY = "day"


SHARE = Share(os.environ.get("TEST_SHARE", ""))
DATABASES = ("sqlite", "postgresql")
BOTH = "tests/storage/"  # is about nothing else
FEW, MANY = 7, 21  # cases: below, all are run
SOME, FEWER = 3, 7  # of which one is run. Primes, as is nothing by which `tests.daily` divides, so that all come up
DAYS = 29  # one of these is a case's own. A prime, by which `tests.daily` does not divide
_OF_EXAMPLES = 4  # of which one is tried: others at each run
WORLDS = frozenset({"database_url", "sqlite_url", "postgresql_url", "empty_database"})  # fixtures
# Of what has no such fixture: processes, browsers, real servers, many lives in one test, many hundreds of sentences.
HEAVY = (
    "tests/bench/",
    "tests/crossover/",
    "tests/faults/",
    "tests/matrix/",
    "tests/mutations/",
    "tests/bot/app/test_broken_doors.py",
    "tests/bot/app/test_hostile.py",
    "tests/bot/app/test_start.py",
    "tests/bot/app/test_tracing.py",
    "tests/bot/forms/test_forms.py",
    "tests/bot/forms/test_heard.py",
    "tests/bot/playground/test_axe.py",
    "tests/bot/playground/test_browser.py",
    "tests/bot/playground/test_typescript.py",
    "tests/bot/settings/test_config.py",
    "tests/bot/slack/test_every_state.py",
    "tests/bot/slack/test_files.py",
    "tests/bot/slack/test_socket.py",
    "tests/bot/teams/test_adaptive.py",
    "tests/bot/teams/test_flood.py",
    "tests/bot/teams/test_odd_activities.py",
    "tests/bot/test_environments.py",
    "tests/bot/test_environments_on_postgresql.py",
    "tests/bot/test_playground_story.py",
    "tests/bot/test_slack_story.py",
    "tests/bot/test_two_workspaces.py",
    "tests/bot/test_two_worlds.py",
    "tests/domain/mail/test_recognition.py",
    "tests/domain/test_event.py",
    "tests/domain/test_rights.py",
    "tests/domain/words/test_language.py",
    "tests/domain/words/test_pseudo.py",
    "tests/gateways/mail/test_bad_mails.py",
    "tests/gateways/mail/test_graph_reading.py",
    "tests/gateways/mail/test_html.py",
    "tests/gateways/mail/test_loop.py",
    "tests/gateways/mail/test_servers_reading.py",
    "tests/gateways/mail/test_servers_sending.py",
    "tests/gateways/sandbox/test_microsoft_client.py",
    "tests/gateways/test_charts.py",
    "tests/handlers/erasure/test_chance.py",
    "tests/handlers/erasure/test_copied_oddly.py",
    "tests/handlers/erasure/test_worlds.py",
    "tests/handlers/requests/test_by_chance.py",
    "tests/handlers/test_offices.py",
    "tests/handlers/test_previews.py",
    "tests/pictures/",
    "tests/storage/test_alone.py",
    "tests/test_adding_a_command.py",
    "tests/test_citations.py",
    "tests/test_deploy.py",
    "tests/test_installed.py",
    "tests/test_linear.py",
    "tests/test_newcomer.py",
    "tests/test_readme.py",
    "tests/test_rooms.py",
    "tests/test_site.py",
    "tests/test_tools.py",
    "tests/test_values.py",
)


@dataclass(frozen=True)
class Case:
    """`id`: as pytest calls it. `database`: the kind, where the test asked for it; `costs`: it has a world."""

    id: str
    costs: bool
    database: str = ""

    @property
    def test(self) -> str:
        return self.id.partition("[")[0]

    @property
    def has_its_day(self) -> bool:
        return self.costs or self.id.startswith(HEAVY)


def tries(examples: int) -> int:
    """How many examples Hypothesis makes up, where each costs much."""
    return max(1, examples // _OF_EXAMPLES) if SHARE is not Share.ALL else examples


def case_of(item: pytest.Item) -> Case:
    given = item.callspec.params.values() if isinstance(item, pytest.Function) and hasattr(item, "callspec") else ()
    costs = bool(WORLDS.intersection(getattr(item, "fixturenames", ())))
    return Case(item.nodeid, costs, next((one for one in given if one in DATABASES), ""))


def left_for_later(cases: Iterable[Case], day: date = DAY, share: Share = SHARE) -> set[str]:
    """Ids of those that are not run on this day."""
    if share is Share.ALL:
        return set()
    if share is Share.CASES:
        return _beyond_share(cases, day.toordinal())
    return {case.id for case in cases if case.has_its_day and (day.toordinal() + crc32(case.id.encode())) % DAYS}


def _beyond_share(cases: Iterable[Case], turn: int) -> set[str]:
    """Of those with many costly cases. `turn`: one more each time that they come up."""
    tests = defaultdict[str, list[Case]](list)
    for case in cases:
        if case.costs:
            tests[case.test].append(case)
    return {one.id for test, every in tests.items() for one in set(every) - {*_share(test, every, turn)}}


def _share(test: str, cases: Sequence[Case], turn: int) -> Iterator[Case]:
    if not test.startswith(BOTH) and {one.database for one in cases} >= {*DATABASES}:
        kind = DATABASES[(turn + crc32(test.encode())) % len(DATABASES)]
        cases = [one for one in cases if one.database in {kind, ""}]
    one_in = 1 if len(cases) < FEW else SOME if len(cases) < MANY else FEWER
    yield from cases[turn % one_in :: one_in]
