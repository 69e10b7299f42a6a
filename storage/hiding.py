"""Earlier releases took the id of who is removed, as the directory has it, for the key of the step. At the start such a
step is given the key that hides it: in its row, and in what the engine has on record of the work that goes on with it.

The text that is sealed in a row is bound to the key, so it shows that the bot wrote that key. Orders stay as they are:
they are sealed, and hold the id itself. So does the log, which nobody can change.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import datetime
from secrets import token_hex

from sqlalchemy import bindparam, select, update

from domain.cell import Altered, fault_cell, step_cell
from domain.event import EventKind
from domain.remove_user.access import folded
from domain.request import Kind, Step
from storage import tables
from storage.recorded import rename
from storage.sql import Statement, columns
from storage.subjects import HIDES
from storage.unit import Unit

_steps = tables.steps
_HIDING = [kind for kind in Kind if kind.hides]
_CLEAR = Statement(
    select(*columns(_steps, (field.name for field in fields(Step))))
    .join(tables.requests, tables.requests.c.id == _steps.c.request_id)
    .where(tables.requests.c.kind.in_(_HIDING), ~_steps.c.key.startswith(HIDES))
)
_MOVE = Statement(
    update(_steps).where(_steps.c.request_id == bindparam("request"), _steps.c.key == bindparam("old_key"))
)


def hide_keys(unit: Unit, now: datetime) -> int:
    """How many there were. One that the sealed text of its row does not fit stays, and is named when it is read."""
    hidden = list(_hidden(unit))
    for old, step in hidden:
        new = {"key": step.key, "sealed": step.sealed, "fault": step.fault}
        _MOVE(unit.connection, request=step.request_id, old_key=old, **new)
        rename(unit.connection, step.request_id, old, step.key)
    if hidden:
        unit.events.add(EventKind.KEYS_HIDDEN, now, actor=None, request=None, data={"count": str(len(hidden))})
    return len(hidden)


def _hidden(unit: Unit) -> Iterator[tuple[str, Step]]:
    """Each with the key that it had."""
    for row in _CLEAR(unit.connection):
        step = Step(**row._asdict())
        try:
            yield step.key, _anew(unit, step)
        except Altered:
            continue


def _anew(unit: Unit, step: Step) -> Step:
    """Raises: Altered."""
    subjects, key = unit.subjects, unit.subjects.hidden(step, step.key)
    told = subjects.unseal(step.subject_id, step.sealed, step_cell(step))
    fault = subjects.unseal(step.subject_id, step.fault, fault_cell(step))
    if not told or not key:  # the key of the subject is destroyed, so nobody knows who it was
        return replace(step, key=HIDES + token_hex(16))
    known = json.loads(told)
    if folded(known.get("principal", step.key)) != folded(step.key):
        raise Altered(step_cell(step))
    new = replace(step, key=key)
    sealed = subjects.seal(step.subject_id, json.dumps({**known, "principal": step.key}), step_cell(new))
    return replace(
        new, sealed=sealed, fault=None if fault is None else subjects.seal(step.subject_id, fault, fault_cell(new))
    )
