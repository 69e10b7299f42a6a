"""The lines of a checklist: compact where they only inform, a row each where they have a button, and never too many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.slack import limits as fit
from bot.slack.limits import Block, Room
from bot.slack.text import EMPTY, fits, one_line, rich, strong
from domain.card import Button, Item
from domain.moment import Timed

Draw = Callable[[Item, Button], Block]

_SHORTEST, _LONGEST = 90, 450  # of a line, the longer the fewer there are
_GROUP = 2_800  # of the lines in one block
_REST = 40  # kept for "… and 143 more"


def items(listed: Sequence[Item], room: Room, draw: Draw, more: Callable[[int], str]) -> list[Block]:
    """As many as there is room for, in order, and how many more there are."""
    if not listed:
        return []
    length = min(max(room.text // len(listed), _SHORTEST), _LONGEST)
    rows = room.blocks - room.text // _GROUP - 2  # beyond so many, buttons are left out
    sheet = _Sheet(room.text - _REST)
    for number, item in enumerate(listed):
        sign, name, note = _parts(item, length)
        button = draw(item, item.button) if item.button and len(sheet.blocks) < rows else None
        added = sheet.row(sign, name, note, button) if button else sheet.line(sign, name, note)
        if not added:
            sheet.end(more(len(listed) - number))
            break
    return room.take(sheet.done())


def _parts(item: Item, length: int) -> tuple[str, str, str]:
    name = one_line(item.text, length * 2 // 3 if item.note else length) or EMPTY
    return (
        one_line(item.sign, 8),
        name,
        _fitted(item.note, max(length - fit.weight(name), length // 3)) if item.note else "",
    )


def _fitted(note: str, limit: int) -> str:
    return note if fits(note, limit) else one_line(note, limit)


@dataclass
class _Sheet:
    """Blocks as they fill up. `row` and `line` refuse what there is no room for."""

    text: int
    blocks: list[Block] = field(default_factory=list)
    _lines: list[dict[str, Any]] = field(default_factory=list)
    _weight: int = 0

    def row(self, sign: str, name: str, note: str, button: Block) -> bool:
        """A section of its own, with the button beside it."""
        said = strong(f"{sign} {name}".strip(), note)
        if not self._pay(fit.text_of([said, button])):
            return False
        self._close()
        self.blocks.append({"type": "section", "text": said, "accessory": button})
        return True

    def line(self, sign: str, name: str, note: str) -> bool:
        weight = fit.weight(sign + name + note) + len("\n – ") + 1
        if not self._pay(weight):
            return False
        if self._weight + weight > _GROUP:
            self._close()
        self._weight += weight
        self._say(f"{sign} " if sign else "")
        self._lines.append({"type": "text", "text": name, "style": {"bold": True}})
        self._lines += rich(Timed(" – ", note)) if note else []
        return True

    def end(self, text: str) -> None:
        self._say(text)

    def _say(self, text: str) -> None:
        """On a new line, unless it is the block's first."""
        if text := ("\n" if self._lines else "") + text:
            self._lines.append({"type": "text", "text": text})

    def done(self) -> list[Block]:
        self._close()
        return self.blocks

    def _pay(self, weight: int) -> bool:
        self.text -= weight
        return self.text >= 0

    def _close(self) -> None:
        if self._lines:
            section = {"type": "rich_text_section", "elements": self._lines}
            self.blocks.append({"type": "rich_text", "elements": [section]})
        self._lines, self._weight = [], 0
