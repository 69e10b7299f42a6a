"""Which identifiers are one human: an address and the customer ids under it. A legal hold covers all of them.

Two humans who share an address become one here, so that a hold covers too much rather than too little.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from domain.erasure.whereabouts import Customer, same
from domain.event import EventKind
from handlers.ports import Unit

Kin = Mapping[str, Sequence[str]]  # a subject as it was named → the other identifiers of the same human


def others(named: str, profiles: Iterable[Customer]) -> tuple[str, ...]:
    """What a look-up found out: ids of the profiles, and their addresses."""
    found = [text for profile in profiles for text in (profile.id, profile.email) if text.strip()]
    return tuple(dict.fromkeys(text for text in found if not same(text, named)))


def unite(unit: Unit, request_id: str | None, kin: Kin, now: datetime) -> None:
    """Keep it, as look-ups that are no clear text."""
    for named, rest in kin.items():
        ids = [unit.subjects.for_address(text, now) for text in (named, *rest)]
        join(unit, request_id, ids, now)


def join(unit: Unit, request_id: str | None, subjects: Sequence[str], now: datetime) -> None:
    """Of each legal hold on them, the log tells whom it covers from now on."""
    if not unit.subjects.unite(subjects):
        return
    kind, covered = EventKind.SUBJECT_UNITED, unit.subjects.covered(subjects[0])
    held = [hold.subject_id for hold in unit.subjects.held(subjects[0])]
    for data in [{"subject": one, **unit.covering.facts(one, covered, kind, request_id)} for one in held] or [
        unit.covering.facts(min(covered.subjects), covered, kind, request_id)
    ]:
        unit.events.add(kind, now, actor=None, request=request_id, data=data)
