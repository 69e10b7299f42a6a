"""Who looked at a person."""

from __future__ import annotations

from typing import Protocol

from domain.event import Event


class AuditWords(Protocol):
    TITLE: str
    ASK: str
    OLDER: str
    NOBODY: str
    EARLIER: str
    COMMAND_LINE: str

    def of(self, person: str) -> str: ...
    def what(self, event: Event) -> str: ...
    def unnamed(self, count: int) -> str: ...
