"""Customers' ids: when two spellings are one, and how one may be spelt.

A GUID is its 32 digits, whatever stands between and around them (RFC 9562 §4). Any other id is what one sees of it, in
the composed form of its letters (Unicode NFC). Signs and zeros at its front are part of it: `4711` and `04711` are two.
"""

from __future__ import annotations

import re
import unicodedata

from domain.addresses import folded
from domain.pasted import JOINERS, seen

_GUID = re.compile(r"(?:[0-9a-f]-?){31}[0-9a-f]", re.IGNORECASE)
_PARTS = re.compile(r"(.{8})(.{4})(.{4})(.{4})(.{12})")
_AROUND = ("{}", "{{{}}}", "({})", "urn:uuid:{}", "uuid:{}", "guid:{}")
_BEFORE = re.compile(r"(?:urn:)?(?:uuid|guid):", re.IGNORECASE)
_UNSEEN = str.maketrans("", "", JOINERS)


def guid(text: str) -> str | None:
    """Its digits in small letters; None: it is none."""
    bare = _BEFORE.sub("", text.strip(), count=1).strip("{}()[] \t")
    return bare.replace("-", "").lower() if _GUID.fullmatch(bare) else None


def one_spelling(text: str) -> str:
    """What people are compared and looked up by: the same for all spellings of one address, or of one customer's id."""
    if "@" in text:
        return folded(text)
    plain = " ".join(seen(text).translate(_UNSEEN).split())
    return guid(plain) or folded(unicodedata.normalize("NFC", plain))


def once_spelt(text: str) -> frozenset[str]:
    """How the release before this rule may have looked up whoever is meant, where that was otherwise."""
    if "@" in text:
        return frozenset()
    digits, typed = guid(one_spelling(text)), folded(text)
    forms = [around.format(bare) for bare in spellings_of(digits) for around in _AROUND] if digits else []
    composed = {unicodedata.normalize(form, typed) for form in ("NFC", "NFD")}
    return frozenset({typed, *composed, *map(folded, forms)}) - {one_spelling(text)}


def spellings_of(digits: str) -> tuple[str, str]:
    """Of a GUID: its digits alone, and apart by hyphens as most write it."""
    return digits, _PARTS.sub(r"\1-\2-\3-\4-\5", digits)


def id_spellings(text: str) -> tuple[str, ...]:
    """What to ask for: as written and as it is compared, in small letters and in capitals; a GUID with hyphens, too."""
    written, digits = text.strip(), guid(one_spelling(text))
    forms = [written, *(spellings_of(digits) if digits else _composed(written))]
    return tuple(dict.fromkeys(case for form in forms for case in (form, form.lower(), form.upper())))


def _composed(text: str) -> tuple[str, ...]:
    plain = " ".join(seen(text).split())
    return () if text.isascii() else tuple(unicodedata.normalize(form, plain) for form in ("NFC", "NFD"))


def mixed(text: str) -> bool:
    """Whether neither small letters alone nor capitals alone spell it, so that there are further spellings."""
    return text not in {text.lower(), text.upper()}
