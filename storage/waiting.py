"""The mark on a request that somebody waits for it, kept true by every write that it depends on.

An open request has it. One that ended without an answer keeps it while a person of it was not told and no later request
takes its place (`handlers.requests.owed`); everything else has none, so the board costs what waits, not what ever was.

Later requests take its place where they name it, and are about everybody whom it is about: who is left out waits on.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, null, or_, select, update

from domain.erasure.plan import StepKind, key_of
from domain.request import OPEN, UNANSWERED, Kind, StepState
from storage.sql import Statement
from storage.tables import request_subjects, requests, steps, subjects

ANSWER = key_of(StepKind.ANSWER)
_new = requests.alias()


def left_out(earlier: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a request is about somebody whom none of those that name it is about. `earlier`: its id."""
    about, person = request_subjects.alias(), subjects.alias()
    later, also, same = requests.alias(), request_subjects.alias(), subjects.alias()
    named = exists().where(
        later.c.replaces == earlier,
        also.c.request_id == later.c.id,
        same.c.id == also.c.subject_id,
        same.c.human == person.c.human,
    )
    waits = and_(about.c.request_id == earlier, person.c.id == about.c.subject_id)
    return exists().where(waits, ~named.correlate_except(later, also, same)).correlate_except(about, person)


_TOLD = exists().where(steps.c.request_id == requests.c.id, steps.c.key == ANSWER, steps.c.state == StepState.DONE)
_WAITS = and_(
    requests.c.kind != Kind.REMOVE_USER,  # see `Request.by_law`
    ~_TOLD,
    left_out(requests.c.id),
)
_AGAIN = (
    update(requests)
    .where(requests.c.state.in_(UNANSWERED))
    .values(waits_since=case((_WAITS, requests.c.received_on), else_=null()))
)
LACKS_IT = and_(
    requests.c.waits_since.is_(None), or_(requests.c.state.in_(OPEN), and_(requests.c.state.in_(UNANSWERED), _WAITS))
)
"""Somebody waits for this request, and the mark is not there: somebody else took it away."""
_BEFORE = select(_new.c.replaces).where(_new.c.id == bindparam("request")).scalar_subquery()
MARK = Statement(_AGAIN.where(or_(requests.c.id == bindparam("request"), requests.c.id == _BEFORE)))
"""Look again whether somebody waits for this request, or the one that it names, where that ended without an answer."""
_OF_HUMAN = (
    select(request_subjects.c.request_id)
    .join(subjects, subjects.c.id == request_subjects.c.subject_id)
    .where(subjects.c.human == bindparam("one"))
)
MARK_ALL = Statement(_AGAIN.where(requests.c.id.in_(_OF_HUMAN)))
"""The same for all that is about one human."""
