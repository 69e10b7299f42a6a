"""Whom the holds of the log cover: by ids, by marks that die with the key, and by whatever was found out since."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from domain.event import EventKind
from domain.hold import Covered
from storage.store import Store
from storage.unit import Unit
from tests.storage.factories import NOW, file_request

HELD, UNITED = EventKind.SUBJECT_HELD, EventKind.SUBJECT_UNITED
ANNA = "anna@contoso.com"


def held(unit: Unit, address: str = ANNA, *, marks: bool = True) -> str:
    """As the log tells it."""
    subject = unit.subjects.for_address(address, NOW)
    covered = unit.subjects.covered(subject)
    facts = unit.covering.facts(subject, covered, HELD, None) if marks else {}
    unit.events.add(HELD, NOW, actor="ada", request=None, data={"subject": subject, **facts})
    return subject


@pytest.mark.parametrize("spelt", [ANNA, "ANNA@Contoso.COM"])
async def test_who_is_named_is_found_without_any_row_of_theirs(store: Store, spelt: str) -> None:
    def look(unit: Unit) -> tuple[set[str], set[str], str]:
        subject, request = held(unit), file_request(unit)
        return unit.covering.of(request.id, [spelt]), unit.covering.of(request.id, ["zoe@contoso.com"]), subject

    found, others, subject = await store.write(look)
    assert (found, others) == ({subject}, set())


async def test_who_was_found_to_be_the_same_human_since_is_covered_too(store: Store) -> None:
    def look(unit: Unit) -> bool:
        subject, other = held(unit), unit.subjects.for_address("C-1", NOW)
        before = unit.covering.of_human(other, ["C-1"])
        covered = Covered(frozenset({other}), unit.subjects.named(["C-1"]).marks)
        data = {"subject": subject, **unit.covering.facts(subject, covered, UNITED, None)}
        unit.events.add(UNITED, NOW, actor=None, request=None, data=data)
        third = unit.subjects.for_address("C-2", NOW)
        both = unit.covering.of_human(other, []), unit.covering.of_human(third, ["C-1"])
        return (before, *both) == (set(), {subject}, {subject})

    assert await store.write(look)


async def test_a_hold_of_an_earlier_release_covers_whom_it_was_set_on_alone(store: Store) -> None:
    def look(unit: Unit) -> tuple[bool, set[str]]:
        subject, other = held(unit, marks=False), unit.subjects.for_address("zoe@contoso.com", NOW)
        return unit.covering.of_human(subject, []) == {subject}, unit.covering.of_human(other, [ANNA])

    assert await store.write(look) == (True, set())


async def test_where_the_key_of_one_that_stands_is_gone_it_may_be_anybody(store: Store) -> None:
    def look(unit: Unit) -> bool:
        subject, other = held(unit), unit.subjects.for_address("zoe@contoso.com", NOW)
        unit.keys.destroy(unit.keys.exactly([subject]), NOW)
        return unit.covering.of_human(other, []) == {subject}

    assert await store.write(look)


async def test_one_that_was_released_covers_nobody(store: Store) -> None:
    def look(unit: Unit) -> set[str]:
        subject = held(unit)
        data = {"subject": subject, "since": NOW.isoformat()}
        unit.events.add(EventKind.SUBJECT_RELEASED, NOW, actor="amir", request=None, data=data)
        return unit.covering.of_human(subject, [ANNA])

    assert await store.write(look) == set()


def untouched(known: str) -> str:
    return known


def changed(known: str) -> str:
    return known[:-8] + ("AAAAAAAA" if known[-8:] != "AAAAAAAA" else "BBBBBBBB")


def no_text(_: str) -> str:
    return "not base64"


def nothing(_: str) -> str:
    return ""


@pytest.mark.parametrize("spoil", [untouched, changed, no_text, nothing])
async def test_who_somebody_was_found_to_be_may_be_anybody_where_that_was_altered(
    store: Store, spoil: Callable[[str], str]
) -> None:
    """The request is about one of two whose marks the log tells of; the hold is on the other, or on a third."""

    def look(unit: Unit) -> list[tuple[set[str], set[str]]]:
        request, first = file_request(unit), unit.subjects.for_address("C-1", NOW)
        covered = Covered(frozenset({first}), unit.subjects.named(["C-1", ANNA]).marks)
        facts = unit.covering.facts(first, covered, UNITED, request.id)
        data = {**facts, "known": spoil(facts["known"])}
        unit.events.add(UNITED, NOW, actor=None, request=request.id, data=data)
        before = unit.covering.of(request.id, [])
        holds = {held(unit)}
        return [(before, set()), (unit.covering.of(request.id, []), holds)]

    assert all(found == wanted for found, wanted in await store.write(look))


async def test_where_the_key_is_gone_by_which_it_was_told_who_somebody_is_the_ids_in_clear_count(
    store: Store,
) -> None:
    def look(unit: Unit) -> bool:
        request, first = file_request(unit), unit.subjects.for_address("C-1", NOW)
        other, third = (unit.subjects.for_address(one, NOW) for one in ("C-2", "C-3"))
        both = Covered(frozenset({first, other}), unit.subjects.named(["C-1", "C-2"]).marks)
        data = {"subject": first, **unit.covering.facts(first, both, UNITED, request.id)}
        unit.events.add(UNITED, NOW, actor=None, request=request.id, data=data)
        unit.keys.destroy(unit.keys.exactly([first]), NOW)
        for one in (other, third):
            unit.events.add(HELD, NOW, actor="ada", request=None, data={"subject": one})
        return unit.covering.of(request.id, []) == {other}

    assert await store.write(look)


async def test_nobody_is_named_while_no_hold_stands(store: Store) -> None:
    def nobody() -> Iterator[str]:
        raise AssertionError
        yield ""

    def look(unit: Unit) -> set[str]:
        return unit.covering.of(file_request(unit).id, nobody()) | unit.covering.of_human("?", nobody())

    assert await store.read(lambda unit: unit.covering.of_human("?", nobody())) == await store.write(look) == set()


async def test_two_marks_of_one_address_are_never_the_same_bytes(store: Store) -> None:
    def look(unit: Unit) -> bool:
        subject = unit.subjects.for_address(ANNA, NOW)
        covered = unit.subjects.covered(subject)
        first, second = (unit.covering.facts(subject, covered, HELD, None) for _ in range(2))
        return first["known"] != second["known"] and not any(mark in str(first) for mark in covered.marks)

    assert await store.write(look)
