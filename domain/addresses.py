"""E-mail addresses, and what of a person may be shown where others look on."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ADDRESS = re.compile(r"[^@\s<>\",;]+@[^@\s<>\",;]+\.[^@\s<>\",;]+")
_LONGEST_ADDRESS = 254  # RFC 5321 §4.5.3.1.3, less the angle brackets


def is_address(text: str) -> bool:
    legible = text.isprintable() and "\ufffd" not in text
    return legible and len(text) <= _LONGEST_ADDRESS and bool(_ADDRESS.fullmatch(text))


def masked(text: str, own_domains: Sequence[str]) -> str:
    """First letter and one of the company's own domains; other domains and customer ids are hidden too (design §6)."""
    local, _, domain = text.rpartition("@")
    if not local:
        return f"{text[:1]}…"
    shown = next((own for own in own_domains if own.casefold() == domain.casefold()), "…")
    return f"{local[:1]}…@{shown}"


def without_names(text: str, subjects: Sequence[str]) -> str:
    """The text without the subjects' identifiers and the words that their addresses are made of."""
    parts = {part for subject in subjects for part in re.split(r"[^\w]+|_", subject.partition("@")[0]) if len(part) > 2}
    found = sorted({*subjects, *parts}, key=len, reverse=True)
    return re.sub(rf"(?<!\w)({'|'.join(map(re.escape, found))})(?!\w)", "…", text, flags=re.I) if found else text


def without_addresses(text: str, own_domains: Sequence[str]) -> str:
    """The text with every address in it masked."""
    return "".join(masked(part, own_domains) if "@" in part else part for part in re.split(r"(\s+)", text))
