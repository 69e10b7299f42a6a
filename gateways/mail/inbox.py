"""What came into a folder of an IMAP mailbox: heads first, and of a body only its text and the names of what is
attached.

Folders are opened for reading alone. A server may end the connection over one broken file, so what cannot be had a page
at a time is asked for mail by mail, each over a connection of its own. Whatever goes wrong with one alone, be it in
our own reading of its head, is of that one alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.mail.automatic import is_report
from domain.mail.headers import Headers, message_ids
from domain.mail.message import Mail, Unread
from domain.mail.reports import failed_in
from domain.trouble import Refused
from gateways.mail.arrivals import A_PAGE, MOST_BAD, MOST_PAGES
from gateways.mail.imap import Session, Told, moment
from gateways.mail.imap_parts import Part, parts_of, returned, said_in, status, text_in, texts_in
from gateways.mail.place import Place
from gateways.mail.said import Said, together

Open = Callable[[], AbstractAsyncContextManager[Session]]
INBOX = "INBOX"
JUNK = "junk:"  # what the ids of mails in that folder begin with
_MOST_HEAD = 65_536  # bytes
_HEAD = ("INTERNALDATE", f"BODY.PEEK[HEADER]<0.{_MOST_HEAD}>")
# Of a head that is longer: what says whom it concerns.
_FEW = "BODY.PEEK[HEADER.FIELDS (FROM SUBJECT DATE MESSAGE-ID IN-REPLY-TO)]<0.65536>"
_MOST_TEXT = 200_000  # bytes
_MOST_STATUS = 20_000


@dataclass
class Look:
    """At one folder. `asked`: numbers that are done, one way or the other."""

    folder: str
    prefix: str = ""
    mails: list[Mail] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    place: Place = field(default_factory=lambda: Place(0, 0))
    whole: bool = True

    def name(self, number: int) -> str:
        return f"{self.prefix}{self.place.validity}:{number}"


async def look(opens: Open, folder: str, prefix: str, cursor: str, since: datetime) -> Look:
    """Raises: Refused, Unreachable; where it is one mail alone that cannot be had, it is told and left behind."""
    found = Look(folder, prefix)
    async with opens() as imap:
        numbers, last = await _listed(imap, found, cursor, since)
        done = await _by_pages(imap, found, numbers)
    for start in range(done, len(numbers), A_PAGE):
        if len(found.unread) >= MOST_BAD:
            found.missing += [number for number in numbers[start:] if number in found.place.missing]
            numbers, found.whole = numbers[:start], False
            break
        await _page_anew(opens, found, numbers[start : start + A_PAGE])
    found.place = found.place.after(max(numbers, default=last), found.missing)
    found.unread += [Unread(id=found.name(number)) for number in found.place.given_up]
    found.whole = found.whole and found.place.whole
    return found


async def _listed(imap: Session, found: Look, cursor: str, since: datetime) -> tuple[list[int], int]:
    """What to ask for, and what was the last one before."""
    opened = await imap.open(found.folder)
    before = Place.of(cursor, opened.validity)
    found.place = before or Place(opened.validity, 0)
    if before is None:
        new = await imap.search(f"SINCE {since:%d-%b-%Y}")
    else:  # `*` is the last mail there is, be it an old one
        new = [number for number in await imap.search(f"UID {before.number + 1}:*") if number > before.number]
    missing = ",".join(map(str, found.place.missing))
    again = await imap.search(f"UID {missing}") if missing else []
    most = A_PAGE * MOST_PAGES
    found.whole = len(new) <= most
    return [*again, *new[:most]], before.number if before else max(0, opened.next - 1)


async def _by_pages(imap: Session, found: Look, numbers: Sequence[int]) -> int:
    """How many of them were had before something went wrong."""
    for start in range(0, len(numbers), A_PAGE):
        page = numbers[start : start + A_PAGE]
        try:
            mails, missing = await _mails(imap, found, page)
        except Exception:
            return start
        found.mails += mails
        found.missing += missing
    return len(numbers)


async def _page_anew(opens: Open, found: Look, page: Sequence[int]) -> None:
    """Whole if it can be had so after all, else mail by mail."""
    try:
        async with opens() as imap:
            await imap.open(found.folder)
            mails, missing = await _mails(imap, found, page)
    except Exception:
        for number in page:
            await _one(opens, found, number)
        return
    found.mails += mails
    found.missing += missing


async def _one(opens: Open, found: Look, number: int) -> None:
    """Twice, since a connection may end for other reasons; then it is the mail, if the mailbox itself still opens."""
    for _ in range(2):
        try:
            async with opens() as imap:
                await imap.open(found.folder)
                mails, missing = await _mails(imap, found, [number])
        except Exception:  # noqa: S112 - what is left after both attempts is told
            continue
        found.mails += mails
        found.missing += missing
        return
    async with opens() as imap:
        await imap.open(found.folder)
    found.unread.append(Unread(id=found.name(number)))


async def _mails(imap: Session, found: Look, numbers: Sequence[int]) -> tuple[list[Mail], list[int]]:
    """And those that were listed, but are not given."""
    given = await imap.fetch(numbers, *_HEAD)
    mails = [await _whole(imap, number, _mail(found, number, given[number])) for number in numbers if number in given]
    return mails, [number for number in numbers if number not in given]


def _mail(found: Look, number: int, told: Told) -> Mail:
    head = _bytes(told, b"BODY[HEADER]")
    return Mail(
        id=found.name(number),
        received=moment(told.get(b"INTERNALDATE")),
        headers=Headers.read(head),
        junk=bool(found.prefix),
        cut=len(head) >= _MOST_HEAD,
    )


async def _whole(imap: Session, number: int, mail: Mail) -> Mail:
    if mail.cut:
        few = Headers.read(_bytes((await imap.fetch([number], _FEW)).get(number, {}), b"BODY[HEADER.FIELDS"))
        more = tuple((name, value) for name, value in few.fields if name not in mail.headers)
        mail = replace(mail, headers=Headers((*mail.headers.fields, *more)))
    return await _with_returned(imap, number, mail) if is_report(mail) else mail


async def _with_returned(imap: Session, number: int, mail: Mail) -> Mail:
    """Many reports name the mail they are about only in what they send back: of that, its Message-ID is looked at."""
    told = (await imap.fetch([number], "BODYSTRUCTURE")).get(number, {})
    part = returned(list(parts_of(told.get(b"BODYSTRUCTURE"))))
    if part is None:
        return mail
    whole = part.type == "message/rfc822"
    what = f"{part.section}.HEADER.FIELDS (MESSAGE-ID)]" if whole else f"{part.section}]<0.{_MOST_STATUS}>"
    ids = message_ids(Headers.read(await _content(imap, number, what)).get("message-id"))
    return replace(mail, returns=ids[0] if ids else "")


async def body(imap: Session, mail: Mail, folder: str | None = None) -> Mail:
    """`folder`: where it lies, if not in the inbox. Raises: Refused, with status 404 where it was moved or deleted."""
    place = Place.of(mail.id.removeprefix(JUNK), (await imap.open(folder or INBOX)).validity)
    number = place.number if place else 0
    found = (await imap.fetch([number], "BODYSTRUCTURE")).get(number) if number else None
    if found is None:
        raise Refused("The mail is in its folder no more.", status=404)
    parts = list(parts_of(found.get(b"BODYSTRUCTURE")))
    names = tuple(part.name or "unnamed" for part in parts if part.name or part.attached)
    texts, report = texts_in(parts), status(parts) if is_report(mail) else None
    halves = [await _said(imap, number, part) for part in (texts.plain, texts.html)]
    told = together(*halves, more=texts.more)
    said = await _content(imap, number, f"{report.section}]<0.{_MOST_STATUS}>") if report else b""
    failed = failed_in(text_in(report, said)) if report else None
    return replace(mail, text=told.text, unsure=told.unsure, attachments=names, failed=failed)


async def _said(imap: Session, number: int, part: Part | None) -> Said | None:
    if part is None:
        return None
    content = await _content(imap, number, f"{part.section}]<0.{_MOST_TEXT}>")
    return said_in(part, content, cut=len(content) >= _MOST_TEXT)


async def _content(imap: Session, number: int, what: str) -> bytes:
    return _bytes((await imap.fetch([number], f"BODY.PEEK[{what}")).get(number, {}), b"BODY[")


def _bytes(told: Told, name: bytes) -> bytes:
    found = next((value for key, value in told.items() if key.startswith(name)), None)
    return found if isinstance(found, bytes) else str(found or "").encode()
