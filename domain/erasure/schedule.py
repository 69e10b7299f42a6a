"""When Customer Insights refreshes by itself, and whether an erasure may wait for that. All instants are UTC.

The contract shows six fields, with the second in front; what cannot be read for sure is never waited for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from croniter import croniter  # type: ignore[import-untyped]

WELL_BEFORE = timedelta(days=3)  # before the answer is due: a failed run, another one and the checks must fit in


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """`full`: everything is worked out anew, not only what changed. `covers`: ids; empty for all, None: not known."""

    operation: str
    full: bool
    active: bool
    timezone: str
    crons: tuple[str, ...]
    covers: tuple[str, ...] | None = ()

    @property
    def reaches_everything(self) -> bool:
        return self.active and self.full and self.operation == "all" and self.covers == ()


def worth_waiting(schedules: Iterable[Schedule], now: datetime, wait: timedelta, due: date) -> datetime | None:
    """The next full run, when it comes within `wait` and well before the day on which the answer is due."""
    runs = [run for schedule in schedules if schedule.reaches_everything and (run := next_run(schedule, now))]
    first = min(runs, default=None)
    in_time = first and first - now <= wait and (first + WELL_BEFORE).date() <= due
    return first if in_time else None


def next_run(schedule: Schedule, after: datetime) -> datetime | None:
    """The first run later than `after`; None when there is none, or the schedule cannot be read."""
    try:
        zone = ZoneInfo(schedule.timezone or "UTC")
        runs = [run for cron in schedule.crons if (run := _next(cron, after, zone))]
    except (ValueError, KeyError, OSError):  # among them a time zone by a name that only Windows knows
        return None
    return min(runs, default=None)


def _next(cron: str, after: datetime, zone: ZoneInfo) -> datetime | None:
    """Raises ValueError, also for a number of a weekday where a question mark says that Sunday may be 1 (Quartz)."""
    fields = cron.split()
    if len(fields) not in {5, 6} or (fields[-3] == "?" and any(mark.isdigit() for mark in fields[-1])):
        raise ValueError("unclear")
    began = after.astimezone(zone)
    runs = croniter(cron, began, ret_type=datetime, second_at_beginning=True, max_years_between_matches=2)
    run: datetime = runs.get_next()
    return run.astimezone(UTC)
