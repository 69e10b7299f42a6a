"""The dates of the law, and the company's own before them."""

from __future__ import annotations

from datetime import date
from typing import Protocol


class ClockWords(Protocol):
    TARGET: str

    def missed(self, last_day: date) -> str: ...
    def target_left(self, days: int) -> str: ...
    def target_near(self, ref: str, target: date, last_day: date) -> str: ...
    def target_passed(self, ref: str, target: date, last_day: date) -> str: ...
