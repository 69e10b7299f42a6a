"""What somebody wrote anew in a mail, without what is quoted."""

from __future__ import annotations

import re
import unicodedata

from domain.mail_phrases import BEGINNING_OF_HISTORY

MOST_TEXT = 30_000  # characters that are looked at
_QUOTED_LINE = re.compile(r"^[ \t\u00a0]{0,3}(?:>|\|[ \t])")
_SIGN_OFF = re.compile(r"^-- ?$", re.MULTILINE)


def new_text(text: str) -> str:
    """Without lines marked as quoted, and without everything below the beginning of an unmarked history.

    What comes after lines marked as quoted is kept: many answer below. In one line, folded for comparing.
    """
    text = text[:MOST_TEXT].replace("\r\n", "\n").replace("\r", "\n")
    start = 0
    while found := BEGINNING_OF_HISTORY.search(text, start):
        below = text[found.end() :].lstrip()
        if not _QUOTED_LINE.match(below):
            text = text[: found.start()]
            break
        text = text[: found.start()] + text[found.end() :]
        start = found.start()
    own = "\n".join(line for line in text.split("\n") if not _QUOTED_LINE.match(line))
    above, *_ = _SIGN_OFF.split(own)
    return folded(above) or folded(own)


def folded(text: str) -> str:
    """On one line, in one case, with plain apostrophes, without characters that cannot be seen."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "'").replace("‘", "'")
    return " ".join("".join(c for c in plain if unicodedata.category(c) != "Cf").casefold().split())
