"""The certificate of an erasure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from domain.notes import Note


class CertificateWords(Protocol):
    TITLE: str
    RECORD: str
    PERSON: str
    CONTROLLER: str
    REFERENCE: str
    TIMES: str
    OMITTED: str
    NOT_LOOKED: str
    VERIFY: str
    VERIFY_HOW: tuple[str, ...]
    BUTTON: str
    NONE_YET: str
    EACH_OWN: str
    ENVIRONMENT: str
    ERASED: str
    DECISIONS: str
    ACTS: str
    TROUBLES: str
    LOOKS: str
    LEFT: str
    AGAIN: str
    COLUMNS: tuple[str, ...]
    ASKED: str
    VOTE: str
    DONE: str
    THE_BOT: str
    GONE: str
    UNVERIFIED: str
    FOOT: str
    REFRESHED: str
    RESULTS: Mapping[Note, str]
    RIGHT: str
    ERASURE: str
    TOLD: str
    MADE: str
    SOURCES: str
    DOWNSTREAM: str
    HELD: str
    RELEASED: str
    NOTHING: str
    WENT_ON: str
    NO_DELETION: str
    MORE: str
    LOG: str
    BEFORE: str

    def about(self, title: str, ref: str) -> str: ...
    def tried_again(self, run: str) -> str: ...
