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
        if unit.subjects.unite(ids):
            data = {"subjects": " ".join(ids)}
            unit.events.add(EventKind.SUBJECT_UNITED, now, actor=None, request=request_id, data=data)
