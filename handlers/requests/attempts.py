"""How often something was asked of the service: counted with the step, and kept before each attempt is made.

So no restart begins anew. A person who presses Retry begins the next run, and the count with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.notes import Note
from domain.request import Step
from handlers.deps import Deps
from handlers.ports import Unit
from handlers.requests.sealed import keep_private, private
from handlers.requests.work import stopped_by
from handlers.retrying import ATTEMPTS

_COUNTED = "attempts"


def attempts(unit: Unit, step: Step, what: str = "") -> int:
    """In this run of its request. `what`: where several things are asked for one step."""
    return _made(unit, step, what, _runs(unit, [step])[step.request_id])


def _made(unit: Unit, step: Step, what: str, run: str) -> int:
    number, _, counted = private(unit, step).get(_COUNTED + what, "").partition(" ")
    return int(number) if counted == run else 0


async def count_attempt(deps: Deps, steps: Sequence[Step], what: str = "") -> tuple[list[Step], list[Step]]:
    """One more for each step, kept before it is made; the steps as they are kept, and those that had as many as are
    allowed, which a person has to look at."""

    def write(unit: Unit) -> tuple[list[Step], list[Step]]:
        runs = _runs(unit, steps)
        often = [step for step in steps if _made(unit, step, what, runs[step.request_id]) >= ATTEMPTS]
        return [_moved(unit, step, what, 1, runs) for step in steps if step not in often], often

    return await deps.storage.write(write)


async def last_look(deps: Deps, steps: Sequence[Step], what: str = "") -> tuple[Sequence[Step], Note]:
    """Between an attempt that is kept and its call: the steps, and what people did meanwhile that lets nothing be done,
    as a note. The attempt is then taken back."""
    why = await stopped_by(deps, steps[0].request_id)
    return (await take_back(deps, steps, what) if why else steps), why


async def take_back(deps: Deps, steps: Sequence[Step], what: str = "") -> list[Step]:
    """Nothing was done: the service asked for a pause."""

    def write(unit: Unit) -> list[Step]:
        runs = _runs(unit, steps)
        return [_moved(unit, step, what, -1, runs) for step in steps]

    return await deps.storage.write(write)


def _moved(unit: Unit, step: Step, what: str, by: int, runs: Mapping[str, str]) -> Step:
    run = runs[step.request_id]
    number = f"{max(0, _made(unit, step, what, run) + by)} {run}"
    kept = replace(step, sealed=keep_private(unit, step, {**private(unit, step), _COUNTED + what: number}))
    unit.steps.save(kept)
    return kept


def _runs(unit: Unit, steps: Sequence[Step]) -> Mapping[str, str]:
    """The run of each request: read once, as whatever is written has it read anew."""
    found = {ref: unit.requests.get(ref) for ref in {step.request_id for step in steps}}
    return {ref: str(request.run) if request else "" for ref, request in found.items()}
