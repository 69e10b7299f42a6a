"""What the board says."""

from __future__ import annotations

from collections.abc import Mapping

from domain.board import PAGE, Board

TITLES: Mapping[Board, str] = {
    Board.OPEN: "Offene Anträge",
    Board.OVERDUE: "Überfällige Anträge",
    Board.MINE: "Ihre Anträge",
}
NOTHING: Mapping[Board, str] = {
    Board.OPEN: "Kein Antrag ist offen. Mit „help“ sehen Sie, was Sie tun können.",
    Board.OVERDUE: "Keine Antwort ist überfällig.",
    Board.MINE: "Sie haben keinen Antrag gestellt.",
}
NO_ANSWER_YET = "die Person hat noch keine Antwort"
NOT_ON_RECORD = "es ist nicht festgehalten, ob die Person unterrichtet wurde"
NEXT, BACK = "Nächste Seite", "Vorige Seite"
YOURS_TO_SEND = (
    "„requests“ zeigt Ihnen die Exporte, die auf Sie warten, die am längsten überfälligen zuerst; „show“ zeigt einen "
    "davon vollständig."
)


def title(board: Board, count: int) -> str:
    """`count`: of all pages; no number where everything is on one."""
    return f"{TITLES[board]} · {count}, die am längsten überfälligen zuerst" if count > PAGE else TITLES[board]


def asked_by(name: str) -> str:
    return f"gestellt von {name}"


def which(asked: str) -> str:
    return f"Ich kann die Anträge zeigen, die „open“, „overdue“ oder „mine“ sind, aber nicht „{asked[:20]}“."


def unread(count: int) -> str:
    said = "1 Antrag ist nicht lesbar und fehlt" if count == 1 else f"{count} Anträge sind nicht lesbar und fehlen"
    return (
        f"{said} hier: Bitte sagen Sie es denen, die mich betreiben. Von mir steht das dort so nicht; vielleicht von "
        "einer neueren Version."
    )
