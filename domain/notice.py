"""Where cards are shown, what is still to be told, and what an act did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

UNCONFIRMED = -1  # somebody pressed a button there, and nothing was drawn there yet: perhaps there is no such message
# What an act has done, or what is to be asked besides, by code; before a colon, whatever stands behind it.
DONE = frozenset({"filed", "twin", "approved", "denied", "cancelled", "cancelling", "retried", "counted"})
DONE_AS = frozenset({
    "hold:set", "hold:released",
    "settled:noted", "settled:asked", "settled:kept", "settled:refused",
    "ticket:noted", "ticket:sending", "ticket:not-it",
})  # fmt: skip


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
    """Something to tell. `kind` says what (`handlers.requests.notices`), `target` whom: `role:approver`, `person:<id>`,
    `channel:failures`; once fanned out, `surface` and `place` say exactly where."""

    id: int
    key: str
    kind: str
    target: str
    request_id: str | None
    surface: str | None
    place: str | None
    person_id: str | None
    data: Mapping[str, str]
    attempts: int
    created_at: datetime
    doubts: int = 0  # attempts that may have arrived


@dataclass(frozen=True)
class Outcome:
    """What an act did, kept under its delivery key so that the same delivery gets the same answer."""

    code: str
    request_id: str | None = None

    @property
    def done(self) -> bool:
        """Whether anything was done, or is to be asked besides. A form that brought nothing about stays open, and so
        does one of which nobody has stated what it brought about."""
        return self.code in DONE_AS or self.code.partition(":")[0] in DONE
