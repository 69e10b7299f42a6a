"""Legal holds."""

from __future__ import annotations

from typing import Protocol


class HoldWords(Protocol):
    ON_HOLD: str
    HELD_NOW: str
    RELEASED_NOW: str
    HELD_ALREADY: str
    NOT_HELD: str
    NO_SUBJECT: str
    TITLE: str
    HOLD: str
    REASON: str
    NEEDS_REASON: str
    PART_HELD: str
    CLOSE_HELD: str
    NOBODY_COULD_RELEASE: str
