"""A mail as it came over the wire, put into a mailbox."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.policy import Compat32
from email.utils import parseaddr

from gateways.sandbox.mailbox import Item

_LONGEST = 10_000  # characters of one field; Python reads its parameters in time that follows the square of it


class _Cut(Compat32):
    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST]


def arrived(raw: bytes, owner: str, now: datetime) -> Item:
    """Of two halves Exchange keeps the formatted one, and shows no other to anybody."""
    mail = message_from_bytes(raw, policy=_Cut())
    head = _head(mail)
    parts = [part for part in _parts(mail) if part.get_content_type() != "message/rfc822"]
    texts = sorted((part for part in parts if _own(part)), key=lambda part: part.get_content_subtype() != "html")
    return Item(
        id=str(uuid.uuid4()),
        owner=owner,
        folder="inbox",
        arrives=now,
        message_id=head.get("Message-ID", ""),
        sender=parseaddr(head.get("From", ""))[1],
        subject=_decoded(head.get("Subject", "")),
        text=_text(texts[0]) if texts else "",
        conversation=str(uuid.uuid4()),
        html=bool(texts) and texts[0].get_content_subtype() == "html",
        fields=tuple(head.items()),
        files=tuple(_decoded(name) for part in _parts(mail) if (name := _head(part).get_filename())),
        report=next((_status(part) for part in parts if part.get_content_type() == "message/delivery-status"), ""),
    )


def _status(part: Message) -> str:
    groups = part.get_payload()
    return "".join(str(group) for group in groups) if isinstance(groups, list) else str(groups)


def _parts(mail: Message) -> list[Message]:
    payload = mail.get_payload()
    if mail.get_content_maintype() == "multipart" and isinstance(payload, list):
        return [part for inner in payload if isinstance(inner, Message) for part in _parts(inner)]
    return [mail]


def _own(part: Message) -> bool:
    return part.get_content_maintype() == "text" and not part.get_filename()


def _text(part: Message) -> str:
    raw = part.get_payload(decode=True)
    content = raw if isinstance(raw, bytes) else b""
    for charset in (part.get_content_charset() or "utf-8", "utf-8"):
        with suppress(LookupError, UnicodeError):
            return content.decode(charset)
    return content.decode("windows-1252", errors="replace")


def _head(part: Message) -> Message:
    """Its header, with eight-bit characters read as UTF-8."""
    head = Message(policy=_Cut())
    for name, value in part.raw_items():
        head[name] = str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return head


def _decoded(value: str) -> str:
    try:
        return str(make_header(decode_header(value)))
    except (ValueError, LookupError):
        return value
