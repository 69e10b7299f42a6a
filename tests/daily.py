"""What is tried by chance: a part of it each day, another one the next, so that in time all of it is.

It is the same part all day and on every machine. `TEST_DAY=2026-11-30` tries that day's again; each run says which it
was.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TypeVar

T = TypeVar("T")
# Kept for the processes that tests run in, so that midnight does not come between them.
DAY = date.fromisoformat(os.environ.setdefault("TEST_DAY", datetime.now(UTC).date().isoformat()))


def todays(every: Sequence[T], one_in: int, day: date = DAY) -> Sequence[T]:
    """One in so many; after as many days, each was tried."""
    return every[day.toordinal() % one_in :: one_in]
