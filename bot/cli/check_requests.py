"""What `dsrbot check` says of the requests themselves: that deletions are paused, and that much is extended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo

from domain.law import is_overuse
from domain.words import en as words
from domain.words.en import EN
from handlers.ports import Unit
from handlers.requests.brake import put_on_by, why

_YEAR = timedelta(days=365)


def of_requests(unit: Unit, now: datetime, zone: tzinfo) -> Iterator[str]:
    """One line each, nothing where all is as usual. `zone`: the company's."""
    if brake := unit.brakes.now():
        name = put_on_by(unit, brake.by, EN)
        at, reason = words.moments.at(brake.at, zone), why(unit, brake, EN)
        yield f"Deletions: {words.brake.found_by_check(name, at, reason)}"
    extended, asked = unit.requests.extensions(now.astimezone(zone).date() - _YEAR)
    if is_overuse(extended, asked):
        yield f"Extensions: {words.extend.often(extended, asked)}"
