"""Finding data sources by what people call them, in time that grows only with the length of what was typed."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import lru_cache

from domain.insights import Source

Found = tuple[Source, ...]  # several when they share the name

# Invisible marks that chat clients put around names written from right to left.
_DIRECTION_MARKS = dict.fromkeys(
    map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
)  # fmt: skip
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")  # blanks, quotes, full stops and what nobody sees
_UNHOLDABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_COMPARED = 80  # characters of a name, when looking for a similar one


def without_marks(text: str) -> str:
    return text.translate(_DIRECTION_MARKS)


def bare(text: str) -> str:
    """A command or an id, without what people put around it: `“dsr-7k3qfa”.` is meant as `dsr-7k3qfa`."""
    return _AROUND.sub("", text)


def request_id(text: str) -> str:
    """The id of a request as we write it."""
    return bare(text).upper()


def holdable(text: str) -> str:
    """What no database and no screen can hold, control characters and halves of characters, is shown as �."""
    return _UNHOLDABLE.sub("\ufffd", text)


def folded(name: str) -> str:
    """The name as it is compared: case, commas, blanks and the way accents are encoded make no difference."""
    plain = unicodedata.normalize("NFKC", without_marks(name)).casefold()
    return " ".join(plain.replace(",", " ").split())


class Names:
    def __init__(self, known: Sequence[Source]) -> None:
        self._ids = {source.id: source for source in known}
        names = defaultdict(list)
        for source in known:
            names[folded(source.name)].append(source)
        self._names: dict[str, Found] = {name: tuple(sources) for name, sources in names.items()}
        self.longest = max(map(len, self._names), default=0)  # characters

    def exact(self, text: str) -> Found:
        """By id or by the whole name."""
        if by_id := self._ids.get(text.strip(",")):
            return (by_id,)
        return self._names.get(folded(text), ())

    def begin(self, words: Iterable[str]) -> tuple[Found, int]:
        """The id or the longest name that the words begin with, and how many words that took."""
        found: Found = ()
        taken, name = 0, ""
        for count, word in enumerate(words, 1):
            if count == 1 and (by_id := self._ids.get(word.strip(","))):
                return (by_id,), 1
            name = f"{name} {folded(word)}".strip()
            if len(name) > self.longest:
                break
            if name and name in self._names:
                found, taken = self._names[name], count
        return found, taken

    def near(self, name: str) -> tuple[str, ...]:
        """Up to three names that may have been meant."""
        short = {key[:_COMPARED]: sources[0].name for key, sources in self._names.items()}
        return tuple(short[close] for close in get_close_matches(folded(name)[:_COMPARED], short, n=3, cutoff=0.4))


@lru_cache(maxsize=8)
def names_of(known: Found) -> Names:
    """Made once for the same sources: it takes longer than reading a command."""
    return Names(known)
