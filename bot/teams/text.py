"""Text from outside, made harmless: it cannot format, link, mention, or turn the reading direction of what follows.

Data goes into text runs, in which Teams parses no Markdown. The exceptions are headings, which take only what holds
nothing to parse, and what `inert` makes, in which signs that Markdown would act on give way to their twins.
"""

from __future__ import annotations

import re
import unicodedata

from bot.teams.limits import LINE, LINES, Element, cut, weight
from domain.moment import Moment, Timed, pieces
from domain.plain import TURNS

EMPTY = "–"  # where Teams wants a sign, and there is nothing to say
_UNSEEN = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}  # controls, halves of a sign, what has no meaning, other line ends
_RIGHT_TO_LEFT = {"R", "AL"}
_PARSED = re.compile(r"[\\*_~`\[\]<>#|&{}]|://|^\s*(?:\d+[.)]|[-+])\s")
_TWINS = str.maketrans({"*": "∗", "`": "ˋ", "[": "［", "]": "］", "<": "‹", ">": "›", "\\": "＼", "~": "∼", "#": "＃"})
_EDGE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")  # inside a word an underscore does nothing
_FUNCTION = re.compile(r"\{(?=\{)")
_JOINER = "\u2060"  # is not seen, and ends what would be parsed
_ISOLATE, _ISOLATED = "\u2068", "\u2069"


def clean(text: str) -> str:
    """Without signs that are not seen but do something; what Teams would take for a date function stays text."""
    if not text.isprintable():
        text = "".join(sign for sign in text.replace("\r\n", "\n").replace("\r", "\n") if _harmless(sign))
    return _FUNCTION.sub(f"{{{_JOINER}", text)


def _harmless(sign: str) -> bool:
    if sign in "\n\t":
        return True
    return unicodedata.category(sign) not in _UNSEEN and unicodedata.bidirectional(sign) not in TURNS


def one_line(text: str, limit: int) -> str:
    """At most `limit` bytes; empty when there is nothing to read."""
    return _isolated(cut(" ".join(clean(text).split()), limit - 6))


def lines(text: str, limit: int) -> list[str]:
    """As many as `limit` bytes have room for, each an element of its own."""
    kept: list[str] = []
    for line in clean(text).strip().split("\n"):
        room = limit - LINE
        limit = room - weight(line)
        if limit < 0 or len(kept) == LINES:
            return [*kept, _isolated(cut(line, max(room, 0)))]
        kept.append(_isolated(line.rstrip()))
    return kept


def _isolated(text: str) -> str:
    """Right-to-left text keeps its direction to itself."""
    turned = not text.isascii() and any(unicodedata.bidirectional(sign) in _RIGHT_TO_LEFT for sign in text)
    return f"{_ISOLATE}{text}{_ISOLATED}" if turned else text


def run(text: str, **style: object) -> Element:
    return {"type": "TextRun", "text": text, **style}


def rich(*runs: Element, **layout: object) -> Element:
    """A paragraph in which nothing is parsed. It always wraps."""
    return {"type": "RichTextBlock", **layout, "inlines": list(runs)}


def told(text: str, limit: int, **layout: object) -> Element:
    """A paragraph of one line, its moments on the clock of whoever reads it."""
    if not isinstance(text, Timed) or weight(text) > limit:
        style = {key: layout.pop(key) for key in ("size", "isSubtle") if key in layout}
        return rich(run(one_line(text, limit), **style), **layout)
    drawn = "".join(_clock(piece) if isinstance(piece, Moment) else _spaced(piece) for piece in pieces(text))
    return {"type": "TextBlock", "wrap": True, **layout, "text": drawn}


def _clock(moment: Moment) -> str:
    """Teams fills it in: learn.microsoft.com/adaptive-cards/authoring-cards/text-features. No data stands in it."""
    at = f"{moment.at:%Y-%m-%dT%H:%M:%SZ}"
    return f"{{{{DATE({at}, COMPACT)}}}}, {{{{TIME({at})}}}}"


def _spaced(piece: str) -> str:
    """With the blanks at its ends, where a moment follows."""
    before, after = " " if piece[:1].isspace() else "", " " if piece[-1:].isspace() else ""
    return f"{before}{inert(piece, weight(piece) + 10)}{after}"


def heading(text: str) -> Element:
    """For screen readers a heading too, where the text holds nothing that Teams would parse."""
    style = {"size": "Large", "weight": "Bolder"}
    if _PARSED.search(text):
        return rich(run(text, **style))
    return {"type": "TextBlock", "style": "heading", "wrap": True, **style, "text": text}


def inert(text: str, limit: int) -> str:
    """For places that Teams may read as Markdown: one line in which nothing is any."""
    plain = _EDGE.sub("＿", one_line(text, limit).translate(_TWINS))
    return plain.replace("://", f":{_JOINER}//")
