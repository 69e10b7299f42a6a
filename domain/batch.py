"""Many people at once: the list that somebody gives, what was found for each, and how each stands afterwards. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import Any

from domain.addresses import may_be_address
from domain.erasure.plan import CHECKS, StepKind, found_gone, of
from domain.identifiers import MENTION, is_bare_number, named
from domain.ids import one_spelling
from domain.notes import Note
from domain.numbered import unnumbered
from domain.request import OPEN, Request, State, Step, StepState

MOST = 500  # people in one batch


class Why(StrEnum):
    """Why somebody on the list is not asked for."""

    NOT = ""  # they are
    UNREAD = "unread"  # not all of it is an address or a customer's id
    TWICE = "twice"
    HELD = "held"
    OPEN = "open"  # there is an erasure of them that is not over
    COPY = "copy"  # there is an export of their data that is not over
    UNKNOWN = "unknown"  # Customer Insights does not hold them


@dataclass(frozen=True, kw_only=True)
class Row:
    """One of the list. `who`: as it was typed. `ids`, `kin`: of the profiles that were found, and all that those are
    known by. `sources`: ids and names of those that hold the person; `unlisted`: names of those that no list knows.
    `line`: the number of the row of the file that named them; 0: typed."""

    who: str
    why: Why = Why.NOT
    line: int = 0
    refs: tuple[str, ...] = ()  # of open requests about them
    looked: bool = False
    failed: bool = False  # Customer Insights did not answer: nobody was looked for
    sure: bool = False  # nothing stands against what the look showed
    found: bool = False
    ids: tuple[str, ...] = ()
    kin: tuple[str, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    unlisted: tuple[str, ...] = ()
    tagged: int = 0  # profiles under the same address with another plus-tag

    @property
    def is_unknown(self) -> bool:
        """On positive evidence: they were looked for, nobody was found, and nothing stands against that."""
        return self.looked and self.sure and not self.failed and not self.found


@dataclass(frozen=True, kw_only=True)
class PeopleList:
    """`answering`: ids of the sources that a look-up can clear. `received`: an ISO date."""

    rows: tuple[Row, ...]
    received: str = ""
    reference: str = ""
    answering: tuple[str, ...] = ()

    @property
    def left(self) -> tuple[Row, ...]:
        """Those who are still to be looked up."""
        return tuple(row for row in self.rows if not row.why and not row.looked)

    def taken(self, *, unknown: bool) -> tuple[Row, ...]:
        """Those who are asked for. `unknown`: those who were not found as well."""
        return tuple(row for row in self.rows if not row.why or (unknown and row.why is Why.UNKNOWN))

    def left_out(self) -> dict[Why, tuple[Row, ...]]:
        every = {why: tuple(row for row in self.rows if row.why is why) for why in Why if why}
        return {why: rows for why, rows in every.items() if rows}

    def kept(self) -> str:
        return json.dumps(asdict(self))

    def seen(self, row: Row) -> PeopleList:
        """With what a look showed of one of them. Whoever turns out to be somebody else of the list is there twice."""
        rows = tuple(row if one.who == row.who and not one.why else one for one in self.rows)
        return replace(self, rows=_once(rows))


def list_again(text: str) -> PeopleList:
    told: dict[str, Any] = json.loads(text)
    rows = tuple(Row(**{name: _frozen(value) for name, value in row.items()}) for row in told["rows"])
    rows = tuple(replace(row, why=Why(row.why)) for row in rows)
    return PeopleList(**{**told, "rows": rows, "answering": tuple(told["answering"])})


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def rows_of(entries: Iterable[str]) -> tuple[Row, ...]:
    """What a list names, an entry a line; what is none of it stands among them as it was typed."""
    lines = unnumbered([*entries])
    return twice(chain.from_iterable(doubted(lines, [rows_in(line) for line in lines])))


def rows_in(entry: str) -> tuple[Row, ...]:
    """Of one line, or of one cell of a file. Where a part of it is not understood, that may be about the others."""
    read = named(entry, numbered=False)
    if read.unclear:
        return (Row(who=" ".join(entry.split()), why=Why.UNREAD),)
    return tuple(Row(who=who, why=Why.UNREAD if MENTION.fullmatch(who) else Why.NOT) for who in read.found)


def doubted(entries: Sequence[str], read: Sequence[tuple[Row, ...]]) -> Iterator[tuple[Row, ...]]:
    """Of each entry. A bare number among addresses may number them, or count something: it is not taken."""
    among = any(not row.why and may_be_address(row.who) for rows in read for row in rows)
    for entry, rows in zip(entries, read, strict=True):
        doubt = among and is_bare_number(entry)
        yield tuple(replace(row, why=Why.UNREAD) for row in rows) if doubt else rows


def twice(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Capitals make no other person, a tag behind a plus does."""
    known, found = set[str](), list[Row]()
    for row in rows:
        mark = one_spelling(row.who)
        found.append(replace(row, why=Why.TWICE) if not row.why and mark in known else row)
        known |= set() if row.why else {mark}
    return tuple(found)


def _once(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Whose profiles are all those of somebody before them is there twice; who shares some of them is another one."""
    taken, found = list[frozenset[str]](), list[Row]()
    for row in rows:
        ids = frozenset(row.ids)
        again = not row.why and bool(ids) and any(ids <= others for others in taken)
        found.append(replace(row, why=Why.TWICE) if again else row)
        taken += [] if row.why or again else [ids]
    return tuple(found)


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A list as it is kept. `look_at`: UTC; when it is to be looked through; None once that is done."""

    id: str
    person_id: str
    subject_id: str
    sealed: bytes = field(repr=False)
    at: datetime
    look_at: datetime | None


class Stand(StrEnum):
    """How it stands with one person of a batch."""

    PENDING = "pending"  # for the decision, or for what the batch does for all
    LOOKING = "looking"
    GONE = "gone"
    STILL_THERE = "still_there"
    NO_CHECK = "no_check"
    CLOSED = "closed"  # not verified; closed by an approver
    HELD = "held"
    APART = "apart"  # something of this one alone waits for a person
    ENDED = "ended"  # denied, expired, cancelled or refused


_BY_NOTE = {Note.STILL_THERE: Stand.STILL_THERE, Note.NO_CHECK: Stand.NO_CHECK, Note.CLOSED: Stand.CLOSED}


def stand(request: Request, steps: Sequence[Step], *, held: bool) -> Stand:
    """`steps`: of that one's own request. `held`: a legal hold covers them."""
    if request.state not in OPEN and request.state is not State.COMPLETED:
        return Stand.ENDED
    checks = of(steps, StepKind.CHECK)
    later = [step for step in of(steps, StepKind.AGAIN) if step.state is StepState.FAILED]
    notes = {step.note for step in (*checks, *later)}
    if bad := next((found for note, found in _BY_NOTE.items() if note in notes), None):
        return bad
    if len(checks) == len(CHECKS) and all(step.state is StepState.DONE for step in checks):
        return Stand.GONE if found_gone(checks) else Stand.NO_CHECK
    if held:
        return Stand.HELD
    if request.state is State.NEEDS_ATTENTION:
        return Stand.APART
    return Stand.LOOKING if request.run else Stand.PENDING


def answered(steps: Sequence[Step]) -> bool:
    return any(step.state is StepState.DONE for step in of(steps, StepKind.ANSWER))
