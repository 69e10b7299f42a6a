"""Who must approve: so many distinct people of each circle. One human fills one seat, whatever they belong to.

A circle is a part of the approvers that the company names (`[approval.circles]`); every approver is of `ANY`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import chain

ANY = "approvers"

Rule = tuple[tuple[str, int], ...]
"""Circle and how many people of it, in the order in which they were written."""
Circles = frozenset[str]
"""Those that one human belongs to."""


def any_of(count: int) -> Rule:
    return ((ANY, count),)


def rule_of(needed: int | Mapping[str, int]) -> Rule:
    """As it is configured: a number of approvers, or how many of which circle."""
    return any_of(needed) if isinstance(needed, int) else tuple(needed.items())


def total(rule: Rule) -> int:
    return sum(count for _, count in rule)


def is_plain(rule: Rule) -> bool:
    """Whether any approvers will do."""
    return all(circle == ANY for circle, _ in rule)


def missing(rule: Rule, people: Iterable[Circles]) -> Rule:
    """The seats that are still empty when as many as possible of these distinct people sit; empty when none is."""
    seats = [circle for circle, count in rule for _ in range(count)]
    taken = _seated(seats, [circles | {ANY} for circles in people])
    left = [circle for place, circle in enumerate(seats) if place not in taken]
    return tuple((circle, left.count(circle)) for circle in dict.fromkeys(left))


def helps(rule: Rule, people: Sequence[Circles], one: Circles) -> bool:
    """Whether one person more fills a seat that these leave empty."""
    return total(missing(rule, [*people, one])) < total(missing(rule, people))


def circled(rule: Rule, people: Iterable[Circles]) -> int:
    """How many seats of circles are empty when as many of them as possible are filled by these distinct people."""
    return total(missing(tuple((circle, count) for circle, count in rule if circle != ANY), people))


def reachable(rule: Rule, people: Mapping[str, Circles], without: Set[str] = frozenset()) -> bool:
    """Whether these humans, but for those `without`, can fill every seat."""
    return not missing(rule, [circles for human, circles in people.items() if human not in without])


def named(rule: Rule) -> frozenset[str]:
    return frozenset(circle for circle, _ in rule) - {ANY}


def _seated(seats: Sequence[str], people: Sequence[Set[str]]) -> Set[int]:
    """The places that are filled: a largest matching, found by letting people change their places."""
    holder: dict[int, int] = {}

    def sits(person: int, asked: set[int]) -> bool:
        for place in (n for n, circle in enumerate(seats) if circle in people[person] and n not in asked):
            asked.add(place)
            if place not in holder or sits(holder[place], asked):
                holder[place] = person
                return True
        return False

    for person in range(len(people)):
        sits(person, set())
    return holder.keys()


def joined(rules: Iterable[Rule]) -> frozenset[str]:
    """All circles that are asked for somewhere."""
    return frozenset(chain.from_iterable(map(named, rules)))
