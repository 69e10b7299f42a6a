"""What is said where something was not understood, or is not to be had just now."""

from __future__ import annotations

from typing import Protocol


class ErrorsWords(Protocol):
    CANNOT_NOW: str
    ALTERED: str
    STALE_BUTTON: str
    INSIGHTS_UNREADABLE: str
    INSIGHTS_DOWN: str
    INSIGHTS_NO: str
    ONE_PERSON: str
    UNKNOWN_MENTION: str
    FILL_IN: str
    NOT_A_CHOICE: str
    CHOOSE_ONE: str
    FUTURE_DAY: str
    NEEDS_DAY: str
    NOT_OPEN: str

    def unknown_verb(self, word: str, nearest: str | None) -> str: ...
    def button_not_command(self, word: str) -> str: ...
    def unknown_request(self, ref: str) -> str: ...
    def which_request(self, verb: str) -> str: ...
    def bad_date(self, text: str) -> str: ...
    def missing_value(self, option: str) -> str: ...
    def not_an_address(self, text: str) -> str: ...
    def not_a_person(self, text: str) -> str: ...
    def elsewhere(self, ref: str) -> str: ...

    TOO_MUCH: str

    def too_long(self, length: int, most: int) -> str: ...
