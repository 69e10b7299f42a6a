"""What somebody wrote anew in a mail, without what is quoted, and without what stands below every mail of theirs."""

from __future__ import annotations

import re
import unicodedata

from domain.mail.courtesies import FAREWELL, GREETING
from domain.mail.disclaimers import ENDS, is_disclaimer
from domain.mail.headers import visible
from domain.mail.phrases import BEGINNING_OF_HISTORY
from domain.mail.signature import is_signature

_EXCERPT = 700  # characters
MOST_TEXT = 30_000  # characters that are looked at
_QUOTED_LINE = re.compile(r"^[ \t\u00a0]{0,40}(?:[>»]|\||:[ \t])")
_SIGN_OFF = re.compile(r"^-- ?$", re.MULTILINE)
_BLANK = re.compile(r"\n[ \t\u00a0]*\n")
_BULLET = re.compile(r"\n[ \t]*(?:[-*•·–]|\d{1,2}[.)])[ \t]+")


def new_text(text: str) -> str:
    """Without lines marked as quoted, and without everything below the beginning of an unmarked history.

    What comes after lines marked as quoted is kept: many answer below. In one line, folded for comparing.
    """
    return folded(own_text(text))


def own_text(text: str) -> str:
    """The same with its lines, as they were written."""
    own = _unquoted(text)
    above, *_ = _SIGN_OFF.split(own)
    return above if folded(above) else own


def _unquoted(text: str) -> str:
    text = text[:MOST_TEXT].replace("\r\n", "\n").replace("\r", "\n")
    start = 0
    while found := BEGINNING_OF_HISTORY.search(text, start):
        below = text[found.end() :].lstrip()
        if not _QUOTED_LINE.match(below):
            text = text[: found.start()]
            break
        text = text[: found.start()] + text[found.end() :]
        start = found.start()
    return "\n".join(line for line in text.split("\n") if not _QUOTED_LINE.match(line))


def sentences(text: str) -> list[str]:
    """Folded, without greeting, farewell, signature and disclaimer. What stands below a farewell and is no signature is
    kept: it may be what the mail is about."""
    above, below = _at_farewell(own_text(text).split("\n"))
    paragraphs = [*_without_disclaimers(_paragraphs(above)), *map(folded, _said_below(below))]
    return [sentence for paragraph in paragraphs for sentence in ENDS.split(paragraph) if sentence]


def excerpt(text: str) -> str:
    """The beginning of what somebody wrote, fit to be shown: on one line, with all that may be meant for whoever reads
    it, be it below a farewell or in the place of a signature."""
    own = own_text(text)
    above, below = _at_farewell(own.split("\n"))
    signature = _unquoted(text).removeprefix(own)
    shown = visible("\n".join([above, *_said_below(below), *_said_below(signature)]))
    return shown if len(shown) <= _EXCERPT else f"{shown[:_EXCERPT].rsplit(' ', 1)[0]} …"


def folded(text: str) -> str:
    """On one line, in one case, with plain apostrophes, without characters that cannot be seen."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "'").replace("‘", "'")
    return " ".join("".join(c for c in plain if unicodedata.category(c) != "Cf").casefold().split())


def _at_farewell(lines: list[str]) -> tuple[str, str]:
    for number, line in enumerate(lines):
        if FAREWELL.fullmatch(folded(line)):
            return "\n".join(lines[:number]), "\n".join(lines[number + 1 :])
    return "\n".join(lines), ""


def _paragraphs(text: str) -> list[str]:
    """Each on one line. What ends with a colon belongs to what follows."""
    found = [GREETING.sub("", folded(part)) for part in _BLANK.split(_BULLET.sub("\n\n", _greeted(text)))]
    joined: list[str] = []
    for part in filter(None, found):
        if joined and joined[-1].endswith(":"):
            joined[-1] += f" {part}"
        else:
            joined.append(part)
    return joined


def _greeted(text: str) -> str:
    """With every line that is a greeting in a paragraph of its own."""
    return "\n".join(f"\n{line}\n" if GREETING.fullmatch(folded(line)) else line for line in text.split("\n"))


def _without_disclaimers(paragraphs: list[str]) -> list[str]:
    while len(paragraphs) > 1 and is_disclaimer(paragraphs[-1]):
        paragraphs = paragraphs[:-1]
    return paragraphs


def _said_below(text: str) -> list[str]:
    """Its lines, as they were written, but for those of a signature or a disclaimer."""
    return [line for part in _BLANK.split(text) for line in _said_in(part)]


def _said_in(paragraph: str) -> list[str]:
    left = [line for line in paragraph.split("\n") if not is_signature(line)]
    return [] if is_disclaimer(folded("\n".join(left))) else [line for line in left if not is_disclaimer(folded(line))]
