"""Who still owes a person an answer: a request that ended without one, and whose place no later request takes.

A correction that leaves a person out does not take their request's place: they asked, and wait until they are answered
or refused, or their request is filed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from domain.erasure.plan import StepKind, of
from domain.request import UNANSWERED, Kind, Request, Step, StepState
from domain.words.language import Words
from handlers.ports import Unit


def owed(unit: Unit, request: Request, steps: Sequence[Step]) -> bool:
    """Whether the legal clock runs on although the request has ended."""
    if not request.by_law or request.state not in UNANSWERED or not unit.subjects.of(request.id):
        return False
    answered = any(step.state is StepState.DONE for step in of(steps, StepKind.ANSWER))
    return not answered and not unit.requests.replaced(request.id)


def still_waits(unit: Unit, subjects: Iterable[str], kind: Kind, before: date, words: Words) -> tuple[str, ...]:
    """What is said of who waits by an earlier request: a new one begins a month anew, and the law does not."""
    first = first_owed(unit, subjects, kind, before)
    return (words.requests.still_waits(first.id, words.moments.day(first.received_on)),) if first else ()


def first_owed(unit: Unit, subjects: Iterable[str], kind: Kind, before: date) -> Request | None:
    """The first request of this kind that was received before this day and by which one of these humans waits still."""
    ended = {one.id: one for subject in subjects for one in unit.requests.unanswered(subject) if one.kind is kind}
    earlier = sorted((one for one in ended.values() if one.received_on < before), key=lambda one: one.received_on)
    return next((one for one in earlier if owed(unit, one, unit.steps.of(one.id))), None)
