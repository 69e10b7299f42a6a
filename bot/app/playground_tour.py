"""Reading how far the story of the playground's tour has come: from the rows, and from the original sources."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.playground import Steering
from bot.playground.tour import Tour, tour_of
from domain.request import Kind, Request, Step
from handlers.deps import Deps
from handlers.ports import Unit
from handlers.requests.sealed import details

REMEMBERED = timedelta(days=1)  # for so long one that ended is the newest


async def read_tour(deps: Deps, steering: Steering) -> Tour:
    """Raises: NotSteered, where the sandbox does not say who is still in the originals."""
    request, steps, subjects = await deps.storage.read(lambda unit: _newest(unit, deps))
    held = [name for who in subjects for name in await steering.held(who)] if request and request.open else []
    return tour_of(request, steps, held)


def _newest(unit: Unit, deps: Deps) -> tuple[Request | None, Sequence[Step], Sequence[str]]:
    found = unit.requests.of_kind(Kind.ERASURE, deps.clock() - REMEMBERED)
    if not found:
        return None, (), ()
    newest = max(found, key=lambda request: request.created_at)
    return newest, unit.steps.of(newest.id), tuple(details(unit, newest)["subjects"])
