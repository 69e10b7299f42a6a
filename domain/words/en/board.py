"""What the board says."""

from __future__ import annotations

from collections.abc import Mapping

from domain.board import PAGE, Board

TITLES: Mapping[Board, str] = {
    Board.OPEN: "Open requests",
    Board.OVERDUE: "Overdue requests",
    Board.MINE: "Your requests",
}
NOTHING: Mapping[Board, str] = {
    Board.OPEN: "No request is open. Type “help” to see what you can do.",
    Board.OVERDUE: "No answer is overdue.",
    Board.MINE: "You have filed no request.",
}
NO_ANSWER_YET = "the person has not been answered"
NOT_ON_RECORD = "it is not on record whether the person was told"
NEXT, BACK = "Next page", "Page before"
YOURS_TO_SEND = (
    "“requests” shows you the exports that wait for you, the longest overdue first, and “show” one of them in full."
)


def title(board: Board, count: int) -> str:
    """`count`: of all pages; no number where everything is on one."""
    return f"{TITLES[board]} · {count}, the longest overdue first" if count > PAGE else TITLES[board]


def asked_by(name: str) -> str:
    return f"asked by {name}"


def which(asked: str) -> str:
    return f"I can show the requests that are “open”, “overdue” or “mine”, but not “{asked[:20]}”."


def unread(count: int) -> str:
    said = "1 request cannot be read, and is" if count == 1 else f"{count} requests cannot be read, and are"
    return f"{said} not shown: please tell whoever runs me. I did not write it so; a newer release of me may have."
