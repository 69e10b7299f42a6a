"""One entry of the audit log, as it is read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Event:
    """`at` is UTC; `data` holds ids, codes and ciphertext, never clear personal data. `actor`: None for the bot."""

    kind: str
    at: datetime
    actor: str | None
    request: str | None
    data: Mapping[str, str]
