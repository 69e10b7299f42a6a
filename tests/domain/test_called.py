from __future__ import annotations

from domain.called import called
from domain.words.en import EN
from tests.domain.words.pseudo import has_escaped, pseudo


def test_whoever_has_a_name_is_called_by_it_whatever_it_is() -> None:
    assert called({"a1b2c3d4": "(erased 000000)"}, "a1b2c3d4", EN) == "(erased 000000)"


def test_whoever_was_erased_is_told_apart_by_a_pseudonym_in_the_words_of_the_reader() -> None:
    assert called({}, "a1b2c3d4", EN) == "(erased a1b2c3)"
    assert called({"a1b2c3d4": ""}, "a1b2c3d4", EN) == "(erased a1b2c3)"
    assert called({}, "", EN) == EN.people.LOST == "(erased)"
    for person in ("123456789", ""):
        assert not has_escaped(called({}, person, pseudo()))
