"""*Access removed* implies that nobody of those who were named has a role: over random offices, failures, colleagues
and oddly formed answers, by the real handlers on a real database, judged by what is so there.

`make worlds` plays as many of them as of erasures; otherwise it is those of the day (`WORLDS=500` for as many).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from domain.remove_user.access import Doubt
from tests.handlers.erasure.test_worlds import PARTS, each_is_true_and_told
from tests.handlers.list_judges import MISTAKEN
from tests.handlers.offices import removal_in

# By each broken judge, an office in which it is wrong.
MISJUDGED = {
    "leaves out rows that are not understood": 4,
    "takes a list that is shorter for whole": 8,
    "takes a list that was cut for whole": 30,
    "takes a list without us for whole": 14,
    "takes an empty list for nobody": 19,
    "takes another spelling for another person": 7,
}


@pytest.mark.worlds
@pytest.mark.parametrize("part", PARTS, ids=str)
def test_whose_access_is_removed_has_none(
    sqlite_template: Path, part: Sequence[int], record_property: Callable[[str, object], None]
) -> None:
    ends = [removal_in(number, sqlite_template) for number in part]
    each_is_true_and_told("Removals", ends, record_property)


@pytest.mark.worlds
@pytest.mark.parametrize("number", [4019, 4567, 8623, 8759])
def test_a_list_that_was_cut_before_the_removal_takes_nothing_from_what_was_known(
    sqlite_template: Path, number: int
) -> None:
    assert removal_in(number, sqlite_template).wrong == ()


@pytest.mark.worlds
@pytest.mark.parametrize("number", [1345, 8096])
def test_whose_removal_was_asked_for_without_an_answer_may_be_missing(sqlite_template: Path, number: int) -> None:
    """So the others of the same request ask nobody because of them."""
    assert not [reason for reason in removal_in(number, sqlite_template).asks if reason.what == Doubt.SHORT]


@pytest.mark.worlds
@pytest.mark.parametrize(("judge", "number"), MISJUDGED.items(), ids=MISJUDGED)
def test_a_judge_of_lists_that_takes_the_odd_for_harmless_is_wrong_here(
    sqlite_template: Path, judge: str, number: int
) -> None:
    """So the property can fail."""
    end = removal_in(number, sqlite_template)
    assert judge in end.misjudged
    assert not end.wrong


def test_each_of_these_judges_is_there() -> None:
    assert set(MISJUDGED) == set(MISTAKEN)
