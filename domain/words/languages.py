"""The languages that there are, and which of them is somebody's."""

from __future__ import annotations

import re
from collections.abc import Mapping

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
