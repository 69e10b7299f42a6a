"""Letters to a person, and to those who hold their data as well: drafted from templates that the company may change.

A template is plain text with placeholders as `$reason`. It takes those of its kind alone, and must have some: what the
law asks of the letter (GDPR Art. 12(3), 12(4), 19). Whatever is put in, is put in as it is and read no further.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product
from string import Template
from typing import TYPE_CHECKING

from domain.mail.message import UNSAFE
from domain.request import Kind

if TYPE_CHECKING:
    from domain.words.language import Words  # which says each kind

MOST = 3_000  # signs of a template, so that every door shows the whole letter
_BREAKS = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")  # lines end so, too
_GAPS = re.compile(r"\n{3,}")


class LetterKind(StrEnum):
    ACKNOWLEDGEMENT = "acknowledgement"
    ANSWER = "answer"
    EXTENSION = "extension"
    REFUSAL = "refusal"
    RECIPIENTS = "recipients"  # to whoever got the data: the notice of Art. 19


class Part(StrEnum):
    """The placeholders."""

    ASKED = "asked"
    RECEIVED = "received"
    REFERENCE = "reference"
    CONTROLLER = "controller"
    AUTHORITY = "authority"
    RIGHTS = "rights"
    SIGNED = "signed"
    DUE = "due"
    REASON = "reason"
    DONE = "done"
    LEFT = "left"
    GROUND = "ground"
    COMPLAINT = "complaint"
    REMEDY = "remedy"
    PERSON = "person"


_COMMON = frozenset(
    {Part.ASKED, Part.RECEIVED, Part.REFERENCE, Part.CONTROLLER, Part.AUTHORITY, Part.RIGHTS, Part.SIGNED}
)
# What each must have, and why: the article of the GDPR.
REQUIRED: Mapping[LetterKind, tuple[frozenset[Part], str]] = {
    LetterKind.ACKNOWLEDGEMENT: (frozenset({Part.REFERENCE}), ""),
    LetterKind.ANSWER: (frozenset({Part.DONE}), "12(3)"),
    LetterKind.EXTENSION: (frozenset({Part.REASON, Part.DUE}), "12(3)"),
    LetterKind.REFUSAL: (frozenset({Part.GROUND, Part.COMPLAINT, Part.REMEDY}), "12(4)"),
    LetterKind.RECIPIENTS: (frozenset({Part.PERSON}), "19"),
}
_MORE: Mapping[LetterKind, frozenset[Part]] = {
    LetterKind.ACKNOWLEDGEMENT: frozenset({Part.DUE}),
    LetterKind.ANSWER: frozenset({Part.LEFT}),
}
ALLOWED: Mapping[LetterKind, frozenset[Part]] = {
    kind: _COMMON | needed | _MORE.get(kind, frozenset()) for kind, (needed, _) in REQUIRED.items()
}
# What the mailbox may send: to the person themselves, where nothing has to go with it and nothing is to be added.
SENDABLE = frozenset(
    {
        *product((LetterKind.ACKNOWLEDGEMENT, LetterKind.EXTENSION, LetterKind.REFUSAL), (Kind.ERASURE, Kind.EXPORT)),
        (LetterKind.ANSWER, Kind.ERASURE),
    }
)


class MailEnd(StrEnum):
    """How the sending of a letter ended."""

    SENT = "sent"
    DOUBT = "doubt"  # it may have gone out
    REFUSED = "refused"
    DOWN = "down"
    ALTERED = "altered"  # what it is made of was changed in the database
    CHANGED = "changed"  # it would have said something else than what was read, or may not go out any more


class Wrong(StrEnum):
    BROKEN = "broken"  # a dollar sign that begins no placeholder
    UNKNOWN = "unknown"
    MISSING = "missing"  # what the law asks for
    NAMELESS = "nameless"  # missing, what we ask for
    LONG = "long"
    EMPTY = "empty"


@dataclass(frozen=True)
class Flaw:
    """`names`: of placeholders. `article`: of the GDPR, which asks for what is missing."""

    what: Wrong
    names: tuple[str, ...] = ()
    article: str = ""


@dataclass(frozen=True)
class Templates:
    """`own`: those that the company wrote, by language and kind; of the others each language has its own."""

    own: Mapping[tuple[str, LetterKind], str] = field(default_factory=dict)

    def of(self, kind: LetterKind, words: Words) -> str:
        return self.own.get((words.tag, kind)) or words.letters.TEMPLATES[kind]


def flaws(kind: LetterKind, text: str) -> Iterator[Flaw]:
    """What is wrong with a template."""
    template, (needed, article) = Template(text), REQUIRED[kind]
    if not text.strip():
        yield Flaw(Wrong.EMPTY)
        return
    if len(text) > MOST:
        yield Flaw(Wrong.LONG)
    if not template.is_valid():
        yield Flaw(Wrong.BROKEN)
        return
    there = frozenset(template.get_identifiers())
    if unknown := sorted(there - ALLOWED[kind]):
        yield Flaw(Wrong.UNKNOWN, tuple(unknown))
    if missing := sorted(needed - there):
        yield Flaw(Wrong.MISSING if article else Wrong.NAMELESS, tuple(missing), article)


def filled(text: str, parts: Mapping[Part, str]) -> str:
    """The letter. What is empty leaves no gap, and what no mail may hold is left out.

    Raises:
        KeyError: the template has a placeholder that its kind does not take.
    """
    told = Template(text).substitute({part.value: value.strip() for part, value in parts.items()})
    return _GAPS.sub("\n\n", sendable(told).strip()) + "\n"


def sendable(text: str) -> str:
    """In plain lines, without the signs that control a screen or turn the direction of what stands beside them."""
    return UNSAFE.sub("", _BREAKS.sub("\n", text))
