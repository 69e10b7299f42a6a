"""The lines of a checklist, each as rich as there is room for, and never too many."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.teams.limits import Element, Room, weight
from bot.teams.text import EMPTY, one_line, rich, run, told
from domain.card import Button, Item
from domain.moment import Timed

Draw = Callable[[Item, Button], Element]

_NAME, _NOTE = 300, 600  # bytes
_BUTTONS = 40  # rows with a button
_SPARE = 150  # bytes kept for "… and 143 more"


def items(listed: Sequence[Item], room: Room, draw: Draw, more: Callable[[int], str]) -> list[Element]:
    """All of them, plainly, come before the looks of any; what then is left of the room goes to the first ones."""
    plain = [_plain(item) for item in listed]
    shown = _fitting(plain, room.left - _SPARE)
    spare = room.left - _SPARE - sum(weight(line) + 1 for line in plain[:shown])
    drawn = []
    for number, item in enumerate(listed[:shown]):
        best = _best(item, plain[number], spare, draw if number < _BUTTONS else None)
        spare -= weight(best) - weight(plain[number])
        drawn.append(best)
    if drawn:
        drawn[0]["spacing"] = "Medium"
    rest = len(listed) - shown
    return room.take([*drawn, *([rich(run(more(rest)), spacing="Small")] if rest else [])])


def _best(item: Item, plain: Element, spare: int, draw: Draw | None) -> Element:
    """The richest look that the spare bytes allow."""
    return next((look for look in _looks(item, draw) if weight(look) - weight(plain) <= spare), plain)


def _fitting(lines: Sequence[Element], left: int) -> int:
    for number, line in enumerate(lines):
        left -= weight(line) + 1
        if left < 0:
            return number
    return len(lines)


def _plain(item: Item) -> Element:
    head, note = _head(item), one_line(item.note, _NOTE)
    return {"type": "RichTextBlock", "spacing": "Small", "inlines": [f"{head} – {note}" if note else head]}


def _head(item: Item) -> str:
    return " ".join(filter(None, (one_line(item.sign, 20), one_line(item.text, _NAME) or EMPTY)))


def _looks(item: Item, draw: Draw | None) -> list[Element]:
    """The richest first."""
    sign, note = one_line(item.sign, 20), one_line(item.note, _NOTE)
    name = run(one_line(item.text, _NAME) or EMPTY, weight="Bolder")
    runs = [run(f"{sign} "), name] if sign else [name]
    line = rich(*runs, *([run(f" – {note}")] if note else []), spacing="Small")
    if isinstance(item.note, Timed):
        line = told(Timed(f"{_head(item)} – ", item.note), _NAME + _NOTE, spacing="Small")
    if not item.button or not draw:
        return [line]
    side = {"type": "Column", "width": "auto", "items": [{"type": "ActionSet", "actions": [draw(item, item.button)]}]}
    beside = {"type": "Column", "width": "stretch", "verticalContentAlignment": "Center", "items": [line]}
    return [{"type": "ColumnSet", "spacing": "Small", "columns": [beside, side]}, line]
