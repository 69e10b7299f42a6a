"""A backup that was restored brings back keys that were destroyed: at the start they are destroyed again, before
anything is read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog

from domain.event import EventKind
from storage.destroyed import DestroyedKeys
from storage.engines import UnusableDatabase
from storage.unit import Unit

_UNREADABLE = (
    "The list of destroyed keys beside audit.anchor cannot be read: check the disk and its rights. Nothing was begun, "
    "so that nobody is brought back who was erased."
)

_AT_ONCE = 5_000  # a statement takes so many ids on every database

log = structlog.get_logger(__name__)


def lose_again(unit: Unit, keys: DestroyedKeys, now: datetime) -> None:
    """Each by itself: the list says which, and whatever hung together with it is on it as well.

    Raises:
        UnusableDatabase: it is not known which.
    """
    try:
        listed, unproved = keys.read()
    except OSError:
        raise UnusableDatabase(_UNREADABLE) from None
    if unproved:
        log.warning("the list of destroyed keys has lines that prove nothing: cut off, or of others", lines=unproved)
    every = sorted(listed)
    for first in range(0, len(every), _AT_ONCE):
        _lose(unit, every[first : first + _AT_ONCE], now)


def _lose(unit: Unit, listed: Sequence[str], now: datetime) -> None:
    if people := unit.leaving.there(listed):
        log.warning("people whom a backup brought back were erased again", people=len(people))
        unit.leaving.erase(people)
        data = {"people": " ".join(people), "kept": str(unit.leaving.votes(people))}
        unit.events.add(EventKind.PERSON_ERASED, now, actor=None, request=None, data=data)
    back = unit.keys.alive(listed)
    if back:
        log.warning("keys that a backup brought back were destroyed again", subjects=len(back))
        circle = unit.keys.exactly(back)
        unit.keys.destroy(circle, now)
        _let_go(unit, back, now)
        for ref in circle.requests or (None,):
            data = {"why": "listed", "subjects": " ".join(circle.subjects)}
            unit.events.add(EventKind.SUBJECT_DESTROYED, now, actor=None, request=ref, data=data)


def _let_go(unit: Unit, subjects: Sequence[str], now: datetime) -> None:
    """Their legal holds were released before that, after the backup was made."""
    for event in unit.events.held_by(subjects):
        data = {"subject": event.data["subject"], "since": max(event.at, now).isoformat()}
        unit.events.add(EventKind.SUBJECT_RELEASED, now, actor=None, request=event.request, data=data)
