"""Files that are sent to one person, and what is said where one cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from domain.file import Hindrance


class FilesWords(Protocol):
    COMES: str
    NO_CHAT: str
    CHAT_UNCLEAR: str
    SENT: str
    ONLY_THERE: str
    UNSENT: Mapping[Hindrance, str]
