"""What came into the folders of a mailbox by Microsoft Graph: rounds of delta, and mail by mail where those fail.

Graph may answer 500 for one message, or for every page that holds it, for good. Such a one is told and left behind.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import quote

from domain.mail.message import Mail, Unread
from domain.trouble import Refused, Throttled, Unreachable
from gateways.mail.arrivals import A_PAGE, MOST_PAGES
from gateways.mail.graph_reading import (
    HEADERS,
    Row,
    arrivals_in,
    cursor_in,
    mail_of,
    next_in,
    query_of,
    unread_of,
)

Ask = Callable[[str, Mapping[str, str]], Awaitable[object]]  # a path of this mailbox, and a query; gives the body
INBOX, JUNK = "inbox", "junkemail"
_LOST_TRACK = {"syncstatenotfound", "syncstateinvalid", "resyncrequired"}
_OUT_OF_ORDER = 500
_NAMED = "id,receivedDateTime,subject,from"


@dataclass(frozen=True)
class Place:
    """How far a folder was read. `query`: what the next round asks with, empty for one that begins at `seen`."""

    query: str = ""
    seen: datetime | None = None

    @classmethod
    def of(cls, text: str) -> Place:
        query, _, seen = text.partition("#")
        with suppress(ValueError):
            return cls(query, datetime.fromisoformat(seen) if seen else None)
        return cls(query)

    def __str__(self) -> str:
        return self.query + (f"#{self.seen.isoformat()}" if self.seen else "")


@dataclass
class Look:
    """At one folder. `since`: where a round begins that has nothing to go on from."""

    ask: Ask
    folder: str
    place: Place
    since: datetime
    mails: list[Mail] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    whole: bool = True


async def look(ask: Ask, folder: str, cursor: str, since: datetime) -> Look:
    """Raises: domain.trouble.Trouble, where the mailbox itself does not answer."""
    found = Look(ask, folder, Place.of(cursor), since)
    try:
        await _round(found)
    except Refused as refused:
        if not found.place.query or (refused.status != 410 and (refused.code or "").casefold() not in _LOST_TRACK):
            raise
        found.place = Place()
        await _round(found)
    except Unreachable as down:
        if not _out_of_order(down):
            raise
        await _lives(found)
        await _mail_by_mail(found)
    return found


async def _round(found: Look) -> None:
    """Page by page; what fails after the first one is for the next look."""
    for number in range(MOST_PAGES):
        try:
            page = await found.ask(f"mailFolders/{found.folder}/messages/delta", _question(found))
        except Unreachable:
            if not number:
                raise
            break
        rows, (query, more) = arrivals_in(page), cursor_in(page)
        for row in rows:
            await _take(found, row)
        found.place = replace(found.place, query=query)
        if not more:
            return
    found.whole = False


def _question(found: Look) -> Mapping[str, str]:
    condition = f"receivedDateTime ge {_stamp(found.place.seen or found.since)}"
    return query_of(found.place.query) or {"$filter": condition, "$select": HEADERS}


async def _mail_by_mail(found: Look) -> None:
    """From a list of names alone. The next look begins a new round after the last of them."""
    since = found.place.seen or found.since
    query: Mapping[str, str] = {
        "$filter": f"receivedDateTime ge {_stamp(since)}",
        "$orderby": "receivedDateTime",
        "$select": _NAMED,
        "$top": str(A_PAGE),
    }
    for _ in range(MOST_PAGES):
        page = await found.ask(f"mailFolders/{found.folder}/messages", query)
        for row in arrivals_in(page):
            await _take(found, row)
        query = query_of(next_in(page))
        if not query:
            break
    found.whole = not query
    found.place = Place(seen=found.place.seen or since)


async def _take(found: Look, row: Row) -> None:
    """Graph promises headers for single messages only; asked for, it has given them in lists as well."""
    with suppress(Exception):  # then the row makes no sense, whatever about it
        if "internetMessageHeaders" in row:
            return _add(found, mail_of(row))
    try:
        mail = await _single(found, row)
    except (Refused, Throttled):
        raise
    except Exception:  # no answer, or one that makes no sense
        await _lives(found)
        found.unread.append(unread_of(row))
        return None
    return _add(found, mail) if mail else None


async def _single(found: Look, row: Row) -> Mail | None:
    """None where it was moved or deleted meanwhile."""
    try:
        return mail_of(await found.ask(f"messages/{quote(str(row.get('id')), safe='')}", {"$select": HEADERS}))
    except Refused as refused:
        if refused.status != 404:
            raise
        return None


async def _lives(found: Look) -> None:
    """Raises: domain.trouble.Trouble, where it is the mailbox that does not answer, and no mail alone."""
    await found.ask(f"mailFolders/{found.folder}", {"$select": "id"})


def _add(found: Look, mail: Mail) -> None:
    found.mails.append(replace(mail, junk=found.folder == JUNK))
    found.place = replace(found.place, seen=max(found.place.seen or mail.received, mail.received))


def _out_of_order(down: Unreachable) -> bool:
    return down.status is not None and down.status >= _OUT_OF_ORDER


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
