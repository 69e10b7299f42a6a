"""What others wrote, as it stands among lines of ours."""

from __future__ import annotations

import unicodedata

from domain.moment import Timed, pieces

_BREAKS = {"Cc", "Zl", "Zp"}
_TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
_MARKS = "\u061c\u200e\u200f"  # turn what has no direction of its own


def one_line(text: str) -> str:
    """Nothing inside it can pass for a line of ours, or turn the direction of what stands beside it."""
    if text.isprintable():
        return text
    if isinstance(text, Timed):
        return Timed(*(one_line(piece) if isinstance(piece, str) else piece for piece in pieces(text)))
    return " ".join("".join(map(_seen, text)).split())


def _seen(sign: str) -> str:
    if unicodedata.category(sign) in _BREAKS:
        return " "
    return "" if sign in _MARKS or unicodedata.bidirectional(sign) in _TURNS else sign
