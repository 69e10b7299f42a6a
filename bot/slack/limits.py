"""How much Slack takes: the limits, counting as Slack counts, and what is left of one message.

Slack documents the limits one by one at docs.slack.dev/reference/block-kit. That all text of a message together must
stay under some 12,000 characters (`msg_blocks_too_long`) is known from reports only, so there is a margin.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]

BLOCKS = 50
MODAL_BLOCKS = 100
ALL_TEXT = 11_000  # of the blocks of one message
FALLBACK = 3_500  # of `text=`, which Slack may cut above 4,000
HEADER = 150
TEXT = 3_000
FIELDS = 10
FIELD = 2_000
ELEMENTS = 25
BUTTON, SPOKEN = 75, 75
VALUE = 2_000
ACTION_ID = 255
CONFIRM_TITLE, CONFIRM_TEXT, CONFIRM_CHOICE = 100, 300, 30
OPTIONS = 100
OPTION, OPTION_VALUE = 75, 150
LABEL = 2_000
MODAL_TITLE = 24
METADATA = 3_000
BLOCK_ID = 255

ELLIPSIS = "…"


def weight(text: str) -> int:
    """Characters as Slack may count them: after escaping, and a sign outside the basic plane twice."""
    length = len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
    return length + 4 * text.count("&") + 3 * (text.count("<") + text.count(">"))


def cut(text: str, limit: int) -> str:
    """The text, or its beginning and an ellipsis, so that it weighs no more than `limit` (at least 2)."""
    if weight(text) <= limit:
        return text
    kept = text[: limit - 1]
    while (over := weight(kept) + 1 - limit) > 0:
        kept = kept[: -max(1, over // 5)]  # nothing weighs more than 5
    return kept.rstrip() + ELLIPSIS


@dataclass
class Room:
    """What is left of one message."""

    blocks: int = BLOCKS
    text: int = ALL_TEXT

    def take(self, blocks: list[Block]) -> list[Block]:
        """The same blocks, counted."""
        self.blocks -= len(blocks)
        self.text -= sum(map(text_of, blocks))
        return blocks


def text_of(part: object) -> int:
    """The weight of all text that a person reads in a block, or in any part of one."""
    match part:
        case {"text": str(text)}:
            return weight(text)
        case dict():
            return sum(text_of(value) for value in part.values())
        case list():
            return sum(map(text_of, part))
        case _:
            return 0


def metadata(**values: str) -> str:
    """Values that a modal carries. They are ids of ours and far below the limit."""
    packed = json.dumps({name: value for name, value in values.items() if value}, separators=(",", ":"))
    if len(packed) > METADATA:
        raise ValueError("too much for a modal to carry")
    return packed
