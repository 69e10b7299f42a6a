"""Cards that stand with who may not see the request any more are found, though nothing changes the request."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from domain.rights import READERS
from domain.rule import About, Reader, sees
from handlers.deps import Deps
from handlers.identity import Faces
from handlers.ports import Unit
from handlers.readers import Unclear, reader

_AT_ONCE = 200  # cards a transaction


async def look_over(deps: Deps, faces: Faces, surfaces: Iterable[str]) -> bool:
    """Mark them to be drawn anew, which takes leave of them. False where it is not clear yet who somebody is."""
    whole = True
    for surface, person_id in await deps.storage.read(lambda unit: unit.cards.owners(surfaces)):
        try:
            now = await reader(deps, faces, surface, person_id)
        except Unclear:
            whole = False
            continue
        if not now or not now.roles & READERS:
            await _outdate(deps, surface, person_id, now)
    deps.wake()
    return whole


async def _outdate(deps: Deps, surface: str, person_id: str, now: Reader | None) -> None:
    after: int | None = 0
    while after is not None:
        after = await deps.storage.write(partial(_mark, surface, person_id, now, after))


def _mark(surface: str, person_id: str, now: Reader | None, after: int, unit: Unit) -> int | None:
    """The id of the last card that was looked at; None when there are no more."""
    cards = unit.cards.of(surface, person_id, after, _AT_ONCE)
    for shown in cards:
        request = unit.requests.get(shown.request_id)
        if not request or not now or not sees(About.of(request), now.person_id, now.roles):
            unit.cards.outdate(shown.id)
    return cards[-1].id if cards else None
