"""Tidying up: what was told, answered or worked off long ago is deleted, a little at a time, and so are a list of
people that nobody filed, with its key, and a form that was offered. Requests are not."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.deps import Deps
from handlers.ports import Past, Unit

# A platform delivers an act again within minutes, and a failed scheduled run is looked for within a day.
KEPT = timedelta(days=7)
OFFERED = timedelta(minutes=30)  # a form with a button; Slack takes answers to a click for as long
WORK_KEPT = timedelta(days=14)  # so that what went wrong can still be looked at
_AT_ONCE, _LISTS_AT_ONCE = 500, 20


async def tidy(deps: Deps, past: Past) -> int:
    """How much was deleted. Several replicas may do this at once."""
    now = deps.clock()

    def forget(unit: Unit) -> int:
        unit.cards.forget_marks()
        told = unit.notices.forget(now - KEPT, _AT_ONCE) + unit.deliveries.forget(now - KEPT, _AT_ONCE)
        told += _forget_lists(unit, now)
        return told + unit.offers.forget_before(now - OFFERED)

    return await deps.storage.write(forget) + await past.forget(now - WORK_KEPT, _AT_ONCE)


def _forget_lists(unit: Unit, now: datetime) -> int:
    """Their keys go with them, so not by a clock that leapt."""
    if not unit.lists.any_before(now - KEPT) or not unit.log.is_steady(now):
        return 0
    return unit.lists.forget_before(now - KEPT, _LISTS_AT_ONCE, now)
