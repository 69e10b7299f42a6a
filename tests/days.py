"""Days as the company counts them, whose midnight is not that of UTC; asked when they are needed: runs go past it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

TODAY = "today"
"""Stands for the day in what a person will fill in some time."""


def today(days: int = 0) -> date:
    """So many days after it."""
    return datetime.now(ZoneInfo("Europe/Berlin")).date() + timedelta(days=days)


def dated(values: Mapping[str, Any]) -> dict[str, Any]:
    """What is filled in now."""
    return {name: today().isoformat() if value == TODAY else value for name, value in values.items()}
