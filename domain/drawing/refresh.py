"""What the card of a refresh shows besides the rest: which sources, and what failed, for Microsoft's support."""

from __future__ import annotations

from domain.drawing.section import Section
from domain.notes import Note
from domain.request import State, StepState
from domain.view import RequestView, StepView
from domain.words.language import Words

_STOPPED = frozenset({Note.HELD, Note.STILL_HOLDS, Note.STILL_HOLDS_PARTS})


def _title(story: RequestView, words: Words) -> str:
    return words.card.refresh([line.name for line in story.sources])


def advice(story: RequestView, words: Words) -> str:
    """Where the service failed."""
    return words.refresh.WHAT_NEXT if _broken(story) else ""


def copy(story: RequestView, words: Words) -> str:
    """To be sent to Microsoft's support."""
    lines = [(line.name, line.key, line.job_id or "", line.code) for line in _broken(story)]
    return words.refresh.microsoft_message(story.environment, lines) if lines else ""


def _broken(story: RequestView) -> list[StepView]:
    """The sources whose refresh failed; those that were stopped, or refreshed in vain, are no fault of the service."""
    if story.request.state is not State.NEEDS_ATTENTION:
        return []
    return [line for line in story.sources if line.state is StepState.FAILED and line.note not in _STOPPED]


REFRESH = Section(
    title=_title, approve=lambda words: words.buttons.APPROVE_REFRESH, final=False, advice=advice, copy=copy
)
