"""A raw mail as the mailbox would hand it over, read with Python's own library: the judge of our own readers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message

from domain.mail.charsets import decode
from domain.mail.headers import Headers, decoded
from domain.mail.message import Mail
from gateways.mail.said import Said, formatted, plainly, together


def headers_only(raw: bytes) -> Mail:
    return Mail(id="1", received=datetime(2026, 11, 2, 9, 12, tzinfo=UTC), headers=Headers.read(raw))


def whole(raw: bytes) -> Mail:
    parts = _parts(message_from_bytes(raw))
    names = tuple(decoded(name) for part in parts if (name := part.get_filename()))
    said = _said(parts)
    return replace(headers_only(raw), text=said.text, unsure=said.unsure, attachments=names)


def _parts(message: Message) -> list[Message]:
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        return [part for inner in message.get_payload() for part in _parts(inner)]
    return [message]


def _said(parts: list[Message]) -> Said:
    """The first text that is not HTML, and the first HTML."""
    texts = [part for part in parts if part.get_content_maintype() == "text" and not part.get_filename()]
    plain = [plainly(_text(part)) for part in texts if part.get_content_subtype() != "html"]
    html = [formatted(_text(part)) for part in texts if part.get_content_subtype() == "html"]
    mails = any(part.get_content_maintype() == "message" for part in parts)
    return together(next(iter(plain), None), next(iter(html), None), more=mails or len(plain) > 1 or len(html) > 1)


def _text(part: Message) -> str:
    raw = part.get_payload(decode=True)
    return decode(raw if isinstance(raw, bytes) else b"", str(part.get_content_charset() or "utf-8"))
