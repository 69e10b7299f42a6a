"""A raw mail as the mailbox would hand it over, read with Python's own library: the judge of our own readers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message

from domain.mail.headers import Headers, decode, decoded
from domain.mail.message import Mail
from gateways.mail.html import text_of


def headers_only(raw: bytes) -> Mail:
    return Mail(id="1", received=datetime(2026, 11, 2, 9, 12, tzinfo=UTC), headers=Headers.read(raw))


def whole(raw: bytes) -> Mail:
    parts = _parts(message_from_bytes(raw))
    names = tuple(decoded(name) for part in parts if (name := part.get_filename()))
    return replace(headers_only(raw), text=_text(parts), attachments=names)


def _parts(message: Message) -> list[Message]:
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        return [part for inner in message.get_payload() for part in _parts(inner)]  # type: ignore[union-attr, arg-type]
    return [message]


def _text(parts: list[Message]) -> str:
    """The first text that is not HTML, else the HTML."""
    texts = [part for part in parts if part.get_content_maintype() == "text" and not part.get_filename()]
    plain = [part for part in texts if part.get_content_subtype() != "html"]
    for part in plain or texts:
        raw = part.get_payload(decode=True)
        text = decode(raw if isinstance(raw, bytes) else b"", str(part.get_content_charset() or "utf-8"))
        return text if part in plain else text_of(text)
    return ""
