"""Whose language is which: as a platform or a browser names it, and the company's where nobody here speaks it."""

from __future__ import annotations

import pytest

from domain.words.de import DE
from domain.words.en import EN
from domain.words.language import Words
from domain.words.languages import DEFAULT, LANGUAGES, accepted, spoken


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("de", DE), ("de-DE", DE), ("de_AT", DE), ("DE-ch", DE), (" de-Latn-DE ", DE), ("en-GB", EN), ("en", EN),
        ("", None), ("fr-FR", None), ("deu", None), ("x", None), ("-de", None), ("д", None),
    ],
)  # fmt: skip
def test_a_locale_is_of_the_language_that_it_begins_with(locale: str, words: Words | None) -> None:
    assert [spoken(locale, other) for other in (EN, DE)] == [words or EN, words or DE]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("de-DE,de;q=0.9,en;q=0.8", DE),
        ("en-US,en;q=0.9,de;q=0.8", EN),
        ("fr-CH, fr;q=0.9, de;q=0.7, en;q=0.8, *;q=0.5", EN),
        ("en;q=0.1,de", DE),
        ("en;q=0,de;q=0.1", DE),
        ("fr,pl", None),
        ("", None),
        ("*", None),
        (";q=,de;q=x,,", None),
        ("de;q=0", None),
    ],
)
def test_of_what_a_browser_accepts_the_dearest_counts_that_is_spoken_here(header: str, words: Words | None) -> None:
    assert [accepted(header, other) for other in (EN, DE)] == [words or EN, words or DE]


def test_each_language_is_known_by_its_own_tag() -> None:
    assert {tag: words.tag for tag, words in LANGUAGES.items()} == {"en": "en", "de": "de"}
    assert DEFAULT is EN
