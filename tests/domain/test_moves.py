"""What the log knows of addresses that moved: what stands until it was settled for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.event import Event, EventKind
from domain.moves import standing
from domain.people import Whose

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SAME_AS = {"ben.old": "ben", "twin": "nils"}  # who they turned out to be


def told(move: str, owner: str, taker: str, whose: str = "", mark: str = "m") -> Event:
    kind = EventKind.PERSON_SETTLED if whose else EventKind.PERSON_MOVED
    said = {"whose": whose} if whose else {}
    data = {"move": move, "owner": owner, "taker": taker, "as": mark, **said}
    return Event(kind=kind, at=NOW, actor=None, request=None, data=data)


MOVED = told("1", "ben", "nils")


def settled(said: str) -> Event:
    """As another release, or nobody, writes whose it is."""
    return replace(told("1", "ben", "nils", said), kind=EventKind.PERSON_SETTLED)


STANDS: dict[str, tuple[list[Event], list[tuple[str, str, Whose | None]]]] = {
    "nothing": ([], []),
    "moved": ([MOVED], [("ben", "nils", None)]),
    "moved twice": ([MOVED, MOVED], [("ben", "nils", None)]),
    **{f"settled: {whose}": ([MOVED, told("1", "ben", "nils", whose)], []) for whose in (Whose.SAME, Whose.NEW)},
    "still the owner's": ([MOVED, told("1", "ben", "nils", "old")], [("ben", "nils", Whose.OLD)]),
    "settled at once": ([told("1", "ben", "nils", "new")], []),
    **{
        f"not understood: {said or 'nothing'}": ([MOVED, settled(said)], [("ben", "nils", None)])
        for said in ("both", "", "SAME")
    },
    "only what is not understood": ([settled("both")], [("ben", "nils", None)]),
    "understood since": ([MOVED, settled("both"), told("1", "ben", "nils", "new")], []),
    "of others": ([MOVED, told("1", "cleo", "nils", "new")], [("ben", "nils", None)]),
    "the other way round": ([MOVED, told("1", "nils", "ben", "new")], [("ben", "nils", None)]),
    "again since": ([MOVED, told("1", "ben", "nils", "new"), told("2", "ben", "nils")], [("ben", "nils", None)]),
    "asked a second time": ([MOVED, told("2", "ben", "nils"), told("2", "ben", "nils", "new")], []),
    "by an id of before": ([told("1", "ben.old", "nils"), told("1", "ben", "nils", "new")], []),
    "of two who are one": ([told("1", "nils", "twin")], []),
    "one address and another": (
        [MOVED, told("1", "ben", "nils", "old"), told("2", "ben", "nils"), told("2", "ben", "nils", "new", "n")],
        [("ben", "nils", Whose.OLD)],
    ),
}


@pytest.mark.parametrize(("events", "found"), STANDS.values(), ids=STANDS)
def test_what_moved_stands_until_it_was_settled_for_good(
    events: list[Event], found: list[tuple[str, str, Whose | None]]
) -> None:
    stands = standing(events, lambda one: SAME_AS.get(one, one))
    assert [(one.owner, one.taker, one.whose) for one in stands] == found


def test_while_nothing_stands_nobody_is_asked_for() -> None:
    def nobody(one: str) -> str:
        raise AssertionError(one)

    assert standing([MOVED, told("1", "ben", "nils", "new")], nobody) == []
