"""Graph's messages as mails. What cannot be read raises `Unreachable`: it is no answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar
from urllib.parse import unquote, urlsplit

from domain.mail.charsets import decode
from domain.mail.headers import Headers, visible
from domain.mail.message import Mail, Unread
from domain.mail.reports import failed_in
from domain.trouble import Unreachable
from gateways.customer_insights.paging import Page, page_of
from gateways.mail.said import Said, formatted, plainly

Row = Mapping[str, object]
_MOST_MIME = 500_000  # bytes
# Python's parser of mails takes the square of a field, and ends with RecursionError in nested parts: it is not asked.
_STATUS = re.compile(rb"^content-type:\s{0,9}message/delivery-status(?=[\s;]|\Z)", re.IGNORECASE | re.MULTILINE)
_UNREAD = "The mailbox gave an answer that cannot be read."
HEADERS = "id,internetMessageId,receivedDateTime,subject,from,internetMessageHeaders"


@dataclass(frozen=True, kw_only=True)
class Item:
    """A message of ours, written or sent. `recipients`: all of them, copies included, in lower case."""

    SELECT: ClassVar[str] = (
        "id,isDraft,internetMessageId,conversationId,createdDateTime,toRecipients,ccRecipients,bccRecipients"
    )

    id: str
    draft: bool
    message_id: str
    conversation: str
    created: str
    recipients: tuple[str, ...]


def item_of(body: object) -> Item:
    row = _row(body)
    lists = [row.get(f"{kind}Recipients") for kind in ("to", "cc", "bcc")]
    return Item(
        id=_told(row, "id"),
        draft=row.get("isDraft") is True,
        message_id=_told(row, "internetMessageId"),
        conversation=str(row.get("conversationId") or ""),
        created=str(row.get("createdDateTime") or ""),
        recipients=tuple(_address(one).casefold() for named in lists if isinstance(named, list) for one in named),
    )


def items_in(body: object) -> list[Item]:
    return [item_of(row) for row in _rows(body)]


def arrivals_in(body: object) -> list[Row]:
    """Rows of a delta that are new mails. Others tell of removal, or only that something was read since."""
    return [row for row in _rows(body) if row.get("receivedDateTime") and "@removed" not in row]


def mail_of(body: object) -> Mail:
    """Without headers (mail within a tenant has none at times) it has the little that Graph knows besides."""
    row = _row(body)
    listed = row.get("internetMessageHeaders")
    told = [_row(header) for header in listed] if isinstance(listed, list) else []
    pairs = [(str(header.get("name") or ""), str(header.get("value") or "")) for header in told]
    sender = _address(row.get("from"))
    known = {
        "From": f"<{sender}>" if sender else "",
        "Subject": str(row.get("subject") or ""),
        "Message-ID": str(row.get("internetMessageId") or ""),
    }
    names = {name.casefold() for name, _ in pairs}
    pairs += [(name, value) for name, value in known.items() if value and name.casefold() not in names]
    return Mail(id=_told(row, "id"), received=_moment(_told(row, "receivedDateTime")), headers=Headers.of(pairs))


def cursor_in(body: object) -> tuple[str, bool]:
    """What the next call is to ask with, and whether this round has more pages.

    Only the query of Graph's link is kept: where calls go is for us to say, and its path names the mailbox.
    """
    row = _row(body)
    for name in ("@odata.nextLink", "@odata.deltaLink"):
        link = row.get(name)
        if isinstance(link, str) and (query := urlsplit(link).query):
            return query, name == "@odata.nextLink"
    raise Unreachable(_UNREAD)


def next_in(body: object) -> str:
    """What the next page of a list is asked with; empty after the last one."""
    link = _page(body).link
    query = urlsplit(link).query if isinstance(link, str) else ""
    if link and not query:
        raise Unreachable(_UNREAD)
    return query


def unread_of(row: Row) -> Unread:
    """What a list says of a mail that cannot be had itself."""
    received = None
    with suppress(Unreachable):
        received = _moment(str(row.get("receivedDateTime")))
    sender, subject = _address(row.get("from")), visible(str(row.get("subject") or ""))
    return Unread(id=_told(row, "id"), received=received, sender=sender, subject=subject)


def failed_in_mime(mime: bytes) -> tuple[str, ...] | None:
    """Whom a report names as not reached; None where it has no part that says so."""
    if not (found := _STATUS.search(mime, 0, _MOST_MIME)):
        return None
    _, _, below = mime[found.end() : _MOST_MIME].replace(b"\r\n", b"\n").partition(b"\n\n")
    return failed_in(decode(below.partition(b"\n--")[0], "utf-8"))


def query_of(cursor: str) -> dict[str, str]:
    """`+` stands for itself in Graph's tokens."""
    parts = [part.partition("=") for part in cursor.split("&") if part]
    return {unquote(name): unquote(value) for name, _, value in parts}


def said_in(body: object) -> Said:
    content = _row(_row(body).get("body"))
    text = str(content.get("content") or "")
    return formatted(text) if str(content.get("contentType")).casefold() == "html" else plainly(text)


def names_in(body: object) -> tuple[str, ...]:
    return tuple(visible(str(row.get("name") or "")) for row in _rows(body))


def _rows(body: object) -> list[Row]:
    return [_row(value) for value in _page(body).rows]


def _page(body: object) -> Page:
    """Raises Unreachable also where something stands beside the rows that is not understood: a mail may be missing."""
    page = page_of(body)
    if page is None or not page.is_sure:
        raise Unreachable(_UNREAD)
    return page


def _row(value: object) -> Row:
    if not isinstance(value, dict):
        raise Unreachable(_UNREAD)
    return value


def _told(row: Row, name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value:
        raise Unreachable(_UNREAD)
    return value


def _address(recipient: object) -> str:
    named = recipient.get("emailAddress") if isinstance(recipient, dict) else None
    return str(named.get("address") or "") if isinstance(named, dict) else ""


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unreachable(_UNREAD) from None
