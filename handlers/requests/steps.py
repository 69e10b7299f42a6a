"""Writing down what came of a step: its state, its note, and under its key what names a person."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

from domain.request import SETTLED, Step, StepState
from handlers.ports import Unit
from handlers.requests.sealed import private


def keep(unit: Unit, step: Step, now: datetime, state: StepState, note: str, **more: str) -> Step:
    """`more` is sealed, beside what is there. Does not raise the request's version: call `requests.touch`."""
    sealed = unit.subjects.seal(step.subject_id, json.dumps({**private(unit, step), **more}))
    kept = replace(step, state=state, note=note, sealed=sealed, settled_at=now if state in SETTLED else None)
    unit.steps.save(kept)
    return kept
