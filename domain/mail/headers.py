"""Header fields of a mail as they stood in it, and the few that are read closely (RFC 5322, RFC 2047)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.header import decode_header
from email.parser import BytesHeaderParser
from email.policy import compat32

from domain.mail.charsets import decode

_IDS = re.compile(r"<[^<>\s]{1,400}>")
_LONGEST = 10_000  # characters of one field; what is longer was written to tire a reader out
_LONGEST_FROM = 2_000  # characters; a name takes some hundred, however it is encoded
# With an end that may be missing, or a reader would look for it anew behind each quotation mark.
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*("|\\?\Z)', re.DOTALL)
_ADDRESS = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+")


@dataclass(frozen=True)
class Headers:
    """Names are compared without case, values are unfolded, and the order is kept: what is on top came last."""

    fields: tuple[tuple[str, str], ...] = field(repr=False)

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Headers:
        return cls(tuple(_field(name.strip().casefold(), value) for name, value in pairs))

    @classmethod
    def read(cls, raw: bytes) -> Headers:
        """From the head of a mail as it came. Eight-bit characters are taken for UTF-8 (RFC 6532), else Western."""
        found = BytesHeaderParser(policy=compat32).parsebytes(raw).raw_items()
        return cls.of((name, decode(str(value).encode("utf-8", "surrogateescape"), "utf-8")) for name, value in found)

    def all(self, name: str) -> tuple[str, ...]:
        """From the top down."""
        return tuple(value for key, value in self.fields if key == name)

    def get(self, name: str) -> str:
        """The topmost one, else an empty text."""
        return next((value for key, value in self.fields if key == name), "")

    def __contains__(self, name: str) -> bool:
        return any(key == name for key, _ in self.fields)


def message_ids(value: str) -> tuple[str, ...]:
    return tuple(_IDS.findall(value))


def address_of(value: str) -> str:
    """The address in a From field in lower case: bare, or in angle brackets after a name.

    Anything else gives an empty text: groups, several addresses, comments, quoted or international local parts, quotes
    that do not close. Their readers disagree about who the sender is, which is how senders are forged.
    """
    if len(value) > _LONGEST_FROM:
        return ""
    name, bracket, rest = _QUOTED.sub(_unclosed, value).rpartition("<")
    if bracket and (not rest.endswith(">") or re.search(r'[<>@,;:()"]', name)):
        return ""
    address = rest.removesuffix(">").strip() if bracket else rest.strip()
    return address.lower() if address.isascii() and _ADDRESS.fullmatch(address.lower()) else ""


def _unclosed(quoted: re.Match[str]) -> str:
    return "" if quoted[1] == '"' else '"'


def decoded(value: str) -> str:
    """A field for people: encoded words decoded as far as possible, what cannot be seen replaced by blanks."""
    try:
        parts = decode_header(value[:_LONGEST])
    except (HeaderParseError, ValueError):
        parts = [(value[:_LONGEST], None)]
    return visible("".join(_text(part, charset) for part, charset in parts))


def visible(text: str) -> str:
    """On one line, without control characters and marks that turn the direction of writing."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _text(part: bytes | str, charset: str | None) -> str:
    return part if isinstance(part, str) else decode(part, charset or "utf-8")


def _field(name: str, value: str) -> tuple[str, str]:
    """Of a long one the beginning; of references the end, where the newest stand."""
    return name, _unfolded(value[-_LONGEST:] if name == "references" else value[:_LONGEST])


def _unfolded(value: str) -> str:
    return re.sub(r"[\r\n]+[ \t]*", " ", value).strip()
