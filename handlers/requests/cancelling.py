"""`cancel`, Retry, `correct` and Ask again: what is done about a request that exists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain import words
from domain.card import Answer, Card, Field, Form, Input, say
from domain.erasure.plan import Part, of
from domain.identifiers import listed
from domain.notice import Outcome
from domain.request import Change, Kind, Request, State, StepState, after
from handlers.deps import Act, Deps
from handlers.export import command as export
from handlers.ports import Unit
from handlers.refresh import command as refresh
from handlers.requests.closing import withdraw
from handlers.requests.gate import against, turn_away
from handlers.requests.outcomes import once
from handlers.requests.sealed import details

# What a step is again before it is retried.
ANEW: dict[str, Any] = {
    "state": StepState.WAITING,
    "note": "",
    "adopted": False,
    **dict.fromkeys(("fault", "job_id", "intent_at", "failed_at", "silent_since", "settled_at")),
}

Do = Callable[[Unit, Request, Act, datetime], Outcome]


async def cancel(deps: Deps, act: Act) -> Card:
    return await _act_on(deps, act, _cancel) if act.request_id else say(words.which_request("cancel"))


async def retry(deps: Deps, act: Act) -> Card:
    return await _act_on(deps, act, _retry)


async def _act_on(deps: Deps, act: Act, do: Do) -> Card:
    return await once(deps, act, lambda unit, now: _known(unit, act, do, now))


def _known(unit: Unit, act: Act, do: Do, now: datetime) -> Outcome:
    request = unit.requests.get(act.request_id)
    return do(unit, request, act, now) if request else Outcome("unknown", act.request_id)


def _cancel(unit: Unit, request: Request, act: Act, now: datetime) -> Outcome:
    return withdraw(unit, request, now, actor=act.person.id)


def _retry(unit: Unit, request: Request, act: Act, now: datetime) -> Outcome:
    if request.state is not State.NEEDS_ATTENTION:
        return Outcome(f"not-retried:{request.state}", request.id)
    resume(unit, request.id, now, actor=act.person.id)
    return Outcome("retried", request.id)


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


async def correct(deps: Deps, act: Act) -> Answer:
    """The form of the request, filled in as it was filed; sending it cancels the old one and files the new one."""
    return await _form_of(deps, act, "correct") if act.request_id else say(words.which_request("correct"))


async def file_anyway(deps: Deps, act: Act) -> Answer:
    """The duplicate's form, filled in, to be checked before it is filed all the same."""
    return await _form_of(deps, act, "anyway")


async def _form_of(deps: Deps, act: Act, why: str) -> Answer:
    now = deps.clock()
    found = await deps.storage.write(lambda unit: _asked(unit, act, now))
    if isinstance(found, Card):
        return found
    request, asked, keys = found
    ref, subjects, reference = f"{why}:{request.id}", asked["subjects"], str(asked["reference"])
    match request.kind:
        case Kind.REMOVE_USER:
            return remove_form(ref, listed(subjects))
        case Kind.EXPORT:
            values = {name: str(value) for name, value in asked.items()} | {"who": subjects[0]}
            return export.form(request.received_on, ref=ref, values=values)
    known, deleted = await deps.catalog.sources(), str(asked.get("deleted", ""))
    who = listed(subjects)
    return refresh.form(
        known, request.received_on, ref=ref, chosen=keys, asked=who, reference=reference, deleted=deleted
    )


def _asked(unit: Unit, act: Act, now: datetime) -> tuple[Request, dict[str, list[str] | str], list[str]] | Card:
    """The request, what was asked for, and the ids of its sources: a look like any other."""
    request = unit.requests.get(act.request_id)
    if not request:
        return say(words.unknown_request(act.request_id))
    if why := against(unit, act):
        return turn_away(unit, act, why, now)
    unit.events.add("request.viewed", now, actor=act.person.id, request=request.id)
    return request, details(unit, request), [step.key for step in of(unit.steps.of(request.id), Part.SOURCE)]


def remove_form(ref: str = "", users: str = "") -> Form:
    field = Field("users", words.REMOVE_USERS, Input.PARAGRAPH, value=users)
    return Form("remove-user", ref, words.REMOVE_TITLE, words.REFRESH_SUBMIT, (field,))
