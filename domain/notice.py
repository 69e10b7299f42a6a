"""Where cards are shown, what is still to be told, and what an act did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.target import Target

UNCONFIRMED = -1  # somebody pressed a button there, and nothing was drawn there yet: perhaps there is no such message


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One card on screen. `full` cards are personal; the others are masked."""

    id: int
    request_id: str
    surface: str
    place: str
    address: str
    full: bool
    person_id: str | None
    drawn: int  # the version it shows, or UNCONFIRMED


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Something to tell. `kind` says what (`handlers.requests.notices`), `target` whom; once fanned out,
    `surface` and `place` say exactly where."""

    id: int
    key: str
    kind: str
    target: Target
    request_id: str | None
    surface: str | None
    place: str | None
    person_id: str | None
    data: Mapping[str, str]
    attempts: int
    created_at: datetime
    doubts: int = 0  # attempts that may have arrived
