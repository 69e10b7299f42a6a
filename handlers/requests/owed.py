"""Who still owes a person an answer: a request that ended without one, and whose place no later request takes.

A correction that leaves a person out does not take their request's place: they asked, and wait until they are answered
or refused, or their request is filed again.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.erasure.plan import StepKind, of
from domain.request import UNANSWERED, Request, Step, StepState
from handlers.ports import Unit


def owed(unit: Unit, request: Request, steps: Sequence[Step]) -> bool:
    """Whether the legal clock runs on although the request has ended."""
    if not request.by_law or request.state not in UNANSWERED or not unit.subjects.of(request.id):
        return False
    answered = any(step.state is StepState.DONE for step in of(steps, StepKind.ANSWER))
    return not answered and not unit.requests.replaced(request.id)
