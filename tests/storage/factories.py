"""Small builders: what a test does not name has a value that does not matter."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from domain.cell import request_cell
from domain.chat import Account
from domain.mail.message import Meaning, StoredMail
from domain.request import Kind, Request, State, Step, Verdict, Vote
from storage.unit import Unit

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
_numbers = count(1)


def a_request(subject_id: str, **changes: Any) -> Request:
    request = Request(
        id=f"r{next(_numbers)}",
        kind=Kind.REFRESH,
        environment="contoso",
        state=State.PENDING_APPROVAL,
        requester_id="ada",
        subject_id=subject_id,
        sealed=b"sealed",
        quorum=1,
        created_at=NOW,
        received_on=NOW.date(),
        expires_at=NOW + timedelta(days=3),
        due_at=NOW + timedelta(hours=4),
        surface="slack",
        place="C0GENERAL",
    )
    return replace(request, **changes)


def file_request(unit: Unit, *, fingerprint: str | None = None, **changes: Any) -> Request:
    """A request, added; with a key owner of its own unless one is named."""
    request = a_request(changes.pop("subject_id", None) or unit.subjects.anonymous(NOW), **changes)
    if "sealed" not in changes:
        request = replace(request, sealed=unit.subjects.seal(request.subject_id, "{}", request_cell(request)))
    unit.requests.add(request, fingerprint)
    return request


def a_step(request: Request, key: str = "web", position: int = 1, **changes: Any) -> Step:
    step = Step(request_id=request.id, key=key, position=position, subject_id=request.subject_id, label=key)
    return replace(step, **changes)


def a_vote(request: Request, person_id: str = "ben", verdict: Verdict = Verdict.APPROVE, **changes: Any) -> Vote:
    return replace(Vote(request_id=request.id, person_id=person_id, verdict=verdict, at=NOW), **changes)


def an_account(account_id: str = "U0ADA", surface: str = "slack", tenant: str = "T0CONTOSO") -> Account:
    return Account(surface, tenant, account_id)


def a_mail(request: Request, key: str = "AAMk1", **changes: Any) -> StoredMail:
    mail = StoredMail(
        id=0,
        key=key,
        request_id=request.id,
        subject_id=request.subject_id,
        meaning=Meaning.UNCLEAR,
        reason="no_question",
        received_at=NOW,
        sealed=b"sealed",
    )
    return replace(mail, **changes)
