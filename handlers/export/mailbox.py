"""Whether the registered mailbox is read: if not, an answer may lie there, and nobody is chased (design §5)."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.event import EventKind
from domain.notice import NoticeKind
from domain.policy import MailPolicy
from handlers.export.turn import TENANT_ADMINS
from handlers.ports import Unit

TELL_AFTER = timedelta(minutes=30)  # of silence; a service may be out of order for a while


def cursor_key(unit: Unit, mailbox: str) -> str:
    return _key(unit, "mailbox", mailbox)


def noted_as_read(unit: Unit, mail: MailPolicy, now: datetime) -> None:
    """A look has ended, and nothing was left out."""
    last = _moment(unit, "mailbox read", mail)
    if last is None or now - last >= mail.fresh_for / 5:
        unit.mails.reached(_key(unit, "mailbox read", mail.mailbox), now.isoformat())
    since = unread_since(unit, mail)
    if since:
        unit.mails.reached(_key(unit, "mailbox unread", mail.mailbox), "")
        unit.events.add(EventKind.MAILBOX_READ, now, actor=None, request=None, data={"unread_since": since.isoformat()})
        if unit.mails.cursor(_key(unit, "mailbox told", mail.mailbox)) == since.isoformat():
            key, data = f"mailbox/{since.isoformat()}/again", {"again": "yes"}
            unit.notices.add(key, NoticeKind.MAILBOX, TENANT_ADMINS, now, data=data)


def noted_as_unread(unit: Unit, mail: MailPolicy, now: datetime) -> None:
    """A look came to nothing."""
    since = unread_since(unit, mail)
    if since is None:
        since = _moment(unit, "mailbox read", mail) or now
        unit.mails.reached(_key(unit, "mailbox unread", mail.mailbox), since.isoformat())
    if now - since >= TELL_AFTER:
        tell_unread(unit, mail, since, now)


def tell_unread(unit: Unit, mail: MailPolicy, since: datetime, now: datetime) -> None:
    """The tenant admins, once."""
    told = _key(unit, "mailbox told", mail.mailbox)
    if unit.mails.cursor(told) == since.isoformat():
        return
    unit.mails.reached(told, since.isoformat())
    data = {"since": since.isoformat()}
    unit.notices.add(f"mailbox/{since.isoformat()}", NoticeKind.MAILBOX, TENANT_ADMINS, now, data=data)
    unit.events.add(EventKind.MAILBOX_UNREAD, now, actor=None, request=None, data=data)


def unread_since(unit: Unit, mail: MailPolicy) -> datetime | None:
    """Since when looks come to nothing; None while they do not."""
    return _moment(unit, "mailbox unread", mail)


def is_read(unit: Unit, mail: MailPolicy, now: datetime) -> bool:
    """Whether everything that had come a little while ago is known. `now`: the real time."""
    last = _moment(unit, "mailbox read", mail)
    return last is not None and now - last <= mail.fresh_for and unread_since(unit, mail) is None


def _moment(unit: Unit, what: str, mail: MailPolicy) -> datetime | None:
    text = unit.mails.cursor(_key(unit, what, mail.mailbox))
    return datetime.fromisoformat(text) if text else None


def _key(unit: Unit, what: str, mailbox: str) -> str:
    return unit.subjects.fingerprint(f"{what} {mailbox.casefold()}")
