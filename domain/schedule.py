"""When Customer Insights refreshes by itself, and whether an erasure may wait for that. All instants are UTC.

The contract shows six fields, with the second in front; what cannot be read for sure is never waited for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

WELL_BEFORE = timedelta(days=3)  # before the answer is due: a failed run, another one and the checks must fit in
_AHEAD = 370  # days; whatever recurs comes within a year
_MONTHS = {
    "JAN": 1, "FEB": 2, "MAR": 3, "APR": 4, "MAY": 5, "JUN": 6,
    "JUL": 7, "AUG": 8, "SEP": 9, "OCT": 10, "NOV": 11, "DEC": 12,
}  # fmt: skip
_DAYS = {"SUN": 0, "MON": 1, "TUE": 2, "WED": 3, "THU": 4, "FRI": 5, "SAT": 6}


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """`full`: everything is worked out anew, not only what changed. `covers`: ids; empty for all."""

    operation: str
    full: bool
    active: bool
    timezone: str
    crons: tuple[str, ...]
    covers: tuple[str, ...] = ()

    @property
    def reaches_everything(self) -> bool:
        return self.active and self.full and self.operation == "all" and not self.covers


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
    fields = cron.upper().split()
    seconds, minutes, hours, days, months, weekdays = _read(fields if len(fields) == 6 else ["0", *fields])
    times = [time(hour, minute, second) for hour, minute, second in product(hours, minutes, seconds)]
    for day in _dates(after.astimezone(zone).date()):
        if day.day in days and day.month in months and day.isoweekday() % 7 in weekdays:
            runs = (datetime.combine(day, at, zone).astimezone(UTC) for at in times)
            if found := next((run for run in runs if run > after), None):
                return found
    return None


def _dates(first: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range(_AHEAD))


def _read(fields: Sequence[str]) -> tuple[Sequence[int], ...]:
    """Raises ValueError, also for a number of a weekday where a question mark says that Sunday may be 1 (Quartz)."""
    second, minute, hour, day, month, weekday = fields
    if day == "?" and any(mark.isdigit() for mark in weekday):
        raise ValueError("unclear")
    return (
        _numbers(second, 0, 59),
        _numbers(minute, 0, 59),
        _numbers(hour, 0, 23),
        _numbers(day.replace("?", "*"), 1, 31),
        _numbers(month, 1, 12, _MONTHS),
        sorted({number % 7 for number in _numbers(weekday.replace("?", "*"), 0, 7, _DAYS)}),
    )


def _numbers(text: str, least: int, most: int, names: Mapping[str, int] = {}) -> Sequence[int]:
    found: set[int] = set()
    for part in text.split(","):
        span, slash, step = part.partition("/")
        first, dash, last = (f"{least}-{most}" if span == "*" else span).partition("-")
        begin = names[first] if first in names else int(first)
        end = (names[last] if last in names else int(last)) if dash else most if slash else begin
        if not least <= begin <= end <= most:
            raise ValueError("out of range")
        found.update(range(begin, end + 1, int(step) if slash else 1))
    return sorted(found)
