"""Deciding on all sleeping segments of an erasure in one form: for each the same as by a form of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from domain.card import Answer, Field, Form, Input, Option, say
from domain.erasure.plan import HumanTask, undecided
from domain.outcome import Code, Outcome
from domain.request import Request, Step
from domain.rights import CHANGE
from domain.words.language import Words
from handlers.command import Buttons, Served
from handlers.deps import Act, Deps
from handlers.erasure.acts import DELETE, RUN, decide, forbidden, go_on
from handlers.ports import Unit
from handlers.requests.case import Case
from handlers.requests.filling import refilled
from handlers.requests.gate import against, turn_away
from handlers.requests.outcomes import about

KEEP = "keep"
MOST = 20  # choices in one form; no more fit one of Teams


async def ask(deps: Deps, act: Act) -> Answer:
    """The button: a choice for each segment that waits for a decision."""
    now = deps.clock()
    return await deps.storage.write(lambda unit: _ask(unit, act, now))


async def submitted(deps: Deps, act: Act) -> Answer:
    """The filled-in form. What was decided meanwhile stays as it is."""
    form = await deps.storage.read(lambda unit: _filled_in(unit, act))
    if form and (bad := refilled(form, act)):
        return bad
    chosen = {name: act.value(name) for name in act.values}
    return await about(deps, act, lambda case: _decide(case, chosen))


def _ask(unit: Unit, act: Act, now: datetime) -> Answer:
    if why := against(unit, act):
        return turn_away(unit, act, why, now)
    request, waiting = _waiting(unit, act)
    if request and forbidden(unit, request, HumanTask.DECIDE):
        return say(act.words.hold.PART_HELD)
    return _form(request, waiting, act.words) if request and waiting else say(act.words.errors.NOT_OPEN)


def _filled_in(unit: Unit, act: Act) -> Form | None:
    """The form as it is now; None where nothing is to be decided any more: `_decide` says so."""
    request, waiting = (None, []) if against(unit, act) or unit.deliveries.seen(act.delivery) else _waiting(unit, act)
    return _form(request, waiting, act.words) if request and waiting else None


def _waiting(unit: Unit, act: Act) -> tuple[Request | None, list[Step]]:
    request = unit.requests.get(act.request_id)
    return request, undecided(unit.steps.of(request.id)) if request and request.open else []


def _form(request: Request, waiting: Sequence[Step], words: Words) -> Form:
    fields = tuple(_field(step, words) for step in waiting[:MOST])
    text = words.erasure.decide_all_text(len(waiting) - len(fields))
    return Form(
        "decide-all", request.id, words.erasure.DECIDE_ALL_TITLE, words.plan.SUBMITS[HumanTask.DECIDE], fields, text
    )


def _field(step: Step, words: Words) -> Field:
    said = words.erasure
    choices = {RUN: said.DECIDE_RUN, DELETE: said.DECIDE_DELETE, KEEP: said.DECIDE_KEEP}
    options = tuple(Option(value, label) for value, label in choices.items())
    return Field(_name(step), step.label, Input.ONE_OF, options, value=KEEP)


def _name(step: Step) -> str:
    return f"segment-{step.position}"


def _decide(case: Case, chosen: Mapping[str, str]) -> Outcome:
    waiting = undecided(case.steps) if case.request.open else []
    if forbidden(case.unit, case.request, HumanTask.DECIDE):
        return Outcome(Code.SETTLED_HELD, case.id)
    decided = {step.key: chosen.get(_name(step)) for step in waiting}
    decided = {key: choice for key, choice in decided.items() if choice in {RUN, DELETE}}
    if not decided:
        asked = any(choice in {RUN, DELETE} for choice in chosen.values())
        return Outcome(Code.SETTLED_NOT_OPEN if asked or not waiting else Code.SETTLED_WAITING, case.id)
    for step in waiting:
        if choice := decided.get(step.key):
            said = decide(case, step, choice)
            case.event(f"erasure.{HumanTask.DECIDE}", {"step": step.key, "as": said.how})
    go_on(case)
    return Outcome(Code.SETTLED_ASKED if DELETE in decided.values() else Code.SETTLED_NOTED, case.id)


BUTTONS: Buttons = {"decide-all": Served(replace(CHANGE, unheld=True), do=ask, sent=submitted, on_card=True)}
