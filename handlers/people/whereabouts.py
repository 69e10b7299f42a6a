"""Where Customer Insights holds somebody, asked with what is kept of its tables, its store and its index.

That somebody was found is seen whatever is kept. Everything else (nobody, a doubt, a source that is not known, a
refusal) may come of what is not so any more: the store is asked anew, and then it is looked once more.
"""

from __future__ import annotations

from time import monotonic

from domain.erasure.whereabouts import Model, Whereabouts
from domain.trouble import Refused, Unreadable
from handlers.deps import Deps

_WHENEVER = 0.0


async def whereabouts(
    deps: Deps, who: str, *, kept: bool = False, since: float | None = None
) -> tuple[Whereabouts, Model]:
    """What was seen, and the tables it goes by. How it stands with the store is asked right before the look.

    `kept`: whoever is found may be found with what is kept. `since`: from when on (of the monotonic clock) the tables
    count; from now, where it is not said.

    Raises: domain.trouble.Trouble.
    """
    if kept and (seen := await _at_a_glance(deps, who)):
        return seen
    now = monotonic()
    model = await deps.inventory.model(now if since is None else since)
    return await deps.insights.people.find(who, model, await deps.inventory.store(now)), model


async def _at_a_glance(deps: Deps, who: str) -> tuple[Whereabouts, Model] | None:
    """None where that shows less than everything."""
    model, store = await deps.inventory.model(_WHENEVER), await deps.inventory.store(_WHENEVER)
    try:
        seen = await deps.insights.people.find(who, model, store)
    except (Refused, Unreadable):
        return None
    clear = seen.found and not seen.doubts and all(held.source_id for held in seen.holdings)
    return (seen, model) if clear else None
