"""Reading the registered mailbox: what touches a ticket is taken note of once, and told to a person (design §5)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from domain import ticket, words
from domain.insights import Refused
from domain.mail import Kept, Mail, Meaning, Reading, Thread, thread_of
from domain.mail_files import data_files, is_machine_readable
from domain.mail_letters import Purpose
from domain.mail_recognition import concerns_us, recognise, wanted
from domain.policy import Policy
from domain.request import Kind, Request, Step, StepState
from domain.ticket import Stage
from handlers.deps import Deps
from handlers.letters import thread
from handlers.ports import Unit
from handlers.sealed import details
from handlers.steps import keep
from handlers.turns import TENANT_ADMINS, go_on

STILL_HEARD = timedelta(days=90)  # how long after its end a ticket's mails are still told

log = structlog.get_logger(__name__)


async def read_post(deps: Deps) -> None:
    """One look into the mailbox, unless nothing was asked for.

    Raises:
        domain.insights.Trouble: the mailbox did not answer.
    """
    name = deps.policy.mail.mailbox
    threads, cursor = await deps.storage.read(lambda unit: (_threads(unit, deps), unit.mails.cursor(_key(unit, name))))
    if not name or not any(known.letters for known in threads):
        return
    mails, reached = await deps.post.fetch(cursor)
    for mail in mails:
        await _take_in(deps, mail)
    if reached != cursor:
        await deps.storage.write(lambda unit: unit.mails.reached(_key(unit, name), reached))


def _key(unit: Unit, mailbox: str) -> str:
    return unit.subjects.fingerprint(f"mailbox {mailbox.casefold()}")


def _threads(unit: Unit, deps: Deps) -> list[Thread]:
    found = unit.requests.of_kind(Kind.EXPORT, deps.clock() - STILL_HEARD)
    return [thread(unit, request, unit.steps.of(request.id), deps.policy) for request in found]


async def _take_in(deps: Deps, mail: Mail) -> None:
    """The threads are read anew for each mail, since the one before it may have changed them."""
    threads = await deps.storage.read(lambda unit: [] if unit.mails.known(mail.id) else _threads(unit, deps))
    if not concerns_us(mail, threads, deps.policy.mail.rules):
        return
    found = thread_of(mail, threads)
    whole, reading = await _read(deps, mail, found)
    now = deps.clock()
    await deps.storage.write(lambda unit: _record(unit, deps.policy, whole, reading, found, now))
    deps.wake()


async def _read(deps: Deps, mail: Mail, found: Thread | None) -> tuple[Mail, Reading]:
    """A mail that nobody can read is a person's business, and keeps no other waiting."""
    rules = deps.policy.mail.rules
    try:
        whole = await deps.post.body(mail) if wanted(mail, found, rules) else mail
        return whole, recognise(whole, found, rules)
    except Refused:
        return mail, recognise(mail, found, rules)  # moved or deleted meanwhile
    except (ValueError, LookupError, AssertionError) as odd:
        log.warning("a mail cannot be read", fault=type(odd).__name__)
        return mail, Reading(Meaning.UNCLEAR, "unreadable")


def _record(unit: Unit, policy: Policy, mail: Mail, reading: Reading, found: Thread | None, now: datetime) -> None:
    if unit.mails.known(mail.id):
        return
    request = unit.requests.get(found.ticket) if found else None
    owner = request.subject_id if request else unit.subjects.anonymous(now)
    told = {"from": mail.sender, "subject": mail.subject, "message_id": mail.message_id}
    kept = unit.mails.add(
        Kept(
            id=0,
            key=mail.id,
            request_id=request.id if request else None,
            subject_id=owner,
            meaning=reading.meaning,
            reason=reading.reason,
            received_at=mail.received,
            sealed=unit.subjects.seal(owner, json.dumps(told)),
        )
    )
    data = {"mail": str(kept), "meaning": reading.meaning, "reason": reading.reason}
    unit.events.add("mail.read", now, actor=None, request=request.id if request else None, data=data)
    if not request or not _moves(unit, request, mail, reading, now):
        key, about = f"mail/{kept}", request.id if request else None
        unit.notices.add(key, "mail", TENANT_ADMINS, now, request=about, data={"mail": str(kept)})
    elif request.open:
        go_on(unit, request.id, policy, now)


def _moves(unit: Unit, request: Request, mail: Mail, reading: Reading, now: datetime) -> bool:
    """Whether the mail changed the ticket, so that its card says it; every other one is told by itself."""
    steps = unit.steps.of(request.id)
    match reading.meaning if request.open else None:
        case Meaning.CONFIRMATION_ASKED:
            return _asked(unit, steps, mail, now)
        case Meaning.DELIVERED:
            return _delivered(unit, request, steps, mail, now)
        case Meaning.BOUNCE:
            return _bounced(unit, steps, now)
    return False


def _asked(unit: Unit, steps: Sequence[Step], mail: Mail, now: datetime) -> bool:
    question = ticket.step_of(steps, Stage.QUESTION)
    if question.state is not StepState.WAITING:
        return False
    _arrived(unit, steps, Stage.REQUEST, now)
    when = mail.received.isoformat()
    keep(unit, question, now, StepState.DONE, "asked", mail=mail.message_id, detail=words.ON_MOMENT, at=when)
    unit.requests.touch(question.request_id)
    return True


def _delivered(unit: Unit, request: Request, steps: Sequence[Step], mail: Mail, now: datetime) -> bool:
    delivery = ticket.step_of(steps, Stage.DELIVERY)
    if delivery.state is not StepState.WAITING:
        return False
    _arrived(unit, steps, Stage.CONFIRMATION, now)
    detail = words.delivered(mail.subject, data_files(mail.attachments))
    when = mail.received.isoformat()
    deliver(unit, request, delivery, now, mail.attachments, mail=mail.message_id, detail=detail, at=when)
    return True


def deliver(unit: Unit, request: Request, step: Step, now: datetime, files: Sequence[str], **more: str) -> None:
    """Portability is machine-readable or it is not portability (WP 242 rev.01; GDPR Art. 20)."""
    portable = details(unit, request).get("purpose") == Purpose.PORTABILITY
    if portable and is_machine_readable(files) is False:
        keep(unit, step, now, StepState.WAITING, ticket.NOT_PORTABLE, **more)
    else:
        keep(unit, step, now, StepState.DONE, "delivered", **more)
    unit.requests.touch(request.id)


def _bounced(unit: Unit, steps: Sequence[Step], now: datetime) -> bool:
    """The letter that came back is the last one; what it asked for will not come by itself."""
    asked = ticket.step_of(steps, Stage.CONFIRMATION).state in {StepState.RUNNING, StepState.DONE}
    step = ticket.step_of(steps, Stage.DELIVERY if asked else Stage.QUESTION)
    if step.state is not StepState.WAITING or step.note == ticket.BOUNCED:
        return False
    keep(unit, step, now, StepState.WAITING, ticket.BOUNCED)
    unit.requests.touch(step.request_id)
    return True


def _arrived(unit: Unit, steps: Sequence[Step], answered: Stage, now: datetime) -> None:
    """Their answer proves that a letter went out which was in doubt, and ends what is unsettled about reminders."""
    for letter in ticket.of(steps, answered, Stage.REMINDER):
        if letter.state is StepState.FAILED:
            proved = ticket.stage_of(letter.key) is answered
            keep(unit, letter, now, *((StepState.DONE, "sent") if proved else (StepState.CANCELLED, "answered")))
