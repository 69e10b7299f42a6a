"""What the server of the playground says to its page: why not, and what stands beside a word that may be typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol


class PlaygroundWords(Protocol):
    OLD_PAGE: str
    TOO_SLOW: str
    NOT_UNDERSTOOD: str
    NOBODY: str
    NO_SANDBOX: str
    NOT_TAKEN: str
    NO_FILE: str
    EVERY_SOURCE: str
    CUSTOMER: str
    USER: str
    DELETE_TITLE: str
    DELETE_HINT: str
    DELETE_WHOM: str
    DELETE: str
    NOT_HELD: str
    SEGMENTS_TITLE: str
    SEGMENTS_HINT: str
    RECREATE: str
    RECREATED: str

    PAGE: Mapping[str, str]
    TITLES: Mapping[str, str]
    """What people do here, by the English of it."""
    TOPICS: Mapping[str, str]
    TOUR: str
    TOUR_OFFER: str
    TOUR_ABOUT: str
    TOUR_BEGIN: str
    TOUR_LATER: str
    TOUR_LEAVE: str
    TOUR_SHOW: str
    TOUR_DONE: str
    TOUR_PROGRESS: str
    TOUR_STOPS: Mapping[str, str]
    TOUR_TEXTS: Mapping[str, str]
    TOUR_TODO: Mapping[str, str]

    def deleted(self, sources: Sequence[str]) -> str: ...
