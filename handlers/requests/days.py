"""Days that people fill in, and today."""

from __future__ import annotations

from datetime import date

from domain.calendar import GDPR
from domain.refresh.typed import read_day
from domain.request import Request
from domain.words.language import Words
from handlers.deps import Act, Deps


def today(deps: Deps) -> date:
    """Today in the company's own time zone."""
    return deps.clock().astimezone(deps.policy.timezone).date()


def filled_in(act: Act, name: str) -> date | None:
    """The day in a field; None where there is none, or none that anybody can read."""
    try:
        return read_day(act.value(name))
    except ValueError:
        return None


def ahead(day: date | None, today: date, sentence: str) -> str:
    """What is wrong with a day on which something was done; `today` is in the company's own time zone."""
    return sentence if day and day > today else ""


def done_problem(day: date | None, request: Request, today: date, words: Words) -> str:
    """What is wrong with a day on which something was done about a request: its clock ends or changes by that day, and
    nothing was done about it before the company had it. `today` is in the company's own time zone."""
    early = words.errors.BEFORE_RECEIPT if day and day < request.received_on else ""
    return early or ahead(day, today, words.errors.FUTURE_DAY)


def receipt_problem(day: date | None, today: date, words: Words) -> str:
    """What is wrong with a day of receipt; `today` is in the company's own time zone."""
    said = words.requests
    return said.EARLY_DATE if day and day < GDPR else ahead(day, today, said.FUTURE_DATE)
