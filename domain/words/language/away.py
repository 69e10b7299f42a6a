"""Acting for somebody who is away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from domain.people import Role


class AwayWords(Protocol):
    TITLE: str
    DELEGATE: str
    END: str
    WHO: str
    WHO_HINT: str
    UNTIL: str
    UNTIL_HINT: str
    NEEDS_DAY: str
    PAST_DAY: str
    NOT_YOURSELF: str
    NO_SUCH_MEMBER: str
    HOW: str
    NOTHING_OF_YOUR_OWN: str
    CHANGED_MEANWHILE: str
    CLOCK_BEHIND: str
    NOTHING_TO_END: str
    ENDED: str

    def too_long(self, last: date) -> str: ...
    def begun(self, name: str, until: date, roles: Iterable[Role]) -> str: ...
    def standing(self, name: str, until: date) -> str: ...
    def told_begun(self, giver: str, until: date) -> str: ...
    def told_ended(self, giver: str) -> str: ...
    def stands_in(self, name: str, giver: str, until: date) -> str: ...
