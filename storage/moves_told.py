"""What the log is told of addresses that moved, where an earlier release proved nothing of it: at each start."""

from __future__ import annotations

from datetime import datetime

from domain.event import EventKind
from storage.unit import Unit


def tell_moves(unit: Unit, now: datetime) -> None:
    """Nobody is freed by what is told here."""
    for move, whose in unit.people.moves.untold():
        kind = EventKind.PERSON_SETTLED if whose else EventKind.PERSON_MOVED
        said = {"whose": whose} if whose else {}
        unit.events.add(kind, now, actor=None, request=None, data={**move.told, **said})
