"""A language that nobody speaks: each sentence of the English one in ⟦brackets⟧, made from the protocols alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from enum import Enum
from types import SimpleNamespace
from typing import Any, get_type_hints

from domain.card import Confirm
from domain.export.letters import Holder, Purpose
from domain.moment import Moment, Timed
from domain.seats import ANY
from domain.words.en import EN
from domain.words.language import Words
from handlers.commands import COMMANDS

CODES = frozenset({*EN.steps.NOTES, *Holder, *Purpose, ANY, "for"})  # which sentences are asked by
_WHOLE = re.compile(r"⟦[^⟦⟧]*⟧")


def _wrapped(said: Any) -> Any:
    if isinstance(said, str):
        return Timed("⟦", said, "⟧") if said else said
    if isinstance(said, Moment):
        return Moment(said.at, _wrapped(said.plain))
    if isinstance(said, Confirm):
        return Confirm(*map(_wrapped, (said.title, said.text, said.yes, said.no)), final=said.final)
    if isinstance(said, Mapping):
        return {code: _wrapped(sentence) for code, sentence in said.items()}
    if isinstance(said, tuple):
        return tuple(map(_wrapped, said))
    return _answering(said)


def _answering(say: Callable[..., Any]) -> Callable[..., Any]:
    def answer(*given: Any, **named: Any) -> Any:
        """English that was put into a sentence comes out beside it."""
        strange = [part for part in _flat((*given, *named.values())) if part not in CODES and has_escaped(part)]
        return Timed(_wrapped(say(*given, **named)), *strange) if strange else _wrapped(say(*given, **named))

    return answer


def _flat(given: Iterable[Any]) -> Iterator[str]:
    for part in given:
        if isinstance(part, str) and not isinstance(part, Enum):
            yield part
        elif isinstance(part, Sequence) and not isinstance(part, str):
            yield from _flat(part)


def members(protocol: type) -> set[str]:
    return {*protocol.__annotations__, *(name for name in vars(protocol) if not name.startswith("_"))}


def _capability(protocol: type, english: object) -> SimpleNamespace:
    return SimpleNamespace(**{name: _wrapped(getattr(english, name)) for name in members(protocol)})


def pseudo() -> Words:
    protocols = get_type_hints(Words)
    said = {each.name: getattr(EN, each.name) for each in fields(Words)}
    spoken = {name: _capability(protocols[name], english) for name, english in said.items() if name != "tag"}
    spoken["commands"].SENTENCES = {command.name: _wrapped(command.sentence) for command in COMMANDS}
    return Words(tag="en-XA", **spoken)


def unspoken(text: str) -> str:
    """What of the text no sentence of the language has said."""
    while (left := _WHOLE.sub("", text)) != text:
        text = left
    return text


def has_escaped(text: str) -> bool:
    """Whether a word, but for the number of a request, was said by no sentence of the language."""
    return bool(re.search(r"[^\W\d_]", re.sub(r"DSR-\w+", "", unspoken(text))))
