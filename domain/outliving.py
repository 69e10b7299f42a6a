"""What outlives an erasure: copies that nobody can look into, and until when, or by whom they must be removed.

Each has its page in `docs/what-outlives.md`, which a test compares with this table. Days count from the last look.
"""

from __future__ import annotations

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


def outlives(looked: date, *, incremental: bool) -> tuple[tuple[Outliving, date | None], ...]:
    """What outlives a look of this day, each with its last day, or None where somebody must act.

    `incremental`: whether a source of the plan is read in parts, or may be.
    """
    there: Iterable[Remnant] = (one for one in REMNANTS if incremental or one.what is not Outliving.DELTAS)
    return tuple((one.what, looked + timedelta(days=one.days) if one.days is not None else None) for one in there)
