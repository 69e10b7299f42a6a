"""Sending a letter to the person through the registered mailbox: once a letter, after a confirmation, never in doubt.

What is sent is what was read: the button carries a mark of it. Where the rows say something else by now, nothing is.
Whether it went out, the mailbox itself tells by the Message-ID, however often it is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from domain.addresses import without_addresses
from domain.called import called
from domain.card import Card, say
from domain.cell import Altered, request_cell
from domain.event import EventKind
from domain.law import first_day
from domain.letters import SENDABLE, LetterKind, MailEnd
from domain.mail.message import Doubtful, Letter, Unsendable, can_be_to, message_id
from domain.notice import Notice, NoticeKind
from domain.refs import mark_of
from domain.request import Request
from domain.rule import Reader, hears
from domain.target import Target
from domain.trouble import Refused, Trouble
from domain.words.language import Words
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.asker import about_read
from handlers.requests.days import today
from handlers.requests.gate import against, turn_away
from handlers.requests.letter_language import language_of
from handlers.requests.letters import Draft, drafted
from handlers.requests.order import tell_altered
from handlers.requests.readers import Unclear, reader
from handlers.requests.sealed import details, is_whole
from handlers.requests.signer import Signer
from handlers.requests.work import is_all_paused
from handlers.retrying import Delay

_DRAFT = "draft"  # where it stands, while it may go out or may have
_SILENT = "silent"  # since when the mailbox does not answer
_NOT_SENT = frozenset({MailEnd.REFUSED, MailEnd.DOWN, MailEnd.CHANGED, MailEnd.ALTERED})
AGAIN = timedelta(seconds=30)


def barred(unit: Unit, deps: Deps, request: Request, draft: Draft, words: Words) -> str:
    """Why the mailbox does not send it; empty where it may. People can send it themselves all the same."""
    said = words.letters
    if deps.policy.mail.guided:
        return said.NO_MAILBOX
    if (draft.kind, request.kind) not in SENDABLE:
        return said.BY_HAND
    if not _address(unit, request):
        return said.NO_ADDRESS
    if draft.kind is LetterKind.EXTENSION and not request.extended_on:
        return said.EXTEND_FIRST
    if draft.kind is LetterKind.EXTENSION and today(deps) > first_day(request, deps.policy.where):
        return said.TOO_LATE
    if draft.kind is LetterKind.ANSWER and request.questioned_on and not request.proved_on:
        return said.NOT_PROVED
    return said.SENT_ALREADY if _was_sent(unit, request, draft.kind) else ""


async def send(deps: Deps, act: Act) -> Card:
    """The press, which was confirmed: what was read goes out, and once."""
    now = deps.clock()
    return await deps.storage.write(lambda unit: _ordered(unit, deps, act, now))


def _ordered(unit: Unit, deps: Deps, act: Act, now: datetime) -> Card:
    if why := against(unit, act):
        return turn_away(unit, act, why, now)
    request, ref = unit.requests.get(act.request_id), act.asked.ref
    if not request or not ref.part:
        return say(act.words.letters.WHICH_ONE)
    kind, said = LetterKind(ref.part), act.words.letters
    draft = drafted(unit, deps, request, kind, Signer.of(unit, act.person.id), act.words)
    if bar := draft.why or barred(unit, deps, request, draft, act.words):
        return say(bar)
    if mark_of(draft.text) != ref.shown:
        return say(said.CHANGED)
    data = {"letter": str(kind), "shown": ref.shown}
    target = Target.person(act.person.id)
    key = f"letter/{request.id}/{kind}/{len(_ends(unit, request, kind))}"
    added = unit.notices.add(
        key,
        NoticeKind.LETTER,
        target,
        now,
        request=request.id,
        surface=act.account.surface,
        person=act.person.id,
        data=data,
    )
    if added:
        unit.events.add(EventKind.LETTER_SEND, now, actor=act.person.id, request=request.id, data=data)
    by = _sender(unit, request, kind)
    return say(said.SENDING if by in {"", act.person.id} else said.sends(_name(unit, deps, by, act.words)))


def _sender(unit: Unit, request: Request, kind: LetterKind) -> str:
    """Who sends it, and so hears how it ends: who pressed first."""
    orders = (event for event in unit.events.of(request.id) if event.kind is EventKind.LETTER_SEND)
    return next((event.actor or "" for event in reversed([*orders]) if event.data.get("letter") == kind), "")


def _name(unit: Unit, deps: Deps, person: str, words: Words) -> str:
    return without_addresses(called(unit.people.names([person]), person, words), deps.policy.own_domains)


async def mailed(deps: Deps, notice: Notice) -> timedelta | None:
    """Send what a notice says; how long until it is tried again, None where it has come to an end."""
    end = await _tried(deps, notice)
    if isinstance(end, timedelta):
        return end
    await _end(deps, notice, end)
    return None


async def _tried(deps: Deps, notice: Notice) -> MailEnd | timedelta:
    try:
        sender = await reader(deps, notice.surface or "", notice.person_id or "")
        letter = await deps.storage.read(lambda unit: _letter(unit, deps, notice, sender))
    except Unclear:
        return AGAIN
    except Altered:
        await tell_altered(deps, notice.request_id or "")
        return _unless_drafted(notice, MailEnd.ALTERED)
    if not letter:
        return _unless_drafted(notice, MailEnd.CHANGED)
    if await is_all_paused(deps):
        await _keep(deps, notice, {_SILENT: ""})
        return AGAIN
    return await _sent(deps, notice, letter)


def _unless_drafted(notice: Notice, end: MailEnd) -> MailEnd:
    """Where a draft is kept, it may have gone out by it."""
    return MailEnd.DOUBT if notice.data.get(_DRAFT) else end


async def _sent(deps: Deps, notice: Notice, letter: Letter) -> MailEnd | timedelta:
    """A mailbox that files late shows no trace of what it has sent, so a repeat needs the same draft: it is kept before
    it may go out, and for as long as it may have gone out."""
    draft = before = notice.data.get(_DRAFT, "")
    try:
        draft = before or await deps.post.draft(letter)
        notice = await _keep(deps, notice, {_DRAFT: draft})
        await deps.post.send(letter, draft)
    except Doubtful:
        return MailEnd.DOUBT
    except Refused:  # this attempt, and not the ones before it
        return MailEnd.DOUBT if before else MailEnd.REFUSED
    except Trouble as silence:
        return await _waits(deps, notice, draft if silence.sent else before, silence)
    return MailEnd.SENT


async def _waits(deps: Deps, notice: Notice, draft: str, silence: Trouble) -> MailEnd | timedelta:
    """Of a mailbox that does not answer, until it has not for long; a pause is not its silence. `draft`: what may have
    gone out."""
    now, since = deps.clock(), notice.data.get(_SILENT)
    await _keep(deps, notice, {_DRAFT: draft, _SILENT: since or now.isoformat()})
    if since and now - datetime.fromisoformat(since) > deps.policy.give_up_after:
        return MailEnd.DOUBT if draft else MailEnd.DOWN
    return timedelta(seconds=Delay(AGAIN).after(silence))


async def _keep(deps: Deps, notice: Notice, known: Mapping[str, str]) -> Notice:
    """As it is kept from now on; what is empty is kept as not known."""
    kept = {name: value for name, value in {**notice.data, **known}.items() if value}
    if kept != notice.data:
        await deps.storage.write(lambda unit: unit.notices.keep(notice.id, kept))
    return replace(notice, data=kept)


def _letter(unit: Unit, deps: Deps, notice: Notice, sender: Reader | None) -> Letter | None:
    """As it was read; None where it would be another one by now, or may not go out any more. Raises: Altered."""
    request, by = unit.requests.get(notice.request_id or ""), notice.person_id or ""
    if not request or not sender or not hears(NoticeKind.LETTER, about_read(unit, request, sender), sender):
        return None
    if not is_whole(unit, request):
        raise Altered(request_cell(request))
    kind = LetterKind(notice.data["letter"])
    letters = language_of(unit, deps, request, kind)
    draft = drafted(unit, deps, request, kind, Signer.of(unit, by), letters)
    if not draft.text or mark_of(draft.text) != notice.data["shown"] or barred(unit, deps, request, draft, letters):
        return None
    try:
        return Letter(
            message_id=message_id(request.id, f"letter-{kind}-{notice.data['shown']}", deps.policy.mail.domain),
            to=_address(unit, request),
            subject=letters.letters.subject(request.received_on),
            text=draft.text,
        )
    except Unsendable:
        return None


def _address(unit: Unit, request: Request) -> str:
    """The one that the request is about; empty where there are several, or it is none that a mail can name."""
    subjects = details(unit, request)["subjects"]
    return subjects[0] if len(subjects) == 1 and can_be_to(subjects[0]) else ""


def _was_sent(unit: Unit, request: Request, kind: LetterKind) -> bool:
    """Or may have been."""
    return not _NOT_SENT.issuperset(_ends(unit, request, kind))


def _ends(unit: Unit, request: Request, kind: LetterKind) -> list[str]:
    """Of every attempt to send it, how it ended."""
    events = (event for event in unit.events.of(request.id) if event.kind is EventKind.LETTER_SENT)
    return [event.data.get("as", "") for event in events if event.data.get("letter") == kind]


async def _end(deps: Deps, notice: Notice, end: MailEnd) -> None:
    """Who had it sent hears how it ended. What did not go out may be sent anew."""
    now = deps.clock()

    def write(unit: Unit) -> None:
        unit.notices.done(notice.id)
        data = {"letter": notice.data["letter"], "as": str(end)}
        request, by = notice.request_id, notice.person_id or ""
        unit.events.add(EventKind.LETTER_SENT, now, actor=by, request=request, data=data)
        key = f"{notice.key}/{end}/{now.isoformat()}"
        unit.notices.add(key, NoticeKind.MAILED, Target.person(by), now, request=request, data=data)

    await deps.storage.write(write)
