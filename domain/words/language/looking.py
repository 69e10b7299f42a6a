"""Help, and what else is typed to see something."""

from __future__ import annotations

from typing import Protocol


class LookingWords(Protocol):
    HELP_TITLE: str
    CHOOSE: str
    GO_ON: str
    WHAT: str
    FOLLOWING: str
    FOLLOWING_HINT: str

    def left_out(self, people: int) -> str: ...
    def not_read_on(self, characters: int) -> str: ...

    def for_example(self, does: str, example: str) -> str: ...
    def channel_id(self, place: str) -> str: ...
