"""The sealer's part of the database: events numbered, chained and signed, a batch at a time.

What it takes follows from the batch alone, not from the length of the log. Several replicas may seal: they queue at the
newest key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import Connection, bindparam, exists, func, insert, or_, select, update

from domain.audit.head import head_of, pasted
from domain.audit.lines import LONGEST, NOTHING, RECENT, Seal, chained, link, moment, statement
from domain.event import Event, EventKind
from storage import tables
from storage.cutting import APART, STEP, Cuts
from storage.events import Events, read, understood
from storage.signing import SigningKeys
from storage.sql import Statement
from storage.vault import Vault

MOST = 500  # events of one batch: people's acts wait for it
_HIGHEST = 2**63 - 1  # number of an event
_LONG_ENOUGH = timedelta(days=1)  # for a clock that leapt to be believed

_events, _seals = tables.events, tables.seals
_columns = (_events.c.kind, _events.c.at, _events.c.actor_id, _events.c.request_id, _events.c.data)
_UNSEALED = Statement(
    select(_events.c.id, *_columns)
    .where(_events.c.seq.is_(None), _events.c.id > bindparam("behind"))
    .order_by(_events.c.id)
    .limit(bindparam("rows"))
)
_WAITING = Statement(select(_events.c.id).where(_events.c.seq.is_(None)).limit(1))
_SET = Statement(update(_events).where(_events.c.id == bindparam("event")))
_SEALED = Statement(
    select(_events.c.seq, _events.c.hash, *_columns)
    .where(_events.c.seq > bindparam("after"), _events.c.seq <= bindparam("last"))
    .order_by(_events.c.seq)
)
_OF = Statement(
    select(_events.c.seq, _events.c.hash, *_columns)
    .where(_events.c.request_id == bindparam("request"), _events.c.seq.is_not(None))
    .order_by(_events.c.seq)
)
_NEWEST = Statement(select(_seals).order_by(_seals.c.number.desc()).limit(1))
_AFTER = Statement(
    select(_seals).where(_seals.c.number > bindparam("number")).order_by(_seals.c.number).limit(bindparam("rows"))
)
_ONE = Statement(select(_seals).where(_seals.c.number == bindparam("number")))
_ADD = Statement(insert(_seals).inline())
_UNTIL = Statement(
    select(func.max(_seals.c.at)).where(_seals.c.number <= bindparam("number"), _seals.c.at <= bindparam("now"))
)
_FAR = Statement(
    select(_seals.c.number)
    .where(or_(_seals.c.at < bindparam("since"), _seals.c.at > bindparam("until")))
    .order_by(_seals.c.number.desc())
    .limit(1)
)
_SINCE = Statement(select(func.min(_seals.c.number)).where(_seals.c.at >= bindparam("moment")))

_BEHIND = Statement(select(*_columns).where(_events.c.kind == EventKind.LOG_BEHIND))
_STAMPED = Statement(
    select(*_columns).where(_events.c.kind == EventKind.LOG_STAMPED, _events.c.at >= bindparam("since"))
)
_NEWEST_EVENT = select(func.max(_events.c.at)).scalar_subquery()
# Each of these is written together with an event of the same moment.
_WITNESSES = (
    tables.requests.c.created_at,
    tables.requests.c.decided_at,
    tables.requests.c.closed_at,
    tables.votes.c.at,
    tables.brakes.c.at,
    tables.subjects.c.held_at,
)

Sealed = tuple[int, str, Event]
"""Number, hash, and what it is."""


class AuditLog:
    """In one transaction."""

    def __init__(self, connection: Connection, vault: Vault, events: Events, *, writes: bool) -> None:
        self._connection = connection
        self.keys = SigningKeys(connection, vault, writes=writes)
        self.cuts = Cuts(connection, self.keys, events)
        self._written = events

    def waiting(self) -> bool:
        """Whether an event is not sealed yet."""
        return _WAITING(self._connection).first() is not None

    def newest(self) -> tuple[Seal, str] | None:
        """The newest seal and its signature."""
        return _seal(_NEWEST(self._connection).first())

    def seal(self, number: int) -> tuple[Seal, str] | None:
        return _seal(_ONE(self._connection, number=number).first())

    def seals(self, after: int, rows: int) -> Sequence[tuple[Seal, str]]:
        """Those behind the one of this number, oldest first."""
        return [found for row in _AFTER(self._connection, number=after, rows=rows) if (found := _seal(row))]

    def first_since(self, at: datetime) -> int | None:
        """The number of the first seal that was made then or later."""
        number: int | None = _SINCE(self._connection, moment=at).value()
        return number

    def until(self, number: int, now: datetime) -> datetime:
        """Of when the latest batch is up to the one of this number; a time to come is none."""
        found: datetime = _UNTIL(self._connection, number=number, now=now).value()
        return found

    def is_steady(self, now: datetime) -> bool:
        """Whether the time came to be `now` step by step, as the seals tell, or has been about that for a day, as after
        a standstill. What ends by a clock that was set wrong for a moment does not come back."""
        far = _FAR(self._connection, since=now - STEP, until=now + APART).value()
        behind = _ONE(self._connection, number=far + 1).first() if far is not None else None
        return far is None or (behind is not None and behind.at <= now - _LONG_ENOUGH)

    def said_behind(self, hash_: str, *, proved: bool = True) -> bool:
        """Whether the log tells that it lacks its end up to this hash. `proved`: and we wrote that; an earlier release
        proved nothing."""
        told = [event for event in map(_understood, _BEHIND(self._connection)) if event.data.get("hash") == hash_]
        return any(not proved or self._written.is_proved(event) for event in told)

    def stamped_since(self, moment: datetime) -> bool:
        """Whether an authority has stamped a head of it then or later; what somebody else wrote keeps none off."""
        return any(map(self._written.is_proved, map(_understood, _STAMPED(self._connection, since=moment))))

    def outrun(self) -> bool:
        """Whether something was done after the newest event, or without any: then events were deleted, as no backup is
        like that."""
        later = (
            select(exists().where(column.is_not(None), or_(_NEWEST_EVENT.is_(None), column > _NEWEST_EVENT)))
            for column in _WITNESSES
        )
        return any(self._connection.scalar(one) for one in later)

    def events(self, after: int, last: int) -> list[Sealed]:
        return [_sealed(*row) for row in _SEALED(self._connection, after=after, last=last)]

    def of(self, request_id: str) -> list[Sealed]:
        """The sealed events of one request, oldest first."""
        return [_sealed(*row) for row in _OF(self._connection, request=request_id)]

    def unsealed(self, rows: int = MOST) -> list[Event]:
        """Those that are to be sealed."""
        return [event for _, event in islice(self._waiting(), rows)]

    def has_foreign(self) -> bool:
        """Whether something waits that is never sealed."""
        rows = _UNSEALED(self._connection, behind=-1, rows=MOST)
        return any(not self._is_for_the_log(read(*row)) for _, *row in rows)

    def _waiting(self) -> Iterator[tuple[int, Event]]:
        """The rows that are to be sealed, oldest first. What we never write, and what a file would not hold with, waits
        for ever: whoever can write to the database alone makes no log of it."""
        behind = -1
        while rows := list(_UNSEALED(self._connection, behind=behind, rows=MOST)):
            told = ((row_id, read(*row)) for row_id, *row in rows)
            yield from ((row_id, event) for row_id, event in told if self._is_for_the_log(event))
            behind = rows[-1].id

    def _is_for_the_log(self, event: Event) -> bool:
        try:
            fits = len(chained(event, _HIGHEST)) <= LONGEST
        except (TypeError, ValueError):
            return False
        return fits and (event.kind != EventKind.LOG_STAMPED or self._is_stamp(event))

    def _is_stamp(self, event: Event) -> bool:
        """Of ours, and of a head that is not long ago: a second copy of an old one is somebody else's."""
        head, newest = pasted(str(event.data.get("head"))), self.newest()
        here = self.seal(head.number) if head else None
        recent = here is not None and newest is not None and newest[0].number - here[0].number < RECENT // 2
        return recent and here is not None and head_of(here[0]) == head and self._written.is_proved(event)

    def seal_some(self, now: datetime) -> tuple[Seal, str] | None:
        """Number, chain and sign what waits, a batch of it; None when nothing does.

        Raises:
            storage.vault.WrongMasterKey: the key that signs is missing.
        """
        signer = self.keys.signer()
        waiting = list(islice(self._waiting(), MOST))
        if not waiting:
            return None
        newest = self.newest()
        last, hash_, number = (newest[0].last, newest[0].hash, newest[0].number) if newest else (0, NOTHING, 0)
        first, marks = last + 1, []
        for row_id, event in waiting:
            last, hash_ = last + 1, link(hash_, chained(event, last + 1))
            marks.append({"event": row_id, "seq": last, "hash": bytes.fromhex(hash_)})
        _SET.each(self._connection, marks)
        made = Seal(number=number + 1, first=first, last=last, hash=hash_, at=moment(now), key=signer.public)
        signature = signer.sign(statement(made))
        _ADD(self._connection, **{**asdict(made), "at": now, "signature": signature})
        return made, signature


def _seal(row: object) -> tuple[Seal, str] | None:
    if row is None:
        return None
    told = {**row._asdict()}  # type: ignore[attr-defined]
    signature = told.pop("signature")
    return Seal(**{**told, "at": moment(told["at"])}), signature


def _understood(row: Iterable[object]) -> Event:
    return understood(*row)


def _sealed(seq: int, hash_: bytes, *row: object) -> Sealed:
    return seq, hash_.hex(), read(*row)  # type: ignore[arg-type]
