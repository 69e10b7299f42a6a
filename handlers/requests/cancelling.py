"""`cancel` and Retry: a request is stopped, or goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from domain import rights
from domain.card import Card, say
from domain.outcome import Code, Outcome
from domain.request import Change, Request, State, StepState, after
from domain.words import en as words
from handlers.command import Buttons, Command, Served
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.clock import held
from handlers.requests.closing import withdraw
from handlers.requests.outcomes import once
from handlers.requests.procedure import Kinds

# What a step is again before it is retried.
ANEW: dict[str, Any] = {
    "state": StepState.WAITING,
    "note": "",
    "adopted": False,
    **dict.fromkeys(("fault", "job_id", "intent_at", "failed_at", "silent_since", "settled_at")),
}

Do = Callable[[Unit, Request, Act, datetime], Outcome]


async def cancel(deps: Deps, act: Act) -> Card:
    if not act.request_id:
        return say(words.errors.which_request("cancel"))
    return await _act_on(deps, act, partial(_cancel, deps.kinds))


async def retry(deps: Deps, act: Act) -> Card:
    return await _act_on(deps, act, _retry)


async def _act_on(deps: Deps, act: Act, do: Do) -> Card:
    return await once(deps, act, lambda unit, now: _known(unit, act, do, now))


def _known(unit: Unit, act: Act, do: Do, now: datetime) -> Outcome:
    request = unit.requests.get(act.request_id)
    return do(unit, request, act, now) if request else Outcome(Code.UNKNOWN, act.request_id)


def _cancel(kinds: Kinds, unit: Unit, request: Request, act: Act, now: datetime) -> Outcome:
    return withdraw(unit, kinds, request, now, actor=act.person.id)


def _retry(unit: Unit, request: Request, act: Act, now: datetime) -> Outcome:
    if request.state is not State.NEEDS_ATTENTION:
        return Outcome(Code.NOT_RETRIED, request.id, request.state)
    if held(unit, request):  # it would come to nothing but the same again, and forget what went wrong
        return Outcome(Code.SETTLED_HELD, request.id)
    resume(unit, request.id, now, actor=act.person.id)
    return Outcome(Code.RETRIED, request.id)


def resume(unit: Unit, request_id: str, now: datetime, *, actor: str, anew: bool = True) -> None:
    """Start the next run of a request that waits for a person. `anew`: what failed or was stopped is begun again."""
    request = unit.requests.get(request_id)
    if not request or request.state is not State.NEEDS_ATTENTION:
        return
    for step in unit.steps.of(request_id) if anew else ():
        if step.state in {StepState.FAILED, StepState.CANCELLED}:
            unit.steps.save(replace(step, **ANEW))
    state, run = after(request.state, Change.RESUME), request.run + 1
    unit.start(unit.requests.save(replace(request, state=state, run=run)))
    data = {"run": str(run), "as": "anew" if anew else "on"}
    unit.events.add("request.retried", now, actor=actor, request=request_id, data=data)


COMMAND = Command(
    name="cancel",
    usage="cancel <request>",
    sentence="Stops a request.",
    example="cancel DSR-7K3QFA",
    who=rights.CANCEL,
    typed=cancel,
    files=frozenset(),
    buttons={"cancel": Served(rights.CANCEL, do=cancel, on_card=True)},
)
BUTTONS: Buttons = {
    "retry": Served(rights.RETRY, do=retry, called=f"“{words.buttons.RETRY}”", on_card=True, by_name=True)
}
