"""Whose turn it is, and how many days are left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from domain.people import Role


class TurnWords(Protocol):
    AT_WORK: str
    STOPPING: str
    TEAM: str
    NOBODY_CAN_RELEASE: str
    NOBODY_CAN_APPROVE: str

    def somebody(self, role: Role, names: Sequence[str], others: int = 0) -> str: ...
    def waits_for(self, *who: str) -> str: ...
    def seats(self, circle: str, count: int, names: Sequence[str] = ()) -> str: ...
    def release(self, who: str) -> str: ...
    def days_left(self, days: int) -> str: ...
