"""A click on a copy that we did not know of, because its post had no clear outcome: from now on it is redrawn too.

Only for who may see the request, and only where a card of it may stand: in their own private chat, or, masked, in one
of the company's channels.
"""

from __future__ import annotations

from domain.chat import Clicked
from domain.notice import UNCONFIRMED
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.asker import may_see


async def adopt(deps: Deps, click: Clicked, act: Act) -> None:
    """After the act was found to be this person's, and not before.

    Only by a button of a request's own card; a reminder or an answer must not turn into one.
    """
    place, address, ref = click.place, click.address, act.request_id
    if not address or not act.asked.stated.on_card or not may_stand(deps, click):
        return

    def unknown(unit: Unit) -> bool:
        return not unit.cards.find(place.surface, place.id, address)

    def remember(unit: Unit) -> None:
        request = unit.requests.get(ref)
        if not request or not unknown(unit) or not may_see(unit, request, act.reader):
            return
        owner = act.person.id if place.private else None
        unit.cards.add(ref, place.surface, place.id, address, full=place.private, person_id=owner, drawn=UNCONFIRMED)

    if await deps.storage.read(unknown):
        await deps.storage.write(remember)


def may_stand(deps: Deps, click: Clicked) -> bool:
    return bool(click.place.private and click.place.id) or (click.place.surface, click.place.id) in deps.channels
