"""JSON from outside, no deeper than a platform ever sends it: how deep it is, is found before any of it is built."""

from __future__ import annotations

import json
import re
from typing import Any

DEEPEST = 32  # levels; a button on a card of Slack's stands on ten, a form that comes back from Teams on five
_TEXTS = re.compile(rb'"(?>[^"\\]+|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_ONE_KIND = bytes.maketrans(b"{}", b"[]")
_BUT_BRACKETS = bytes(code for code in range(256) if code not in b"[]{}")


def parsed(raw: bytes) -> dict[str, Any]:
    """Raises: ValueError, for what is no JSON object in UTF-8, or too deep."""
    body = json.loads(raw.decode()) if shallow(raw) else None
    if not isinstance(body, dict):
        raise ValueError("no object")
    return body


def shallow(raw: bytes) -> bool:
    """Whether JSON has no more than so many levels.

    Texts are taken out, then in each round the innermost brackets; what is left is too deep, or no JSON.
    """
    if raw.count(b"[") + raw.count(b"{") <= DEEPEST:
        return True
    brackets = _TEXTS.sub(b"", raw).translate(_ONE_KIND, _BUT_BRACKETS)
    for _ in range(DEEPEST):
        brackets = brackets.replace(b"[]", b"")
    return not brackets
