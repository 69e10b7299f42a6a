"""One row of the board: what it is about, for whom, who asked, how it stands, whose turn it is, and the days left."""

from __future__ import annotations

from domain.card import Button, Item
from domain.drawing.headline import status, title
from domain.drawing.kinds import section
from domain.drawing.turn import turn
from domain.request import UNANSWERED, State
from domain.view import RequestView, public
from domain.words.language import Words

_SIGNS = {State.COMPLETED: "✓", State.NEEDS_ATTENTION: "⚠", State.IN_PROGRESS: "⏳"}


def row(story: RequestView, words: Words) -> Item:
    """Nobody's address stands here: `show` tells the rest to who may know it."""
    request, seen = story.request, public(story)
    stands = "" if section(story).waits(story, words) else status(story, words)  # its turn says for whom, too
    whose = turn(story, words)
    told = (words.board.asked_by(seen.requester), stands, _unanswered(story, words), whose, _days(story, words))
    sign = "⚠" if is_late(story) else _SIGNS.get(request.state, "–")
    button = Button("show", request.id, words.buttons.SHOW)
    return Item(sign, f"{request.id} · {title(seen, words)}", " · ".join(filter(None, told)), button)


def _unanswered(story: RequestView, words: Words) -> str:
    if not story.clock_runs or story.request.state not in UNANSWERED:
        return ""
    return words.board.NOT_ON_RECORD if story.refused_earlier else words.board.NO_ANSWER_YET


def _days(story: RequestView, words: Words) -> str:
    """Where nobody is named, whose turn it is says nothing of days; the date by law is the same."""
    unsaid = _dated(story) and not story.clock_runs
    return words.turn.days_left(story.days_left) if unsaid and story.days_left is not None else ""


def is_late(story: RequestView) -> bool:
    """Whether its answer was due before today."""
    return _dated(story) and story.days_left is not None and story.days_left < 0


def _dated(story: RequestView) -> bool:
    return story.clock_runs or (story.request.open and story.request.by_law)
