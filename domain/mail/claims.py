"""Whether a mail plainly asks if our request is ours, or plainly brings its data.

Decided on what is understood alone: every sentence must be made of known words, one must say it, and it must name the
request or the export. Whatever else it may mean is for a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from domain.mail.courtesies import COURTESIES, IN_TIME
from domain.mail.lexicon import LEXICONS
from domain.mail.naming import LINK
from domain.mail.objects import (
    ABOUT_SOMETHING_ELSE,
    BESIDE_A_LINK,
    DATA_NOUN,
    DONE_ALREADY,
    MAIL_NOUN,
    NEGATION,
    OF_DATA,
    REPLYING,
    REQUEST_NOUN,
)
from domain.mail.otherwise import ANOTHER_WANTED, NOT_HANDED_OVER, NOT_OURS
from domain.mail.phrases import ASKING, HANDING_OVER, NOT_ASKING

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]{1,64}@[^\s<>()\[\],;:\"]{1,250}")
_MARK = re.compile(r"\[?\bdsr-[0-9a-z]{6}\b\]?")
_ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
_BROKEN = re.compile(r"=[0-9a-z]{2}\b")  # of quoted-printable gone wrong
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_DOWNLOADS = re.compile(
    r"(?:.+\.)?(?:blob\.core\.windows\.net|sharepoint\.com|onedrive\.live\.com|1drv\.ms|onedrive\.com)"
)
_READING = re.compile(r"(?:learn|docs|support|privacy|go|account|aka|www)\.(?:microsoft\.com|ms)|aka\.ms")


def asks(sentences: Iterable[str], named: frozenset[str]) -> str:
    """Empty when it plainly asks; else why that is not plain, as a code. `named`: what it may name, in small letters:
    addresses, the ticket, the environment."""
    told = [_plain(sentence, named) for sentence in sentences]
    if not any(sentence and _asks_for_ours(sentence) for sentence in told):
        return "other_object"
    if not all(sentence is not None and _known(sentence, "ask") for sentence in told):
        return "more_said"
    return "other_object" if any(sentence and _of_another(sentence) for sentence in told) else ""


def hands_over(sentences: Iterable[str], named: frozenset[str], *, files: bool) -> str:
    """The same for the data. `files`: something that may be data is attached; otherwise a link must bring it."""
    said = list(sentences)
    told = [_plain(LINK.sub(" ", sentence), named) for sentence in said]
    if not all(sentence is not None and _known(sentence, "give") for sentence in told):
        return "more_said"
    if any(NOT_HANDED_OVER.search(COURTESIES.sub(" ", LINK.sub(" ", sentence))) for sentence in said):
        return "no_data"
    given = any(sentence and _gives(sentence) for sentence in told)
    return "" if given and (files or any(map(_links, said))) else "no_data"


def _plain(sentence: str, named: frozenset[str]) -> str | None:
    """Without what says nothing; None where it names what is not ours, or holds a number that nobody can tell."""
    for pattern in (_ADDRESS, _MARK, _ID):
        if any(found.strip("[].") not in named for found in pattern.findall(sentence)):
            return None
        sentence = pattern.sub(" ", sentence)
    left = _BROKEN.sub(" ", IN_TIME.sub(" ", COURTESIES.sub(" ", sentence)))
    return None if any(char.isdigit() for char in left) or "://" in left else left


def _known(sentence: str, how: str) -> bool:
    """All of its words are of one language, and none denies anything."""
    words = set(_WORD.findall(sentence))
    return not NEGATION.search(sentence) and any(words <= getattr(known, how) | known.say for known in LEXICONS)


def _asks_for_ours(sentence: str) -> bool:
    words = set(_WORD.findall(sentence))
    if NEGATION.search(sentence) or not any(words <= known.ask for known in LEXICONS):
        return False
    if not ASKING.search(NOT_ASKING.sub(" … ", sentence)) or _of_another(sentence):
        return False
    if REQUEST_NOUN.search(sentence):
        return True
    return not DATA_NOUN.search(sentence) and (not MAIL_NOUN.search(sentence) or bool(REPLYING.search(sentence)))


def _of_another(sentence: str) -> bool:
    """Whether it is about something that was done, another request, or asks for something beside ours."""
    if DONE_ALREADY.search(sentence) or ANOTHER_WANTED.search(sentence):
        return True
    asking = ASKING.search(NOT_ASKING.sub(" … ", sentence))
    return bool(asking and (ABOUT_SOMETHING_ELSE.search(sentence) or NOT_OURS.search(sentence)))


def _gives(sentence: str) -> bool:
    words = set(_WORD.findall(sentence))
    whole = any(words <= known.give for known in LEXICONS)
    return whole and "?" not in sentence and bool(HANDING_OVER.search(sentence) and OF_DATA.search(sentence))


def _links(sentence: str) -> bool:
    """A link to the data: by its host, or by the word beside it."""
    return any(
        _DOWNLOADS.fullmatch(found[1])
        or (BESIDE_A_LINK.search(sentence[: found.start()]) and not _READING.fullmatch(found[1]))
        for found in LINK.finditer(sentence)
    )
