"""What came into an IMAP inbox: heads first, and of a body only its text and the names of what is attached.

The inbox is opened for reading alone. A cursor and a mail's id are `validity:number`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.insights import Refused
from domain.mail import Mail
from domain.mail_automatic import is_report
from domain.mail_headers import Headers, message_ids
from gateways.mail.arrivals import A_PAGE, MOST_PAGES, Arrivals
from gateways.mail.imap import Folder, Session, Told, moment
from gateways.mail.imap_parts import own_text, parts_of, returned, text_in

_HEAD = ("INTERNALDATE", "BODY.PEEK[HEADER]<0.65536>")
_MOST_TEXT = 200_000  # bytes
_DAY = "%d-%b-%Y"


async def fetch(imap: Session, cursor: str, since: datetime) -> Arrivals:
    inbox = await imap.open("INBOX")
    last = _number(cursor, inbox)
    numbers = (await _after(imap, last, since))[: A_PAGE * MOST_PAGES]
    mails: list[Mail] = []
    for start in range(0, len(numbers), A_PAGE):
        mails += await _mails(imap, inbox, numbers[start : start + A_PAGE])
    reached = numbers[-1] if numbers else last or max(0, inbox.next - 1)
    return Arrivals(tuple(mails), f"{inbox.validity}:{reached}")


async def body(imap: Session, mail: Mail) -> Mail:
    """Raises: Refused, with status 404 where the mail was moved or deleted."""
    number = _number(mail.id, await imap.open("INBOX")) or 0
    told = (await imap.fetch([number], "BODYSTRUCTURE")).get(number) if number else None
    if told is None:
        raise Refused("The mail is in the inbox no more.", status=404)
    parts = list(parts_of(told.get(b"BODYSTRUCTURE")))
    names = tuple(part.name or "unnamed" for part in parts if part.name or part.attached)
    part = own_text(parts)
    text = text_in(part, await _content(imap, number, f"{part.section}]<0.{_MOST_TEXT}>")) if part else ""
    return replace(mail, text=text, attachments=names)


async def _after(imap: Session, last: int | None, since: datetime) -> list[int]:
    if last is None:
        return await imap.search(f"SINCE {since:{_DAY}}")
    # `*` is the last mail there is, be it an old one.
    return [number for number in await imap.search(f"UID {last + 1}:*") if number > last]


async def _mails(imap: Session, inbox: Folder, numbers: Sequence[int]) -> list[Mail]:
    found = await imap.fetch(numbers, *_HEAD)
    mails = [_mail(inbox, number, found[number]) for number in numbers if number in found]
    return [await _with_returned(imap, mail) if is_report(mail) else mail for mail in mails]


def _mail(inbox: Folder, number: int, told: Told) -> Mail:
    head = next((value for name, value in told.items() if name.startswith(b"BODY[HEADER]")), b"")
    return Mail(
        id=f"{inbox.validity}:{number}",
        received=moment(told.get(b"INTERNALDATE")),
        headers=Headers.read(head if isinstance(head, bytes) else b""),
    )


async def _with_returned(imap: Session, mail: Mail) -> Mail:
    """Many reports name the mail they are about only in what they send back: of that, its Message-ID is looked at."""
    number = int(mail.id.partition(":")[2])
    told = (await imap.fetch([number], "BODYSTRUCTURE")).get(number, {})
    part = returned(list(parts_of(told.get(b"BODYSTRUCTURE"))))
    if part is None:
        return mail
    whole = part.type == "message/rfc822"
    what = f"{part.section}.HEADER.FIELDS (MESSAGE-ID)]" if whole else f"{part.section}]<0.20000>"
    ids = message_ids(Headers.read(await _content(imap, number, what)).get("message-id"))
    return replace(mail, returns=ids[0] if ids else "")


async def _content(imap: Session, number: int, what: str) -> bytes:
    told = (await imap.fetch([number], f"BODY.PEEK[{what}")).get(number, {})
    found = next((value for name, value in told.items() if name.startswith(b"BODY[")), None)
    return found if isinstance(found, bytes) else b""


def _number(name: str, inbox: Folder) -> int | None:
    """None where the name is none, or the server has given all mails new numbers since (RFC 3501 §2.3.1.1)."""
    validity, _, number = name.partition(":")
    return int(number) if validity == str(inbox.validity) and number.isdecimal() else None
