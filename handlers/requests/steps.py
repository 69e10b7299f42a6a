"""Adding steps, and writing down what came of one: its state, its note, and under its key what names a person."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from domain.erasure.plan import StepKind, key_of
from domain.notes import Note
from domain.request import SETTLED, Request, Step, StepState
from handlers.ports import Unit
from handlers.requests.sealed import private


def keep(unit: Unit, step: Step, now: datetime, state: StepState, note: Note, **more: str) -> Step:
    """`more` is sealed, beside what is there."""
    sealed = unit.subjects.seal(step.subject_id, json.dumps({**private(unit, step), **more}))
    kept = replace(step, state=state, note=note, sealed=sealed, settled_at=now if state in SETTLED else None)
    unit.steps.save(kept)
    return kept


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
