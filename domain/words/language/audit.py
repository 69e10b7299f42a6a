"""Who looked at a person."""

from __future__ import annotations

from typing import Protocol

from domain.event import Event
from domain.moment import Moment


class AuditWords(Protocol):
    TITLE: str
    ASK: str
    OLDER: str
    NOBODY: str
    EARLIER: str
    COMMAND_LINE: str
    HEAD_TITLE: str
    HEAD_SEAL: str
    HEAD_HASH: str
    HEAD_KEY: str
    HEAD_KEEP: str
    HEAD_QUIET: str

    def of(self, person: str) -> str: ...
    def what(self, event: Event) -> str: ...
    def unnamed(self, count: int) -> str: ...
    def unstamped(self, why: str) -> str: ...
    def head(self, number: int, last: int, at: str | Moment) -> str: ...
