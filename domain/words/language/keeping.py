"""How long what names people is kept, and what stands against its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from domain.keeping import Bar


class KeepingWords(Protocol):
    ERASED: str
    FOREVER: str

    def erased_on(self, until: date, reason: str) -> str: ...
    def kept_for(self, bars: Sequence[Bar]) -> str: ...
    def against(self, bars: Sequence[Bar]) -> str: ...
    def kept_first(self, bars: Sequence[Bar]) -> str: ...
