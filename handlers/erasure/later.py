"""One more look at an erasure that is completed: when it is due, and its beginning. No work waits for that day."""

from __future__ import annotations

from domain.erasure.facts import ErasureFacts
from domain.erasure.plan import StepKind, of
from handlers.erasure.remembered import kept
from handlers.requests.case import Case
from handlers.requests.sealed import keeping
from handlers.requests.steps import new


def plan_look(case: Case) -> None:
    """With the end of an erasure, when copies that end by themselves have gone (see `domain.erasure.outliving`)."""
    policy, checks = case.policy, of(case.steps, StepKind.CHECK)
    if not policy.look_again or not checks:
        return
    when = case.now + policy.look_again
    day = when.astimezone(policy.timezone).date()
    look = new(case.request, StepKind.AGAIN, label=day.isoformat())
    case.add([keeping(case.unit, look, kept(case.facts(checks[-1], ErasureFacts)))])
    case.save(due_at=when)
