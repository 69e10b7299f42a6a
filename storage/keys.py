"""The end of keys: what hangs together with a subject, and its destruction, with all that leads back to somebody.

What is sealed stays where it is: nothing opens it any more, and the log is chained over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Column, ColumnElement, Connection, bindparam, delete, exists, func, or_, select, update

from domain.keeping import Circle
from domain.request import OPEN
from storage import tables
from storage.changes import Changes
from storage.sql import Statement
from storage.subjects import Subjects
from storage.told import Told

_subjects, _requests, _about, _mails = tables.subjects, tables.requests, tables.request_subjects, tables.mails
_brakes = tables.brakes
_DUE = Statement(
    select(_subjects.c.id)
    .where(_subjects.c.look_at <= bindparam("now"))
    .order_by(_subjects.c.look_at)
    .limit(bindparam("rows"))
)
_UNLISTED = Statement(
    select(_subjects.c.id).where(_subjects.c.unlisted.is_not(None)).order_by(_subjects.c.id).limit(bindparam("rows"))
)
_DESTROYED = Statement(select(_subjects.c.id).where(_subjects.c.destroyed_at.is_not(None)).order_by(_subjects.c.id))


class Keys:
    """In one transaction."""

    def __init__(self, connection: Connection, subjects: Subjects, told: Told, changes: Changes) -> None:
        self._connection, self._subjects, self._told, self._changes = connection, subjects, told, changes

    def due(self, now: datetime, limit: int) -> list[str]:
        return [row.id for row in _DUE(self._connection, now=now, rows=limit)]

    def later(self, circle: Circle, at: datetime, why: str) -> bool:
        """Whether the reason is a new one for one of them."""
        there = _subjects.c.id.in_(circle.subjects)
        known = set(self._connection.scalars(select(_subjects.c.kept_for).where(there)))
        alive = _subjects.c.wrapped_key.is_not(None)
        self._connection.execute(update(_subjects).where(there, alive).values(look_at=at, kept_for=why or None))
        return known != {why or None}

    def circle(self, subject_ids: Iterable[str]) -> Circle:
        """In a unit that writes, nobody else changes its requests until the unit ends."""
        subjects, requests = set(subject_ids), set[str]()
        grown = True
        while grown:
            before = len(subjects) + len(requests)
            humans = select(_subjects.c.human).where(_subjects.c.id.in_(subjects), _subjects.c.human.is_not(None))
            subjects |= self._all(_subjects.c.id, _subjects.c.human.in_(humans))
            requests |= self._all(_about.c.request_id, _about.c.subject_id.in_(subjects))
            requests |= self._all(_requests.c.id, _requests.c.subject_id.in_(subjects))
            requests |= self._all(_mails.c.request_id, _mails.c.subject_id.in_(subjects))
            subjects |= self._all(_about.c.subject_id, _about.c.request_id.in_(requests))
            subjects |= self._all(_requests.c.subject_id, _requests.c.id.in_(requests))
            subjects |= self._all(_mails.c.subject_id, _mails.c.request_id.in_(requests))
            grown = len(subjects) + len(requests) > before
        for request_id in sorted(requests):
            self._changes.take(request_id)
        return self._drawn(tuple(sorted(subjects)), tuple(sorted(requests)))

    def exactly(self, subject_ids: Iterable[str]) -> Circle:
        """These alone, with the requests about them."""
        subjects = tuple(sorted(subject_ids))
        requests = self._all(_about.c.request_id, _about.c.subject_id.in_(subjects))
        requests |= self._all(_requests.c.id, _requests.c.subject_id.in_(subjects))
        return self._drawn(subjects, tuple(sorted(requests)))

    def orphans(self) -> list[str]:
        of_nobody = exists().where(_subjects.c.id == _requests.c.subject_id, _subjects.c.wrapped_key.is_(None))
        return sorted(self._all(_requests.c.id, _requests.c.state.in_(OPEN), of_nobody))

    def _drawn(self, subjects: tuple[str, ...], requests: tuple[str, ...]) -> Circle:
        chosen = _subjects.c.id.in_(subjects)
        held = select(exists().where(chosen, _subjects.c.held_at.is_not(None)))
        braked = _brakes.c.subject_id.in_(subjects)
        moments = [
            select(func.max(_subjects.c.created_at)).where(chosen),
            select(func.max(func.coalesce(_requests.c.closed_at, _requests.c.created_at))).where(
                _requests.c.id.in_(requests)
            ),
            select(func.max(_brakes.c.off_at)).where(braked),
            select(func.max(_mails.c.received_at)).where(_mails.c.subject_id.in_(subjects)),
        ]
        ends = [self._connection.scalar(moment) for moment in moments]
        alive = select(exists().where(chosen, _subjects.c.wrapped_key.is_not(None)))
        still = select(
            or_(
                exists().where(braked, _brakes.c.active == 1),
                exists().where(_requests.c.id.in_(requests), _requests.c.state.in_(OPEN)),
            )
        )
        return Circle(
            subjects=subjects,
            requests=requests,
            ended=max(end for end in ends if end),
            held=bool(self._connection.scalar(held)),
            open=bool(self._connection.scalar(still)),
            destroyed=not self._connection.scalar(alive),
        )

    def destroy(self, circle: Circle, now: datetime) -> list[bytes]:
        """Gives what stood there, so that it can be looked for in what the database leaves behind."""
        chosen = _subjects.c.id.in_(circle.subjects)
        alive = select(_subjects.c.wrapped_key).where(chosen, _subjects.c.wrapped_key.is_not(None))
        wrapped = list(self._connection.scalars(alive))
        gone = dict.fromkeys(("wrapped_key", "lookup", "earlier", "look_at", "kept_for"))
        held = dict.fromkeys(("held_at", "held_by", "hold_reason", "held_as"))
        once = func.coalesce(_subjects.c.destroyed_at, now)
        self._connection.execute(update(_subjects).where(chosen).values(**gone, **held, destroyed_at=once, unlisted=1))
        self._subjects.forget(circle.subjects)
        self._let_go(circle.requests)
        return wrapped

    def _let_go(self, requests: Sequence[str]) -> None:
        """Of what leads back to somebody; the cards, and what was told beside them, are drawn anew."""
        chosen = _requests.c.id.in_(requests)
        self._connection.execute(update(_requests).where(chosen).values(fingerprint=None))
        for table in (tables.letters, tables.orders):
            self._connection.execute(delete(table).where(table.c.request_id.in_(requests)))
        self._connection.execute(update(_mails).where(_mails.c.request_id.in_(requests)).values(twin=None))
        self._told.as_cards(requests)
        for request_id in requests:
            self._changes.part(request_id)

    def unlisted(self, limit: int) -> list[str]:
        return [row.id for row in _UNLISTED(self._connection, rows=limit)]

    def listed(self, subject_ids: Sequence[str]) -> None:
        self._connection.execute(update(_subjects).where(_subjects.c.id.in_(subject_ids)).values(unlisted=None))

    def destroyed(self) -> list[str]:
        return [row.id for row in _DESTROYED(self._connection)]

    def alive(self, subject_ids: Iterable[str]) -> list[str]:
        """Those of these that have a key."""
        chosen = _subjects.c.id.in_(list(subject_ids))
        return sorted(self._all(_subjects.c.id, chosen, _subjects.c.wrapped_key.is_not(None)))

    def _all(self, column: Column[str], *where: ColumnElement[bool]) -> set[str]:
        return {found for found in self._connection.scalars(select(column).where(*where).distinct()) if found}
