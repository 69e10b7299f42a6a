"""Which sources are proposed: one is left out on positive evidence alone."""

from __future__ import annotations

import pytest

from domain.erasure.proposal import ALL, FEW, HELD, proposal
from tests.domain.things import a_source

SOURCES = [a_source(f"S{n}", f"s{n}") for n in range(5)]
MANY = [a_source(f"S{n}", f"s{n}") for n in range(400)]
CALLED = {HELD: "those", ALL: "all"}


def ids(sources: object) -> list[str]:
    return [source.id for source in sources]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("held", "answering", "sure", "unasked"),
    [
        ({"s0"}, {"s0", "s1", "s2", "s3", "s4"}, True, []),
        ({"s0"}, {"s0", "s1", "s2"}, True, ["s3", "s4"]),  # no customer is made of these, or rows were not read
        ({"s0"}, set(), True, ["s1", "s2", "s3", "s4"]),
        ({"s0"}, {"s0", "s1", "s2", "s3", "s4"}, False, ["s1", "s2", "s3", "s4"]),  # a doubt clears nobody
        (set(), {"s0", "s1"}, True, []),  # nobody was found: chosen by hand
        ({"gone"}, {"s0"}, True, []),  # in no list
    ],
)
def test_what_cannot_be_cleared_is_to_be_decided(
    held: set[str], answering: set[str], sure: bool, unasked: list[str]
) -> None:
    found = proposal(SOURCES, held, answering, sure=sure)
    assert ids(found.unasked) == unasked
    assert ids(found.held) == [source.id for source in SOURCES if source.id in held]
    assert found.ticked == {*ids(found.held)}


def test_what_is_ticked_comes_first_and_means_what_it_says() -> None:
    found = proposal(SOURCES, {"s3"}, {"s0", "s1", "s3"}, sure=True).with_ticks({"s4"})
    assert [option.value for option in found.options(CALLED)] == ["s3", "s4", "s0", "s1", "s2"]
    assert ids(found.chosen({"s4", "s1"}, rest=False)) == ["s1", "s4"]
    assert ids(found.chosen({"s1"}, rest=True)) == ["s1", "s2", "s4"]
    assert ids(found.chosen(set(), rest=False)) == []
    assert ids(found.chosen({"no-such"}, rest=False)) == []


def test_many_are_one_tick() -> None:
    held = {f"s{n}" for n in range(300)}
    found = proposal(MANY, held, {source.id for source in MANY}, sure=True)
    assert found.ticked == {HELD}
    assert [option.label for option in found.options(CALLED)[:2]] == ["those", "all"]
    assert {*ids(found.chosen({HELD}, rest=False))} == held
    assert {*ids(found.chosen({HELD, "s399"}, rest=False))} == {*held, "s399"}
    assert len(found.chosen({ALL}, rest=False)) == 400


def test_few_of_many_are_ticked_one_by_one() -> None:
    found = proposal(MANY, {f"s{n}" for n in range(FEW)}, set(), sure=True)
    assert len(found.ticked) == FEW
    assert [option.value for option in found.options(CALLED)][: FEW + 1] == [ALL, *(f"s{n}" for n in range(FEW))]
