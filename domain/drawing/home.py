"""The home of one person: what waits for them, what they asked for, what is overdue, each with what they can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.board import Board
from domain.card import Button, Card, Item, Style, Tone
from domain.drawing.board_row import row
from domain.drawing.buttons import buttons, item_button, on_a_row
from domain.export.plan import CALLED, Deed
from domain.rule import Reader
from domain.view import RequestView, StepView, public
from domain.words.language import Words

SHOWN = 8  # rows of a part


@dataclass(frozen=True, kw_only=True)
class Part:
    """What stands in it, and how many there are in all. `whole`: False where there may be more that nobody counted."""

    rows: Sequence[tuple[RequestView, Button | None]] = ()
    count: int = 0
    whole: bool = True


def deed(story: RequestView, reader: Reader) -> Button | None:
    """What waits for this reader in particular; None where the next thing is somebody else's, or comes by itself.

    What is asked before it is done names nobody, as the row beside it: `show` does.
    """
    seen = _masked(story)
    foot = (button for button in buttons(seen, reader) if button.style is Style.PRIMARY)
    lines = (item_button(line, seen, reader) for line in seen.lines if _is_theirs(line))
    return next(foot, None) or next(filter(None, lines), None)


def _masked(story: RequestView) -> RequestView:
    """As a channel sees it, but for what people can do about it."""
    seen = public(story)
    lines = (replace(line, human=whole.human) for line, whole in zip(seen.lines, story.lines, strict=True))
    return replace(seen, lines=tuple(lines))


def _is_theirs(line: StepView) -> bool:
    """A mail that is waited for is the turn of who writes it, until somebody is called because of it."""
    return line.human is not Deed.CAME or line.note in CALLED


def drawn(waiting: Part, asked: Part, overdue: Part, words: Words, *, paused: str = "") -> Card:
    """`overdue`: of what does not stand above. `paused`: the first line, while everything is."""
    said = words.home
    parts = (
        *_part(said.WAITING, waiting, Board.OPEN, words),
        *_part(said.ASKED, asked, Board.MINE, words),
        *_part(said.OVERDUE, overdue, Board.OVERDUE, words),
    )
    return Card(
        title=said.title(waiting.count, whole=waiting.whole),
        status=paused,
        tone=Tone.BAD if paused else Tone.NEUTRAL,
        items=parts,
        text=() if parts else (said.EMPTY,),
        buttons=(Button("requests", Board.OPEN, said.BOARD), Button("home", "", said.RENEW)),
    )


def _part(label: str, part: Part, board: Board, words: Words) -> tuple[Item, ...]:
    """A heading, the rows, and how many more there are, with the way to the board that has them all."""
    if not part.rows and part.whole:
        return ()
    rows = tuple(_row(story, button, words) for story, button in part.rows)
    rest = part.count - len(rows)
    more = words.home.more(rest, whole=part.whole)
    last = (Item("–", more, button=Button("requests", board, words.home.ALL)),) if more else ()
    return Item("", words.home.heading(label, part.count)), *rows, *last


def _row(story: RequestView, button: Button | None, words: Words) -> Item:
    return replace(row(story, words), button=on_a_row(button)) if button else row(story, words)
