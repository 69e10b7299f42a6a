"""Which letter about a request is the next to be written, so that its card can lead on to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from domain.drawing.buttons import may
from domain.erasure.plan import HumanTask
from domain.event import EventKind
from domain.letters import LetterKind, MailEnd
from domain.request import Request, Step
from domain.rule import Reader
from domain.view import RequestView
from handlers.deps import Deps
from handlers.ports import Unit
from handlers.requests.days import today
from handlers.requests.extended import bar as not_extended
from handlers.requests.owed import owed
from handlers.requests.view import Stories

_NEAR = 7  # days before the first date: whoever needs more time has to say so by then
_OUT = frozenset({MailEnd.SENT, MailEnd.DOUBT})
_TO_OTHERS = frozenset({HumanTask.CONFIRM, HumanTask.TELL})


def card_view(stories: Stories, request: Request, reader: Reader | None) -> RequestView:
    """The story for a card of its own: in private, for who may write it, with the letter that is next."""
    unit, deps, story = stories.unit, stories.deps, stories.of(request, reader)
    if not story.subjects or None in story.subjects or story.batch or story.altered or not request.by_law:
        return story
    if not reader or not may("letter-next", story, reader):
        return story
    steps = unit.steps.of(request.id)
    gone = {event.data.get("letter") for event in unit.events.of(request.id)
            if event.kind is EventKind.LETTER_SENT and event.data.get("as") in _OUT}  # fmt: skip
    wanted = (kind for kind in _wanted(unit, deps, request, steps, story) if kind not in gone)
    return replace(story, next_letter=next(wanted, None))


def _wanted(
    unit: Unit, deps: Deps, request: Request, steps: Sequence[Step], story: RequestView
) -> Iterator[LetterKind]:
    """What presses most comes first."""
    if not (request.open or owed(unit, request, steps)):
        return
    if story.refusing:
        yield LetterKind.REFUSAL
        return
    if {line.human for line in story.lines} & _TO_OTHERS:
        yield LetterKind.RECIPIENTS
    if deps.kinds[request.kind].answered(unit.shown(), request, steps, deps.letters):
        yield LetterKind.ANSWER
        return
    if request.extended_on or (_is_near(story) and not not_extended(unit, request, deps.policy, today(deps))):
        yield LetterKind.EXTENSION
    if request.open:
        yield LetterKind.ACKNOWLEDGEMENT


def _is_near(story: RequestView) -> bool:
    return story.days_left is not None and story.days_left <= _NEAR
