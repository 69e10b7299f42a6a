"""Steps of a request: new ones stand behind those that are there, and the end of one is an event."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from domain.erasure.plan import StepKind, key_of
from domain.event import EventKind
from domain.request import Request, Step, StepState
from handlers.ports import Unit

ENDS = {
    StepState.DONE: EventKind.STEP_DONE,
    StepState.FAILED: EventKind.STEP_FAILED,
    StepState.CANCELLED: EventKind.STEP_CANCELLED,
}


def add(unit: Unit, parts: Iterable[Step]) -> None:
    """Behind what is there; a part that is there already is left alone."""
    steps: list[Step] = list(parts)
    if not steps:
        return
    there = unit.steps.of(steps[0].request_id)
    known, first = {step.key for step in there}, max((step.position for step in there), default=-1) + 1
    fresh = list({step.key: step for step in steps if step.key not in known}.values())
    unit.steps.add(replace(step, position=first + n) for n, step in enumerate(fresh))


def new(request: Request, part: StepKind, name: str = "", label: str = "") -> Step:
    return Step(request_id=request.id, key=key_of(part, name), position=0, subject_id=request.subject_id, label=label)


def note_end(unit: Unit, step: Step, now: datetime) -> None:
    """The audit event of a step, where it is settled."""
    if kind := ENDS.get(step.state):
        data = {"step": step.key, "note": step.note, "job": step.job_id or ""}
        unit.events.add(kind, now, actor=None, request=step.request_id, data=data)
