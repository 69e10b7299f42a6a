"""The buttons on the card of a request, and the dialogs before what is final."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from domain.export.plan import Stage


class ButtonsWords(Protocol):
    APPROVE: str
    DENY: str
    DETAILS: str
    RETRY: str
    CANCEL: str
    CORRECT: str
    ASK_AGAIN: str
    REFRESH: str
    SHOW: str
    FILE_ANYWAY: str
    OPEN_FORM: str
    ERASE: str
    KEEP: str
    APPROVE_REFRESH: str
    APPROVE_ERASURE: str
    APPROVE_REMOVAL: str
    APPROVE_EXPORT: str
    CANCEL_TEXT: str
    SEND_TEXTS: Mapping[Stage, str]
    REMIND_TEXT: str

    def approve_title(self, title: str) -> str: ...
    def cancel_title(self, title: str) -> str: ...
    def send_title(self, stage: Stage, title: str) -> str: ...
    def remind_title(self, title: str) -> str: ...
