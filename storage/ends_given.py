"""How requests of earlier releases ended: kept once, by the first start of a release that keeps any, as it stands."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Text, exists, insert, or_, select, type_coerce

from domain.ending import ENDS, End, looks_at, newest_look, written
from domain.erasure.plan import CHECKS, StepKind, key_of
from domain.event import EventKind
from domain.notes import Note
from domain.request import OPEN, StepState
from storage import tables
from storage.ends import ENDS_KEPT
from storage.sql import Statement
from storage.unit import Unit
from storage.vault import Vault, WrongMasterKey

_requests, _steps, _events, _keys = tables.requests, tables.steps, tables.events, tables.keys
_THERE = Statement(select(exists().where(_keys.c.name == ENDS_KEPT)))
_NOTE = Statement(insert(_keys).inline())
_proved = _events.c.kind.in_(ENDS) & type_coerce(_events.c.data, Text).contains('"proof"')
_DONE = Statement(
    select(
        or_(
            exists().where(_events.c.kind == EventKind.ENDS_KEPT),
            exists().where(_proved),
            exists().select_from(tables.ends),
        )
    )
)
_ALL = Statement(select(_requests.c.id, _requests.c.state, _requests.c.closed_at).order_by(_requests.c.id))
_GONE = Statement(
    select(_steps.c.request_id, _steps.c.key).where(
        _steps.c.key.in_([key_of(StepKind.CHECK, name) for name in CHECKS]),
        _steps.c.state == StepState.DONE,
        _steps.c.note == Note.GONE,
    )
)
_LOST = (
    "The mark of the requests whose end is kept has gone from the database, though there are such ends: the table of "
    "keys was changed. Nothing was done; restore a backup of the database."
)


def give_ends(unit: Unit, vault: Vault, now: datetime) -> None:
    """Where it was not done yet. To what is open, as far as it was looked up.

    Raises:
        WrongMasterKey: it was done, and the mark of that has gone.
    """
    connection = unit.connection
    if _THERE(connection).value():
        return
    if _DONE(connection).value():
        raise WrongMasterKey(_LOST)
    requests = list(_ALL(connection))
    ends = _ends(unit, requests, _gone(connection))
    unit.ends.add(ends)
    since = now.isoformat() if requests else ""  # an earlier release may close what is open, beside us
    _NOTE(connection, name=ENDS_KEPT, wrapped=vault.wrap(ENDS_KEPT, json.dumps(since).encode()))
    if ends:
        unit.events.add(EventKind.ENDS_KEPT, now, actor=None, request=None, data={"count": str(len(ends))})


def _gone(connection: Connection) -> Mapping[str, list[str]]:
    found = defaultdict[str, list[str]](list)
    for request_id, key in _GONE(connection):
        found[request_id].append(key)
    return found


def _ends(unit: Unit, requests: Iterable[Any], gone: Mapping[str, list[str]]) -> dict[str, End]:
    """`requests`: rows of `_ALL`."""
    found = dict[str, End]()
    for request_id, state, closed_at in requests:
        keys = gone.get(request_id, [])
        if state not in OPEN:
            found[request_id] = End(state=state, at=written(closed_at), gone=dict.fromkeys(keys, 0))
        elif keys:
            found[request_id] = End(state=state, gone=_looked(unit, request_id, keys))
    return found


def _looked(unit: Unit, request_id: str, keys: list[str]) -> dict[str, int]:
    events = unit.events.of(request_id)
    return {key: len(looks_at(key, events)) for key in keys if newest_look(key, events)}
