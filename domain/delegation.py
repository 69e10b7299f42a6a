"""Acting for somebody who is away: for a period, with the roles that are their own, and for no request of theirs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

MOST = timedelta(days=90)  # longer than that, and somebody else should have the role


@dataclass(frozen=True)
class Delegation:
    """`giver` is away until `until`, a day in the company's own time zone, itself included; `taker` acts for them."""

    id: int
    giver: str
    taker: str
    until: date
    at: datetime


@dataclass(frozen=True)
class StandIn:
    """Somebody who is away, and who acts for them, as cards tell of it."""

    person_id: str
    name: str
    giver: str
    until: date


def said(delegation: Delegation) -> str:
    """What proves it: who asked whom, until when, and when."""
    until, at = delegation.until.isoformat(), delegation.at.isoformat()
    return json.dumps(["delegation", delegation.giver, delegation.taker, until, at])
