"""How much Teams takes, in one place. A message may have some 100 KB, counted in a way that is nowhere said exactly
(learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages), so a card stays far below.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

Element = dict[str, Any]

VERSION = "1.5"
CARD = 25_000  # bytes of JSON
ACTIONS = 6  # in a row; Teams shows no more
TITLE, STATUS, LABEL, FACT, FACTS = 200, 300, 80, 300, 10
SPEECH, COPY, FOOTER, SUMMARY = 4_500, 6_500, 300, 500  # of a paragraph's elements and all
LINE, LINES = 100, 60  # what a line takes besides its text, and how many there are at most
BUTTONS, BUTTON, ASKED = 2 * ACTIONS, 75, 300
SPOKEN, FOLD = 120, 4_000  # what is said of a button; the lines that are folded away
FIELDS, HINT, CHOICE = 20, 200, 120
CHOICES = 10_000  # all choices of a form
FOUND = 15  # of what is looked up while somebody types; Teams shows no more
VALUE = 200  # what a button carries

ELLIPSIS = "…"


def weight(part: object) -> int:
    """Bytes of JSON, as it goes out."""
    return len(json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode())


def cut(text: str, limit: int) -> str:
    """The text, or its beginning and an ellipsis, so that it takes no more than `limit` bytes."""
    if (full := weight(text) - 2) <= limit:
        return text
    kept = text[: len(text) * limit // full + 1]
    while (over := weight(kept + ELLIPSIS) - 2 - limit) > 0 and kept:
        kept = kept[: -max(1, over // 6)]  # no sign takes more than 6 bytes
    return kept.rstrip() + ELLIPSIS


@dataclass
class Room:
    """What is left of one card, in bytes."""

    left: int = CARD - SUMMARY - 300  # the card around its elements

    def take(self, elements: list[Element]) -> list[Element]:
        """The same elements, counted."""
        self.left -= sum(weight(element) + 1 for element in elements)
        return elements
