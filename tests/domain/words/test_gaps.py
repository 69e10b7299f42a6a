"""Every sentence says whatever it is given, and where some of that may be missing no hole is left in its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import EnumType
from inspect import Parameter, signature
from typing import Any, get_type_hints

import pytest

from domain.moment import Moment
from domain.people import Role
from domain.words.de import DE
from domain.words.en import EN
from domain.words.language import Words
from tests.domain.things import NOON
from tests.domain.words.pseudo import members

NAMES = {Sequence[str], Iterable[str]}
TEXTS = {str, str | None, Moment, str | Moment, *NAMES}
OTHERS: dict[Any, object] = {
    int: 3,
    bool: True,
    date: NOON.date(),
    date | None: NOON.date(),
    Iterable[Role]: [Role.ADMIN],
}
CODES = {"card.export holder"}  # it says which sentence, and is not told
WHOLE = set[str]()
_LEADING = "and|or|by|for|from|to|since|und|oder|von|für|aus|auf|bis|seit|am"  # to what is missing
HOLE = re.compile(rf"“”|„“|\(\)|  |\s[.,;:?](\s|$)|,\s*[.,;:?]|(,|\b({_LEADING})) ?$")


@dataclass(frozen=True)
class Gap:
    """What a sentence is told in one place. `mark`: a word that stands in no other."""

    name: str
    hint: Any
    kind: Any

    @property
    def mark(self) -> str:
        return f"zq{self.name.replace('_', '')}"

    @property
    def full(self) -> Any:
        if self.hint in TEXTS:
            return [self.mark] if self.hint in NAMES else Moment(NOON, self.mark) if self.is_moment else self.mark
        return next(iter(self.hint)) if isinstance(self.hint, EnumType) else OTHERS[self.hint]

    @property
    def is_known(self) -> bool:
        return self.hint in TEXTS or self.hint in OTHERS or isinstance(self.hint, EnumType)

    @property
    def is_moment(self) -> bool:
        return self.hint in {Moment, str | Moment}


@dataclass(frozen=True)
class Sentence:
    name: str
    say: Callable[..., object]
    gaps: tuple[Gap, ...]

    def said(self, lacking: Gap | None = None) -> str:
        given = [(gap, gap.full if gap is not lacking else [] if gap.hint in NAMES else "") for gap in self.gaps]
        named = {gap.name: value for gap, value in given if gap.kind is Parameter.KEYWORD_ONLY}
        return str(self.say(*(value for gap, value in given if gap.name not in named), **named))


def sentences(words: Words) -> Iterator[Sentence]:
    """All that take nothing but texts, names, numbers, days and codes."""
    for capability, protocol in get_type_hints(Words).items():
        for name in sorted(functions(protocol)):
            hints, parts = get_type_hints(getattr(protocol, name)), signature(getattr(protocol, name)).parameters
            gaps = tuple(Gap(part.name, hints[part.name], part.kind) for part in parts.values() if part.name in hints)
            if f"{capability}.{name}" not in WHOLE and all(gap.is_known for gap in gaps):
                yield Sentence(f"{capability}.{name}", getattr(getattr(words, capability), name), gaps)


def functions(protocol: type) -> set[str]:
    return members(protocol) - protocol.__annotations__.keys() if protocol is not str else set()


TOLD = [
    pytest.param(sentence, gap, id=f"{words.tag} {sentence.name} {gap.name}")
    for words in (EN, DE)
    for sentence in sentences(words)
    for gap in sentence.gaps
    if gap.hint in TEXTS and f"{sentence.name} {gap.name}" not in CODES
]


def test_there_are_sentences_with_gaps() -> None:
    assert len(TOLD) > 200


@pytest.mark.parametrize(("sentence", "gap"), TOLD)
def test_what_a_sentence_is_given_is_told_in_it(sentence: Sentence, gap: Gap) -> None:
    assert gap.mark in sentence.said()


@pytest.mark.parametrize(("sentence", "gap"), TOLD)
def test_what_may_be_missing_leaves_no_hole(sentence: Sentence, gap: Gap) -> None:
    """It may where the sentence is another without it, and not the same with nothing in its place."""
    whole, lacking = sentence.said(), sentence.said(gap)
    assert gap.mark not in lacking
    if lacking != whole.replace(gap.mark, ""):
        assert not HOLE.search(lacking), lacking
