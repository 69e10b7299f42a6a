"""Days that people fill in, and today."""

from __future__ import annotations

from datetime import date

from domain import words
from handlers.deps import Deps


def today(deps: Deps) -> date:
    """Today in the company's own time zone."""
    return deps.clock().astimezone(deps.policy.timezone).date()


def problem_with(day: str, today: date) -> str:
    """What is wrong with it; empty where nothing is, or no day was given. `today` is in the company's own time zone."""
    try:
        return words.FUTURE_DAY if day and date.fromisoformat(day) > today else ""
    except ValueError:
        return words.bad_date(day)
