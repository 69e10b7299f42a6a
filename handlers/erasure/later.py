"""One more look at an erasure that is completed: when it is due, and its beginning. No work waits for that day."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.erasure.plan import StepKind, key_of, of
from domain.policy import Policy
from domain.request import Request, Step
from handlers.erasure.remembered import kept
from handlers.ports import Unit
from handlers.requests.sealed import private


def plan_look(unit: Unit, policy: Policy, request: Request, steps: Sequence[Step], now: datetime) -> None:
    """With the end of an erasure, when copies that end by themselves have gone (see `domain.erasure.outliving`)."""
    checks = of(steps, StepKind.CHECK)
    if not policy.look_again or not checks:
        return
    when = now + policy.look_again
    day = when.astimezone(policy.timezone).date()
    sealed = unit.subjects.seal(request.subject_id, json.dumps(kept(private(unit, checks[-1]))))
    last = max(step.position for step in steps)
    unit.steps.add(
        [
            Step(
                request_id=request.id, key=key_of(StepKind.AGAIN), position=last + 1, subject_id=request.subject_id,
                label=day.isoformat(), sealed=sealed,
            )
        ]
    )  # fmt: skip
    unit.requests.save(replace(request, due_at=when))


def begin_look(unit: Unit, request: Request) -> None:
    """Its day has come."""
    unit.start(unit.requests.save(replace(request, due_at=None, run=request.run + 1)))
