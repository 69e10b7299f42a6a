"""*Gone* implies that the person is in none of the places: over random worlds, failures and oddly formed answers,
by the real handlers on a real database, judged by what is so in the world.

`make worlds` plays ten thousand of them; otherwise it is some (`WORLDS=500` for as many).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.handlers.judges import BROKEN
from tests.handlers.worlds import ending_of

WORLDS = int(os.environ.get("WORLDS", "120"))
PART = 40  # worlds in one test
# By each broken judge, a world in which it is wrong.
MISJUDGED = {
    "does not look at corrupt rows": 0,
    "does not look at segments": 5,
    "leaves out rows that are not understood": 93,
    "takes a refusal for nobody": 75,
    "takes one proof for all": 11,
    "takes silence for nobody": 61,
    "takes what was not worked out anew for what was": 101,
}


@pytest.mark.worlds
@pytest.mark.parametrize("first", range(0, WORLDS, PART))
def test_who_is_gone_is_in_none_of_the_places(
    sqlite_template: Path, first: int, record_property: Callable[[str, object], None]
) -> None:
    ends = [ending_of(number, sqlite_template) for number in range(first, min(first + PART, WORLDS))]
    facts = {"worlds": len(ends), "gone": sum(end.gone for end in ends), "free": sum(end.free for end in ends)}
    wrong = [end for end in ends if end.wrong]
    for name, value in {**facts, "wrong": len(wrong)}.items():
        record_property(name, value)
    assert wrong == []
    assert facts["gone"], "nothing is proved where nobody is ever gone"


@pytest.mark.worlds
@pytest.mark.parametrize(("judge", "number"), MISJUDGED.items(), ids=MISJUDGED)
def test_a_judge_that_takes_the_odd_for_harmless_is_wrong_here(sqlite_template: Path, judge: str, number: int) -> None:
    """So the property can fail."""
    end = ending_of(number, sqlite_template)
    assert judge in end.misjudged
    assert not end.wrong


def test_each_of_these_judges_is_there() -> None:
    assert set(MISJUDGED) == set(BROKEN)
