"""Who a request may be about: e-mail addresses and customers' ids, out of whatever was typed or pasted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from domain.addresses import address, may_be_address
from domain.ids import guid
from domain.numbered import is_no_id, unnumbered
from domain.pasted import bared, is_label, legible, unlinked
from domain.person_names import is_name
from domain.refresh.names import is_ours

MENTION = re.compile(r"<@[A-Za-z0-9:._-]+>")
_ID = re.compile(r"(?=\D*\d)[\w.:/+=#|-]{1,200}")  # a word without any digit is rather a name
_PREFIXED = re.compile(r"[#+=]|(?:tel|sms|callto|urn|uuid|guid|id|nr|no):", re.IGNORECASE)  # is that part of the id?
_SITE = re.compile(r"\w\.[a-z]{2,24}$", re.IGNORECASE)  # how addresses end, be it without their sign
_QUOTED = re.compile(r"^[\"„“”«»‚‘’'](.{1,200})[\"“”«»‘’']$")
_NAMED = re.compile(r"([^<>;\n]{0,200})<((?!@)[^<>\n]{1,400})>")  # Anna Berg <anna@contoso.com>
_BESIDE = re.compile(
    r"([^()\[\]]*)[(\[]([^()\[\]]*)[)\]][\s.,;]*"
)  # Anna Berg (anna@contoso.com), and the other way round
_APART, READ = re.compile(r"[\s,;|<>()\[\]{}\"]+"), 10_000  # characters of a text that are looked through
_GROUP, _ENTRY = re.compile(r'(?:"[^"\n]*"|[^;\n])+'), re.compile(r'(?:"[^"\n]*"|[^,;\n])+')


@dataclass(frozen=True)
class Named:
    """`found`: addresses, ids and mentions, in order. `unclear`: what is none of these; to be asked back."""

    found: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()


def _joined(parts: Iterable[Named]) -> Named:
    """All at once: one by one, what was read before would be copied for each."""
    every = [*parts]
    return Named(
        tuple(chain.from_iterable(one.found for one in every)), tuple(chain.from_iterable(one.unclear for one in every))
    )


def identifier(text: str, *, quoted: bool = False) -> str | None:
    """One address or one customer's id; None: ask back. In quotes an id may be anything that is no address; out of them
    it is no request, no date, no phone number and nothing else that people write down beside persons."""
    if found := address(text) or _beside(text):
        return found
    plain = " ".join(legible(unlinked(text)).split())
    if guid(plain):
        return plain
    if may_be_address(plain) or may_be_address(text):
        return None
    if quoted or (inside := _QUOTED.match(plain)):
        meant = plain if quoted else inside[1].strip() if inside else ""
        return meant if meant and meant.isprintable() and len(meant) <= 200 and not _doubles(meant) else None
    meant = bared(plain)
    if _doubles(meant) or is_ours(plain):
        return None
    strange = _SITE.search(meant) or _PREFIXED.match(meant) or is_no_id(meant) or is_no_id(plain)
    return meant if _ID.fullmatch(meant) and not strange else None


def _doubles(text: str) -> bool:
    """Whether a sign in it looks like another one, or is a digit of another script: nobody knows which is kept."""
    return not text.isascii() and any(
        unicodedata.normalize("NFKC", char) != unicodedata.normalize("NFC", char)
        or (unicodedata.category(char)[0] == "N" and not char.isascii())
        for char in text
    )


def listed(people: Iterable[str]) -> str:
    """As `named` reads them again."""
    return "; ".join(one if named(one) == Named((one,)) else f'"{one}"' for one in people)


def _beside(text: str) -> str | None:
    """The address next to a name, of which one stands in brackets."""
    match = _BESIDE.fullmatch(legible(unlinked(text)).strip())
    for name, other in ((match[1], match[2]), (match[2], match[1])) if match else ():
        if (found := address(other)) and is_name(name, found):
            return found
    return None


def named(text: str, *, numbered: bool = True) -> Named:
    """Everybody whom a text names: apart by semicolons and line breaks; addresses also by commas and blanks, which part
    no ids. `numbered`: the text is all there is, and so the numbers of its lines are known from their sequence."""
    groups = [one for one in map(str.strip, _GROUP.findall(legible(unlinked(text)))) if one]
    groups = unnumbered(groups) if numbered else groups
    read = [_group(one) for one in groups]
    among = any(any(map(_is_sure, one.found)) for one in read)
    return _joined(
        one if not (among and is_bare_number(text)) else _unclear(text) for text, one in zip(groups, read, strict=True)
    )


def is_bare_number(text: str) -> bool:
    """Beside addresses it may number them, or be anything; in quotes it is an id."""
    return text.strip(" \t.,;:#()").isdecimal()


def _unclear(text: str) -> Named:
    return Named(unclear=(text,))


def _is_sure(found: str) -> bool:
    """An address or a mention, which nothing else is written as."""
    return bool(MENTION.fullmatch(found)) or may_be_address(found)


def _group(text: str) -> Named:
    """What stands between two semicolons or line breaks: addresses in any number, or one id."""
    found = _joined(_parts(text))
    several = len(found.found) + len(found.unclear) > 1
    return _unclear(text) if several and not all(map(_is_sure, found.found)) else found


def _parts(text: str) -> Iterator[Named]:
    done = 0
    for match in _NAMED.finditer(text):
        before, _, name = match[1].rpartition(",") if may_be_address(match[1]) else ("", "", match[1])
        yield from (*_listed(text[done : match.start()]), *_listed(before))
        inside = address(match[2])
        yield Named((inside,)) if inside and _means(name, inside) else _unclear(match[0].strip())
        done = match.end()
    yield from _listed(text[done:])


def leading(text: str) -> tuple[str, str] | None:
    """Whom a text begins with, by an address or a mention, and what follows; None: it begins with something else."""
    text = legible(unlinked(text)).strip()
    if (match := _NAMED.match(text)) and (inside := address(match[2])) and _means(match[1], inside):
        return inside, text[match.end() :].strip()
    word, rest = (*text.split(maxsplit=1), "", "")[:2]
    found = word if MENTION.fullmatch(word) else address(word)
    return (found, rest.strip()) if found else None


def addresses_in(text: str) -> Iterator[str]:
    """All addresses in a text that anybody may have written, in order; nothing else of it."""
    read = _APART.split(legible(unlinked(text[:READ])))
    for word in read[:-1] if len(text) > READ else read:  # half an address may be another one
        if found := address(word) if may_be_address(word) else None:
            yield found


def _means(name: str, inside: str) -> bool:
    """Whether nothing else that could be meant is lost with the name."""
    return is_name(name, inside) or is_label(name) or address(name) == inside


def _listed(text: str) -> Iterator[Named]:
    for entry in map(str.strip, _ENTRY.findall(text)):
        if bared(entry) or may_be_address(entry):
            yield _entry(entry)


def _entry(entry: str) -> Named:
    """One of a list; several where each of its words is an address or a mention."""
    if one := _one(entry):
        return Named((one,))
    each: list[str] = []
    for word in entry.split():
        if not (one := _one(word)) or not _is_sure(one):  # what follows says nothing more
            return _unclear(entry)
        each.append(one)
    return Named(tuple(each))


def _one(text: str) -> str | None:
    return text if MENTION.fullmatch(text) else identifier(text)
