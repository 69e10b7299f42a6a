"""How often something was asked of the service: counted with the step, and kept before each attempt is made.

So no restart begins anew. A person who presses Retry begins the next run, and the count with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.request import Step
from handlers.deps import Deps
from handlers.ports import Unit
from handlers.requests.sealed import keep_private, private
from handlers.retrying import ATTEMPTS

_COUNTED = "attempts"


def attempts(unit: Unit, step: Step, what: str = "") -> int:
    """In this run of its request. `what`: where several things are asked for one step."""
    number, _, run = private(unit, step).get(_COUNTED + what, "").partition(" ")
    return int(number) if run == _run(unit, step) else 0


async def count_attempt(deps: Deps, steps: Sequence[Step], what: str = "") -> tuple[list[Step], list[Step]]:
    """One more for each step, kept before it is made; the steps as they are kept, and those that had as many as are
    allowed, which a person has to look at."""

    def write(unit: Unit) -> tuple[list[Step], list[Step]]:
        often = [step for step in steps if attempts(unit, step, what) >= ATTEMPTS]
        return [_moved(unit, step, what, 1) for step in steps if step not in often], often

    return await deps.storage.write(write)


async def take_back(deps: Deps, steps: Sequence[Step], what: str = "") -> list[Step]:
    """Nothing was done: the service asked for a pause."""
    return await deps.storage.write(lambda unit: [_moved(unit, step, what, -1) for step in steps])


def _moved(unit: Unit, step: Step, what: str, by: int) -> Step:
    number = f"{max(0, attempts(unit, step, what) + by)} {_run(unit, step)}"
    kept = replace(step, sealed=keep_private(unit, step, {**private(unit, step), _COUNTED + what: number}))
    unit.steps.save(kept)
    return kept


def _run(unit: Unit, step: Step) -> str:
    request = unit.requests.get(step.request_id)
    return str(request.run) if request else ""
