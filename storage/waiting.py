"""The mark on a request that somebody waits for it, kept true by every write that it depends on.

An open request has it. One that ended without an answer keeps it while a person of it was not told and no later request
takes its place (`handlers.requests.owed`); everything else has none, so the board costs what waits, not what ever was.
"""

from __future__ import annotations

from sqlalchemy import and_, bindparam, case, exists, null, update

from domain.erasure.plan import StepKind, key_of
from domain.request import UNANSWERED, Kind, StepState
from storage.sql import Statement
from storage.tables import request_subjects, requests, steps

ANSWER = key_of(StepKind.ANSWER)
_later = requests.alias()
_TOLD = exists().where(steps.c.request_id == requests.c.id, steps.c.key == ANSWER, steps.c.state == StepState.DONE)
_WAITS = and_(
    requests.c.kind != Kind.REMOVE_USER,  # see `Request.by_law`
    exists().where(request_subjects.c.request_id == requests.c.id),
    ~_TOLD,
    ~exists().where(_later.c.replaces == requests.c.id),
)
MARK = Statement(
    update(requests)
    .where(requests.c.id == bindparam("request"), requests.c.state.in_(UNANSWERED))
    .values(waits_since=case((_WAITS, requests.c.received_on), else_=null()))
)
"""Look again whether somebody waits for this request, where it has ended without an answer."""
