"""Seats: filled by distinct people in the best way there is."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.seats import ANY, Circles, Rule, circled, helps, missing, reachable, rule_of, total

PRIVACY, SECURITY = frozenset({"privacy"}), frozenset({"security"})
BOTH, NONE = PRIVACY | SECURITY, frozenset[str]()
ONE_OF_EACH: Rule = (("privacy", 1), ("security", 1))

_circles = st.frozensets(st.sampled_from(["privacy", "security", "legal"]))
_rules = st.dictionaries(st.sampled_from(["privacy", "security", "legal", ANY]), st.integers(1, 2), min_size=1)


def most(rule: Rule, people: list[Circles]) -> int:
    """How many seats can be filled, found by trying every order."""
    seats = [circle for circle, count in rule for _ in range(count)]
    padded = [*people, *([None] * len(seats))]
    return max(
        sum(one is not None and (seat == ANY or seat in one) for seat, one in zip(seats, order, strict=False))
        for order in permutations(padded, len(seats))
    )


@given(_rules.filter(lambda rule: sum(rule.values()) <= 4), st.lists(_circles, max_size=4))
def test_as_many_seats_are_filled_as_can_be(needed: dict[str, int], people: list[Circles]) -> None:
    rule = rule_of(needed)
    assert total(missing(rule, people)) == total(rule) - most(rule, people)


@pytest.mark.parametrize(
    ("people", "left"),
    [
        ([], (("privacy", 1), ("security", 1))),
        ([PRIVACY], (("security", 1),)),
        ([PRIVACY, PRIVACY], (("security", 1),)),
        ([NONE, NONE], (("privacy", 1), ("security", 1))),
        ([PRIVACY, SECURITY], ()),
        ([BOTH, PRIVACY], ()),  # who is of both moves to where they are needed
        ([BOTH], (("security", 1),)),  # and fills one seat only
    ],
)
def test_the_card_can_say_who_is_missing(people: list[Circles], left: Rule) -> None:
    assert missing(ONE_OF_EACH, people) == left


def test_one_more_helps_only_where_a_seat_of_theirs_is_empty() -> None:
    assert helps(ONE_OF_EACH, [PRIVACY], SECURITY)
    assert not helps(ONE_OF_EACH, [PRIVACY], PRIVACY)
    assert helps(ONE_OF_EACH, [BOTH], PRIVACY)
    assert not helps(ONE_OF_EACH, [], NONE)
    assert helps(rule_of(2), [NONE], NONE)
    assert not helps(rule_of(1), [NONE], NONE)


def test_a_rule_is_reached_by_others_than_who_asks() -> None:
    people = {"ben": PRIVACY, "cleo": SECURITY, "amir": BOTH}
    assert all(reachable(ONE_OF_EACH, people, {one}) for one in people)
    assert not reachable(ONE_OF_EACH, people, {"ben", "cleo"})


def test_of_circles_as_many_seats_are_filled_as_can_be() -> None:
    rule: Rule = ((ANY, 1), ("privacy", 1), ("security", 1))
    assert [circled(rule, people) for people in ([], [NONE], [PRIVACY], [PRIVACY, BOTH])] == [2, 2, 1, 0]
