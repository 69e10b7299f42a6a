"""What is said where the bot works in several environments of Customer Insights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class EnvironmentsWords(Protocol):
    ENVIRONMENT: str
    SILENT: str

    def which(self, names: Sequence[str]) -> tuple[str, ...]: ...
    def elsewhere(self, here: str, named: str) -> tuple[str, ...]: ...
    def another(self, here: str, named: str) -> tuple[str, ...]: ...
