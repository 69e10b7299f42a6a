"""Finding data sources by what people call them, in time that grows only with the length of what was typed."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import lru_cache

from domain.insights import Source
from domain.pasted import JOINERS, legible, seen

Found = tuple[Source, ...]  # several when they share the name

_ENDING = " \t\r\n.,;:!?…"
_BEHIND = re.compile(r"[.,;:!?…\"'”“’»)>\]*_`]*[\s:–—-]*")
_NUMBER = r"([^\W_]{3})[\s_-]?([^\W_]{3})(?![^\W_])"
_REQUEST = re.compile(rf"(?<![^\W_])DSR[\s_-]{{0,3}}{_NUMBER}", re.IGNORECASE | re.ASCII)
_OURS = re.compile(rf"(?<![^\W_])DSR(?:[\W_]|{_NUMBER})", re.IGNORECASE | re.ASCII)
_SHORT = re.compile(rf"[\W_]*(?!DSR){_NUMBER}", re.IGNORECASE | re.ASCII)
_SHORT_ANOTHER = re.compile(rf"[\W_]*(?=[^\W\d_]*\d){_NUMBER}", re.IGNORECASE | re.ASCII)
_ANOTHER = re.compile(
    rf"(?:[\W_]|and(?=\W)|und(?=\W)|or(?=\W)){{1,9}}(?:DSR[\s_-]{{0,3}}|(?=[^\W\d_]*\d)){_NUMBER}",
    re.IGNORECASE | re.ASCII,
)
_MISREAD = str.maketrans("OIL", "011")  # no id of ours has these letters: Crockford's alphabet leaves them out
_UNHOLDABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_COMPARED = 80  # characters of a name, when looking for a similar one
_MARKS = 5  # characters of punctuation behind a name
_UNJOINED = dict.fromkeys(map(ord, JOINERS))


def bare(text: str) -> str:
    """A command or an option, without what a phone puts into and people put around it: `“Remove–user”.`"""
    shown = legible(text)
    places = [place for place, char in enumerate(shown) if char.isalnum()]
    return shown[places[0] : places[-1] + 1].casefold() if places else ""


def ended(text: str) -> str:
    """Without the punctuation of a sentence at its end."""
    return text.rstrip(_ENDING)


def request_id(text: str) -> str:
    """The id of a request as we write it, whatever was typed around and after it."""
    return split_id(text)[0]


def split_id(text: str) -> tuple[str, str]:
    """The id, and what follows it: case, `DSR-`, an O for 0 and an I or L for 1 make no difference.

    Two ids are not taken for one. Where there is none, the first word is given back as it was.
    """
    plain = legible(text)
    if match := _found(plain):
        another = _ANOTHER.match(plain, match.end()) or _SHORT_ANOTHER.match(plain[: match.start()])
        if another and _written(another) != _written(match):
            return bare(text).upper(), ""
        return _written(match), _BEHIND.sub("", seen(text)[match.end() :], count=1)
    word, rest = (*plain.split(maxsplit=1), "", "")[:2]
    return bare(word).upper(), rest


def is_ours(text: str) -> bool:
    """Whether it names a request, or begins as what was meant for one does: nobody's id, whoever else has a number."""
    return bool(_OURS.search(legible(text)))


def around(text: str) -> tuple[str, str]:
    """What stands before the id that `split_id` gives, and what behind it; there the same id is left out."""
    plain = legible(text)
    match = _found(plain)
    if not match:
        return "", ""
    same = _written(match)
    after = _REQUEST.sub(lambda another: " " if _written(another) == same else another[0], plain[match.end() :])
    return plain[: match.start()], after


def _found(plain: str) -> re.Match[str] | None:
    return _REQUEST.search(plain) or _SHORT.match(plain)


def _written(match: re.Match[str]) -> str:
    return f"DSR-{''.join(match.groups()).upper().translate(_MISREAD)}"


def holdable(text: str) -> str:
    """What no database and no screen can hold, control characters and halves of characters, is shown as �."""
    return _UNHOLDABLE.sub("\ufffd", text)


def folded(name: str) -> str:
    """The name as it is compared: case, commas, blanks, dashes and the way accents are encoded make no difference."""
    plain = unicodedata.normalize("NFKC", legible(name).translate(_UNJOINED)).casefold()
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
        """By id or by the whole name; what ends a sentence may stand behind it."""
        return self._exact(text.strip(","), folded(text)) or self._exact(ended(text), ended(folded(text)))

    def begin(self, words: Iterable[str]) -> tuple[Found, int]:
        """The id or the longest name that the words begin with, and how many words that took."""
        found: Found = ()
        taken, name = 0, ""
        for count, word in enumerate(words, 1):
            if count == 1 and (by_id := self._by_id(word)):
                return by_id, 1
            name = f"{name} {folded(word)}".strip()
            if len(name) > self.longest + _MARKS:
                break
            if known := self._names.get(name) or self._names.get(ended(name)):
                found, taken = known, count
        return found, taken

    def _exact(self, text: str, name: str) -> Found:
        return self._by_id(text) or self._names.get(name, ())

    def _by_id(self, text: str) -> Found:
        found = self._ids.get(text.strip(",")) or self._ids.get(ended(text))
        return (found,) if found else ()

    def near(self, name: str) -> tuple[str, ...]:
        """Up to three names that may have been meant."""
        short = {key[:_COMPARED]: sources[0].name for key, sources in self._names.items()}
        return tuple(short[close] for close in get_close_matches(folded(name)[:_COMPARED], short, n=3, cutoff=0.4))


@lru_cache(maxsize=8)
def names_of(known: Found) -> Names:
    """Made once for the same sources: it takes longer than reading a command."""
    return Names(known)
