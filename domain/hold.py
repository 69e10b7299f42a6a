"""The legal hold (GDPR Art. 17(3)): a flag on the subject, for present and later requests. It fails closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain import refs


@dataclass(frozen=True, kw_only=True)
class Hold:
    """`at` is UTC; `reason`, and who is meant as they were `named`, are sealed under the subject's key. A hold that was
    set through a request before names were kept has none."""

    subject_id: str
    by: str
    at: datetime
    reason: bytes
    named: bytes | None = None


def mark_of(hold: Hold) -> str:
    """By which a button names this one, and no later one that is kept in the same place."""
    return refs.mark_of(hold.at.isoformat())


def all_by(setters: Iterable[str]) -> frozenset[str]:
    """Who has set all holds that stand, and so can release none: of several, one that is another's is theirs to
    release."""
    found = frozenset(setters)
    return found if len(found) == 1 else frozenset()


@dataclass(frozen=True)
class Covered:
    """Whom a hold covers: the ids of subjects, and marks of all that they are known by (`storage.subjects`)."""

    subjects: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()

    def __or__(self, other: Covered) -> Covered:
        return Covered(self.subjects | other.subjects, self.marks | other.marks)

    def meets(self, other: Covered) -> bool:
        return bool(self.subjects & other.subjects or self.marks & other.marks)
