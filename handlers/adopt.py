"""A click on a copy that we did not know of (its post had an unknown outcome): from now on it is redrawn like the rest."""

from __future__ import annotations

from domain.chat import Clicked
from handlers.deps import Deps
from handlers.ports import Unit


async def adopt(deps: Deps, click: Clicked) -> None:
    if not click.address:
        return
    address = click.address

    def known(unit: Unit) -> bool:
        place = click.place
        return not unit.requests.get(click.ref) or unit.cards.find(place.surface, place.id, address) is not None

    def remember(unit: Unit) -> None:
        place = click.place
        unit.cards.add(click.ref, place.surface, place.id, address, full=place.private, person_id=None, drawn=0)

    if not await deps.storage.read(known):
        await deps.storage.write(remember)
        deps.wake()
