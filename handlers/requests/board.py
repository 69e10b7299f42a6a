"""`requests`: the board, page by page. Whoever waits for an answer stays on it, whatever became of the request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.board import BACK, ENDED, PAGE, Board, Lane, Page, Side, lanes, page_of
from domain.card import Button, Card, Tone, not_clear, say
from domain.drawing.board_row import row
from domain.event import EventKind
from domain.request import Request
from domain.rights import BOARD, Way
from domain.rule import Reader
from domain.unread import Behind
from domain.words.language import Words
from handlers.command import Command, Served
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.asker import seen_in
from handlers.requests.audit import note
from handlers.requests.brake import on_board
from handlers.requests.days import today
from handlers.requests.view import view_of


async def requests(deps: Deps, act: Act) -> Card:
    """Typed, or from a button that turns the page. Each sees what they may see: readers everything, a tenant admin the
    exports that they go on with, everybody their own."""
    page, words = page_of(act.ref), act.words
    if not page:
        pressed = act.asked.way is Way.BUTTON
        return say(words.errors.STALE_BUTTON) if pressed else not_clear(words.board.which(act.ref.strip()))
    await note(deps, EventKind.REQUESTS_VIEWED, act.person, board=page.board)
    seen = lanes(page.board, act.person.id, act.roles, today(deps), deps.policy.where)
    return await deps.storage.read(lambda unit: _card(unit, deps, page, seen, act.reader))


def _card(unit: Unit, deps: Deps, page: Page, seen: Sequence[Lane], reader: Reader) -> Card:
    words = reader.words
    theirs = _Seen(unit, seen, reader)
    shown = theirs.beside(page) or theirs.first()
    above = on_board(unit, deps, words)
    if not shown.rows:
        return say(*filter(None, (above, "" if unit.requests.unread else words.board.NOTHING[page.board])))
    count = unit.requests.count(seen[0]) if page.board is not Board.MINE else 0
    rows = tuple(row(view_of(unit, request, deps, words=words), words) for _, request in shown.rows)
    title, tone = words.board.title(page.board, count), Tone.BAD if above else Tone.NEUTRAL
    return Card(title=title, status=above, tone=tone, items=rows, buttons=shown.buttons(page.board, words))


@dataclass(frozen=True)
class _Shown:
    """Each request with the number of its lane, and whether there is more on either side."""

    rows: Sequence[tuple[int, Request]]
    before: bool
    after: bool

    def buttons(self, board: Board, words: Words) -> tuple[Button, ...]:
        (first, top), (last, bottom) = self.rows[0], self.rows[-1]
        before = Page(board, Side.NEWER if first else Side.BEFORE, top.id)
        after = Page(board, Side.OLDER if last else Side.AFTER, bottom.id)
        turns = [(self.before, before, words.board.BACK), (self.after, after, words.board.NEXT)]
        return tuple(Button("requests", str(page), label) for there, page, label in turns if there)


@dataclass(frozen=True)
class _Seen:
    """The lanes, without what the reader may not see, so that a page has all that it has room for."""

    unit: Unit
    lanes: Sequence[Lane]
    reader: Reader

    def first(self) -> _Shown:
        return self._onward(0, None)

    def beside(self, page: Page) -> _Shown | None:
        """None where there is no such page, or the first one says more."""
        beside = self.unit.requests.get(page.request) if page.side else None
        lane = int(page.side in ENDED)
        if not beside or lane >= len(self.lanes):
            return None
        shown = (self._back if page.side in BACK else self._onward)(lane, beside)
        return shown if shown.rows and (shown.before or shown.after) else None

    def _onward(self, lane: int, beside: Request | None) -> _Shown:
        rows: list[tuple[int, Request]] = []
        for number in range(lane, len(self.lanes)):
            here = beside if number == lane else None
            found = seen_in(self.unit, self.lanes[number], self.reader, PAGE + 1 - len(rows), here)
            rows += [(number, request) for request in found]
            if len(rows) > PAGE:
                break
        return _Shown(rows[:PAGE], before=beside is not None, after=len(rows) > PAGE)

    def _back(self, lane: int, beside: Request) -> _Shown:
        """A page that would not be full is the first one."""
        rows: list[tuple[int, Request]] = []
        for number in range(lane, -1, -1):
            here = beside if number == lane else None
            found = seen_in(self.unit, self.lanes[number], self.reader, PAGE + 1 - len(rows), here, back=True)
            rows = [*((number, request) for request in found), *rows]
            if len(rows) > PAGE:
                return _Shown(rows[-PAGE:], before=True, after=True)
        return self.first()


COMMAND = Command(
    name="requests",
    usage="requests [open|overdue|mine]",
    sentence="The requests that are open, overdue or yours.",
    example="requests open",
    who=BOARD,  # each sees what they may see
    behind=Behind.READ,
    shows=True,
    typed=requests,
    files=frozenset(),
    buttons={"requests": Served(BOARD, do=requests)},  # turns the page
)
