"""Reading what a person typed: words, quotes, sources by name, and the options of `refresh`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile

from domain.addresses import is_address as is_address
from domain.addresses import names_someone
from domain.identifiers import MENTION, Named, identifier, named
from domain.insights import Source
from domain.pasted import dashed, seen, unlinked
from domain.refresh.names import Found, Names, bare, ended, names_of

OPTIONS = ("for", "received", "ref")
_QUOTES = ('"([^"]*)"', "[“„]([^“”„]*)[“”]", "«([^«»]*)»", r"(?<!\S)['‘‚]([^'‘’‚]*)['‘’](?=[\s,.;:!?]|$)")
_WORD = re.compile("|".join((*_QUOTES, r"([^\s,]+,*|,+)")))  # the commas after a word belong to it
_BEFORE_ADDRESS = 8  # words: as many as a name has in `Anna Berg <anna@contoso.com>`
_HINTS = 10  # more unknown names than this get no suggestions: nobody reads them, and they cost time


@dataclass(frozen=True)
class Word:
    """`glued`: no blank stands before it, as in `crm,web`."""

    text: str
    quoted: bool = False
    glued: bool = False

    def is_(self, *plain: str) -> bool:
        return not self.quoted and not self.glued and bare(self.text) in plain

    @property
    def comma(self) -> bool:
        """Nothing but a comma, or what else ends a part of a sentence."""
        return not self.quoted and not ended(self.text)


def words(text: str) -> tuple[Word, ...]:
    """Split at blanks and after commas; quotes of any kind keep a name together, and links become their addresses."""
    found, end = [], -1
    for match in _WORD.finditer(unlinked(seen(text))):
        *quotes, plain = match.groups()
        quoted = next((inside for inside in quotes if inside is not None), None)
        found.append(Word(plain if quoted is None else quoted, quoted=quoted is not None, glued=match.start() == end))
        end = match.end()
    return tuple(found)


def read_day(text: str) -> date:
    """A day as year-month-day, whatever dashes a phone made of it. Raises ValueError."""
    return date.fromisoformat(ended(dashed(text)))


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


@dataclass(frozen=True)
class Nobody:
    """Neither an address nor a customer's id, or not clear which."""

    text: str


@dataclass(frozen=True)
class InReference:
    """Somebody who is named in a reference, where nobody acts on it."""

    text: str


Problem = Ambiguous | Unknown | BadDate | MissingValue | Nobody | InReference


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
    order, rest, names = Order(), list(words(text)), names_of(tuple(known))
    while rest:
        if rest[0].is_(*OPTIONS):
            _option(rest, names, order)
        elif rest[0].is_("all") and (len(rest) == 1 or rest[1].is_(*OPTIONS)):
            rest.pop(0)
            order.everything, order.sources = True, list(known)
        elif rest[0].comma:
            rest.pop(0)
        else:
            _source(rest, names, order)
    return order


def read_people(text: str, known: Sequence[Source]) -> Order:
    """The same where people come first, without a word before them."""
    return read_refresh(text if any(word.is_("for") for word in words(text)) else f"for {text}", known)


def _option(rest: list[Word], names: Names, order: Order) -> None:
    name = bare(rest.pop(0).text)
    value = rest.pop(0) if rest and not rest[0].is_(*OPTIONS) else None
    if not value or not value.text.strip(",; "):
        order.problems.append(MissingValue(name))
    elif name == "for":
        _subjects(value, rest, names, order)
    elif name == "received":
        _received(value.text.strip(","), order)
    else:
        _reference(value, rest, order)


def _subjects(value: Word, rest: list[Word], names: Names, order: Order) -> None:
    """An address or a customer id; more addresses may follow after a comma or a blank, which never part ids."""
    if _parts_a_number(value, rest):
        order.problems.append(Nobody(joined([value, *_glued(rest)])))
        return
    if not _subject([value, *_up_to_address(value, rest, names)], order):
        order.problems.append(MissingValue("for"))
    while rest and (rest[0].comma or rest[0].glued or _names_a_person(rest[0])):
        word = rest.pop(0)
        _subject([word, *_up_to_address(word, rest, names)], order)


def _parts_a_number(value: Word, rest: Sequence[Word]) -> bool:
    """Whether a comma stands within something that is no address: `4,711`."""
    first = bool(rest) and rest[0].glued and not value.quoted
    return first and not (_names_a_person(value) or _names_a_person(rest[0]))


def _glued(rest: list[Word]) -> list[Word]:
    taken = [*takewhile(lambda word: word.glued, rest)]
    del rest[: len(taken)]
    return taken


def _subject(said: Sequence[Word], order: Order) -> bool:
    """Whether anybody was named at all, clear or not."""
    meant = _quoted(said[0].text) if said[0].quoted and len(said) == 1 else named(joined(said))
    order.subjects += meant.found
    order.problems += map(Nobody, meant.unclear)
    return meant != Named()


def _quoted(text: str) -> Named:
    found = identifier(text, quoted=True)
    return Named((found,)) if found else named(text) if names_someone(text) else Named(unclear=(text,))


def _up_to_address(word: Word, rest: list[Word], names: Names) -> list[Word]:
    """What follows a name, up to the address in brackets behind it; nothing where no such address follows."""
    if _names_a_person(word):
        return [rest.pop(0)] if rest and rest[0].text.startswith("<") and not MENTION.match(rest[0].text) else []
    if word.comma or word.glued:
        return []
    for count, after in enumerate(rest[:_BEFORE_ADDRESS]):
        if after.is_(*OPTIONS) or (_names_a_person(after) and after.text[0] not in "<(["):
            break
        if _names_a_person(after):
            taken, rest[: count + 1] = rest[: count + 1], []
            return taken
        if _match(rest, names, count)[0]:
            break
    return []


def joined(said: Sequence[Word]) -> str:
    """As it was typed."""
    parts = [f'"{word.text}"' if word.quoted else word.text for word in said]
    return "".join(f"{'' if word.glued else ' '}{part}" for word, part in zip(said, parts, strict=True)).strip()


def in_passing(word: Word) -> bool:
    """Whether it names somebody within a text that nobody reads; in quotes it is a part of that."""
    return not word.quoted and _names_a_person(word)


def _names_a_person(word: Word) -> bool:
    return bool(MENTION.match(word.text)) or names_someone(word.text)


def _received(text: str, order: Order) -> None:
    try:
        day = read_day(text)
    except ValueError:
        order.problems.append(BadDate(text))
        return
    if order.received and order.received != day:
        order.problems.append(BadDate(f"{order.received} or {day}"))
    order.received = order.received or day


def _reference(value: Word, rest: list[Word], order: Order) -> None:
    text = f"{order.reference} {value.text}"
    said = (value, *takewhile(lambda word: not word.is_(*OPTIONS), rest))
    order.problems += [InReference(word.text) for word in said if in_passing(word)][:1]
    while rest and not rest[0].is_(*OPTIONS):
        text += rest[0].text if rest[0].glued else f" {rest[0].text}"
        rest.pop(0)
    order.reference = text.strip()


def _source(rest: list[Word], names: Names, order: Order) -> None:
    found, taken = _match(rest, names)
    if len(found) == 1:
        if found[0] not in order.sources:
            order.sources.append(found[0])
    elif found:
        order.problems.append(Ambiguous(found[0].name, found))
    else:
        taken = 1 if rest[0].quoted else _until_next(rest, names)
        name = " ".join(word.text for word in rest[:taken]).strip(", ")
        order.problems.append(Unknown(name, names.near(name) if len(order.problems) < _HINTS else ()))
    del rest[:taken]


def _match(rest: Sequence[Word], names: Names, start: int = 0) -> tuple[Found, int]:
    """The sources that the words from `start` on name, by id, quoted name or longest plain name; and how many words."""
    if rest[start].quoted:
        return names.exact(rest[start].text), 1
    ahead = rest[start : start + names.longest + 1]  # no name has more words than characters
    return names.begin(word.text for word in takewhile(lambda word: not word.quoted, ahead))


def _until_next(rest: Sequence[Word], names: Names) -> int:
    """How many plain words belong to a name nobody knows: up to a comma, an option, a quote or a known name."""
    for count in range(1, len(rest)):
        if rest[count - 1].text.endswith(",") or rest[count].quoted or rest[count].is_(*OPTIONS):
            return count
        if _match(rest, names, count)[0]:
            return count
    return len(rest)
