"""The parts of a mail, from what the server says of its structure: nothing of their content is fetched for it."""

from __future__ import annotations

import quopri
import re
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.utils import decode_params, unquote

from domain.mail.charsets import decode
from domain.mail.headers import decoded
from gateways.mail.said import Said, formatted, plainly

Value = object  # as IMAPClient gives it: nested tuples and lists of bytes, numbers and None

_DISPOSITIONS = {"attachment", "inline"}
_DEEPEST = 50
_STRAY = re.compile(rb"[^A-Za-z0-9+/]+")


@dataclass(frozen=True, kw_only=True)
class Part:
    """`section`: what FETCH calls it. `name`: of the file, fit to be shown; empty for text of the mail itself."""

    section: str
    type: str
    charset: str
    encoding: str
    name: str
    attached: bool


def parts_of(structure: Value, section: str = "") -> Iterator[Part]:
    """What stands in attached mails is not looked into; of parts of parts beyond counting it is said that they are."""
    if not isinstance(structure, tuple) or not structure:
        return
    if section.count(".") > _DEEPEST:
        yield Part(section=section, type="multipart/deeper", charset="", encoding="", name="", attached=False)
    elif isinstance(structure[0], list):
        for number, part in enumerate(structure[0], start=1):
            yield from parts_of(part, f"{section}.{number}" if section else f"{number}")
    elif len(structure) > 5:
        yield _part(structure, section or "1")


@dataclass(frozen=True)
class Texts:
    """What a mail says itself: at most one plain text and one in HTML. `more`: it holds others that people may see."""

    plain: Part | None = None
    html: Part | None = None
    more: bool = False


def texts_in(parts: Sequence[Part]) -> Texts:
    """The first ones of their kind."""
    texts = [part for part in parts if part.type.startswith("text/") and not part.attached and not part.name]
    plain = next((part for part in texts if part.type == "text/plain"), None)
    html = next((part for part in texts if part.type == "text/html"), None)
    if not plain and not html:
        plain = next(iter(texts), None)
    unread = (part for part in parts if part not in {plain, html} and _is_shown(part))
    return Texts(plain, html, any(unread))


def _is_shown(part: Part) -> bool:
    """Beside the text, by some programs."""
    if part.type in {"message/rfc822", "multipart/deeper"}:
        return True
    named = part.name and part.type not in {"text/plain", "text/html"}  # that is a file
    return part.type.startswith("text/") and not part.attached and not named


def returned(parts: Sequence[Part]) -> Part | None:
    """The mail that a report sends back, whole or its head alone."""
    return next((part for part in parts if part.type in {"message/rfc822", "text/rfc822-headers"}), None)


def status(parts: Sequence[Part]) -> Part | None:
    """What a report says of each recipient."""
    return next((part for part in parts if part.type == "message/delivery-status"), None)


def said_in(part: Part, content: bytes, *, cut: bool = False) -> Said:
    """Decoded as far as possible. `cut`: there was more of it."""
    text = text_in(part, content)
    return formatted(text, cut=cut) if part.type == "text/html" else plainly(text, cut=cut)


def text_in(part: Part, content: bytes) -> str:
    """As it was written; the content may have been cut."""
    raw = content
    if part.encoding == "base64":
        raw = _from_base64(content)
    elif part.encoding == "quoted-printable":
        raw = quopri.decodestring(content)
    return decode(raw, part.charset)


def _part(told: Sequence[Value], section: str) -> Part:
    kind = f"{_word(told[0])}/{_word(told[1])}".casefold() if told[0] and told[1] else "text/plain"  # RFC 2045 §5.2
    parameters = _parameters(told[2])
    lists = [value for value in told[8:] if isinstance(value, tuple) and value]  # behind the sum (RFC 3501 §7.4.2)
    disposition = next((value for value in lists if _word(value[0]).casefold() in _DISPOSITIONS), ())
    names = _parameters(disposition[1] if len(disposition) > 1 else None)
    return Part(
        section=section,
        type=kind,
        charset=parameters.get("charset", "utf-8").strip(),
        encoding=_word(told[5]).casefold(),
        name=decoded(names.get("filename") or parameters.get("name") or ""),
        attached=bool(disposition) and _word(disposition[0]).casefold() == "attachment",
    )


def _parameters(told: Value) -> dict[str, str]:
    """With names and values that were cut or encoded put together (RFC 2231)."""
    words = [_word(word) for word in told] if isinstance(told, tuple) else []
    pairs = list(zip(words[::2], words[1::2], strict=False))
    try:
        whole = decode_params([("", ""), *pairs])[1:]
        return {name.casefold(): _value(value).strip('"') for name, value in whole}
    except (ValueError, LookupError, TypeError):
        return {name.casefold(): value for name, value in pairs}


def _value(told: str | tuple[str | None, str | None, str]) -> str:
    """Encoded ones come with their charset, and with a character for each of their bytes."""
    if isinstance(told, str):
        return unquote(told)
    charset, _, octets = told
    return decode(octets.encode("raw-unicode-escape"), charset or "us-ascii")


def _from_base64(content: bytes) -> bytes:
    """What does not belong is ignored (RFC 2045 §6.8). Pieces that were each filled up are taken one by one, and
    one that was not is filled up."""
    pieces = (_STRAY.sub(b"", piece) for piece in re.split(rb"=+", content))
    return b"".join(map(_piece, pieces))


def _piece(letters: bytes) -> bytes:
    whole = letters[: len(letters) - (len(letters) % 4 == 1)]  # one letter alone is no byte
    return b64decode(whole + b"=" * (-len(whole) % 4))


def _word(value: Value) -> str:
    return decode(value, "utf-8") if isinstance(value, bytes) else str(value or "")
