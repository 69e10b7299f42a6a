"""Where Customer Insights holds somebody, asked with what is kept of its tables, its store and its index.

That somebody was found is seen whatever is kept. Everything else (nobody, a doubt, a source that is not known, a
refusal) may come of what is not so any more, and is told after asking anew.
"""

from __future__ import annotations

from time import monotonic

from domain.erasure.whereabouts import Model, StoreState, Whereabouts
from domain.trouble import Refused, Unreadable
from handlers.deps import Deps

_WHENEVER = 0.0


async def whereabouts(
    deps: Deps, who: str, *, kept: bool = False, since: float | None = None
) -> tuple[Whereabouts, Model]:
    """What was seen, and the tables it goes by.

    `kept`: whoever is found may be found with what is kept. `since`: what was asked before that, by the monotonic
    clock, counts for nothing else; now, where it is not said.

    Raises: domain.trouble.Trouble.
    """
    since = monotonic() if since is None else since
    if kept:
        there = await _there(deps, _WHENEVER)
        seen = await _found(deps, who, *there)
        if seen and (_is_clear(seen) or await _there(deps, since) == there):
            return seen, there[0]
    model, store = await _there(deps, since)
    return await deps.insights.people.find(who, model, store), model


def _is_clear(seen: Whereabouts) -> bool:
    return seen.found and not seen.doubts and all(held.source_id for held in seen.holdings)


async def _there(deps: Deps, newer: float) -> tuple[Model, StoreState]:
    return await deps.inventory.model(newer), await deps.inventory.store(newer)


async def _found(deps: Deps, who: str, model: Model, store: StoreState) -> Whereabouts | None:
    """None: it was refused, or not understood."""
    try:
        return await deps.insights.people.find(who, model, store)
    except (Refused, Unreadable):
        return None
