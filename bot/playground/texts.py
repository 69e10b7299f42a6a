"""The texts that the page shows itself, as the company words them; the page asks for them by these names."""

from __future__ import annotations

from collections.abc import Mapping

from domain.words.language.playground import PlaygroundWords

NAMES = (
    "DELETE_TITLE",
    "DELETE_HINT",
    "DELETE_WHOM",
    "DELETE",
    "SEGMENTS_TITLE",
    "SEGMENTS_HINT",
    "RECREATE",
    "TOUR",
    "TOUR_OFFER",
    "TOUR_ABOUT",
    "TOUR_BEGIN",
    "TOUR_LATER",
    "TOUR_LEAVE",
    "TOUR_SHOW",
    "TOUR_DONE",
    "TOUR_PROGRESS",
)


def texts(words: PlaygroundWords) -> Mapping[str, str]:
    return {name: getattr(words, name) for name in NAMES} | dict(words.PAGE)
