"""Asking for the erasure of a person: what was found, and what is to be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class EraseWords(Protocol):
    TITLE: str
    WHOM: str
    WHOM_HINT: str
    BEGIN: str
    ONCE_MORE: str
    HELD: str
    NOBODY: str
    NOT_LOOKED: str
    TICK_ONE: str
    REST: str
    REST_TOO: str
    REST_NOT: str
    OWN: str
    OF_STAFF: str
    WHO_OR_FILE: str

    def every(self, count: int) -> str: ...
    def held_in(self, names: Sequence[str]) -> str: ...
    def unasked(self, names: Sequence[str]) -> str: ...
    def unlisted(self, names: Sequence[str]) -> str: ...
    def open_already(self, refs: Sequence[str]) -> str: ...
    def copy_open(self, refs: Sequence[str]) -> str: ...
