"""Cards that stand with who may not see the request any more are found, though nothing changes the request."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from domain.rights import READERS
from domain.rule import Reader
from handlers.deps import Deps
from handlers.ports import Unit
from handlers.requests.asker import may_see
from handlers.requests.readers import Unclear, reader

_AT_ONCE = 200  # cards looked at in one go


async def look_over(deps: Deps, surfaces: Iterable[str]) -> bool:
    """Mark them to be drawn anew, which takes leave of them. False where it is not clear yet who somebody is."""
    whole = True
    for surface, person_id in await deps.storage.read(lambda unit: unit.cards.owners(surfaces)):
        try:
            now = await reader(deps, surface, person_id)
        except Unclear:
            whole = False
            continue
        if not now or not now.roles & READERS:
            await _outdate(deps, surface, person_id, now)
    return whole


async def _outdate(deps: Deps, surface: str, person_id: str, now: Reader | None) -> None:
    """One card a transaction: whoever decides meanwhile waits for none of it."""
    after: int | None = 0
    while after is not None:
        hidden, after = await deps.storage.read(partial(_hidden, surface, person_id, now, after))
        for card in hidden:
            await deps.storage.write(partial(_mark, card))


def _hidden(surface: str, person_id: str, now: Reader | None, after: int, unit: Unit) -> tuple[list[int], int | None]:
    """Cards that they may not see, and the id of the last one that was looked at; None when there are no more."""
    cards = unit.cards.of(surface, person_id, after, _AT_ONCE)
    hidden = [shown.id for shown in cards if not may_see(unit, unit.requests.get(shown.request_id), now)]
    return hidden, cards[-1].id if cards else None


def _mark(card: int, unit: Unit) -> None:
    unit.cards.outdate(card)
