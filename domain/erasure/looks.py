"""A look: what was asked about a person, what came, and by what it was shown that the question can find somebody.

*Gone* takes evidence for every place. A question that found nobody proves something only if every row was understood
and the same question found another customer who is known to be there, or the table holds nobody at all. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from domain.erasure.rows import Row
from domain.notes import Note

PAGES_READ = 30  # a table that is larger is not read as a whole
MOST_ROWS = PAGES_READ * 100


class Verdict(StrEnum):
    """The only three words there are."""

    GONE = "gone"
    STILL_THERE = "still_there"
    NO_CHECK = "no_check"

    @property
    def note(self) -> Note:
        """Of the check that came to it."""
        return Note(self.value)


class Kind(StrEnum):
    """What kind of place it is."""

    LIST = "list"  # a list that says which places there are
    STORE = "store"  # the store that answers look-ups
    CUSTOMERS = "customers"  # the unified profiles
    TABLE = "table"  # made by the service for each customer
    SOURCE = "source"  # whose refresh warned that rows may be missing
    CORRUPT = "corrupt"  # rows of a source that could not be read
    SEGMENT = "segment"
    DATAVERSE = "dataverse"  # a copy of a table there; without a table, all of it


class How(StrEnum):
    FILTER = "filter"
    SEARCH = "search"
    ALL = "all"  # every row


class Control(StrEnum):
    """By what it was shown that the question can find somebody."""

    NONE = "none"
    FOUND = "found"  # the same question found another customer
    EMPTY = "empty"  # the table holds nobody at all
    COUNTED = "counted"  # as many rows were read as the service counts
    ABSENT = "absent"  # the table is gone, and no list names it any more


class Why(StrEnum):
    """Why a look proves nothing. The first two may pass by themselves."""

    DOWN = "down"  # no answer
    BUILDING = "building"  # the store is being rebuilt
    STORE = "store"  # the store is in a state that is not known
    UNREAD = "unread"  # the answer, or a row of it, was not understood
    CUT = "cut"  # there are more rows than were read
    SHORT = "short"  # a list that does not name what is known to be there
    CONTROL = "control"  # another customer, known to be there, was not found
    CAPITALS = "capitals"  # capital letters count, and not every spelling was asked for
    REFUSED = "refused"  # it takes no such question
    RIGHTS = "rights"  # we may not ask
    MISSING = "missing"  # it is named, and is not there
    NOBODY_KNOWN = "nobody"  # no customer id is known to ask by
    NO_ADDRESS = "no_address"  # no address is known that is the person's alone
    NO_COLUMN = "no_column"  # no column is marked as address
    NO_INDEX = "no_index"  # the column is in no index
    NO_KEY = "no_key"  # no column of it is known as that of the customer
    STALE = "stale"  # not worked out anew since the refresh
    WARNED = "warned"  # the refresh itself warns that rows may be missing
    SILENT = "silent"  # nobody looked
    ELSEWHERE = "elsewhere"  # no customer who is known to be there: it may be somebody else's
    BESIDE = "beside"  # asked without a control: it could have found somebody, and nothing rests on it


PASSING = frozenset({Why.DOWN, Why.BUILDING})


@dataclass(frozen=True, kw_only=True)
class Aim:
    """One thing that must be shown. Several looks may serve it: one that proves it is enough.

    `table`: the service's own name of the place. `column`: where each column by which it is asked is an aim of its own.
    """

    kind: Kind
    table: str = ""
    column: str = ""

    def __str__(self) -> str:
        return ":".join(filter(None, (self.kind, self.table, self.column)))


@dataclass(frozen=True, kw_only=True)
class Question:
    """`values` name people: they are neither kept nor logged. `most`: pages that are read at most.

    `along`: a table whose rows are to come along with each row.
    """

    table: str
    how: How
    column: str = ""
    values: tuple[str, ...] = field(default=(), repr=False)
    most: int = 5
    along: str = ""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What came. A row is None where it is no row at all. `why`: why it is not a whole answer.

    `more`: there are further pages, which nobody asked for. `count`: how many there are by its own word, if it says so.
    """

    rows: tuple[Row | None, ...] = ()
    pages: int = 0
    why: Why | None = None
    more: bool = False
    count: int | None = None

    @property
    def nobody(self) -> bool:
        """A whole answer without a row: what a table gives that is empty, being rebuilt, or not ours to read."""
        return not self.rows and not self.why and not self.more


@dataclass(frozen=True, kw_only=True)
class Look:
    """What is kept of a question: nothing that names anybody, neither the person nor whoever was the control.

    `label`: the place as people know it; `source`: that of a table, likewise. `rows`: how many came, and of these how
    many were understood, and are theirs.
    """

    aim: Aim
    how: How = How.ALL
    column: str = ""
    label: str = ""
    source: str = ""
    pages: int = 0
    rows: int = 0
    understood: int = 0
    found: int = 0
    control: Control = Control.NONE
    why: Why | None = None

    @property
    def reason(self) -> Why | None:
        """Why it proves nothing; None where it proves something."""
        if self.found:
            return None
        if self.why or self.understood != self.rows:
            return self.why or Why.UNREAD
        return Why.CONTROL if self.control is Control.NONE else None

    @property
    def verdict(self) -> Verdict:
        if self.found:
            return Verdict.STILL_THERE
        return Verdict.NO_CHECK if self.reason else Verdict.GONE


def verdict(aims: Iterable[Aim], looks: Sequence[Look]) -> Verdict:
    """Found anywhere outweighs every doubt; *gone* takes a look that proves it for every aim, and at least one aim."""
    wanted = set(aims)
    if any(look.found for look in looks):
        return Verdict.STILL_THERE
    return Verdict.GONE if wanted and not unproved(wanted, looks) else Verdict.NO_CHECK


def unproved(aims: Iterable[Aim], looks: Sequence[Look]) -> tuple[Look, ...]:
    """For each aim that nothing proves, the look that came nearest: first one that may be answered later. One at which
    nobody looked is among them."""
    return tuple(missing for aim in dict.fromkeys(aims) if (missing := _nearest(aim, looks)))


def _nearest(aim: Aim, looks: Sequence[Look]) -> Look | None:
    tried = [look for look in looks if look.aim == aim]
    if any(look.verdict is not Verdict.NO_CHECK for look in tried):
        return None
    silent = Look(aim=aim, label=aim.table, why=Why.SILENT)
    return next((look for look in tried if look.reason in PASSING), tried[0] if tried else silent)


def passing(missing: Sequence[Look]) -> bool:
    """Whether everything that is missing may be answered later."""
    return bool(missing) and all(look.reason in PASSING for look in missing)


@dataclass(frozen=True, kw_only=True)
class OddLook(Look):
    """One with a word that a later revision made up: it proves nothing, and stays as it was `kept`."""

    kept: str = ""


def packed(look: Look) -> dict[str, object]:
    """As it is kept: what says nothing is left out."""
    if isinstance(look, OddLook):
        return dict(json.loads(look.kept))
    return {name: value for name, value in asdict(look).items() if value}


def unpacked(kept: Mapping[str, Any]) -> Look:
    """The look that was kept."""
    words = {"how": How, "control": Control, "why": Why}
    try:
        aim = Aim(**{**kept["aim"], "kind": Kind(kept["aim"]["kind"])})
        return Look(**{**kept, **{name: words[name](kept[name]) for name in words if name in kept}, "aim": aim})
    except (KeyError, TypeError, ValueError):
        label = str(kept.get("label", ""))
        return OddLook(aim=Aim(kind=Kind.LIST), label=label, why=Why.UNREAD, kept=json.dumps(dict(kept)))
