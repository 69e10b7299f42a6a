"""Letters to a person, and to those who hold their data as well."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from domain.erasure.outliving import Left
from domain.letters import LetterKind, MailEnd, Wrong


class LettersWords(Protocol):
    TEMPLATES: Mapping[LetterKind, str]
    NAMES: Mapping[LetterKind, str]
    WRONG: Mapping[Wrong, str]
    UNKNOWN: str
    WHICH: str
    WHICH_ONE: str
    NONE: Mapping[LetterKind, str]
    NOBODY: str
    FORGOTTEN: str
    DOWNLOAD: str
    SEND: str
    SEND_TEXT: str
    SENDING: str
    NO_MAILBOX: str
    BY_HAND: str
    NO_ADDRESS: str
    EXTEND_FIRST: str
    TOO_LATE: str
    WHICH_LANGUAGE: str
    NOT_PROVED: str
    SENT_ALREADY: str
    CHANGED: str
    MAILED: Mapping[MailEnd, str]
    GONE: str
    CLOSED: str
    DELIVERED: str
    ANY_AUTHORITY: str

    def title(self, kind: LetterKind, ref: str) -> str: ...
    def lead(self, kind: LetterKind) -> str: ...
    def about(self, kind: LetterKind, ref: str) -> str: ...
    def send_title(self, kind: LetterKind, ref: str) -> str: ...
    def subject(self, received: date) -> str: ...
    def mailed(self, ref: str, kind: LetterKind, end: MailEnd) -> str: ...
    def sends(self, name: str) -> str: ...
    def complaint(self, authority: str) -> str: ...
    def day(self, when: date) -> str: ...
    def outlives(self, left: Left) -> str: ...
