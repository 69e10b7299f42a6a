"""What stands on the board, and in which order: whoever has waited longest for an answer comes first."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from domain.calendar import due
from domain.law import EXTENDED
from domain.people import Role
from domain.refresh.names import bare, request_id
from domain.request import Request
from domain.rights import READERS

PAGE = 20
LAST = date.max  # for what the law sets no date for: behind everything else
_SHORTEST = timedelta(days=28)  # no month is shorter


class Board(StrEnum):
    OPEN = "open"
    OVERDUE = "overdue"
    MINE = "mine"


class Side(StrEnum):
    """On which side of a request a page lies. The last two are for requests that have ended."""

    AFTER = "after"
    BEFORE = "before"
    OLDER = "older"
    NEWER = "newer"


BACK = frozenset({Side.BEFORE, Side.NEWER})
ENDED = frozenset({Side.OLDER, Side.NEWER})


@dataclass(frozen=True)
class Page:
    """One page of a board: the first, or the one beside a request. A text of it is what a button carries."""

    board: Board
    side: Side | None = None
    request: str = ""

    def __str__(self) -> str:
        return f"{self.board} {self.side} {self.request}" if self.side else self.board


def page_of(text: str) -> Page | None:
    """None for a text that names no board."""
    name, side, request = (*text.split(maxsplit=2), "", "", "")[:3]
    board = bare(name) or Board.OPEN
    if board not in set(Board) or (side and (bare(side) not in set(Side) or not request)):
        return None
    return Page(Board(board), Side(bare(side)), request_id(request)) if side else Page(Board(board))


@dataclass(frozen=True, kw_only=True)
class Lane:
    """A part of a board in one order.

    `requester`: the only person whose requests are shown; `exports`: besides those that a tenant admin goes on with.
    `until`: received by this day. `ended`: those for whom nobody waits any more, newest first. `led`: without whoever
    goes with a batch just now, which stands there for all of them.
    """

    requester: str | None = None
    exports: bool = False
    until: date | None = None
    extended_until: date | None = None  # of those that were extended
    ended: bool = False
    led: bool = False


def lanes(board: Board, person_id: str, roles: Set[Role], today: date, where: str) -> tuple[Lane, ...]:
    """What this person sees, one lane after the other."""
    if board is Board.MINE:
        return Lane(requester=person_id, led=True), Lane(requester=person_id, ended=True)
    lane = Lane() if roles & READERS else Lane(requester=person_id, exports=Role.TENANT_ADMIN in roles)
    if board is not Board.OVERDUE:
        return (replace(lane, led=True),)
    until, extended = overdue_until(today, where), overdue_until(today, where, EXTENDED)
    return (replace(lane, until=until, extended_until=extended),)


def overdue_until(today: date, where: str, months: int = 1) -> date:
    """The last day of receipt whose answer was due before today. The later one is received, the later it is due."""
    received = today - months * _SHORTEST
    while due(received, where, months) >= today:
        received -= timedelta(days=1)
    return received


def waits_since(request: Request) -> date:
    """What an open request is ordered by."""
    return request.received_on if request.by_law else LAST
