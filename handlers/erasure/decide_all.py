"""Deciding on all sleeping segments of an erasure in one form: for each the same as by a form of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from domain.card import Answer, Field, Form, Input, Option, say
from domain.erasure.plan import HumanTask, undecided
from domain.event import EventKind
from domain.outcome import Code, Outcome
from domain.request import Step
from domain.rights import CHANGE
from domain.words.language import Words
from handlers.command import Buttons, Served
from handlers.deps import Act, Deps
from handlers.erasure.acts import DELETE, RUN, decide, forbidden, go_on
from handlers.ports import Unit
from handlers.requests.case import Case
from handlers.requests.filling import refilled
from handlers.requests.gate import against, in_the_name_of, turn_away
from handlers.requests.outcomes import about

KEEP = "keep"
MOST = 20  # choices in one form; no more fit one of Teams


async def ask(deps: Deps, act: Act) -> Answer:
    """The button: a choice for each segment that waits for a decision."""
    now = deps.clock()
    return await deps.storage.write(lambda unit: _ask(unit, deps, act, now))


async def submitted(deps: Deps, act: Act) -> Answer:
    """The filled-in form. What was decided meanwhile stays as it is."""
    form = await deps.storage.read(lambda unit: _filled_in(unit, deps, act))
    if form and (bad := refilled(form, act)):
        return bad
    chosen = {name: act.value(name) for name in act.values}
    names = in_the_name_of(act, act.asked.right.roles)
    return await about(deps, act, lambda case: _decide(case, chosen, act, names))


def _ask(unit: Unit, deps: Deps, act: Act, now: datetime) -> Answer:
    if why := against(unit, act):
        return turn_away(unit, act, why, now)
    case = Case.of(unit, deps, act, now)
    if case and forbidden(unit, case.request, HumanTask.DECIDE):
        return say(act.words.hold.PART_HELD)
    waiting = _waiting(case) if case else []
    return _form(case, waiting, act.words) if case and waiting else say(act.words.errors.NOT_OPEN)


def _filled_in(unit: Unit, deps: Deps, act: Act) -> Form | None:
    """The form as it is now; None where nothing is to be decided any more: `_decide` says so."""
    case = None if against(unit, act) or unit.deliveries.seen(act.delivery) else Case.of(unit, deps, act, deps.clock())
    waiting = _waiting(case) if case else []
    return _form(case, waiting, act.words) if case and waiting else None


def _waiting(case: Case) -> list[Step]:
    return undecided(case.steps) if case.request.open else []


def _form(case: Case, waiting: Sequence[Step], words: Words) -> Form:
    fields = tuple(_field(step, words) for step in waiting[:MOST])
    text = words.erasure.decide_all_text(len(waiting) - len(fields))
    return Form(
        "decide-all", case.id, words.erasure.DECIDE_ALL_TITLE, words.plan.SUBMITS[HumanTask.DECIDE], fields, text
    )


def _field(step: Step, words: Words) -> Field:
    said = words.erasure
    choices = {RUN: said.DECIDE_RUN, DELETE: said.DECIDE_DELETE, KEEP: said.DECIDE_KEEP}
    options = tuple(Option(value, label) for value, label in choices.items())
    return Field(_name(step), step.label, Input.ONE_OF, options, value=KEEP)


def _name(step: Step) -> str:
    return f"segment-{step.position}"


def _decide(case: Case, chosen: Mapping[str, str], act: Act, names: Sequence[str]) -> Outcome:
    waiting = _waiting(case)
    if forbidden(case.unit, case.request, HumanTask.DECIDE):
        return Outcome(Code.SETTLED_HELD, case.id)
    decided = {step.key: chosen.get(_name(step)) for step in waiting}
    decided = {key: choice for key, choice in decided.items() if choice in {RUN, DELETE}}
    if not decided:
        asked = any(choice in {RUN, DELETE} for choice in chosen.values())
        return Outcome(Code.SETTLED_NOT_OPEN if asked or not waiting else Code.SETTLED_WAITING, case.id)
    for step in waiting:
        if choice := decided.get(step.key):
            said = decide(case, step, choice, act, names)
            case.event(EventKind.ERASURE_DECIDE, {"step": step.key, "as": said.how})
    go_on(case)
    return Outcome(Code.SETTLED_ASKED if DELETE in decided.values() else Code.SETTLED_NOTED, case.id)


BUTTONS: Buttons = {"decide-all": Served(replace(CHANGE, unheld=True), do=ask, sent=submitted, on_card=True)}
