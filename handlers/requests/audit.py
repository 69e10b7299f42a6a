"""Audit events of acts that changed nothing: attempts without the right, and looks at people."""

from __future__ import annotations

from domain.event import EventKind
from domain.people import Person
from handlers.deps import Deps


async def note(deps: Deps, kind: EventKind, person: Person | None, **data: str) -> None:
    """`data` holds codes and names of verbs only, never what was typed."""
    now, actor = deps.clock(), person.id if person else None
    await deps.storage.write(lambda unit: unit.events.add(kind, now, actor=actor, request=None, data=data))
