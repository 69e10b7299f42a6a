"""The languages that there are, and which of them is somebody's."""

from __future__ import annotations

import re
from collections.abc import Mapping

from babel import Locale

from domain.words.de import DE
from domain.words.en import EN
from domain.words.language import Words

LANGUAGES: Mapping[str, Words] = {words.tag: words for words in (EN, DE)}  # a third one: its package, and its name here
DEFAULT = EN

_SUBTAG = re.compile(r"[-_]")


def spoken(locale: str, otherwise: Words = DEFAULT) -> Words:
    """By RFC 5646, as a platform says it: “de-AT”, “de_CH”, “DE”; `otherwise` where nothing is known, or nobody here
    speaks it."""
    return _known(locale) or otherwise


def _known(locale: str) -> Words | None:
    return LANGUAGES.get(_SUBTAG.split(locale.strip().casefold())[0])


def by_name(name: str) -> Words | None:
    """As people call it in any language that there is, or by its tag; None for what nobody here speaks."""
    wanted = name.strip().casefold()
    return next((words for tag, words in LANGUAGES.items() if wanted in _names(tag)), None)


def names_of(reader: Words) -> list[str]:
    """What the languages are called in that of a reader."""
    return [str(Locale.parse(tag).get_display_name(reader.tag)) for tag in LANGUAGES]


def _names(tag: str) -> set[str]:
    return {tag, *(str(Locale.parse(tag).get_display_name(other)).casefold() for other in LANGUAGES)}


def accepted(header: str, otherwise: Words = DEFAULT) -> Words:
    """The first of a browser's `Accept-Language` that is spoken here: RFC 9110, 12.5.4."""
    ranked = sorted(map(_ranked, header[:1_000].split(",")), key=lambda one: -one[0])
    known = (_known(locale) for rank, locale in ranked if rank > 0)
    return next(filter(None, known), otherwise)


def _ranked(part: str) -> tuple[float, str]:
    locale, _, rank = part.partition(";q=")
    try:
        return (float(rank) if rank else 1.0), locale
    except ValueError:
        return 0.0, locale
