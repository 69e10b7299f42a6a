"""`show` and Details: looking at a request without changing it."""

from __future__ import annotations

from domain import words
from domain.card import Card, say
from domain.rights import SEE
from domain.words.rights import LOOKING
from handlers.command import Command, Served
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.gate import against, turn_away
from handlers.requests.view import glimpse


async def show(deps: Deps, act: Act) -> Card:
    """One request in full, for the requester and readers; the look itself is an audit event."""
    if not act.request_id:
        return say(words.which_request("show"))
    now = deps.clock()

    def look(unit: Unit) -> Card:
        request = unit.requests.get(act.request_id)
        if not request:
            return say(words.unknown_request(act.request_id))
        if why := against(unit, act):
            return turn_away(unit, act, why, now)
        unit.events.add("request.viewed", now, actor=act.person.id, request=request.id)
        return glimpse(unit, request, deps, act.reader, now)

    return await deps.storage.write(look)


COMMAND = Command(
    name="show",
    usage="show <request>",
    sentence="One request in full.",
    example="show DSR-7K3QFA",
    who=SEE,
    called=LOOKING,
    typed=show,
    buttons={"details": Served(SEE, do=show, on_card=True, by_name=True), "show": Served(SEE, do=show)},
)
