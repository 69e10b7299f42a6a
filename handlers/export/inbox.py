"""Reading the registered mailbox: what touches a ticket is taken note of once, and told to a person (design §5)."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from domain.cell import mail_cell
from domain.event import EventKind
from domain.mail.message import Mail, Meaning, Reading, Rules, StoredMail, Thread, Unread, thread_of
from domain.mail.recognition import concerns_us, recognise, wanted
from domain.mail.reports import reports
from domain.mail.text import excerpt
from domain.mail.trust import distrust
from domain.notice import NoticeKind
from domain.policy import Policy
from domain.trouble import Refused, Trouble
from handlers.deps import Deps
from handlers.export.inbox_moves import moves
from handlers.export.mailbox import cursor_key, noted_as_read, noted_as_unread
from handlers.export.threads import is_awaited, threads_near
from handlers.export.turn import TENANT_ADMINS, go_on
from handlers.ports import Unit
from handlers.requests.case import Case

_UNREADABLE = Reading(Meaning.UNCLEAR, "unreadable")

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Arrived:
    """A mail and what it is taken for. `key`: the mailbox's name for it; `twin`: see `StoredMail`.

    `again`: it was told already, while it lay elsewhere.
    """

    mail: Mail
    reading: Reading
    found: Thread | None
    key: str
    twin: str
    again: bool


async def read_post(deps: Deps) -> None:
    """One look into the mailbox, unless nothing was asked for.

    Raises:
        domain.trouble.Trouble: the mailbox did not answer.
    """
    mail, began = deps.policy.mail, deps.clock()
    awaited, cursor = await deps.storage.read(
        lambda unit: (is_awaited(unit, began), unit.mails.cursor(cursor_key(unit, mail.mailbox)))
    )
    if not mail.mailbox:
        return
    whole = True
    if awaited:
        try:
            whole = await _look(deps, cursor)
        except Exception:  # whatever it was: what was not read may be an answer
            await deps.storage.write(lambda unit: noted_as_unread(unit, mail, deps.clock()))
            raise
    if whole:
        await deps.storage.write(lambda unit: noted_as_read(unit, mail, began))


async def _look(deps: Deps, cursor: str) -> bool:
    """Whether nothing was left for the next look."""
    found = await deps.post.fetch(cursor)
    odd = [unread for mail in found.mails if (unread := await _taken_in(deps, mail))]
    for unread in (*found.unread, *odd):
        await _left(deps, unread)
    if found.cursor != cursor:
        name = deps.policy.mail.mailbox
        await deps.storage.write(lambda unit: unit.mails.reached(cursor_key(unit, name), found.cursor))
    return found.whole


async def _taken_in(deps: Deps, mail: Mail) -> Unread | None:
    """One mail at which we stumble, whoever wrote it, must not keep the others unread. It is tried twice, then left to
    a person: where it is the database that fails, that is not written down either, and the look comes again.

    Raises:
        domain.trouble.Trouble: the mailbox did not answer.
    """
    for _ in range(2):
        try:
            await _take_in(deps, mail)
        except Trouble:
            raise
        except Exception as odd:
            log.warning("a mail cannot be taken in", fault=type(odd).__name__)
        else:
            return None
    return _unread(mail)


def _unread(mail: Mail) -> Unread:
    try:
        return Unread(id=_key(mail), received=mail.received, sender=mail.sender, subject=mail.subject)
    except Exception:  # its head itself is what cannot be read
        return Unread(id=_key(mail), received=mail.received)


async def _left(deps: Deps, unread: Unread) -> None:
    now = deps.clock()
    await deps.storage.write(lambda unit: _leave(unit, unread, now))


async def _take_in(deps: Deps, mail: Mail) -> None:
    """The threads are read anew for each mail, since the one before it may have changed them."""
    rules = deps.policy.mail.rules
    seen, threads = await deps.storage.read(
        lambda unit: (_is_known(unit, mail, rules), threads_near(unit, mail, deps.policy, deps.clock()))
    )
    if seen or not concerns_us(mail, threads, rules):
        return
    found = thread_of(mail, threads)
    whole, reading = await _read(deps, mail, found)
    now = deps.clock()

    def record(unit: Unit) -> None:
        if not _is_known(unit, mail, rules):
            again = unit.mails.twin(_twin(unit, mail, rules, junk=not mail.junk))
            arrived = _Arrived(whole, reading, found, _key(mail), _twin(unit, mail, rules), again)
            _record(unit, deps.policy, arrived, now)

    await deps.storage.write(record)


def _key(mail: Mail) -> str:
    """With Graph a mail keeps its name where it is moved."""
    return f"junk/{mail.id}" if mail.junk else mail.id


def _is_known(unit: Unit, mail: Mail, rules: Rules) -> bool:
    """By its name, or under another one: numbers are given anew, and mails are moved out and back. One that was read in
    the inbox tells nothing new in the folder for junk."""
    if unit.mails.known(_key(mail)) or unit.mails.twin(_twin(unit, mail, rules)):
        return True
    return mail.junk and unit.mails.twin(_twin(unit, mail, rules, junk=False))


def _twin(unit: Unit, mail: Mail, rules: Rules, *, junk: bool | None = None) -> str:
    """What is not proved never hides its proved twin: whoever forges a mail knows what stands in it."""
    doubt = distrust(mail, rules)
    lies = mail.junk if junk is None else junk
    return unit.subjects.fingerprint(f"mail {mail.second_key} {doubt.reason if doubt else ''} {'junk' if lies else ''}")


async def _read(deps: Deps, mail: Mail, found: Thread | None) -> tuple[Mail, Reading]:
    """A mail that nobody can read is a person's business, and keeps no other waiting."""
    rules = deps.policy.mail.rules
    try:
        whole = await deps.post.body(mail) if wanted(mail, found, rules) else mail
        reading = recognise(whole, found, rules)
        return (whole, reading) if reading.meaning is not Meaning.BOUNCE else await _report(deps, whole, reading)
    except Refused:
        return mail, recognise(mail, found, rules)  # moved or deleted meanwhile, or it alone cannot be read
    except Trouble:
        raise
    except Exception as odd:
        log.warning("a mail cannot be read", fault=type(odd).__name__)
        return mail, _UNREADABLE


async def _report(deps: Deps, mail: Mail, reading: Reading) -> tuple[Mail, Reading]:
    """Only what says that our own mail came back is one that did."""
    try:
        whole = await deps.post.body(mail)
    except Refused:
        whole = mail
    ours = reports(whole, deps.policy.mail.rules.team)
    return whole, reading if ours else Reading(Meaning.BOUNCE, "other_recipient")


def _record(unit: Unit, policy: Policy, arrived: _Arrived, now: datetime) -> None:
    mail, reading, found = arrived.mail, arrived.reading, arrived.found
    case = Case.open(unit, found.ticket, policy, now) if found else None
    told = {"from": mail.sender, "subject": mail.subject, "message_id": mail.message_id}
    told |= {"said": excerpt(mail.text)} if case and mail.text and not distrust(mail, policy.mail.rules) else {}
    told |= {"junk": "yes"} if mail.junk else {}
    heard = _Heard(unit, now, case)
    kept = heard.keep(arrived.key, reading, mail.received, told, arrived.twin)
    if not case or not moves(case, mail, reading):
        if not arrived.again:
            heard.tell(kept)
    elif case.request.open:
        go_on(case)


def _leave(unit: Unit, unread: Unread, now: datetime) -> None:
    """One that the mailbox does not give is told by what little is known of it. Read later, it counts then."""
    key = f"unread/{unread.id}"
    if not unit.mails.known(key):
        told = {"from": unread.sender, "subject": unread.subject, "message_id": ""}
        heard = _Heard(unit, now)
        heard.tell(heard.keep(key, _UNREADABLE, unread.received or now, told))


@dataclass(frozen=True)
class _Heard:
    """What a mail says is kept and told with the case that it belongs to, or with nobody's."""

    unit: Unit
    now: datetime
    case: Case | None = None

    @property
    def _about(self) -> str | None:
        return self.case.id if self.case else None

    def keep(
        self, key: str, reading: Reading, received: datetime, told: dict[str, str], twin: str | None = None
    ) -> int:
        """The number of the mail."""
        unit, case = self.unit, self.case
        owner = case.request.subject_id if case else unit.subjects.anonymous(self.now)
        mail = StoredMail(
            id=0, key=key, request_id=self._about, subject_id=owner, meaning=reading.meaning, reason=reading.reason,
            received_at=received, sealed=b"", twin=twin,
        )  # fmt: skip
        kept = unit.mails.add(replace(mail, sealed=unit.subjects.seal(owner, json.dumps(told), mail_cell(mail))))
        data = {"mail": str(kept), "meaning": reading.meaning, "reason": reading.reason}
        unit.events.add(EventKind.MAIL_READ, self.now, actor=None, request=self._about, data=data)
        return kept

    def tell(self, kept: int) -> None:
        key, data = f"mail/{kept}", {"mail": str(kept)}
        self.unit.notices.add(key, NoticeKind.MAIL, TENANT_ADMINS, self.now, request=self._about, data=data)
