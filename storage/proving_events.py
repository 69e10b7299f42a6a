"""Which events earlier releases wrote, that proved none: noted once, by the first start of a release that does, in the
table of keys under the master key. An event says that this was done, so that nobody has it done again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, exists, insert, select

from domain.event import EventKind
from storage import tables
from storage.events import unproved
from storage.master_key import UNPROVED_EVENTS
from storage.sql import Statement
from storage.unit import Unit
from storage.vault import Vault, WrongMasterKey

_events, _mark = tables.events, tables.keys.c.name == UNPROVED_EVENTS
_WRAPPED = Statement(select(tables.keys.c.wrapped).where(_mark))
_FORGET = Statement(delete(tables.keys).where(_mark))
_NOTE = Statement(insert(tables.keys).inline())
_DONE = Statement(select(exists().where(_events.c.kind == EventKind.EVENTS_PROVED)))
_STOPS = Statement(select(_events.c.data).where(tables.STOPS))
_GONE = (
    "The mark of the events that are proved has gone from the database, though there are such events: the table of "
    "keys was changed. Nothing was done; restore a backup of the database."
)


def note_unproved(unit: Unit, vault: Vault, now: datetime) -> None:
    """Where it was not done yet, or only by their last row.

    Raises:
        WrongMasterKey: it was done, and the mark of that has gone.
    """
    connection = unit.connection
    wrapped = _WRAPPED(connection).value()
    if wrapped and isinstance(json.loads(vault.unwrap(UNPROVED_EVENTS, wrapped)), list):
        return
    if _was_done(connection) or (not wrapped and _has_proved(connection)):
        raise WrongMasterKey(_GONE)
    if not wrapped:
        vault.unproved_events = unproved(connection)
    known = json.dumps(sorted(vault.unproved_events)).encode()
    _FORGET(connection)
    _NOTE(connection, name=UNPROVED_EVENTS, wrapped=vault.wrap(UNPROVED_EVENTS, known))
    if _stops(connection):
        data = {"count": str(len(vault.unproved_events))}
        unit.events.add(EventKind.EVENTS_PROVED, now, actor=None, request=None, data=data)


def _has_proved(connection: Connection) -> bool:
    """What is held or paused is proved itself, or is of an earlier release (`_was_done`)."""
    return any("proof" in data for data in _stops(connection))


def _was_done(connection: Connection) -> bool:
    """What an earlier release held or paused is followed by an event of ours, which stays in the log with it."""
    return bool(_DONE(connection).value())


def _stops(connection: Connection) -> list[Mapping[str, str]]:
    return [row.data for row in _STOPS(connection)]
