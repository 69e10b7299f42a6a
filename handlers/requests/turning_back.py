"""What earlier releases kept as sentences is kept as what they say. Once, beside the work, some requests at a time.

A step is written only as it was read: where somebody has changed it meanwhile, what they have kept stands. Until then,
and where a release before this one runs beside it, a sentence is shown as it stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import tzinfo

from domain.drawing.results import drawn, name
from domain.earlier import day_of, turned_back
from domain.erasure.plan import StepKind, part_of
from domain.export.plan import stage_of
from domain.request import Step
from domain.result import Earlier, Result, kept, result_of
from domain.words.en import EN
from handlers.deps import Deps
from handlers.ports import Unit
from handlers.requests.sealed import keep_private, private

_DONE_UP_TO = "results of steps"  # the id of a request
_AT_ONCE = 50  # requests
_FROM_KEY = frozenset({StepKind.CHECK, StepKind.DOWNSTREAM})  # what these are about their key says


@dataclass(frozen=True)
class _Rewritten:
    step: Step
    sealed: bytes | None
    label: str


async def turn_back(deps: Deps) -> None:
    """Safe to repeat, and to be stopped anywhere."""
    zone = deps.policy.timezone
    while True:
        refs, steps = await deps.storage.read(lambda unit: _next(unit, zone))
        if not refs:
            return
        await deps.storage.write(lambda unit, last=refs[-1], steps=steps: _write(unit, last, steps))  # type: ignore[misc]


def _next(unit: Unit, zone: tzinfo) -> tuple[list[str], list[_Rewritten]]:
    refs = unit.steps.requests_after(unit.mails.cursor(_DONE_UP_TO), _AT_ONCE)
    turned = [_turned(unit, step, zone) for ref in refs for step in unit.steps.of(ref)]
    return refs, [one for one in turned if (one.sealed, one.label) != (one.step.sealed, one.step.label)]


def _write(unit: Unit, last: str, steps: Iterable[_Rewritten]) -> None:
    for one in steps:
        unit.steps.rewrite(one.step, one.sealed, one.label)
    unit.mails.reached(_DONE_UP_TO, last)


def _turned(unit: Unit, step: Step, zone: tzinfo) -> _Rewritten:
    known, sealed = private(unit.shown(), step), step.sealed
    found = result_of(known)
    if isinstance(found, Earlier) and known.get("detail"):
        sealed = keep_private(unit, step, {**known, **kept(_sure(step, found, known, zone))})
    return _Rewritten(step, sealed, _label(step))


def _sure(step: Step, found: Earlier, known: dict[str, str], zone: tzinfo) -> Result:
    """Nobody reads anything else than before: English, which is all that earlier releases wrote."""
    result = turned_back(step.key, step.note, found, known)
    return result if drawn(result, zone, EN) == drawn(found, zone, EN) else found


def _label(step: Step) -> str:
    """Empty where the key says it; a day as it is counted."""
    if stage_of(step.key) or part_of(step.key) in _FROM_KEY:
        return "" if name(step.key, "", EN) == name(step.key, step.label, EN) else step.label
    day = day_of(step.label) if part_of(step.key) is StepKind.AGAIN else None
    return day.isoformat() if day else step.label
