"""The brake: while it is on, nothing is deleted, in no request and by no replica."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.facts import NOTE, Facts, fact
from domain.notes import Note

MOST = 200  # signs of a reason
ITSELF, OUR_NAME = "", "DSR Bot"  # who put it on, where it was the bot


@dataclass(frozen=True)
class Behind:
    """The log lacks its end: the anchor knows seal `number`, of `hash`, made `at`; the newest here is `here`.

    `cut`: other records are newer than the log, so events were deleted; else it is as an older backup is.
    """

    number: int
    hash: str
    at: str
    here: int
    cut: bool


@dataclass(frozen=True, kw_only=True)
class Brake:
    """`by`: the id of the admin who put it on; `at`: UTC; `reason`: under the key of `subject_id`, who is nobody."""

    id: int
    by: str
    at: datetime
    subject_id: str
    reason: bytes

    @property
    def everything(self) -> bool:
        """Mails, too, are stopped: what was done is not known."""
        return self.by == ITSELF


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
