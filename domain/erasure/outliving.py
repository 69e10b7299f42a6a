"""What outlives an erasure: copies that nobody can look into, and until when, or by whom they must be removed.

Each has its page in `docs/what-outlives.md`, which a test compares with this table. Days count from the last look.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Outliving(StrEnum):
    SNAPSHOTS = "snapshots"
    COOKIES = "cookies"
    REAL_TIME = "real_time"
    DELTAS = "deltas"
    DATAVERSE = "dataverse"
    PERSONALIZATION = "personalization"
    JOURNEYS = "journeys"


@dataclass(frozen=True)
class Remnant:
    """It ends by itself after so many `days`, or somebody must end it. `page`: of the documentation that says so."""

    what: Outliving
    page: str
    days: int | None = None


REMNANTS = (
    Remnant(Outliving.SNAPSHOTS, "data/dsr-rights-requests.md", 30),
    Remnant(Outliving.COOKIES, "data/customer-profiles.md", 7),
    Remnant(Outliving.REAL_TIME, "data/real-time-data-ingestion.md", 30),
    Remnant(Outliving.DELTAS, "data/incremental-refresh-data-sources.md"),
    Remnant(Outliving.DATAVERSE, "data/tables.md"),
    Remnant(Outliving.PERSONALIZATION, "data/tables.md"),
    Remnant(Outliving.JOURNEYS, "journeys/dsr-handling.md"),
)
LONGEST = timedelta(days=max(remnant.days or 0 for remnant in REMNANTS))


Left = tuple[tuple[Outliving, date | None], ...]  # each with its last day, or None where somebody must act


def packed(left: Left) -> str:
    """As it is kept with the look after which it was told."""
    return json.dumps({what: until.isoformat() if until else "" for what, until in left})


def unpacked(kept: str) -> Left:
    """What was kept; nothing of a look whose result holds it as a sentence (of an earlier revision)."""
    found = json.loads(kept or "{}")
    return tuple((Outliving(what), date.fromisoformat(until) if until else None) for what, until in found.items())


def outlives(looked: date, *, incremental: bool, copied: bool = True) -> Left:
    """What outlives a look of this day.

    `incremental`: whether a source of the plan is read in parts, or may be. `copied`: whether Dataverse may have
    copies, as nobody looked there.
    """
    over = {Outliving.DELTAS: not incremental, Outliving.DATAVERSE: not copied}
    there: Iterable[Remnant] = (one for one in REMNANTS if not over.get(one.what))
    return tuple((one.what, looked + timedelta(days=one.days) if one.days is not None else None) for one in there)
