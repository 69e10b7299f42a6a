"""Recipients of an erasure: those of the company's list by name, those whom people type with their names sealed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain.drawing.results import name as called
from domain.erasure.facts import ErasureFacts
from domain.erasure.plan import StepKind, key_of, of
from domain.erasure.recipients import TYPED, is_typed
from domain.request import Request, Step
from domain.words.language import Words
from handlers.ports import Unit
from handlers.requests.sealed import facts, keeping
from handlers.requests.steps import new


def recipient_steps(request: Request, names: Iterable[str]) -> list[Step]:
    """Of the company's list, and the exports of Customer Insights."""
    return [new(request, StepKind.RECIPIENT, name.casefold(), name) for name in names]


def typed_steps(unit: Unit, request: Request, steps: Sequence[Step], names: Iterable[str]) -> list[Step]:
    """Those who are not there yet. Their keys and labels name nobody: a label is their number."""
    listed = {step.label.casefold() for step in of(steps, StepKind.RECIPIENT)}
    typed, keys = [step for step in steps if is_typed(step.key)], {step.key for step in steps}
    made = {key: name for name in names if name.casefold() not in listed and (key := hidden(unit, request, name))}
    fresh = [(key, name) for key, name in made.items() if key_of(StepKind.RECIPIENT, key) not in keys]
    return [sealed(unit, new(request, StepKind.RECIPIENT, key, str(number)), name)
            for number, (key, name) in enumerate(fresh, len(typed) + 1)]  # fmt: skip


def hidden(unit: Unit, request: Request, name: str) -> str:
    """The same for a batch and each of its people. Nothing where the key that makes it is destroyed."""
    lead = unit.requests.get(request.batch) if request.batch else None
    made = unit.subjects.hidden(new(lead or request, StepKind.RECIPIENT), name) or ""
    return TYPED + made.rpartition(":")[2] if made else ""


def sealed(unit: Unit, step: Step, name: str) -> Step:
    return keeping(unit, step, replace(facts(unit, step, ErasureFacts), named=name))


def shown(unit: Unit, step: Step, words: Words) -> str:
    """What a step is called for whoever may know the recipients."""
    return facts(unit, step, ErasureFacts).named or called(step.key, step.label, words)
