"""The front of the log is cut when its time to be kept has ended: a signed line says up to where, and carries the chain
on. Deleted is what that line covers and nothing else, some at a time."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, or_, select

from domain.audit.lines import Cut, moment, statement
from domain.request import CLOSED
from storage import tables
from storage.engines import UnusableDatabase
from storage.events import Events
from storage.signing import SigningKeys, fits
from storage.sql import Statement

MOST = 2_000  # events that are deleted at once: people's acts wait for it
STEP = timedelta(days=30)  # by which time may go on from one seal to the next; the log is kept for so long at least
APART = timedelta(minutes=5)  # by which the clocks of replicas may differ

_events, _seals, _cuts, _requests = tables.events, tables.seals, tables.cuts, tables.requests
_NEWEST = Statement(select(_cuts).order_by(_cuts.c.after.desc()).limit(1))
_NEEDED = Statement(
    select(func.min(_events.c.seq))
    .join(_requests, _requests.c.id == _events.c.request_id)
    .where(or_(_requests.c.waits_since.is_not(None), _requests.c.state.not_in(CLOSED)))
)
_LAST = Statement(select(func.max(_seals.c.last)))
_NEWEST_FIRST = select(_seals).order_by(_seals.c.number.desc()).limit(1)
_UP_TO = Statement(
    _NEWEST_FIRST.where(
        _seals.c.number <= bindparam("number"), _seals.c.at < bindparam("before"), _seals.c.last < bindparam("needed")
    )
)
_KEPT = Statement(
    select(_seals.c.number, _seals.c.at)
    .where(_seals.c.at >= bindparam("before"), _seals.c.at <= bindparam("now"))
    .order_by(_seals.c.number)
    .limit(1)
)
_OLD = Statement(_NEWEST_FIRST.where(_seals.c.number < bindparam("number"), _seals.c.at < bindparam("before")))
_OUTSIDE = Statement(
    _NEWEST_FIRST.where(
        _seals.c.number < bindparam("number"),
        or_(
            _seals.c.at < bindparam("since"), and_(_seals.c.at > bindparam("until"), _seals.c.at < bindparam("before"))
        ),
    )
)
_covered = select(_events.c.id).where(_events.c.seq <= bindparam("after")).order_by(_events.c.seq).limit(MOST)
_CLEAR = Statement(delete(_events).where(_events.c.id.in_(_covered.scalar_subquery())))
_CLEAR_SEALS = Statement(delete(_seals).where(_seals.c.last <= bindparam("after")))


class ForeignCut(UnusableDatabase):
    """The newest line about what was deleted at the front is not signed by a key of ours."""

    def __init__(self) -> None:
        super().__init__(
            "The beginning of the audit log was cut off by somebody else: the line about it is not signed by a key of "
            "this database. Restore a backup of the database."
        )


class Cuts:
    """In one transaction."""

    def __init__(self, connection: Connection, keys: SigningKeys, events: Events) -> None:
        self._connection, self._keys, self._events = connection, keys, events

    def newest(self) -> tuple[Cut, str] | None:
        """And its signature.

        Raises:
            ForeignCut: it was not made here.
        """
        row = _NEWEST(self._connection).first()
        if not row:
            return None
        cut = Cut(after=row.after, hash=row.hash, seal=row.seal, at=moment(row.at), key=row.key)
        if not fits(cut.key, row.signature, statement(cut)) or not self._keys.owns(cut.key):
            raise ForeignCut
        return cut, row.signature

    def make(self, before: datetime, now: datetime) -> Cut | None:
        """In front of the first seal that was made then or later. None where there is nothing to cut: of what somebody
        still waits for, and of holds and a brake that stand, all events stay, and so does the newest seal.

        Raises:
            ForeignCut: the last one was not made here.
            storage.vault.WrongMasterKey: the key that signs is missing.
        """
        signer, known = self._keys.signer(), self.newest()  # whoever writes waits for the others at the key
        last = _LAST(self._connection).value() or 0
        needed = min(last, _NEEDED(self._connection).value() or last, self._events.oldest_stop() or last)
        row = _UP_TO(self._connection, number=self._end(before, now), before=before, needed=needed).first()
        if not row or (known and row.last <= known[0].after):
            return None
        made = Cut(after=row.last, hash=row.hash, seal=row.number, at=moment(now), key=signer.public)
        signature = signer.sign(statement(made))
        self._connection.execute(insert(_cuts), {**asdict(made), "at": now, "signature": signature})
        return made

    def _end(self, before: datetime, now: datetime) -> int:
        """The number of the last seal whose time has ended; 0: of none. The time of a seal is what the clock said, so
        it counts by what stands behind it, and one of the future says nothing. In front of a leap the clock may have
        stood wrong: what was sealed shortly before stays until what follows is old as well."""
        kept = _KEPT(self._connection, before=before, now=now).first()
        old = _OLD(self._connection, number=kept.number, before=before).first() if kept else None
        if not kept or not old:
            return 0
        if kept.at - old.at <= STEP:
            return int(old.number)
        far = {"since": old.at - STEP, "until": old.at + APART, "before": before}
        earlier = _OUTSIDE(self._connection, number=old.number, **far).first()
        return int(earlier.number) if earlier else 0

    def clear(self) -> int:
        """Delete some of what was cut off; how many events.

        Raises:
            ForeignCut: it was not cut here.
        """
        known = self.newest()
        if not known:
            return 0
        count = _CLEAR(self._connection, after=known[0].after).count
        if not count:
            _CLEAR_SEALS(self._connection, after=known[0].after)
        return count
