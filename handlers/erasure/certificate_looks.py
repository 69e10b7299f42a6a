"""The looks of an erasure on its certificate: what was asked, what came, and by what it was shown; a line each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo

from domain.drawing.certificate import Entry
from domain.erasure.facts import ErasureFacts
from domain.erasure.looks import Look
from domain.erasure.plan import StepKind, of
from domain.request import Step
from domain.words.language import Words
from handlers.ports import Unit
from handlers.requests.sealed import facts


def looks(unit: Unit, steps: Sequence[Step], zone: tzinfo, words: Words) -> list[Entry]:
    """In the order in which they were made; the same look with the same result, later, is the same line."""
    rows: dict[tuple[str, str], list[datetime | None]] = {}
    for step in of(steps, StepKind.CHECK, StepKind.AGAIN):
        for look in _kept(unit, step):
            rows.setdefault((words.looks.asked(look), words.looks.came(look)), []).append(step.settled_at)
    return [
        Entry(what, words.lists.times(came, len(when)), "", _last(when, zone, words))
        for (what, came), when in rows.items()
    ]


def _kept(unit: Unit, step: Step) -> Iterable[Look]:
    """A check of an earlier revision kept none."""
    return facts(unit, step, ErasureFacts).looks


def _last(moments: Sequence[datetime | None], zone: tzinfo, words: Words) -> str:
    last = max(filter(None, moments), default=None)
    return words.moments.at(last, zone).plain if last else ""
