"""What a card says first: what it is about and how it stands; and what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from domain.erasure.plan import Verdict
from domain.moment import Moment


class CardWords(Protocol):
    SOMEBODY: str
    ON_HOLD: str
    GONE: str
    VERDICTS: Mapping[Verdict, str]
    LATER: Mapping[Verdict, str]
    NOT_VERIFIED: str
    ACCESS_REMAINS: str
    SCHEDULED_FAILED: str
    SHOW_ALL: str
    ASKED_BY: str
    FOR: str
    REFERENCE: str
    RECEIVED: str
    DUE: str
    VOTES: str
    INSTEAD_OF: str
    SANDBOX: str
    ALTERED: str
    CHANGED: str
    NOT_ENDED: str
    CLOCK_RUNS: str
    RETRY_IS_AN_ADMINS: str

    def whom(self, names: Sequence[str]) -> str: ...
    def things(self, names: Sequence[str]) -> str: ...
    def erase(self, names: Sequence[str], sources: Sequence[str]) -> str: ...
    def refresh(self, sources: Sequence[str]) -> str: ...
    def remove(self, names: Sequence[str]) -> str: ...
    def export(self, names: Sequence[str], holder: str, purpose: str) -> str: ...
    def about(self, ref: str, title: str) -> str: ...
    def held(self, name: str, at: Moment, reason: str) -> str: ...
    def left(self, name: str, *, voted: bool) -> str: ...
    def folded(self, done: int, total: int) -> str: ...
    def taken_over(self, ref: str) -> str: ...
