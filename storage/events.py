"""Audit events. They are written in the transaction of what they record; the sealer chains and signs them later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, Text, and_, bindparam, insert, literal_column, or_, select, type_coerce
from sqlalchemy.sql.functions import count

from domain.audit.looks import LOOKS, SEARCHES, Look
from domain.event import Event, EventKind
from storage import tables
from storage.columns import Subject
from storage.signing import newest
from storage.sql import Statement
from storage.subjects import ABOUT_HUMAN, OF_THE_SAME_HUMANS, SUBJECTS_OF_HUMAN, SUBJECTS_OF_THE_SAME_HUMANS

_events, _subjects = tables.events, tables.subjects
_ADD = Statement(insert(_events).inline())
_ALL = select(_events.c.kind, _events.c.at, _events.c.actor_id, _events.c.request_id, _events.c.data)
_OF = Statement(_ALL.where(_events.c.request_id == bindparam("request")).order_by(_events.c.id))
_HOLD_KINDS = EventKind.SUBJECT_HELD, EventKind.SUBJECT_RELEASED
_BRAKE_KINDS = EventKind.BRAKE_ON, EventKind.BRAKE_OFF
_OF_HOLDS = and_(tables.STOPS, _events.c.kind.in_(_HOLD_KINDS))
_HOLDS = Statement(
    _ALL.where(_OF_HOLDS, or_(_events.c.request_id.in_(OF_THE_SAME_HUMANS), _events.c.request_id.is_(None))).order_by(
        _events.c.id
    )
)
_HOLD_LOG = Statement(select(_events.c.seq, *_ALL.selected_columns).where(_OF_HOLDS).order_by(_events.c.id))
_HELD = Statement(
    select(_events.c.id, _events.c.kind, Subject().label("subject")).where(
        tables.STOPS, Subject().in_(SUBJECTS_OF_THE_SAME_HUMANS)
    )
)
_BRAKE = Statement(
    select(_events.c.seq, _events.c.kind)
    .where(tables.STOPS, _events.c.kind.in_(_BRAKE_KINDS))
    .order_by(_events.c.id.desc())
    .limit(1)
)
_TEXT = type_coerce(_events.c.data, Text)
_SUBJECTS_OF = Statement(SUBJECTS_OF_HUMAN)
_UNNAMED = Statement(
    select(count()).select_from(_events).where(_events.c.kind.in_(SEARCHES), _events.c.data == literal_column("'{}'"))
)
_SUBJECTS = Statement(SUBJECTS_OF_THE_SAME_HUMANS)


class Events:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.added = False  # whether there is something to seal

    def add(
        self,
        kind: EventKind,
        at: datetime,
        *,
        actor: str | None,
        request: str | None,
        data: Mapping[str, str] | None = None,
    ) -> None:
        self.added = True
        _ADD(self._connection, kind=kind, at=at, actor_id=actor, request_id=request, data=data)

    def key(self) -> str:
        """The public key that signs them now, in hexadecimal; empty before the first start."""
        return newest(self._connection)

    def of(self, request_id: str) -> list[Event]:
        """Everything about the request, oldest first."""
        return [read(*row) for row in _OF(self._connection, request=request_id)]

    def held(self, request_id: str) -> bool:
        """Whether the log knows of a legal hold on somebody of the request that was set and not released."""
        rows = sorted(_HELD(self._connection, request=request_id), key=lambda row: row.id)
        last = {row.subject: row.kind for row in rows}
        return EventKind.SUBJECT_HELD in last.values()

    def held_subjects(self) -> frozenset[str]:
        """On whom the log knows of a legal hold that was set and not released."""
        return frozenset(self._held())

    def paused(self) -> bool:
        """Whether the log knows of a brake that was put on and not taken off."""
        last = _BRAKE(self._connection).first()
        return bool(last and last.kind is EventKind.BRAKE_ON)

    def oldest_stop(self) -> int | None:
        """The number of the oldest event by which the log knows of a hold on somebody who can be read, or of a brake,
        that stands still."""
        held, brake = self._held(), _BRAKE(self._connection).first()
        alive = select(_subjects.c.id).where(_subjects.c.id.in_(held), _subjects.c.wrapped_key.is_not(None))
        numbers = [held[one] for one in self._connection.scalars(alive)]
        numbers += [brake.seq] if brake and brake.kind is EventKind.BRAKE_ON else []
        return min((number for number in numbers if number), default=None)

    def _held(self) -> dict[str, int | None]:
        """Subjects with a hold that stands, and the number of its event; None: it is not sealed yet."""
        rows = [(row[0], read(*row[1:])) for row in _HOLD_LOG(self._connection)]
        last = {event.data.get("subject", ""): (event.kind, number) for number, event in rows}
        return {subject: number for subject, (kind, number) in last.items() if kind is EventKind.SUBJECT_HELD}

    def looks(self, subject_id: str, limit: int, before: int | None = None) -> list[Look]:
        """Looks at the human that the subject is, newest first; those in front of a place in the log.

        Read from the log itself, so that nothing beside it has to be trusted, and it need not be fast.
        """
        theirs = [row.id for row in _SUBJECTS_OF(self._connection, subject=subject_id)] or [subject_id]
        named = or_(*(_TEXT.contains(one, autoescape=True) for one in theirs))
        mine = or_(
            _events.c.request_id.in_(ABOUT_HUMAN.params(subject=subject_id)),
            and_(_events.c.request_id.is_(None), named),
        )
        found = select(_events.c.id, *_ALL.selected_columns).where(_events.c.kind.in_(LOOKS), mine)
        found = found.where(_events.c.id < before) if before is not None else found
        rows = self._connection.execute(found.order_by(_events.c.id.desc()).limit(limit))
        return [Look(row[0], read(*row[1:])) for row in rows]

    def unnamed_looks(self) -> int:
        """How many searches do not say for whom."""
        return int(_UNNAMED(self._connection).value() or 0)

    def holds(self, request_id: str) -> list[Event]:
        """Legal holds on the people of the request, set and released through any request or none, oldest first."""
        theirs = {row.id for row in _SUBJECTS(self._connection, request=request_id)}
        found = [read(*row) for row in _HOLDS(self._connection, request=request_id)]
        return [event for event in found if event.request or event.data.get("subject") in theirs]


def read(
    kind: EventKind, at: datetime, actor: str | None, request: str | None, data: Mapping[str, str] | None
) -> Event:
    """From the columns of its row."""
    return Event(kind=kind, at=at, actor=actor, request=request, data=data or {})
