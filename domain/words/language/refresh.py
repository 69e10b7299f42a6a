"""Sources, and what refreshes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from domain.insights import RefreshState
from domain.moment import Moment


class RefreshWords(Protocol):
    NO_SOURCES: str
    GONE_SOURCE: str
    NO_SOURCE_NAMED: str
    ALL_FROZEN: str
    WHAT_NEXT: str
    TITLE: str
    SUBMIT: str
    SOURCES: str
    FOR: str
    FOR_HINT: str
    RECEIVED: str
    REFERENCE: str
    UNNAMED: str
    NEVER: str
    UNKNOWN_STATE: str
    REFRESHES: Mapping[RefreshState, str]

    def whose(self, day: str) -> str: ...
    def in_reference(self, who: str) -> str: ...
    def ambiguous(self, name: str) -> str: ...
    def unknown(self, name: str, nearest: Sequence[str]) -> str: ...
    def needs_sign_in(self, names: Sequence[str]) -> str: ...
    def microsoft_message(self, environment: str, lines: Sequence[tuple[str, str, str, str]]) -> str: ...
    def scheduled_failure(self, name: str) -> str: ...
    def silent_since(self, at: Moment) -> str: ...
    def sources_title(self, count: int) -> str: ...
    def unread_sources(self, count: int) -> str: ...
    def unlisted(self, names: Sequence[str]) -> str: ...
