"""What the log is told of addresses that moved: once, however often the bot starts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text

from domain.event import EventKind
from domain.people import Move, Whose
from storage.moves_told import tell_moves
from storage.store import Store
from storage.unit import Unit
from tests.storage.factories import NOW, an_account

OPEN, OLD = ("ben", "nils", None), ("ben", "nils", Whose.OLD)
Said = Callable[[Unit, list[Move]], object]


def settle(number: int, whose: Whose) -> Said:
    return lambda unit, moves: unit.people.moves.settle(moves[number].id, whose, NOW)


def told(number: int) -> Said:
    """By this release, as it happened."""
    return lambda unit, moves: unit.events.add(
        EventKind.PERSON_MOVED, NOW, actor=None, request=None, data=moves[number].told
    )


CASES: dict[str, tuple[int, list[Said], list[tuple[str, str, Whose | None]]]] = {
    "one": (1, [], [OPEN]),
    "two between the same two": (2, [], [OPEN]),
    "two, one of them told": (2, [told(1)], [OPEN]),
    "still the owner's": (1, [settle(0, Whose.OLD)], [OLD]),
    "both still the owner's": (2, [settle(0, Whose.OLD), settle(1, Whose.OLD)], [OLD, OLD]),
    "the first open, the second the owner's": (2, [settle(1, Whose.OLD)], [OLD, OPEN]),
    "the first the owner's, the second open": (2, [settle(0, Whose.OLD)], [OLD, OPEN]),
    "the first the owner's, the second told": (2, [told(1), settle(0, Whose.OLD)], [OPEN]),
    "told, and by its row alone the owner's": (1, [told(0), settle(0, Whose.OLD)], [OPEN]),
    "told, and by its row alone settled": (1, [told(0), settle(0, Whose.NEW)], [OPEN]),
    "of two who are one": (2, [settle(0, Whose.SAME)], []),
    "settled for good": (1, [settle(0, Whose.NEW)], []),
}


@pytest.mark.parametrize(("count", "said", "stands"), CASES.values(), ids=CASES)
async def test_what_the_log_does_not_know_it_is_told_once(
    store: Store, count: int, said: list[Said], stands: list[tuple[str, str, Whose | None]]
) -> None:
    def make(unit: Unit) -> dict[str, str]:
        account = an_account("U0NILS")
        ben = unit.people.meet(an_account("U0BEN"), "Ben", "ben@contoso.com", NOW).person.id
        nils = unit.people.meet(account, "Nils", "nils@contoso.com", NOW).person.id
        found = [unit.people.moves.open(f"{n}@contoso.com", account, ben, nils, NOW) for n in range(count)]
        moves = [one for one in found if one]
        for each in said:
            each(unit, moves)
        return {ben: "ben", nils: "nils"}

    names = await store.write(make)
    await store.write(lambda unit: tell_moves(unit, NOW))
    found = await store.read(lambda unit: unit.people.moves.standing())
    assert [(names[one.owner], names[one.taker], one.whose) for one in found] == stands
    before = await store.read(_count)
    for _ in range(3):
        await store.write(lambda unit: tell_moves(unit, NOW))
    assert await store.read(_count) == before


def _count(unit: Unit) -> int:
    return int(unit.connection.scalar(text("SELECT count(*) FROM events WHERE kind LIKE 'person.%'")) or 0)
