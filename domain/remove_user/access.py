"""Who has a role, as one reading of the list gave it, and what that list proves about somebody who is not in it.

An absence is proved only by a list that is whole: every row understood, no part missing, our own assignment in it,
which shows that it names who is there, and everybody else in it who was there before, but for those of whom
somebody says that they were removed, too. Ids are GUIDs: case is no matter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from domain.insights import Assignment
from domain.notes import Note


class Doubt(StrEnum):
    """Why a list of assignments proves nothing about who is not in it."""

    EMPTY = "list_empty"
    UNREAD = "list_unread"
    CUT = "list_cut"
    WITHOUT_US = "list_without_us"
    SHORT = "list_short"
    LACKS_MANY = "list_lacks_many"  # so many that nobody can vouch for each; a list that was cut looks so
    LACKS_UNNAMED = "list_lacks_unnamed"  # some whom nobody can name, and so nobody can vouch for

    @property
    def note(self) -> Note:
        return Note(self.value)


MARK = 12  # letters of a mark
VOUCHED = 20  # whom a person can name as removed by somebody else: more are a list that was cut


@dataclass(frozen=True, kw_only=True)
class AccessList:
    """`mentioned`: every text of the rows that could not be read, folded. `cut`: there may be more than was read."""

    assignments: tuple[Assignment, ...]
    unread: int = 0
    mentioned: frozenset[str] = frozenset()
    cut: bool = False

    def lists(self, principal_id: str) -> bool:
        """Positive evidence, even from a row of which nothing else is understood."""
        wanted = folded(principal_id)
        return wanted in self.mentioned or any(folded(held.principal_id) == wanted for held in self.assignments)

    def doubt(self, own: str, before: Collection[str] = (), left: Iterable[str] = ()) -> Doubt | None:
        """Why it proves no absence; None where it does.

        `own`: our own principal. `before`: the marks of those who were there when the removal was asked for.
        `left`: principals who may be missing, because we removed them.
        """
        if not self.assignments and not self.unread:
            return Doubt.EMPTY
        if self.unread:
            return Doubt.UNREAD
        if self.cut:
            return Doubt.CUT
        if not self.lists(own):
            return Doubt.WITHOUT_US
        return Doubt.SHORT if self.missing(before, left) else None

    def missing(self, before: Collection[str], left: Iterable[str]) -> frozenset[str]:
        """The marks of those who were there and are not any more, but for those who left."""
        return frozenset(before) - self.marks - set(map(mark, left))

    @property
    def marks(self) -> frozenset[str]:
        """Who is listed, so short that it can be kept to tell whether somebody is missing later."""
        return frozenset(map(mark, self.ids))

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(folded(held.principal_id) for held in self.assignments)


def folded(principal_id: str) -> str:
    return principal_id.strip().strip("{}").casefold()


def mark(principal_id: str) -> str:
    return sha256(folded(principal_id).encode()).hexdigest()[:MARK]


def mark_of(marks: Iterable[str]) -> str:
    """Of several, so that it is known of whom somebody was told."""
    return mark(" ".join(sorted(marks)))
