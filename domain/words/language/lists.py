"""Lists and counts that stay readable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class ListsWords(Protocol):
    def names_of(self, names: Sequence[str], most: int = 12) -> str: ...
    def progress(self, done: int, total: int) -> str: ...
    def times(self, text: str, count: int) -> str: ...
