"""Where a person is: what a look-up shows, and what one at filing showed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol


class FindWords(Protocol):
    TITLE: str
    WHOM: str
    FIND: str
    NOT_FOUND: str
    NOTHING_PROVED: str
    DOUBTS: Mapping[str, str]
    FOUND_NOW: str
    FOUND_ELSEWHERE: str
    NOT_FOUND_NOW: str
    NOT_LOOKED: str
    NO_DIRECTORY: str
    USER_KNOWN: str
    NOT_IN_COPIES: str
    COPIES_UNCLEAR: str
    COPIES_UNASKED: str
    MAYBE_NO_ID: str
    NEVER_FOUND: str

    def found(self, profiles: int) -> str: ...
    def records(self, table: str, count: int) -> str: ...
    def respelt(self, count: int) -> str: ...
    def other_tags(self, count: int) -> str: ...
    def copied(self, count: int) -> str: ...
    def dormant_segments(self, count: int) -> str: ...
    def unclear(self, names: Sequence[str]) -> str: ...
    def several_in_directory(self, who: str) -> str: ...
    def not_in_directory(self, who: str) -> str: ...
    def never_found(self, ids: Sequence[str]) -> str: ...
