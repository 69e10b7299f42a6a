"""Legal holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from domain.moment import Moment


class HoldWords(Protocol):
    ON_HOLD: str
    HELD_NOW: str
    RELEASED_NOW: str
    GOES_ON: str
    WHICH_OF_THEM: str
    ANOTHER: str
    HELD_ALREADY: str
    NOT_HELD: str
    NO_SUBJECT: str
    TITLE: str
    HOLD: str
    REASON: str
    WHOM: str
    WHOM_HINT: str
    RELEASE_TITLE: str
    RELEASE: str
    RELEASE_WHOM: str
    WHICH_HOLD: str
    ONE_AT_A_TIME: str
    STOPS_NOTHING: str
    NOT_LOOKED: str
    NO_HOLDS: str
    FIRST: str
    STUCK: str
    RELEASE_SURE: str
    NEEDS_REASON: str
    PART_HELD: str
    CLOSE_HELD: str
    NOBODY_COULD_RELEASE: str

    def beside(self, count: int) -> str: ...
    def still(self, count: int) -> str: ...
    def still_told(self, count: int) -> str: ...
    def sets(self, what: str) -> str: ...
    def covers(self, who: str) -> str: ...
    def several_in_directory(self, who: str) -> str: ...
    def unreleasable(self, name: str, at: Moment, count: int) -> str: ...
    def stops(self, refs: Sequence[str], count: int) -> str: ...
    def listed(self, count: int) -> str: ...
    def set_by(self, name: str, at: Moment, reason: str) -> str: ...
    def row_stops(self, refs: Sequence[str], count: int) -> str: ...
    def told_set(self, name: str, at: Moment, people: Sequence[str], count: int, reason: str) -> str: ...
    def told_released(self, name: str, at: Moment, people: Sequence[str], count: int, rest: str) -> str: ...
