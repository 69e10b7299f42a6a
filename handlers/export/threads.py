"""Which exports a mail may belong to, by the Message-IDs of the letters and answers in their threads.

The table of letters only finds them: what a letter or an answer counts for stands in the request's steps.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.mail.message import LetterFrom, Mail, StoredLetter, Thread
from domain.policy import Policy
from domain.request import Kind, Request
from handlers.deps import Deps
from handlers.export.letters import thread
from handlers.ports import Unit
from handlers.requests.case import Case

_STILL_HEARD = timedelta(days=90)  # how long after its end a ticket's mails are still told


def note(case: Case) -> None:
    """Have the letters of an export found from now on. To be called in the transaction that changed its steps."""
    case.unit.letters.add(_rows(case))


async def note_all(deps: Deps) -> None:
    """The same for exports that a release without the table worked on. Safe to repeat."""
    rows = await deps.storage.read(lambda unit: _known(unit, deps.policy, deps.clock()))
    await deps.storage.write(lambda unit: unit.letters.add(rows))


def is_awaited(unit: Unit, now: datetime) -> bool:
    """Whether there is a letter that may be answered."""
    return unit.letters.any_since(now - _STILL_HEARD)


def threads_near(unit: Unit, mail: Mail, policy: Policy, now: datetime) -> list[Thread]:
    """Of exports that the mail answers, is a letter of, or has the mark of; oldest first."""
    names = [_fingerprint(unit, name) for name in {*mail.refers_to, mail.message_id} if name]
    found = [unit.requests.get(request) for request in {*unit.letters.requests(names), *mail.tickets}]
    heard = [request for request in found if request and _is_heard(request, now)]
    heard.sort(key=lambda request: request.created_at)
    return [thread(unit, request, unit.steps.of(request.id), policy) for request in heard]


def _is_heard(request: Request, now: datetime) -> bool:
    ended = request.closed_at
    return request.kind is Kind.EXPORT and (request.open or (ended is not None and ended >= now - _STILL_HEARD))


def _known(unit: Unit, policy: Policy, now: datetime) -> list[StoredLetter]:
    exports = unit.requests.of_kind(Kind.EXPORT, now - _STILL_HEARD)
    return [row for export in exports for row in _rows(Case(unit, export, policy, now))]


def _rows(case: Case) -> list[StoredLetter]:
    known = thread(case.unit, case.request, case.steps, case.policy)
    named = {LetterFrom.US: known.letters, LetterFrom.THEM: known.mails}
    return [
        StoredLetter(name=_fingerprint(case.unit, name), request_id=case.id, sender=sender, noted_at=case.now)
        for sender, names in named.items()
        for name in names
    ]


def _fingerprint(unit: Unit, name: str) -> str:
    """What others call their mails is theirs to choose, and may name a person."""
    return unit.subjects.fingerprint(f"letter {name}")
