"""What others wrote, as it stands among lines of ours."""

from __future__ import annotations

import re
import unicodedata

from domain.moment import Timed, pieces

_BLANKS = re.compile(r"\s+")
TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
_MARKS = "\u061c\u200e\u200f"  # turn what has no direction of its own


def one_line(text: str) -> str:
    """Nothing inside it can pass for a line of ours, or turn the direction of what stands beside it."""
    if text.isprintable():
        return text
    if isinstance(text, Timed):
        return Timed(*(_smooth(piece) if isinstance(piece, str) else piece for piece in pieces(text)))
    return _smooth(text).strip()


def _smooth(text: str) -> str:
    """With the blanks at its ends, where a moment follows."""
    return _BLANKS.sub(" ", "".join(map(_seen, text)))


def _seen(sign: str) -> str:
    if sign.isspace():
        return " "
    hidden = sign in _MARKS or unicodedata.category(sign) == "Cc" or unicodedata.bidirectional(sign) in TURNS
    return "" if hidden else sign
