"""`show` and Details: looking at a request without changing it."""

from __future__ import annotations

from domain.card import Card, not_clear
from domain.rights import SEE
from domain.unread import Behind
from handlers.command import Command, Served
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.gate import viewed
from handlers.requests.glimpse import glimpse


async def show(deps: Deps, act: Act) -> Card:
    """One request in full, for the requester and readers; the look itself is an audit event."""
    if not act.request_id:
        return not_clear(act.words.errors.which_request("show"))
    now = deps.clock()

    def look(unit: Unit) -> Card:
        request = viewed(unit, act, now)
        return request if isinstance(request, Card) else glimpse(unit, request, deps, act.reader, now)

    return await deps.storage.write(look)


COMMAND = Command(
    name="show",
    usage="show <request>",
    sentence="One request in full.",
    example="show DSR-7K3QFA",
    who=SEE,
    behind=Behind.ASIDE,
    called=lambda words: words.rights.LOOKING,
    typed=show,
    files=frozenset(),
    buttons={"details": Served(SEE, do=show, on_card=True, by_name=True), "show": Served(SEE, do=show)},
)
