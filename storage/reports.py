"""What a report is reckoned from: the requests that were received in a period, found by an index, and what failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from operator import itemgetter

from sqlalchemy import Connection, and_, bindparam, exists, func, literal_column, select

from domain.erasure.plan import StepKind, key_of
from domain.event import EventKind
from domain.export import plan as ticket
from domain.notes import Note
from domain.report import Filed, is_of_source
from domain.request import StepState
from storage import tables
from storage.sql import Statement
from storage.waiting import ANSWER

_requests, _steps, _events = tables.requests, tables.steps, tables.events
_ANSWERS = (ANSWER, ticket.key_of(ticket.Stage.ANSWER))
_RECEIVED = and_(_requests.c.received_on >= bindparam("first"), _requests.c.received_on < bindparam("end"))
_NAMES = ("kind", "state", "created_at", "received_on", "run", "decided_at", "closed_at", "extended_on")
_IS_ANSWER = and_(
    _steps.c.request_id == _requests.c.id,
    _steps.c.key.in_(_ANSWERS),
    _steps.c.state == StepState.DONE,
    _steps.c.note != Note.FORGOTTEN,  # noted long after, when nobody knew who had waited
)
# One that leads others asks for nothing itself: each of those is counted.
_LEADS = exists().where(_steps.c.request_id == _requests.c.id, _steps.c.key.startswith(key_of(StepKind.MEMBER)))
_FILED = Statement(
    select(
        *(_requests.c[name] for name in _NAMES),
        exists().where(tables.request_subjects.c.request_id == _requests.c.id).label("somebody"),
        _requests.c.waits_since.is_not(None).label("waits"),
        select(func.min(_steps.c.settled_at)).where(_IS_ANSWER).scalar_subquery().label("answered_at"),
        select(func.min(_steps.c.told_on)).where(_IS_ANSWER).scalar_subquery().label("told_on"),
    ).where(_RECEIVED, ~_LEADS),
    Filed,
)
_FAILED = Statement(
    select(_events.c.id, _requests.c.kind, _events.c.request_id, _events.c.data)
    .join(_events, _events.c.request_id == _requests.c.id)
    .where(_RECEIVED, _events.c.kind == literal_column(f"'{EventKind.STEP_FAILED}'"))  # as its index has it
)
_LABEL = Statement(
    select(_steps.c.label).where(_steps.c.request_id == bindparam("request"), _steps.c.key == bindparam("step"))
)


class Reports:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def received(self, first: date, end: date) -> list[Filed]:
        return list(_FILED(self._connection, first=first, end=end))

    def failures(self, first: date, end: date) -> Sequence[tuple[str, int]]:
        """From the log, so that one that was mended counts. A source is called as it was when it failed last."""
        counts, last = Counter[str](), dict[str, str]()
        for _, kind, request, data in sorted(_FAILED(self._connection, first=first, end=end), key=itemgetter(0)):
            if is_of_source(kind, key := data["step"], data["note"]):
                counts[key] += 1
                last[key] = request
        return [(self._label(last[key], key), count) for key, count in counts.items()]

    def _label(self, request: str, key: str) -> str:
        return _LABEL(self._connection, request=request, step=key).value() or key
