"""Codes of people's own devices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from domain.moment import Moment
from domain.request import Kind


class CodesWords(Protocol):
    APPROVE_TITLE: str
    NUMBER_TITLE: str
    CODE: str
    CODE_HINT: str
    NUMBER: str
    CODE_FOR_YES: str
    NUMBER_HINT: str
    NUMBER_FOR_YES: str
    NUMBER_WRONG: str
    NEEDS_CODE: str
    NO_CODE: str
    USED: str
    SET_UP_TITLE: str
    SET_UP: str
    FIRST_CODE: str
    OLD: str
    OFF: str
    PROVED: str
    CONFIRM_TITLE: str
    CONFIRM: str
    CONFIRMED: str
    SETTLED: str
    NOT_YOUR_OWN: str
    IN_YOUR_OWN_NAME: str
    TAKES_AN_APPROVER: str
    VOID: str
    ENDED: str
    NONE_TO_END: str
    ITS_THEIRS: str

    def by_giver(self, name: str) -> str: ...
    def about(self, ref: str) -> str: ...
    def wrong(self, left: int) -> str: ...
    def locked(self, until: Moment) -> str: ...
    def set_up(self, key: str, link: str, minutes: int, *, another: bool) -> str: ...
    def confirm_text(self, name: str) -> str: ...
    def confirm_code(self, name: str) -> str: ...
    def asked(self, name: str) -> str: ...
    def begun(self) -> str: ...
    def kept(self, by: str) -> str: ...
    def void(self) -> str: ...
    def stopped(self) -> str: ...
    def locked_out(self, until: Moment) -> str: ...
    def kept_of(self, name: str, by: str) -> str: ...
    def stopped_of(self, name: str) -> str: ...
    def locked_of(self, name: str, until: Moment) -> str: ...
    def lacking(self, kinds: Sequence[Kind], have: int, needed: int) -> str: ...
