"""The brake: while it is on, nothing is deleted, in no request and by no replica."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.facts import NOTE, Facts, fact
from domain.notes import Note

MOST = 200  # signs of a reason


@dataclass(frozen=True, kw_only=True)
class Brake:
    """`by`: the id of the admin who put it on; `at`: UTC; `reason`: under the key of `subject_id`, who is nobody."""

    id: int
    by: str
    at: datetime
    subject_id: str
    reason: bytes


@dataclass(frozen=True, kw_only=True)
class BrakeFacts(Facts):
    """Of a step. `before`: the note that it had when it was stopped."""

    before: Note = fact(NOTE)


@dataclass(frozen=True)
class Paused:
    """The same, as a card tells of it; the reason is told to admins alone."""

    name: str
    person_id: str
    at: datetime
