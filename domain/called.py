"""What people are called, for a reader: whoever was erased has a pseudonym in the place of their name."""

from __future__ import annotations

from collections.abc import Mapping

from domain.words.language import Words

_SHOWN = 6  # signs of the id, so that two of them can be told apart


def called(names: Mapping[str, str], person_id: str, words: Words) -> str:
    """`names`: of those who have one, by id."""
    if name := names.get(person_id):
        return name
    return words.people.erased(person_id[:_SHOWN]) if person_id else words.people.LOST
