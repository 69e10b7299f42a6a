"""Recipients whom people typed stood in clear in the keys and labels of steps in earlier releases. Once, beside the
work, some requests at a time, their names are sealed. Where the key of the person is destroyed, they are gone.

The log holds such keys still: it is signed, and nobody can change it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from secrets import token_hex

from domain.erasure.plan import StepKind, key_of, leads, name_of, of
from domain.erasure.recipients import TYPED, is_typed
from domain.request import Kind, Request, Step
from handlers.deps import Deps
from handlers.erasure.recipients import hidden, sealed
from handlers.ports import Unit
from handlers.requests.sealed import is_known, keep_private, private

_DONE_UP_TO = "recipients of steps"  # the id of a request
_AT_ONCE = 50  # requests


async def hide_recipients(deps: Deps) -> None:
    """Safe to repeat, and to be stopped anywhere."""
    listed = {name.casefold() for name in deps.policy.recipients}
    while await deps.storage.write(lambda unit: _hide(unit, listed)):
        pass


def _hide(unit: Unit, listed: set[str]) -> bool:
    refs = unit.steps.requests_after(unit.mails.cursor(_DONE_UP_TO), _AT_ONCE)
    for request in filter(None, map(unit.requests.get, refs)):
        if request.kind is Kind.ERASURE:
            _hide_of(unit, request, listed)
    if refs:
        unit.mails.reached(_DONE_UP_TO, refs[-1])
    return bool(refs)


def _hide_of(unit: Unit, request: Request, listed: set[str]) -> None:
    steps = unit.steps.of(request.id)
    clear = [step for step in _added(unit, steps) if not is_typed(step.key) and name_of(step.key) not in listed]
    before = sum(is_typed(step.key) for step in steps)
    for number, step in enumerate(clear, before + 1):
        unit.steps.rename(step, _anew(unit, request, step, str(number)))


def _added(unit: Unit, steps: Sequence[Step]) -> list[Step]:
    """The recipients that no plan has brought: behind the answer, which is the last part of a plan. A batch has none,
    but its people have; what the plan of none of them has was typed."""
    found = of(steps, StepKind.RECIPIENT)
    if not leads(steps):
        last = max((step.position for step in of(steps, StepKind.ANSWER)), default=None)
        return [step for step in found if last is not None and step.position > last]
    theirs = [unit.steps.of(name_of(step.key)) for step in of(steps, StepKind.MEMBER)]
    planned = {key for some in theirs for key in _keys(some) - _keys(_added(unit, some))}
    return [step for step in found if step.key not in planned]


def _keys(steps: Sequence[Step]) -> set[str]:
    return {step.key for step in steps}


def _anew(unit: Unit, request: Request, step: Step, number: str) -> Step:
    name, known = step.label or name_of(step.key), is_known(unit, request)
    key = (known and hidden(unit, request, name)) or TYPED + token_hex(16)
    new = replace(step, key=key_of(StepKind.RECIPIENT, key), label=number, fault=None)
    if not known:
        return replace(new, sealed=None)
    return sealed(unit, replace(new, sealed=keep_private(unit, new, private(unit, step))), name)
