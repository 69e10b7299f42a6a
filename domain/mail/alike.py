"""Whether the two halves of a mail, one plain and one formatted, say the same (RFC 2046 §5.1.4)."""

from __future__ import annotations

import re

from domain.mail.signature import BRACKETED
from domain.mail.text import MOST_TEXT, sentences

_LINK = re.compile(r"https?://[^\s<>]{1,2000}", re.IGNORECASE)
_ENTRY = re.compile(r"^[ \t\u00a0]{0,20}(?:[-*•·–o\u00a7]|\d{1,2}[.)])[ \t\u00a0]+", re.MULTILINE)


def alike(plain: str, formatted: str) -> bool:
    """Letter by letter, of what either says itself: blanks and signs are set anew where one is made from the other, and
    greetings and signatures are at times in one alone."""
    return max(len(plain), len(formatted)) <= MOST_TEXT and _letters(plain) == _letters(formatted)


def _letters(text: str) -> str:
    own = sentences(_ENTRY.sub("", _LINK.sub(" ", BRACKETED.sub(" ", text))))
    return "".join(char for sentence in own for char in sentence if char.isalnum())
