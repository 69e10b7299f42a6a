"""A click on a copy that we did not know of, because its post had no clear outcome: from now on it is redrawn too."""

from __future__ import annotations

from domain.chat import Clicked
from domain.people import Person
from handlers.deps import Deps
from handlers.ports import Unit

# Only the buttons of a request's own card; a reminder or an answer must not turn into one.
ON_A_CARD = frozenset({"approve", "deny", "retry", "details", "cancel", "correct", "remind", "settle", "ticket"})


async def adopt(deps: Deps, click: Clicked, person: Person) -> None:
    if not click.address or click.verb not in ON_A_CARD:
        return
    place, address, ref = click.place, click.address, click.ref.partition(".")[0]

    def unknown(unit: Unit) -> bool:
        return bool(unit.requests.get(ref)) and not unit.cards.find(place.surface, place.id, address)

    def remember(unit: Unit) -> None:
        owner = person.id if place.private else None
        unit.cards.add(ref, place.surface, place.id, address, full=place.private, person_id=owner, drawn=0)
        unit.requests.touch(ref)  # so that it is redrawn although nothing else changed

    if await deps.storage.read(unknown):
        await deps.storage.write(remember)
        deps.wake()
