"""From an act on the page to the desk, and the answer back to whoever acted, privately."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Sequence

from bot.door import Desk
from bot.playground.board import Board, Message
from bot.playground.wire import Filling, Pressing, Seek, Typing, direct, incoming, private, sought
from domain.card import Choices, Form, Option, Stays, say
from domain.file import Handed

_REMEMBERED = 1_000  # deliveries whose messages are known


class Misplaced(Exception):
    """Nobody of this name, or not their place."""


class Acts:
    def __init__(self, board: Board, desk: Desk, people: Collection[str]) -> None:
        """`people` are ids."""
        self._board, self._desk, self._people = board, desk, people
        self._known: OrderedDict[tuple[str, str], tuple[str, str]] = OrderedDict()

    async def __call__(self, act: Typing | Pressing | Filling) -> Form | Stays | None:
        """A form is for the page that asked, as is why one stays; other answers go on the board. Raises Misplaced."""
        home = direct(act.who)
        if act.who not in self._people or act.place not in self._board or (private(act.place) and act.place != home):
            raise Misplaced
        asked, answered = self._addresses(act)
        via = "" if private(act.place) else act.place
        if isinstance(act, Typing):
            self._board.put(Message(place=home, address=asked, author=act.who, text=act.text, via=via))
        answer = await self._desk(incoming(act))
        if isinstance(answer, Form | Stays):
            return answer
        file = answer.file if isinstance(answer, Handed) else None
        card = say(*answer.text) if file else answer  # the file goes with the message: the page fetches it by that
        self._board.put(Message(place=home, address=answered, card=card, file=file, private=True, via=via))
        return None

    async def seek(self, wish: Seek) -> Sequence[Option]:
        """What was typed so far may mean; nothing is put on the board. Raises Misplaced."""
        if wish.who not in self._people:
            raise Misplaced
        answer = await self._desk(sought(wish))
        return answer.options if isinstance(answer, Choices) else ()

    def _addresses(self, act: Typing | Pressing | Filling) -> tuple[str, str]:
        """Where the act and its answer stand: the same places when the page delivers the act again."""
        key = (act.who, act.delivery)
        if key not in self._known:
            self._known[key] = (self._board.address(), self._board.address())
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return self._known[key]
