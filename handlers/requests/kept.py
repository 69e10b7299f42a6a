"""What was written about the clock of a request: sealed in the log, shown to who asks, taken on by a correction."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.calendar import due
from domain.called import called
from domain.cell import event_cell
from domain.event import Event, EventKind
from domain.policy import Policy
from domain.request import Request
from domain.words.language import Words
from handlers.ports import Unit
from handlers.requests.case import Case

EXTENDED, QUESTIONED, PROVED = EventKind.REQUEST_EXTENDED, EventKind.IDENTITY_ASKED, EventKind.IDENTITY_PROVED


_SAID = frozenset({EXTENDED, QUESTIONED, PROVED})


@dataclass(frozen=True, kw_only=True)
class Carried:
    """Days of an earlier request that hold for the one that corrects it; fields of the request."""

    extended_on: date | None = None
    questioned_on: date | None = None
    proved_on: date | None = None


def sealed(unit: Unit, request: Request, kind: EventKind, texts: Mapping[str, str], **days: date) -> dict[str, str]:
    """The data of an event of this kind: texts under the key of the request's subject, and days."""
    kept = unit.subjects.seal(request.subject_id, json.dumps(dict(texts)), event_cell(request.id, kind))
    return {"texts": b64encode(kept).decode()} | {name: day.isoformat() for name, day in days.items()}


def told(unit: Unit, request: Request, policy: Policy, words: Words) -> tuple[str, ...]:
    """In full, oldest first, for who may read everything about the request."""
    if not request.extended_on and not request.questioned_on:
        return ()
    events = [event for event in unit.events.of(request.id) if event.kind in _SAID]
    names = unit.people.names({_writer(event)[0] for event in events})
    return tuple(_said(unit, request, event, names, policy, words) for event in events)


def notice_of(unit: Unit, request: Request) -> str:
    """What the person was told of the extension; empty where nobody knows any more."""
    events = [event for event in unit.events.of(request.id) if event.kind is EXTENDED]
    return _texts(unit, request, events[-1]).get("notice", "") if events else ""


def _said(unit: Unit, request: Request, event: Event, names: Mapping[str, str], policy: Policy, words: Words) -> str:
    texts, (by, at) = _texts(unit, request, event), _writer(event)
    name, when = called(names, by, words), words.moments.at(at, policy.timezone)
    if event.kind == EXTENDED:
        return words.extend.kept(
            name, when, texts.get("reason", words.people.LOST), texts.get("notice", words.people.LOST)
        )
    kept = words.identity.kept_question if event.kind == QUESTIONED else words.identity.kept_proof
    return kept(name, when, texts.get("how", words.people.LOST))


def _texts(unit: Unit, request: Request, event: Event) -> dict[str, str]:
    """Empty where the key was destroyed."""
    kept, cell = event.sealed("texts"), event_cell(request.id, event.kind)
    opened = unit.subjects.unseal(request.subject_id, kept, cell)
    return dict(json.loads(opened)) if opened else {}


def taken_on(old: Request, received: date, where: str) -> Carried:
    """What holds for a request about nobody else that corrects it: an extension only where the person was told within
    the first month, which ends earlier where it was received earlier than had been thought."""
    days = Carried(questioned_on=old.questioned_on, proved_on=old.proved_on)
    told = old.extended_on
    return replace(days, extended_on=told) if told and told <= due(received, where) else days


def carry(case: Case, old: Request) -> None:
    """The words go with the days: under the key of the new request's subject, and with who wrote them and when."""
    days = case.request.extended_on, case.request.questioned_on, case.request.proved_on
    taken = {kind for kind, day in zip((EXTENDED, QUESTIONED, PROVED), days, strict=True) if day}
    for event in case.unit.events.of(old.id):
        if event.kind in taken:
            texts = _texts(case.unit, old, event)
            kept = sealed(case.unit, case.request, event.kind, texts) if texts else {}
            by, at = _writer(event)
            case.event(event.kind, {**event.data, **kept, "from": old.id, "by": by, "at": at.isoformat()})


def _writer(event: Event) -> tuple[str, datetime]:
    """Who wrote it, and when: the first time, where it was taken on since."""
    try:
        at = datetime.fromisoformat(event.data["at"])
    except (KeyError, ValueError):
        at = event.at
    return event.data.get("by") or event.actor or "", at
