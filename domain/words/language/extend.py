"""The extension of the legal clock, and the notice to the person."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from domain.moment import Moment


class ExtendWords(Protocol):
    TITLE: str
    EXTEND: str
    REASON: str
    NOTICE: str
    TOLD: str
    REASON_HINT: str
    NOTICE_HINT: str
    NEEDS_REASON: str
    NEEDS_NOTICE: str
    NEEDS_DAY: str
    BEFORE_RECEIPT: str
    MARK: str
    ONCE_NOBODY: str

    def after_first(self, first: date) -> str: ...
    def passed(self, ref: str, first: date) -> str: ...
    def already(self, ref: str, until: date, told: date) -> str: ...
    def over(self, ref: str) -> str: ...
    def extended(self, ref: str, until: date) -> str: ...
    def kept(self, name: str, at: Moment, reason: str, notice: str) -> str: ...
    def often(self, extended: int, asked: int) -> str: ...
    def carried(self, old: str, until: date) -> str: ...
    def not_carried(self, old: str, first: date) -> str: ...
    def both(self, until: date, first: date, told: date) -> str: ...
