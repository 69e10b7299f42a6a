"""*Gone* implies that the person is in none of the places: over random worlds, failures and oddly formed answers,
by the real handlers on a real database, judged by what is so in the world.

`make worlds` plays ten thousand of them; otherwise it is the forty of the day (`WORLDS=500` for as many).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from domain.erasure.looks import How
from tests.daily import todays
from tests.handlers.erasure.judges import BROKEN
from tests.handlers.erasure.world import Twist
from tests.handlers.erasure.worlds import Ending, ending_in, ending_of, world_with
from tests.handlers.sums import facts

ALL = 10_000
WORLDS = range(int(os.environ.get("WORLDS", "0"))) or todays(range(ALL), 250)
PART = 40  # worlds in one test
PARTS = [WORLDS[first : first + PART] for first in range(0, len(WORLDS), PART)]
# By each broken judge, a world in which it is wrong.
MISJUDGED = {
    "does not look at corrupt rows": 0,
    "does not look at segments": 5,
    "leaves out rows that are not understood": 93,
    "takes a refusal for nobody": 75,
    "takes one proof for all": 77,
    "takes silence for nobody": 61,
    "takes what was not worked out anew for what was": 185,
}


@pytest.mark.worlds
@pytest.mark.parametrize("part", PARTS, ids=str)
def test_who_is_gone_is_in_none_of_the_places(
    sqlite_template: Path, part: Sequence[int], record_property: Callable[[str, object], None]
) -> None:
    ends = [ending_of(number, sqlite_template) for number in part]
    each_is_true_and_told("Erasures", ends, record_property)


def each_is_true_and_told(kind: str, ends: Sequence[Ending], record: Callable[[str, object], None]) -> None:
    for name, value in facts(kind, ends).items():
        record(name, value)
    assert [end for end in ends if end.wrong] == []
    assert [end for end in ends if any(reason.needless for reason in end.asks)] == []
    assert [end for end in ends if end.waits or end.mute] == []
    assert any(end.gone for end in ends), "nothing is proved where nobody is ever gone"


# Answers that tell nothing, and that another question makes up for.
MADE_UP_FOR = {
    "a look-up that finds nobody": Twist("find", "nobody"),
    "a look-up that is refused": Twist("find", "refused"),
    "a look-up that is not understood": Twist("find", "not understood"),
    "an index without the address": Twist("model", "no index"),
    "no column marked as address": Twist("model", "no meanings"),
    "a filter that is refused": Twist("ask", "400", table="Customer", how=How.FILTER),
    "a filter that finds nobody": Twist("ask", "empty", table="Customer", how=How.FILTER),
    "a filter that is not understood": Twist("ask", "not understood", table="Customer", how=How.FILTER),
    "a search that is cut": Twist("ask", "cut", table="Customer", how=How.SEARCH),
}


@pytest.mark.parametrize("twist", MADE_UP_FOR.values(), ids=MADE_UP_FOR)
def test_what_one_answer_does_not_tell_another_may(sqlite_template: Path, twist: Twist) -> None:
    """A person in a segment and a table of each customer, who can only be asked for by id."""
    end = ending_in(world_with(twist), sqlite_template)
    assert (end.gone, end.free, end.wrong) == (True, True, ())


@pytest.mark.parametrize("calls", [3, 10**9])
def test_without_any_process_nothing_is_planned_and_somebody_is_told(sqlite_template: Path, calls: int) -> None:
    """A plan without its downstream part could never be completed, and would ask nobody."""
    end = ending_in(world_with(Twist("status", "none", calls=calls)), sqlite_template)
    assert (end.gone, end.mute, end.waits, end.wrong) == (calls == 3, (), False, ())


@pytest.mark.worlds
def test_a_table_that_one_way_of_asking_does_not_find_is_there_if_another_does(sqlite_template: Path) -> None:
    assert ending_of(715, sqlite_template).wrong == ()


@pytest.mark.parametrize("calls", [5, 15, 25])
@pytest.mark.parametrize("told", ["400", "not understood"])
def test_nobody_is_asked_about_what_a_silent_service_may_tell_later(
    sqlite_template: Path, told: str, calls: int
) -> None:
    """One way of asking for the person tells nothing for good, and the other is silent for a while."""
    world = world_with(
        Twist("ask", told, table="Customer", how=How.FILTER),
        Twist("ask", "silence", table="Customer", how=How.SEARCH, calls=calls),
    )
    end = ending_in(world, sqlite_template)
    assert (end.gone, end.asks, end.wrong) == (True, (), ())


@pytest.mark.worlds
@pytest.mark.parametrize(("judge", "number"), MISJUDGED.items(), ids=MISJUDGED)
def test_a_judge_that_takes_the_odd_for_harmless_is_wrong_here(sqlite_template: Path, judge: str, number: int) -> None:
    """So the property can fail."""
    end = ending_of(number, sqlite_template)
    assert judge in end.misjudged
    assert not end.wrong


def test_each_of_these_judges_is_there() -> None:
    assert set(MISJUDGED) == set(BROKEN)
