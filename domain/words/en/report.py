"""What a report says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from domain.period import Period, Span
from domain.report import Share, Spread
from domain.request import Kind, State
from domain.words.en.english import ENGLISH

KINDS: Mapping[Kind, str] = {
    Kind.REFRESH: "Refreshes",
    Kind.ERASURE: "Erasures",
    Kind.REMOVE_USER: "Removals of users",
    Kind.EXPORT: "Exports",
}
_ENDS: Mapping[State | None, str] = {
    State.COMPLETED: "completed",
    State.REFUSED: "refused",
    State.DENIED: "denied",
    State.EXPIRED: "expired",
    State.CANCELLED: "cancelled",
    None: "open",
}
MONTH, THREE_MONTHS = "Answered within one month", "Answered within three months"
IN_TIME = "Answered in time (extensions counted)"
APPROVAL, COMPLETION = "From filing to approval", "From filing to completion"
FAILURES, NO_FAILURES = "Failed refreshes", "none"
EXTENSIONS, REFUSALS = "Extensions", "Refusals"
NOTE = (
    "Counted by the day on which the company received each request. An answer counts from the day on which it was noted "
    "here. What is open and not due yet, was replaced, or has no day of answer here, is left out of the shares."
)
WHICH = (
    "I can report on a month, a quarter or a year: “report 2026-03”, “report 2026-Q1”, “report 2026”, or “report last "
    "quarter”. Without any of them, it is this month so far."
)
MEDIAN, SLOWEST = "median (hours)", "slowest tenth from (hours)"
CSV = "As CSV"
ENDS, ANSWERS, TIMES = "How requests ended", "Answers", "How long it took"
TO_MEDIAN, TO_SLOWEST = "to the median", "to where the slowest tenth begins"
PICTURE = "A chart of bars"
AS_PICTURE, AS_DARK_PICTURE = "As a picture", "As a dark picture"
COLUMNS = ("what", "of", "value", "out of")


def title(period: Period, *, so_far: bool) -> str:
    return f"Report on {_name(period)}{', so far' if so_far else ''}"


def nothing(period: Period, *, so_far: bool) -> str:
    return f"Nothing was asked for in {_name(period)}{' so far' if so_far else ''}."


def ahead(period: Period) -> str:
    return f"{_name(period)} has not begun yet, so there is nothing to report."


def asked(requests: int) -> str:
    return ENGLISH.counted(requests, "request", "requests")


def ends(ends: Mapping[State | None, int]) -> str:
    told = ", ".join(f"{ends[state]} {name}" for state, name in _ENDS.items() if ends.get(state))
    return f"{sum(ends.values())} asked for: {told}"


def end(state: State | None) -> str:
    return _ENDS[state]


def share(share: Share) -> str:
    return f"{share.met} of {share.of} ({share.percent} %)" if share.of else "none to count"


def spread(spread: Spread) -> str:
    if not spread.of:
        return "none yet"
    if spread.of == 1:
        return f"{_long(spread.median)}, of 1"
    return f"median {_long(spread.median)}; the slowest tenth {_long(spread.slowest)} or more; of {spread.of}"


def about(period: Period) -> str:
    return f"The report on {_name(period)}, as a picture. Its numbers are on the card that the report came with."


def times(times: int) -> str:
    return ENGLISH.counted(times, "time", "times")


def failed(failures: int) -> str:
    return f"its refresh failed {ENGLISH.counted(failures, 'time', 'times')}"


def more_failures(sources: int, failures: int) -> str:
    return f"of {ENGLISH.counted(sources, 'more source', 'more sources')}: {ENGLISH.counted(failures, 'time', 'times')}"


def _name(period: Period) -> str:
    match period.span:
        case Span.MONTH:
            return ENGLISH.month(period.first)
        case Span.QUARTER:
            return ENGLISH.quarter(period.first)
        case Span.YEAR:
            return str(period)


def _long(time: timedelta) -> str:
    """Rounded to what matters at its length."""
    if time >= timedelta(days=2):
        return ENGLISH.counted(round(time / timedelta(days=1)), "day", "days")
    if time >= timedelta(hours=2):
        return ENGLISH.counted(round(time / timedelta(hours=1)), "hour", "hours")
    minutes = round(time / timedelta(minutes=1))
    return ENGLISH.counted(minutes, "minute", "minutes") if minutes else "less than a minute"
