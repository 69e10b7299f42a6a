"""Reading what a person typed: words, quotes, sources by name, and the options of `refresh`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from domain.insights import Source

OPTIONS = ("for", "received", "ref")
_WORD = re.compile(r'"([^"]*)"|“([^”]*)”|(\S+)')


@dataclass(frozen=True)
class Word:
    text: str
    quoted: bool = False

    def is_(self, *plain: str) -> bool:
        return not self.quoted and self.text.casefold() in plain


def words(text: str) -> tuple[Word, ...]:
    """Split at blanks; quotes, straight or curly, keep a name together."""
    return tuple(_word(match) for match in _WORD.finditer(text))


def _word(match: re.Match[str]) -> Word:
    straight, curly, bare = match.groups()
    return Word(bare) if bare is not None else Word(straight if straight is not None else curly, quoted=True)


@dataclass(frozen=True)
class Ambiguous:
    """Several sources share this name."""

    name: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Unknown:
    name: str
    nearest: tuple[str, ...]


@dataclass(frozen=True)
class BadDate:
    text: str


@dataclass(frozen=True)
class MissingValue:
    option: str


Problem = Ambiguous | Unknown | BadDate | MissingValue


@dataclass
class Order:
    """What `refresh` was asked to do. `everything` is `all`: frozen to today's sources at filing."""

    sources: list[Source] = field(default_factory=list)
    everything: bool = False
    subjects: list[str] = field(default_factory=list)
    received: date | None = None
    reference: str = ""
    problems: list[Problem] = field(default_factory=list)


def read_refresh(text: str, known: Sequence[Source]) -> Order:
    """Read the arguments of `refresh`. Nothing is lost: what was not understood stands in `problems`."""
    order, rest = Order(), list(words(text))
    while rest:
        if rest[0].is_(*OPTIONS):
            _option(rest, order)
        elif rest[0].is_("all") and (len(rest) == 1 or rest[1].is_(*OPTIONS)):
            rest.pop(0)
            order.everything, order.sources = True, list(known)
        else:
            _source(rest, known, order)
    return order


def _option(rest: list[Word], order: Order) -> None:
    name = rest.pop(0).text.casefold()
    if not rest or rest[0].is_(*OPTIONS):
        order.problems.append(MissingValue(name))
    elif name == "for":
        order.subjects.append(rest.pop(0).text.strip(","))
    elif name == "received":
        _received(rest.pop(0).text, order)
    else:
        taken = [rest.pop(0).text]
        while rest and not rest[0].is_(*OPTIONS):
            taken.append(rest.pop(0).text)
        order.reference = " ".join(taken)


def _received(text: str, order: Order) -> None:
    try:
        order.received = date.fromisoformat(text)
    except ValueError:
        order.problems.append(BadDate(text))


def _source(rest: list[Word], known: Sequence[Source], order: Order) -> None:
    found, taken = _match(rest, known)
    if len(found) == 1:
        if found[0] not in order.sources:
            order.sources.append(found[0])
    elif found:
        order.problems.append(Ambiguous(found[0].name, found))
    else:
        taken = 1 if rest[0].quoted else _until_next(rest, known)
        name = " ".join(word.text for word in rest[:taken])
        order.problems.append(Unknown(name, _similar(name, known)))
    del rest[:taken]


def _match(rest: Sequence[Word], known: Sequence[Source]) -> tuple[tuple[Source, ...], int]:
    """The sources that the next words name, by id, quoted name or longest plain name, and how many words that took."""
    by_id = tuple(source for source in known if source.id == rest[0].text.strip(","))
    if by_id:
        return by_id, 1
    longest = 1 if rest[0].quoted else len(rest)
    for count in range(longest, 0, -1):
        if any(word.quoted for word in rest[1:count]):
            continue
        name = _folded(" ".join(word.text for word in rest[:count]))
        found = tuple(source for source in known if _folded(source.name) == name)
        if found:
            return found, count
    return (), 0


def _until_next(rest: Sequence[Word], known: Sequence[Source]) -> int:
    """How many plain words belong to a name nobody knows: up to the next option, quote or known name."""
    for count in range(1, len(rest)):
        if rest[count].quoted or rest[count].is_(*OPTIONS) or _match(rest[count:], known)[0]:
            return count
    return len(rest)


def _folded(name: str) -> str:
    return " ".join(name.casefold().replace(",", " ").split())


def _similar(name: str, known: Sequence[Source]) -> tuple[str, ...]:
    names = {_folded(source.name): source.name for source in known}
    return tuple(names[close] for close in get_close_matches(_folded(name), names, n=3, cutoff=0.4))


_ADDRESS = re.compile(r"[^@\s<>\",;]+@[^@\s<>\",;]+\.[^@\s<>\",;]+")


def is_address(text: str) -> bool:
    return bool(_ADDRESS.fullmatch(text))


def masked(text: str, own_domains: Sequence[str]) -> str:
    """First letter and one of the company's own domains; other domains and customer ids are hidden too (design §6)."""
    local, _, domain = text.rpartition("@")
    shown = domain if domain.casefold() in own_domains else "…"
    return f"{local[:1]}…@{shown}" if local else f"{text[:1]}…"
