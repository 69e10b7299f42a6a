"""Requests, their votes and their steps."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any

import psycopg
from sqlalchemy import Connection, Select, bindparam, case, delete, exists, func, insert, or_, select, update
from sqlalchemy.exc import DataError

from domain.board import Lane, waits_since
from domain.event import EventKind
from domain.notes import Note
from domain.request import CLOSED, OPEN, UNANSWERED, Conflict, Illegible, Kind, Request, State, Step, Vote
from storage import tables
from storage.changes import MARK as CHANGED
from storage.changes import Changes
from storage.columns import SEALED
from storage.lanes import beyond, in_order, within
from storage.sql import Statement, added, columns, insert_new
from storage.subjects import ABOUT_HUMAN, CROSSED, OF_THE_SAME_HUMANS
from storage.waiting import ANSWER, LACKS_IT, MARK, left_out

_requests, _votes, _steps = tables.requests, tables.votes, tables.steps

_ADD = Statement(insert(_requests).inline())
EVERY = _ALL = select(*columns(_requests, (field.name for field in fields(Request))))
_GET = _ALL.where(_requests.c.id == bindparam("request"))
_LOOK, _TAKE = Statement(_GET, Request), Statement(_GET.with_for_update(key_share=True), Request)
_ONE = update(_requests).where(_requests.c.id == bindparam("request"))
_TURNED = case((_requests.c.state != bindparam("becomes"), bindparam("seen") + 1), else_=_requests.c.turned)
_SAVE = Statement(_ONE.where(_requests.c.version == bindparam("seen")).values(turned=_TURNED, changed=CHANGED))
_IDS = select(_requests.c.id)


def _due(query: Select[Any]) -> Select[Any]:
    return query.where(_requests.c.due_at <= bindparam("now")).order_by(_requests.c.due_at).limit(bindparam("rows"))


def _counted(query: Select[Any]) -> Select[Any]:
    before = query.where(_requests.c.waits_since.is_not(None), _requests.c.counted_on < bindparam("day"))
    return before.order_by(_requests.c.counted_on).limit(bindparam("rows"))


_DUE, _DUE_IDS = Statement(_due(_ALL).with_for_update(skip_locked=True), Request), Statement(_due(_IDS))
_COUNTED = Statement(_counted(_ALL).with_for_update(skip_locked=True), Request)
_COUNTED_IDS = Statement(_counted(_IDS))
_IS_DUE = Statement(
    select(
        or_(
            exists().where(_requests.c.due_at <= bindparam("now")),
            exists().where(_requests.c.waits_since.is_not(None), _requests.c.counted_on < bindparam("day")),
        )
    )
)


def _in_state(query: Select[Any]) -> Select[Any]:
    known = _requests.c.waits_since.is_not(None), _requests.c.batch.is_(None)
    return query.where(*known, _requests.c.state == bindparam("state")).order_by(_requests.c.created_at)


_IN_STATE, _IN_STATE_IDS = Statement(_in_state(_ALL), Request), Statement(_in_state(_IDS))
_NOT_CLOSED = Statement(_IDS.where(_requests.c.state.not_in(CLOSED)).order_by(_requests.c.id))
_OFF = Statement(_IDS.where(LACKS_IT).order_by(_requests.c.id))
_BEHIND = Statement(select(func.count()).select_from(_requests).where(_requests.c.changed.is_not(None)))
_ALTERED = Statement(
    select(func.count(tables.events.c.request_id.distinct()))
    .join(_requests, _requests.c.id == tables.events.c.request_id)
    .where(_requests.c.state.in_(OPEN), tables.events.c.kind == EventKind.REQUEST_ALTERED)
)
_TWINS = Statement(
    _ALL.where(
        _requests.c.fingerprint == bindparam("mark"),
        _requests.c.kind == bindparam("what"),
        _requests.c.state.in_(OPEN),
    ).order_by(_requests.c.created_at),
    Request,
)
_ASKED_BY = Statement(select(exists().where(_requests.c.requester_id == bindparam("person"))))
_of_someone = exists().where(tables.request_subjects.c.request_id == _requests.c.id)
_ERASURES = Statement(
    update(_requests)
    .where(_requests.c.kind == Kind.REFRESH, _of_someone)
    .values(kind=Kind.ERASURE, version=_requests.c.version + 1, changed=1)
)
_REPLACED = Statement(
    select(_requests.c.id)
    .where(_requests.c.replaces == bindparam("request"), ~left_out(bindparam("request")))
    .order_by(_requests.c.id.in_(OF_THE_SAME_HUMANS).desc(), _requests.c.created_at.desc())
    .limit(1)
)
_CORRECTIONS = Statement(
    select(_requests.c.id).where(_requests.c.replaces == bindparam("request")).order_by(_requests.c.created_at.desc())
)
_again = _requests.alias()
_EXTENSIONS = Statement(
    select(func.count(_requests.c.extended_on).label("extended"), func.count().label("asked")).where(
        _requests.c.received_on >= bindparam("since"),
        _requests.c.kind != Kind.REMOVE_USER,  # see `Request.by_law`
        _of_someone,
        ~exists().where(_again.c.replaces == _requests.c.id),
    )
)
_ABOUT = Statement(
    _ALL.where(_requests.c.id.in_(ABOUT_HUMAN), _requests.c.state.in_(OPEN)).order_by(_requests.c.created_at), Request
)

_UNANSWERED = Statement(
    _ALL.where(_requests.c.id.in_(ABOUT_HUMAN), _requests.c.state.in_(UNANSWERED)).order_by(_requests.c.received_on),
    Request,
)

_OF_KIND = Statement(
    _ALL.where(
        _requests.c.kind == bindparam("what"),
        or_(_requests.c.state.in_(OPEN), _requests.c.closed_at >= bindparam("since")),
    ).order_by(_requests.c.created_at),
    Request,
)

_ADD_VOTE = insert_new(_votes)
_VOID_VOTE = Statement(
    delete(_votes).where(_votes.c.request_id == bindparam("request"), _votes.c.person_id == bindparam("person"))
)
VOTE = [field.name for field in fields(Vote)]
VOTES = Statement(
    select(*columns(_votes, VOTE), _votes.c.mac)
    .where(_votes.c.request_id == bindparam("request"))
    .order_by(_votes.c.id)
)
"""Each with what proves it, whoever asks: what one rule has read, the next need not."""
_VOTED_ON = Statement(
    select(_votes.c.request_id)
    .join(_requests, _requests.c.id == _votes.c.request_id)
    .where(_requests.c.waits_since.is_not(None), _requests.c.state == bindparam("state"), _requests.c.batch.is_(None))
    .distinct()
)
_ADD_STEPS = insert_new(_steps)
_ALL_STEPS = select(*columns(_steps, (field.name for field in fields(Step))))
_STEPS = Statement(
    _ALL_STEPS.where(_steps.c.request_id == bindparam("request")).order_by(_steps.c.position),
    Step,
)
_SHARING = Statement(
    select(
        exists().where(
            _steps.c.job_id == bindparam("job"),
            _steps.c.request_id != bindparam("besides"),
            _steps.c.request_id == _requests.c.id,
            _requests.c.state.in_(OPEN),
        )
    )
)
_NOTED = _ALL_STEPS.join(_requests, _requests.c.id == _steps.c.request_id)
_NEXT = Statement(
    select(_steps.c.request_id)
    .where(_steps.c.request_id > bindparam("after"))
    .distinct()
    .order_by(_steps.c.request_id)
    .limit(bindparam("rows"))
)
_REWRITE = Statement(
    update(_steps).where(
        _steps.c.request_id == bindparam("request"),
        _steps.c.key == bindparam("step"),
        _steps.c.label == bindparam("old_label"),
        _steps.c.sealed.is_not_distinct_from(bindparam("old_sealed", type_=SEALED)),
    )
)
_SAVE_STEP = Statement(
    update(_steps).where(_steps.c.request_id == bindparam("request"), _steps.c.key == bindparam("step"))
)
# What a row says that somebody else wrote, or a newer release, in a word or a time that is none to us.
_UNREADABLE = (ValueError, LookupError, TypeError, OverflowError, DataError, psycopg.DataError)


class Requests:
    """In a unit that writes, a request that was read is nobody else's until the unit ends. `unread`: the ids of those
    that a lane or a state has and nobody can read."""

    def __init__(self, connection: Connection, changes: Changes, *, writes: bool) -> None:
        self._connection, self._changes = connection, changes
        self._get = _TAKE if writes else _LOOK
        self.unread = set[str]()

    def add(self, request: Request, fingerprint: str | None = None) -> None:
        waits, changed = waits_since(request) if request.open else None, None if request.batch else 1
        _ADD(self._connection, **vars(request), fingerprint=fingerprint, changed=changed, waits_since=waits)
        self._changes.raised(request.id, request.batch)
        if request.replaces:
            self._changes.part(request.replaces)  # its card says which request took over
            MARK(self._connection, request=request.replaces)

    def get(self, request_id: str) -> Request | None:
        """Raises: Illegible."""
        found = self._one(self._get, request_id)
        self._changes.taken(request_id)
        return found

    def _one(self, query: Statement[Request], request_id: str) -> Request | None:
        try:
            return query(self._connection, request=request_id).first()
        except _UNREADABLE:
            raise Illegible(request_id) from None

    def save(self, request: Request, *, begins: bool = False) -> Request:
        saved = replace(request, version=request.version + 1)
        row = vars(saved) | {"waits_since": waits_since(saved) if saved.open else None}
        if begins:
            row |= {"begins": 1}
            self._changes.begins = True
        known = {"seen": request.version, "becomes": saved.state}
        if _SAVE(self._connection, **row, request=request.id, **known).count != 1:
            raise Conflict(request.id)
        self._changes.raised(request.id, request.batch)
        if not saved.open:
            MARK(self._connection, request=saved.id)
            for row in CROSSED(self._connection, requests=[saved.id]):  # its cards name this one no more
                self._changes.part(row.id)
        return saved

    def lane(self, lane: Lane, limit: int, *, beside: Request | None = None, back: bool = False) -> list[Request]:
        wanted = [*within(lane), *([beyond(lane, beside, back=back)] if beside else [])]
        try:
            rows = self._connection.execute(in_order(_ALL.where(*wanted), lane, back=back).limit(limit))
            found = [Request(**row._asdict()) for row in rows]
        except _UNREADABLE:
            found = self._readable(in_order(_IDS.where(*wanted), lane, back=back), limit)
        return found[::-1] if back else found

    def _readable(self, ids: Select[Any], limit: int) -> list[Request]:
        """One by one, so that a row which cannot be read hides no other."""
        found, place = list[Request](), 0
        while len(found) < limit and (some := self._connection.scalars(ids.offset(place).limit(limit)).all()):
            place += len(some)
            found += filter(None, map(self._read, some))
        return found[:limit]

    def _read(self, request_id: str) -> Request | None:
        try:
            return self._one(_LOOK, request_id)
        except Illegible:
            self.unread.add(request_id)
            return None

    def count(self, lane: Lane) -> int:
        return int(self._connection.scalar(select(func.count()).where(*within(lane))) or 0)

    def of_kind(self, kind: Kind, since: datetime) -> list[Request]:
        return list(_OF_KIND(self._connection, what=kind, since=since))

    def due(self, now: datetime, limit: int) -> list[Request]:
        return self._claimed(_DUE(self._connection, now=now, rows=limit))

    def is_due(self, now: datetime, day: date) -> bool:
        return bool(_IS_DUE(self._connection, now=now, day=day).value())

    def counted_before(self, day: date, limit: int) -> list[Request]:
        return self._claimed(_COUNTED(self._connection, day=day, rows=limit))

    def due_ids(self, now: datetime, limit: int) -> list[str]:
        return [row.id for row in _DUE_IDS(self._connection, now=now, rows=limit)]

    def counted_ids(self, day: date, limit: int) -> list[str]:
        return [row.id for row in _COUNTED_IDS(self._connection, day=day, rows=limit)]

    def in_state(self, state: State) -> list[Request]:
        try:
            return list(_IN_STATE(self._connection, state=state))
        except _UNREADABLE:
            ids = [row.id for row in _IN_STATE_IDS(self._connection, state=state)]
            return list(filter(None, map(self._read, ids)))

    def not_closed(self) -> list[str]:
        """Also those off the board, each of a batch, and those in a state that only a newer release knows."""
        return [row.id for row in _NOT_CLOSED(self._connection)]

    def off_the_board(self) -> list[str]:
        return [row.id for row in _OFF(self._connection)]

    def behind(self) -> int:
        return int(_BEHIND(self._connection).value() or 0)

    def altered(self) -> int:
        """How many that are open were found altered."""
        return int(_ALTERED(self._connection).value() or 0)

    def twins(self, kind: str, fingerprint: str) -> list[Request]:
        return list(_TWINS(self._connection, what=kind, mark=fingerprint))

    def about(self, subject_id: str) -> list[Request]:
        return list(_ABOUT(self._connection, subject=subject_id))

    def unanswered(self, subject_id: str) -> list[Request]:
        return list(_UNANSWERED(self._connection, subject=subject_id))

    def asked_by(self, person_id: str) -> bool:
        return bool(_ASKED_BY(self._connection, person=person_id).value())

    def extensions(self, since: date) -> tuple[int, int]:
        [row] = _EXTENSIONS(self._connection, since=since)
        return int(row.extended), int(row.asked)

    def name_erasures(self) -> int:
        if found := _ERASURES(self._connection).count:
            self._changes.told()
        return found

    def replaced(self, request_id: str) -> str | None:
        found: str | None = _REPLACED(self._connection, request=request_id).value()
        return found

    def corrections(self, request_id: str) -> list[str]:
        return [row.id for row in _CORRECTIONS(self._connection, request=request_id)]

    def _claimed(self, rows: Iterable[Request]) -> list[Request]:
        found = list(rows)
        for request in found:
            self._changes.taken(request.id)
        return found


class Votes:
    def __init__(self, connection: Connection, changes: Changes) -> None:
        self._connection, self._changes = connection, changes

    def add(self, vote: Vote, proof: bytes) -> bool:
        self._changes.take(vote.request_id)
        if new := added(
            self._connection, _ADD_VOTE, {**vars(vote), "cast_by": vote.cast_by or vote.person_id, "mac": proof}
        ):
            self._changes.part(vote.request_id)
        return new

    def void(self, request_id: str, person_id: str) -> None:
        self._changes.part(request_id)
        _VOID_VOTE(self._connection, request=request_id, person=person_id)

    def on(self, state: State) -> set[str]:
        return {row.request_id for row in _VOTED_ON(self._connection, state=state)}

    def of(self, request_id: str) -> list[Vote]:
        self._changes.take(request_id)
        return [vote_of(row) for row in VOTES(self._connection, request=request_id)]


def vote_of(row: Sequence[Any]) -> Vote:
    """Of `VOTES`."""
    return Vote(**dict(zip(VOTE, row, strict=False)))


class Steps:
    """A step that is there already is left as it is: work that is repeated after a crash adds its steps again."""

    def __init__(self, connection: Connection, changes: Changes) -> None:
        self._connection, self._changes = connection, changes

    def add(self, steps: Iterable[Step]) -> None:
        rows = [vars(step) for step in steps]
        for request in sorted({row["request_id"] for row in rows}):
            self._changes.part(request)
        _ADD_STEPS.each(self._connection, rows)
        for request in {row["request_id"] for row in rows if row["key"] == ANSWER}:
            MARK(self._connection, request=request)

    def of(self, request_id: str) -> list[Step]:
        self._changes.take(request_id)
        return list(_STEPS(self._connection, request=request_id))

    def noted(self, kind: Kind, notes: Collection[Note]) -> list[Step]:
        rows = self._connection.execute(_NOTED.where(_requests.c.kind == kind, _steps.c.note.in_(list(notes))))
        return [Step(**row._asdict()) for row in rows]

    def sharing(self, job_id: str, besides: str) -> bool:
        return bool(_SHARING(self._connection, job=job_id, besides=besides).value())

    def requests_after(self, request_id: str, limit: int) -> list[str]:
        return [row.request_id for row in _NEXT(self._connection, after=request_id, rows=limit)]

    def rewrite(self, step: Step, sealed: bytes | None, label: str) -> None:
        old = {"old_label": step.label, "old_sealed": step.sealed}
        _REWRITE(self._connection, sealed=sealed, label=label, request=step.request_id, step=step.key, **old)

    def rename(self, step: Step, new: Step) -> None:
        old = {"old_label": step.label, "old_sealed": step.sealed}
        told = {"key": new.key, "label": new.label, "sealed": new.sealed}
        _REWRITE(self._connection, **told, request=step.request_id, step=step.key, **old)

    def save(self, step: Step) -> None:
        self._changes.part(step.request_id)
        _SAVE_STEP(self._connection, **vars(step), request=step.request_id, step=step.key)
        if step.key == ANSWER:
            MARK(self._connection, request=step.request_id)
