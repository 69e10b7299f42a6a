"""The looks at where a person may be: what was asked, what came, and why it proves nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from domain.erasure.looks import Look


class LooksWords(Protocol):
    CUT_NEXT: str
    DOWN: str
    DATAVERSE_DOWN: str
    COPIES_LATER: str

    def looked_at(self, looks: int, places: int, copies: int) -> str:
        """`copies`: how many of the places are in Dataverse."""

    def table_of(self, source: str, table: str) -> str: ...
    def corrupt_table(self, source: str, table: str) -> str: ...
    def place(self, look: Look) -> str: ...
    def asked(self, look: Look) -> str: ...
    def came(self, look: Look) -> str: ...
    def not_checked(self, missing: Sequence[Look]) -> str: ...
