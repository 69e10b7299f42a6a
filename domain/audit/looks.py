"""Which entries of the log are somebody's look at a person: what an auditor is told who asks who looked."""

from __future__ import annotations

from dataclasses import dataclass

from domain.event import Event, EventKind

LOOKS = (
    EventKind.SUBJECT_LOOKED_UP,
    EventKind.PERSON_LOOKED_UP,
    EventKind.REQUEST_VIEWED,
    EventKind.REQUEST_SHOWN,
    EventKind.HOLDS_VIEWED,
    EventKind.LOOKS_ASKED,
    EventKind.ACT_REFUSED,
    EventKind.LOG_EXPORTED,
    EventKind.CERTIFICATE_WRITTEN,
    EventKind.PERSON_EXPORTED,
)
SEARCHES = (EventKind.SUBJECT_LOOKED_UP, EventKind.PERSON_LOOKED_UP)
PAGE = 20


@dataclass(frozen=True)
class Look:
    """One of them. `id`: its place in the log, by which pages are turned."""

    id: int
    event: Event
