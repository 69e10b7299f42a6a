"""What the text behind a command, on a button or in a form names: read once, and strictly where we wrote it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from hashlib import sha256

from domain.identifiers import leading
from domain.letters import LetterKind
from domain.refresh.names import split_id


class Names(Enum):
    """What a text is to name."""

    FREE = auto()  # no request: what it says is up to the act
    REQUEST = auto()
    SHOWN = auto()  # a request, and what the form has shown of it
    PART = auto()  # one line of a request by its position, or the answer to the person
    ANEW = auto()  # nothing, or the request that is corrected or filed once more; and what the form has shown
    LETTER = auto()  # a request, and perhaps which letter about it
    EITHER = auto()  # a request, or somebody whom the text names


ANSWER = "answer"
ON_A_ROW = "row-"  # how the verb of a button begins that stands on a list of many requests, or on a page
CHOOSE, CHOSEN, FOLLOWING = "choose", "what", "following"  # a command that is chosen in a form, and its fields
DROPPED = "erase-many"  # what a file is given to that comes without a word


def mark_of(shown: str) -> str:
    """By which a button or a form names what was read on it, and nothing that came in its place since."""
    return sha256(shown.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Ref:
    """`why`: correct or anyway. `mail`: the number of the one that is meant. `shown`: a mark of what a form has shown.

    `rest`: what was typed behind the id, or all of a free text.
    """

    request: str = ""
    part: str = ""
    why: str = ""
    mail: str = ""
    shown: str = ""
    rest: str = ""


_DIGITS = 18
_OURS = "DSR"  # how every id begins, and whatever was meant for one
_ID = "(?P<request>DSR-[0-9A-Z]{6})"
_CARRIED = {
    Names.REQUEST: re.compile(_ID),
    Names.SHOWN: re.compile(rf"{_ID}(?:~(?P<shown>[0-9a-f]{{12}}))?"),
    Names.PART: re.compile(
        rf"{_ID}\.(?P<part>[0-9]{{1,4}}|{ANSWER})(?:/(?P<mail>[0-9]{{1,18}})|~(?P<shown>[0-9a-f]{{12}}))?"
    ),
    Names.ANEW: re.compile(rf"(?:(?P<why>correct|anyway):{_ID})?(?:~(?P<shown>[0-9a-f]{{12}}))?"),
    Names.LETTER: re.compile(rf"{_ID}(?:\.(?P<part>{'|'.join(LetterKind)})(?:~(?P<shown>[0-9a-f]{{12}}))?)?"),
    Names.EITHER: re.compile(rf"(?:{_ID})?"),
}


ANY = "any"  # in the place of an environment, on a form in which one is chosen
_MARKED = re.compile(r"(?P<environment>[a-z][a-z0-9-]{0,31})\|(?P<ref>.*)", re.DOTALL)


def marked(ref: str, environment: str) -> str:
    """What a button or a form carries, where there are several environments and this is not the first of them."""
    return f"{environment}|{ref}"


def unmarked(text: str) -> tuple[str, str]:
    """The environment, empty for the first, and what the button or the form carries there."""
    found = _MARKED.fullmatch(text)
    return (found["environment"], found["ref"]) if found else ("", text)


def carried(text: str, names: Names) -> Ref | None:
    """What a button or a form of ours carries; None for what we never wrote, and for what is another environment's."""
    if unmarked(text)[0]:
        return None
    if names is Names.FREE:
        return Ref(rest=text)
    found = _CARRIED[names].fullmatch(text)
    return Ref(**{name: part or "" for name, part in found.groupdict().items()}) if found else None


def written(ref: Ref) -> str:
    """As a button of ours carries what is named."""
    return f"{ref.request}.{ref.part}" if ref.part else ref.request or ref.rest


def request_in(text: str) -> str:
    """The request that a button or a form of ours names, whichever way it does; empty where it names none."""
    _, ref = unmarked(text)
    return next((found["request"] or "" for form in _CARRIED.values() if (found := form.fullmatch(ref))), "")


def number(text: str) -> int:
    """Of a row, as a button of ours carries it; 0, which no row has, for what is none that every database can hold."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < _DIGITS else 0


def typed(text: str, names: Names) -> Ref:
    """What somebody typed behind a command."""
    if names is Names.FREE or (names is Names.EITHER and leading(text)):
        return Ref(rest=text)
    request, rest = split_id(text)
    if names is Names.EITHER and not request.startswith(_OURS):
        return Ref(rest=text)
    return Ref(request=request, rest=rest.strip())
