"""That somebody looks a person up stands in the log, before anything is asked."""

from __future__ import annotations

from domain.event import EventKind
from handlers.deps import Act, Deps
from handlers.ports import Unit


async def note_look(deps: Deps, act: Act, who: str) -> None:
    """Before the look, so that one which fails stands in the log too."""
    await note_look_of(deps, act.person.id, who)


async def note_look_of(deps: Deps, person: str, who: str) -> None:
    """`person`: the id of who has somebody looked up."""
    now = deps.clock()

    def write(unit: Unit) -> None:
        data = {"subject": unit.subjects.for_address(who, now)}  # also of whom nobody knew, so that they may be told
        unit.events.add(EventKind.SUBJECT_LOOKED_UP, now, actor=person, request=None, data=data)

    await deps.storage.write(write)
