"""The question who somebody is, and what it does to the legal clock."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from domain.moment import Moment


class IdentityWords(Protocol):
    TITLE: str
    ASK: str
    PROOF: str
    HOW_ASKED: str
    HOW_PROVED: str
    ASK_HINT: str
    PROOF_HINT: str
    DAY_ASKED: str
    DAY_PROVED: str
    NEEDS_HOW: str
    NEEDS_DAY: str
    BEFORE_QUESTION: str
    MEANWHILE: str
    NOBODY: str
    FACT: str

    def asked(self, ref: str, due: date) -> str: ...
    def proved(self, ref: str, due: date) -> str: ...
    def already(self, ref: str, asked: date, proved: date) -> str: ...
    def over(self, ref: str) -> str: ...
    def days(self, asked: date, proved: date | None) -> str: ...
    def both(self, due: str, suspended: date, *, proved: bool) -> str: ...
    def kept_question(self, name: str, at: Moment, how: str) -> str: ...
    def kept_proof(self, name: str, at: Moment, how: str) -> str: ...
