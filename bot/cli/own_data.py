"""What the bot holds of one person, for a copy (GDPR Art. 15): as somebody who asked, and as somebody who acts.

Of others who are named beside them, nothing is told.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from domain.cell import Cell, mail_cell, step_cell
from domain.mail.message import StoredMail
from domain.request import Request, Step
from handlers.requests.sealed import details, is_known, private, told_by
from storage import tables
from storage.unit import Unit

KEY_DESTROYED, ALTERED = "key-destroyed", "altered"  # why something that was kept cannot be told

Facts = dict[str, Any]
_LENT, _DEVICES, _WRONG = tables.delegations, tables.devices, tables.wrong_codes
_PEOPLE, _SUBJECTS, _VOTES, _EVENTS = tables.people, tables.subjects, tables.votes, tables.events


def held_of(unit: Unit, email: str) -> Facts:
    """Everything, ready to be written as JSON. Empty lists where there is nothing."""
    subject, people = unit.subjects.known(email), unit.leaving.all_of(unit.people.of_address(email))
    return {
        "address": email,
        "as_data_subject": _as_subject(unit, subject) if subject else {"requests": []},
        "as_user": [_as_user(unit, person) for person in people],
    }


def _as_subject(unit: Unit, subject: str) -> Facts:
    human = select(_SUBJECTS.c.human).where(_SUBJECTS.c.id == subject).scalar_subquery()
    rows = unit.connection.execute(select(_SUBJECTS).where(_SUBJECTS.c.human == human).order_by(_SUBJECTS.c.id)).all()
    ids = [row.id for row in rows]
    about = unit.keys.exactly(ids).requests
    found = [request for ref in about if (request := unit.requests.get(ref))]
    return {
        "pseudonyms": ids,
        "first_kept": _plain(min(row.created_at for row in rows)),
        "legal_hold_since": [_plain(row.held_at) for row in rows if row.held_at],
        "requests": [_request(unit, request, ids) for request in found],
    }


def _request(unit: Unit, request: Request, ids: Sequence[str]) -> Facts:
    asked = details(unit, request) if is_known(unit, request) else None
    mine = [name for name in asked["subjects"] if unit.subjects.known(name) in ids] if asked else []
    alone = asked is not None and len(mine) == len(asked["subjects"])
    steps = [step for step in unit.steps.of(request.id) if alone or step.subject_id in ids]
    mails = [mail for mail in unit.mails.of(request.id) if alone or (not asked and mail.subject_id in ids)]
    return {
        "id": request.id,
        "kind": request.kind,
        "state": request.state,
        "received_on": _plain(request.received_on),
        "filed_at": _plain(request.created_at),
        "decided_at": _plain(request.decided_at),
        "closed_at": _plain(request.closed_at),
        "asked_for": {**(asked if alone else {}), "subjects": mine} if asked else None,
        **_unread(unit, request.subject_id, read=asked is not None),
        "steps": [_step(unit, step) for step in steps],
        "mails": [_mail(unit, mail) for mail in mails],
        "log": [{"what": event.kind, "at": _plain(event.at)} for event in unit.events.of(request.id)],
    }


def _step(unit: Unit, step: Step) -> Facts:
    found, read = private(unit, step), _is_read(unit, step.subject_id, step.sealed, step_cell(step))
    return {
        "what": step.label or step.key,
        "state": step.state,
        "note": step.note,
        "settled_at": _plain(step.settled_at),
        "details": {name: _opened(text) for name, text in found.items()} if read else None,
        **_unread(unit, step.subject_id, read=read),
    }


def _mail(unit: Unit, mail: StoredMail) -> Facts:
    found, read = told_by(unit, mail), _is_read(unit, mail.subject_id, mail.sealed, mail_cell(mail))
    return {"received_at": _plain(mail.received_at), **found, **_unread(unit, mail.subject_id, read=read)}


def _is_read(unit: Unit, subject: str, sealed: bytes | None, cell: Cell) -> bool:
    """Also where nothing was kept, or what was kept says nothing."""
    return sealed is None or unit.subjects.unseal(subject, sealed, cell) is not None


def _unread(unit: Unit, subject: str, *, read: bool) -> Facts:
    """Why there is nothing where something was kept; nothing is said of what is told."""
    if read:
        return {}
    return {"unreadable": KEY_DESTROYED if unit.subjects.pseudonym(subject) is None else ALTERED}


def _as_user(unit: Unit, person: str) -> Facts:
    row = unit.connection.execute(select(_PEOPLE).where(_PEOPLE.c.id == person)).first()
    filed = select(tables.requests.c.id).where(tables.requests.c.requester_id == person)
    cards = select(tables.cards.c.request_id, tables.cards.c.surface).where(tables.cards.c.person_id == person)
    ids = [account.id for account in unit.people.accounts(person)]
    met = select(tables.conversations.c.id, tables.conversations.c.kind, tables.conversations.c.seen_at).where(
        or_(tables.conversations.c.object_id.in_(ids), tables.conversations.c.user_id.in_(ids))
    )
    return {
        "pseudonym": person,
        "name": row.name if row else "",
        "met_at": _plain(row.created_at) if row else None,
        "last_seen_at": _plain(row.seen_at) if row else None,
        "accounts": [{"platform": a.surface, "of": a.tenant, "id": a.id} for a in unit.people.accounts(person)],
        "conversations": _rows(unit, met),
        "requests_filed": sorted(unit.connection.scalars(filed)),
        "votes": _votes(unit, person),
        "private_cards": _rows(unit, cards),
        "away": _away(unit, _LENT.c.giver == person),
        "acts_for_somebody_away": _away(unit, _LENT.c.taker == person),
        "devices": _devices(unit, _DEVICES.c.person_id == person),
        "devices_of_others_confirmed": _devices(unit, _DEVICES.c.kept_by == person),
        "wrong_codes_at": [_plain(at) for at in unit.connection.scalars(_wrong_at(person))],
        "acts_in_the_log": _acts(unit, person),
    }


def _votes(unit: Unit, person: str) -> list[Facts]:
    query = select(_VOTES.c.request_id, _VOTES.c.verdict, _VOTES.c.at).where(_VOTES.c.person_id == person)
    return _rows(unit, query.order_by(_VOTES.c.id))


def _away(unit: Unit, whose: ColumnElement[bool]) -> list[Facts]:
    query = select(_LENT.c.at, _LENT.c.until, _LENT.c.ended_at).where(whose)
    return _rows(unit, query.order_by(_LENT.c.id))


def _devices(unit: Unit, whose: ColumnElement[bool]) -> list[Facts]:
    """When they were set up and confirmed; what they show, and whose else they are, is told to nobody."""
    times = (_DEVICES.c.begun_at, _DEVICES.c.proved_at, _DEVICES.c.kept_at.label("confirmed_at"))
    counts = and_(_DEVICES.c.ended.is_(None), _DEVICES.c.kept_at.is_not(None)).label("counts")
    query = select(*times, counts).where(whose)
    return _rows(unit, query.order_by(_DEVICES.c.begun_at))


def _wrong_at(person: str) -> Select[tuple[datetime]]:
    return select(_WRONG.c.at).where(_WRONG.c.person_id == person).order_by(_WRONG.c.id)


def _acts(unit: Unit, person: str) -> list[Facts]:
    query = select(_EVENTS.c.kind, _EVENTS.c.at, _EVENTS.c.request_id).where(_EVENTS.c.actor_id == person)
    return _rows(unit, query.order_by(_EVENTS.c.id))


def _rows(unit: Unit, query: Any) -> list[Facts]:
    return [{name: _plain(value) for name, value in row._mapping.items()} for row in unit.connection.execute(query)]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime | date) else value


def _opened(text: str) -> object:
    """What was kept as JSON in a text, as what it is."""
    try:
        return json.loads(text) if text[:1] in "[{" else text
    except ValueError:
        return text
