"""The brake on all deletions."""

from __future__ import annotations

from typing import Protocol

from domain.moment import Moment


class BrakeWords(Protocol):
    TITLE: str
    PAUSE: str
    REASON: str
    HINT: str
    NEEDS_REASON: str
    STATUS: str
    PAUSED_NOW: str
    NOBODY_ELSE: str
    NOT_PAUSED: str
    NOT_YOURS: str
    NOTHING_DELETED: str
    NOT_RETRIED: str
    NOBODY_CAN_RESUME: str

    def too_long(self, length: int, most: int) -> str: ...
    def already(self, name: str, at: Moment, reason: str) -> str: ...
    def resumed_now(self, count: int) -> str: ...
    def told_paused(self, name: str, at: Moment, reason: str = "") -> str: ...
    def told_resumed(self, name: str, at: Moment) -> str: ...
    def on_card(self, name: str, at: Moment) -> str: ...
    def on_board(self, name: str, at: Moment) -> str: ...
    def stopped(self, ref: str) -> str: ...
    def waits_for(self, who: str) -> str: ...
    def found_by_check(self, name: str, at: Moment, reason: str) -> str: ...
