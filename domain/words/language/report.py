"""What a report says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from domain.period import Period
from domain.report import Share, Spread
from domain.request import Kind, State


class ReportWords(Protocol):
    KINDS: Mapping[Kind, str]
    MONTH: str
    THREE_MONTHS: str
    IN_TIME: str
    APPROVAL: str
    COMPLETION: str
    FAILURES: str
    NO_FAILURES: str
    EXTENSIONS: str
    REFUSALS: str
    NOTE: str
    WHICH: str
    MEDIAN: str
    SLOWEST: str
    CSV: str
    ENDS: str
    ANSWERS: str
    TIMES: str
    TO_MEDIAN: str
    TO_SLOWEST: str
    PICTURE: str
    AS_PICTURE: str
    AS_DARK_PICTURE: str
    COLUMNS: tuple[str, str, str, str]

    def title(self, period: Period, *, so_far: bool) -> str: ...
    def nothing(self, period: Period, *, so_far: bool) -> str: ...
    def ahead(self, period: Period) -> str: ...
    def asked(self, requests: int) -> str: ...
    def ends(self, ends: Mapping[State | None, int]) -> str: ...
    def end(self, state: State | None) -> str: ...
    def share(self, share: Share) -> str: ...
    def spread(self, spread: Spread) -> str: ...
    def about(self, period: Period) -> str: ...
    def times(self, times: int) -> str: ...
    def failed(self, failures: int) -> str: ...
    def more_failures(self, sources: int, failures: int) -> str: ...
