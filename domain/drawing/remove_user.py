"""What the card of a removal shows besides the rest: who, and what access may remain."""

from __future__ import annotations

from domain.drawing.section import Section
from domain.request import State
from domain.view import RequestView
from domain.words.language import Words


def _title(story: RequestView, words: Words) -> str:
    return words.card.remove([line.who or line.name for line in story.lines])


def _verdict(story: RequestView, words: Words) -> str:
    return words.card.ACCESS_REMAINS if story.request.state is State.COMPLETED and _through_groups(story) else ""


def _text(story: RequestView, words: Words) -> list[str]:
    if story.request.state not in {State.IN_PROGRESS, State.COMPLETED}:
        return []
    groups = [words.remove_user.GROUPS_LEFT] if _through_groups(story) else []
    return [
        words.remove_user.FIFTEEN_MINUTES,
        *groups,
        *([words.remove_user.DATAVERSE] if story.request.state is State.COMPLETED else []),
    ]


def _through_groups(story: RequestView) -> bool:
    return any(line.groups for line in story.lines)


REMOVE_USER = Section(
    title=_title,
    approve=lambda words: words.buttons.APPROVE_REMOVAL,
    final=True,
    verdict=_verdict,
    text=_text,
)
