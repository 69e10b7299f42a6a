"""What one's home says."""

from __future__ import annotations

from typing import Protocol


class HomeWords(Protocol):
    WAITING: str
    ASKED: str
    OVERDUE: str
    EMPTY: str
    BOARD: str
    RENEW: str
    ALL: str
    ANSWERED: str
    MORNING: str
    TO_DECIDE: str
    LATE: str

    def title(self, count: int, *, whole: bool) -> str: ...
    def morning(self, waiting: int, overdue: int) -> str: ...
    def heading(self, label: str, count: int) -> str: ...
    def more(self, count: int, *, whole: bool) -> str: ...
