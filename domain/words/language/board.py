"""What the board says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from domain.board import Board


class BoardWords(Protocol):
    TITLES: Mapping[Board, str]
    NOTHING: Mapping[Board, str]
    NO_ANSWER_YET: str
    NOT_ON_RECORD: str
    NEXT: str
    BACK: str
    YOURS_TO_SEND: str

    def title(self, board: Board, count: int) -> str: ...
    def asked_by(self, name: str) -> str: ...
    def which(self, asked: str) -> str: ...
    def unread(self, count: int) -> str: ...
