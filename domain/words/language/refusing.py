"""What is said where a request is refused to the person, and the letter to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from domain.export.letters import Purpose
from domain.moment import Moment
from domain.request import Kind, State


class RefusingWords(Protocol):
    TITLE: str
    REFUSE: str
    GROUND: str
    GROUND_HINT: str
    COMPLAINT: str
    REMEDY: str
    RIGHT_HINT: str
    NEEDED: str
    OWN_REMEDY: str
    LETTER_TO_COME: str
    NOW: str
    NEXT: str
    NOBODY: str
    TO_SEND: str
    ASKED: Mapping[Kind | Purpose, str]

    def too_long(self, there: int, most: int) -> str: ...
    def already(self, ref: str, by: str, when: str | Moment) -> str: ...
    def over(self, ref: str, state: State) -> str: ...
    def replaced(self, ref: str, later: str) -> str: ...
    def answered(self, ref: str) -> str: ...
    def because(self, by: str, when: str | Moment, ground: str) -> str: ...
    def earlier(self, letter: bool) -> str: ...
