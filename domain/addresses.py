"""E-mail addresses: the one grammar of all commands, forms, settings and mails, and when two are the same.

The local part is a dot-atom (RFC 5321 §4.1.2, RFC 6531 for other scripts), begun with a letter, a digit, `_` or `+`:
anything else there was more likely written around the address than in it. The domain is one of IDNA 2008, without the
mappings of other standards, because these join domains that belong to different owners (`ſ` and `s`, `ß` and `ss`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import idna

from domain.pasted import JOINERS, bared, legible, unlinked

_LONGEST, _LONGEST_LOCAL = 254, 64  # octets, RFC 5321 §4.5.3.1
_ATEXT = r"[\w!#$%&'*+/=?^`{|}~-]"
_LOCAL = re.compile(rf"[\w+]{_ATEXT}*(?:\.{_ATEXT}+)*(?<![*`{{|}}~'])", re.ASCII)
_TOP = re.compile(r"[a-z](?:[a-z0-9-]*[a-z0-9])?")
_SIGN = r"[@\uff20\ufe6b]|%40|&(?:#0*64|#x0*40|commat);|mailto:"
_WORD = r"(?:[\W_]|^)(?:at|ät|àt|bei|chez|arroba|chiocciola|kukac)(?:[\W_]|$)"  # anna (at) contoso.com
_DOT = r"[\W_]{0,9}[\w-]{1,63}(?:\.|[\W_]{1,9}(?:dot|punkt|point|punto)[\W_])"
_ANY_SIGN = re.compile(_SIGN, re.IGNORECASE)
_MEANT = re.compile(f"{_SIGN}|{_WORD}", re.IGNORECASE)
_SPOKEN = re.compile(f"{_SIGN}|{_WORD}{_DOT}", re.IGNORECASE)


def is_address(text: str) -> bool:
    """Whether it is an address and nothing else."""
    return bool(text) and address(text) == text


def address(text: str) -> str | None:
    """The one address that was typed or pasted, with its capitals; None: it is none, or not clear which."""
    try:
        return _grammatical(legible(bared(legible(unlinked(text)))))
    except UnicodeError:
        return None


def may_be_address(text: str) -> bool:
    """Whether somebody may have meant one, in whatever way it was written. Such a thing is never a customer's id."""
    return bool(_MEANT.search(text))


def names_someone(text: str) -> bool:
    """Whether an address stands somewhere in it, be it spelt out."""
    return bool(_SPOKEN.search(text))


def _grammatical(text: str) -> str | None:
    """Raises UnicodeError for letters that would become others."""
    local, _, domain = text.rpartition("@")
    domain = domain if registered(domain) else _unjoined(domain)
    local, domain = _composed(_unjoined(local)), _composed(domain)
    found = f"{local}@{domain}"
    fits = len(local.encode()) <= _LONGEST_LOCAL and len(found.encode()) <= _LONGEST
    return found if fits and _allowed(local) and registered(domain) else None


def _unjoined(text: str) -> str:
    return text.replace(JOINERS[0], "").replace(JOINERS[1], "")


def _allowed(local: str) -> bool:
    """Letters of other scripts stand for themselves alone: `ﬁ` might be meant as `fi`."""
    plain = local if local.isascii() else "".join("a" if not c.isascii() and _stable(c) else c for c in local)
    return bool(_LOCAL.fullmatch(plain))


def _stable(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN" and unicodedata.normalize("NFKC", char) == char


@lru_cache(maxsize=10_000)
def registered(domain: str) -> str | None:
    """The domain as its owner knows it, in small letters of its own script; None when no mail can go there."""
    try:
        wire = idna.encode(_small(_composed(domain))).decode() if len(domain) <= _LONGEST else ""
        known = idna.decode(wire) if "xn--" in wire else wire
    except UnicodeError:
        return None
    *others, top = wire.split(".")
    return known if others and len(wire) < _LONGEST and _TOP.fullmatch(top) else None


def _composed(text: str) -> str:
    """Raises UnicodeError for a character that would become another one, as the Kelvin sign becomes a K."""
    if text.isascii():
        return text
    if any(unicodedata.normalize("NFC", char) != char for char in text):
        raise UnicodeError
    return unicodedata.normalize("NFC", text)


def _small(text: str) -> str:
    """Capitals as small letters, one for one: unlike case folding, this joins nothing but the two cases of a letter."""
    return text.lower() if text.isascii() else "".join(map(_small_letter, text))


def _small_letter(char: str) -> str:
    small = char.lower()
    return small if small.upper() == char else char


def folded(text: str) -> str:
    """What is compared and looked up: the same for the spellings of one address, or of one customer's id.

    Capitals make no other person: no provider in use tells them apart (RFC 5321 §2.4 would). A tag after a plus does.
    """
    found = None if _signless(text) else address(text)
    if not found:
        return _small(text.strip())
    local, _, domain = found.rpartition("@")
    return f"{_small(local)}@{registered(domain)}"


def _signless(text: str) -> bool:
    """It can be none, however it was written or linked: accounts, which are compared at every act, are such texts."""
    return text.isascii() and "@" not in text and "%" not in text and "&" not in text


def on_the_wire(text: str) -> str:
    """Folded, with the domain as mail servers know it: `jörg@xn--mller-kva.de`."""
    local, at, domain = folded(text).rpartition("@")
    return f"{local}{at}{idna.encode(domain).decode()}" if registered(domain) and at else folded(text)


def once_folded(text: str) -> frozenset[str]:
    """How earlier versions may have folded it, where that was otherwise: they joined `ß` and `ss`."""
    return frozenset(one.strip().casefold() for one in (text, address(text) or text, on_the_wire(text))) - {
        folded(text)
    }


_HIDDEN = "•••"


def masked(text: str, own_domains: Sequence[str]) -> str:
    """First letter and one of the company's own domains; other domains and customer ids are hidden too (design §6)."""
    local, _, domain = text.rpartition("@")
    if not local:
        return f"{text[:1]}{_HIDDEN}"
    theirs = registered(domain)
    shown = next((own for own in own_domains if theirs and registered(own) == theirs), _HIDDEN)
    return f"{local[:1]}{_HIDDEN}@{shown}"


def without_names(text: str, subjects: Sequence[str]) -> str:
    """The text without the subjects' identifiers and the words that their addresses are made of."""
    parts = {part for subject in subjects for part in re.split(r"[^\w]+|_", subject.partition("@")[0]) if len(part) > 2}
    found = sorted({*subjects, *parts}, key=len, reverse=True)
    return re.sub(rf"(?<!\w)({'|'.join(map(re.escape, found))})(?!\w)", "…", text, flags=re.I) if found else text


def without_addresses(text: str, own_domains: Sequence[str]) -> str:
    """The text with every address in it masked."""
    parts = re.split(r"(\s+)", text)
    return "".join(masked(part, own_domains) if _ANY_SIGN.search(part) else part for part in parts)
