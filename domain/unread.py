"""What of a typed line nobody reads, where it may turn the rest around: `cancel DSR-7K3QFA not before Monday`. Pure."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum, auto

from domain.pasted import legible
from domain.refresh.names import around, bare
from domain.refresh.typed import words
from domain.refs import Names, Ref
from domain.remarks import folded_word

_POLITE = """
please pls plz kindly thanks thank thx you the this my request id number now immediately me
bitte danke vielen dank der die das den dem diesen diese dieser antrag anfrage nummer jetzt sofort mir
"""
_SAYS_NOTHING = frozenset(map(folded_word, _POLITE.split()))
_WORD = re.compile(r"[^\W_]+")
_ASKING = frozenset("?؟¿？\u037e⁇⁈⁉‽❓❔")


class Behind(Enum):
    """What becomes of the words behind what a command names."""

    READ = auto()  # the command reads all of them, and asks back what it does not understand
    REFUSED = auto()  # it takes none, and changes something: then it does nothing
    ASIDE = auto()  # it takes none, and only shows something: then it says that it left them aside


def unread(text: str, ref: Ref, names: Names, behind: Behind, takes: frozenset[str] = frozenset()) -> str:
    """The words of `text` that nobody reads; empty where they say nothing. What stands before the id of a request no
    command reads. `takes`: single words that the command knows."""
    if ref.request:
        before, after = around(text)
        left = before if behind is Behind.READ else f"{before} {after}"
    elif names is Names.FREE and behind is not Behind.READ:
        left = _WORD.sub("", text) if bare(text) in takes else text
    else:
        left = ""
    return " ".join(left.split()) if _says_something(legible(left)) else ""


def asking(text: str) -> str:
    """The sign with which it ends as a question; empty for what is none, or in quotes. What says nothing may follow."""
    said = [*words(text)]
    while said and not said[-1].quoted and not _sign(said[-1].text) and _is_idle(said[-1].text):
        said.pop()
    return _sign(said[-1].text) if said and not said[-1].quoted else ""


def _sign(word: str) -> str:
    ends = re.split(r"\w", word)[-1]
    return next((sign for sign in ends if sign in _ASKING), "")


def _is_idle(word: str) -> bool:
    return not _WORD.search(word) or says_nothing(word)


def says_nothing(word: str) -> bool:
    """Whether it is mere politeness, or there for the grammar."""
    return folded_word(word) in _SAYS_NOTHING


def _says_something(text: str) -> bool:
    """Signs of punctuation do not, but for a question mark; of others, an emoji may say anything."""
    if any(sign in _ASKING or _is_picture(sign) for sign in text):
        return True
    return not all(map(says_nothing, _WORD.findall(text)))


def _is_picture(sign: str) -> bool:
    return unicodedata.category(sign) == "So"
