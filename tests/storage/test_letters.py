"""Letters and answers of exports are found by their Message-ID, and stay found."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.mail.message import LetterFrom, StoredLetter
from domain.request import Kind, State
from storage.store import Store
from storage.unit import Unit
from tests.storage.factories import NOW, file_request


def _letter(request_id: str, name: str, sender: LetterFrom = LetterFrom.US) -> StoredLetter:
    return StoredLetter(name=name, request_id=request_id, sender=sender, noted_at=NOW)


async def test_a_request_is_found_by_what_stands_in_its_thread_and_by_nothing_else(store: Store) -> None:
    def find(unit: Unit) -> list[set[str]]:
        one, other = (file_request(unit, kind=Kind.EXPORT).id for _ in range(2))
        unit.letters.add(
            [_letter(one, "a"), _letter(one, "b", LetterFrom.THEM), _letter(other, "b"), _letter(other, "c")]
        )
        unit.letters.add([_letter(one, "a", LetterFrom.THEM)])
        unit.letters.add([])
        named = {one: "one", other: "other"}
        return [
            {named[id_] for id_ in unit.letters.requests(names)} for names in (["a"], ["b", "x"], ["a", "c"], ["x"], [])
        ]

    assert await store.write(find) == [{"one"}, {"one", "other"}, {"one", "other"}, set(), set()]


async def test_any_number_of_names_can_be_asked_for(store: Store) -> None:
    def find(unit: Unit) -> tuple[str, list[str]]:
        request = file_request(unit, kind=Kind.EXPORT).id
        unit.letters.add([_letter(request, "a"), _letter(request, "b")])
        return request, unit.letters.requests(["a", *(f"x{number}" for number in range(70_000)), "b"])

    request, found = await store.write(find)
    assert found == [request]


@pytest.mark.parametrize(
    ("state", "closed", "sender", "found"),
    [
        (State.IN_PROGRESS, None, LetterFrom.US, True),
        (State.COMPLETED, NOW, LetterFrom.US, True),
        (State.COMPLETED, NOW - timedelta(2), LetterFrom.US, False),
        (State.IN_PROGRESS, None, LetterFrom.THEM, False),
        (State.IN_PROGRESS, None, None, False),
    ],
)
async def test_a_letter_of_ours_is_listened_for_until_a_while_after_its_request_has_ended(
    store: Store, state: State, closed: object, sender: LetterFrom | None, found: bool
) -> None:
    def look(unit: Unit) -> bool:
        request = file_request(unit, kind=Kind.EXPORT, state=state, closed_at=closed)
        unit.letters.add([_letter(request.id, "a", sender)] if sender else [])
        return unit.letters.any_since(NOW - timedelta(1))

    assert await store.write(look) is found
