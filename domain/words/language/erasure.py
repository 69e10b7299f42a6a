"""What people settle of an erasure: the forms, and what is said then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class ErasureWords(Protocol):
    FUTURE_DELETION: str
    STATE_IT: str
    STATE_TITLE: str
    STATE_TEXT: str
    STATE_DAY: str
    STATE_HINT: str
    DECIDE_TITLE: str
    DECIDE_FIELD: str
    DECIDE_RUN: str
    DECIDE_DELETE: str
    DECIDE_TEXT: str
    DECIDE_KEEP: str
    DECIDE_ALL_TITLE: str
    WAITING_NOW: str
    VOTE_TITLE: str
    VOTE_FIELD: str
    VOTE_YES: str
    VOTE_NO: str
    VOTE_TEXT: str
    TICK_TITLE: str
    TICK_FIELD: str
    TICK_TEXT: str
    CLOSE_TITLE: str
    CLOSE_FIELD: str
    CONFIRM_TITLE: str
    CONFIRM_FIELD: str
    CONFIRM_TEXT: str
    NOBODY: str
    NAMES_NOBODY: str
    TELL_TITLE: str
    TELL_DAY: str
    TELL_WHY: str
    TELL_TEXT: str
    TELL_EITHER: str
    ANSWER_TITLE: str
    ANSWER_DAY: str
    DONE_NOW: str
    ASKED_NOW: str
    KEPT_NOW: str

    def decide_all(self, number: int) -> str: ...
    def decide_all_text(self, left: int) -> str: ...
    def vote_counted(self, count: int, quorum: int) -> str: ...
    def vote_wanted(self, ref: str) -> str: ...
    def votes_so_far(self, count: int, quorum: int, names: Sequence[str]) -> str: ...
