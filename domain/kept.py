"""Codes that rows keep as text, whatever release wrote them."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class KeptWord(StrEnum):
    """What a later or an earlier release wrote, and this one does not know, stays as it is, and says nothing to us."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        other = str.__new__(cls, value)
        other._name_, other._value_ = "UNKNOWN", value
        return other
