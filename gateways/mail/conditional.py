"""What an HTML mail says to some programs alone: Outlook reads `<!--[if mso]> … <![endif]-->`, where others see a
comment, and leaves out what others are to see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_BEGINS = re.compile(r"<!(?:--)?\s{0,9}\[\s{0,9}if\b[^\]>]{0,200}\]>?", re.IGNORECASE)
_ENDS = re.compile(r"<!(?:--)?\s{0,9}(?:<!)?\s{0,9}\[\s{0,9}endif", re.IGNORECASE)


def said_to_some(source: str) -> Iterator[str]:
    """What stands in conditional comments, be their condition what it may; one without an end has all below."""
    at = 0
    while begin := _BEGINS.search(source, at):
        end = _ENDS.search(source, begin.end())
        at = end.end() if end else len(source)
        yield source[begin.end() : end.start() if end else at]
