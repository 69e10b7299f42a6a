"""Until when a person must be answered (GDPR Art. 12(3)): within a month, or three where it was extended."""

from __future__ import annotations

from datetime import date, timedelta

from domain.calendar import due
from domain.request import Request

_FEW, _SHARE = 3, 5  # so many extensions are no habit, and neither is one request of so many: ours, and no law's
EXTENDED = 3  # months from receipt: one, and at most two further


def last_day(request: Request, where: str) -> date:
    """In the company's own time zone. It counts as extended only once the person was told."""
    return extended_day(request, where) if request.extended_on else first_day(request, where)


def first_day(request: Request, where: str) -> date:
    """The end of the first month, which an extension leaves behind."""
    return due(request.received_on, where)


def extended_day(request: Request, where: str) -> date:
    """Reckoned from receipt, not from where a weekend moved the first end (Reg. 1182/71 Art. 3)."""
    return due(request.received_on, where, EXTENDED)


def target_day(request: Request, where: str, target: timedelta) -> date | None:
    """The company's own date, `target` after receipt; an extension moves it as far as the legal one, which it never
    reaches: None where it would, and where there is none."""
    first = first_day(request, where)
    own = request.received_on + target
    return last_day(request, where) - (first - own) if target and own < first else None


def suspended_day(request: Request, where: str, today: date) -> date | None:
    """When the answer would be due if the question who the person is had stopped the clock until it was answered, or,
    where it was not yet, until `today`. It binds nobody: the GDPR says nothing of it, and Guidelines 01/2022 that there
    *may* be a suspension. None without a question, and with one that came too late to stop anything.
    """
    asked = request.questioned_on
    if not asked or asked > last_day(request, where):
        return None
    months = EXTENDED if request.extended_on else 1
    return due(request.received_on, where, months, (request.proved_on or today) - asked)


def is_overuse(extended: int, asked: int) -> bool:
    """Whether so many of all requests were extended that the procedures may be the reason (Guidelines 01/2022)."""
    return extended >= _FEW and extended * _SHARE > asked
