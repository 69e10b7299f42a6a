"""What people do about an erasure: they state, decide, vote, tick off, tell, and answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime

from domain import words
from domain.card import Answer, Field, Form, Input, Option, say
from domain.erasure import ASKED, TO_DELETE, TO_RUN, Human, Part, Phase, complete, is_early, of, open_to, part_of, phase
from domain.notice import Outcome
from domain.outliving import outlives, packed
from domain.refs import ANSWER
from domain.request import Request, Step, StepState
from domain.votes import Objection
from handlers import told
from handlers.answers import once
from handlers.cancel import resume
from handlers.days import problem_with
from handlers.deps import Act, Deps
from handlers.erasure_plan import add, recipient_steps
from handlers.gate import against, turn_away
from handlers.ports import Unit
from handlers.refresh import today
from handlers.sealed import private
from handlers.segment_vote import ask_approvers, enough, voters
from handlers.steps import keep

RUN, DELETE, YES, NO = "run", "delete", "yes", "no"


async def ask(deps: Deps, act: Act) -> Answer:
    """The button at a part of the plan: the form that settles it, or at once why it cannot be settled now."""
    if act.asked.ref.part == ANSWER:
        return await told.ask(deps, act)
    now = deps.clock()
    return await deps.storage.write(lambda unit: _ask(unit, deps, act, now))


def _ask(unit: Unit, deps: Deps, act: Act, now: datetime) -> Answer:
    if why := against(unit, act):
        return turn_away(unit, act, why, now)
    found = _find(unit, act)
    steps = unit.steps.of(act.request_id)
    human = open_to(found[1], steps) if found else None
    if found and found[0].open and is_early(found[1], steps):
        return say(words.EARLY[part_of(found[1].key)])
    if not found or not found[0].open or human is None:
        return say(words.NOT_OPEN)
    if human is Human.VOTE and unit.people.same(act.person.id, voters(unit, found[1])):
        return say(words.OBJECTIONS[Objection.VOTED_ALREADY])
    unit.events.add("request.viewed", now, actor=act.person.id, request=act.request_id, data={"part": found[1].key})
    return _form(unit, human, *found, today(deps))


def _find(unit: Unit, act: Act) -> tuple[Request, Step] | None:
    """A part of a plan by its request and position."""
    request = unit.requests.get(act.request_id)
    steps = [step for step in unit.steps.of(act.request_id) if str(step.position) == act.asked.ref.part]
    return (request, steps[0]) if request and steps else None


def _form(unit: Unit, human: Human, request: Request, step: Step, day: date) -> Form:
    title, text, fields = _FORMS[human](step.label, day)
    if human is Human.CONFIRM:
        known = [other.label for other in of(unit.steps.of(request.id), Part.RECIPIENT)]
        text = words.CONFIRM_TEXT.format(", ".join(known) or words.NOBODY)
    return Form("settle", f"{request.id}.{step.position}", title, words.SETTLE, fields, text)


_Made = tuple[str, str, tuple[Field, ...]]
_FORMS: Mapping[Human, Callable[[str, date], _Made]] = {
    Human.STATE: lambda _, day: (words.STATE_TITLE, words.STATE_TEXT, (_day(words.STATE_DAY, day),)),
    Human.DECIDE: lambda name, _: (
        words.DECIDE_TITLE,
        words.DECIDE_TEXT.format(name),
        (_one_of(words.DECIDE_FIELD, (RUN, words.DECIDE_RUN), (DELETE, words.DECIDE_DELETE)),),
    ),
    Human.VOTE: lambda name, _: (
        words.VOTE_TITLE,
        words.VOTE_TEXT.format(name),
        (_one_of(words.VOTE_FIELD, (YES, words.VOTE_YES), (NO, words.VOTE_NO)),),
    ),
    Human.TICK: lambda name, _: (words.TICK_TITLE, words.TICK_TEXT.format(name), (_text(words.TICK_FIELD),)),
    Human.CLOSE: lambda _, __: (words.CLOSE_TITLE, "", (_text(words.CLOSE_FIELD),)),
    Human.CONFIRM: lambda _, __: (words.CONFIRM_TITLE, "", (_text(words.CONFIRM_FIELD, required=False),)),
    Human.TELL: lambda name, _: (
        words.TELL_TITLE,
        words.TELL_TEXT.format(name),
        (Field("day", words.TELL_DAY, Input.DATE, required=False), _text(words.TELL_WHY, required=False)),
    ),
    Human.ANSWER: lambda _, day: (words.ANSWER_TITLE, "", (_day(words.ANSWER_DAY, day),)),
}


def _day(label: str, value: date) -> Field:
    return Field("day", label, Input.DATE, value=value.isoformat())


def _text(label: str, *, required: bool = True) -> Field:
    return Field("text", label, Input.PARAGRAPH, required=required)


def _one_of(label: str, *options: tuple[str, str]) -> Field:
    return Field("choice", label, Input.ONE_OF, tuple(Option(*option) for option in options))


async def settled(deps: Deps, act: Act) -> Answer:
    """The filled-in form."""
    if act.asked.ref.part == ANSWER:
        return await told.settled(deps, act)
    if problem := _problem(act, today(deps)):
        return _with_error(await ask(deps, act), problem)
    return await once(deps, act, lambda unit, now: _settle(unit, act, today(deps), now))


def _with_error(answer: Answer, problem: str) -> Answer:
    if not isinstance(answer, Form):
        return answer
    first, *others = answer.fields
    return replace(answer, fields=(replace(first, error=problem), *others))


def _problem(act: Act, day: date) -> str:
    """What is wrong with the day, wherever there is one."""
    if problem := problem_with(act.value("day"), day):
        return problem
    needed = set(act.values) & {"day", "text", "choice"}
    return "" if not needed or any(act.value(name) for name in needed) or needed == {"text"} else words.TELL_EITHER


def _settle(unit: Unit, act: Act, day: date, now: datetime) -> Outcome:
    found = _find(unit, act)
    if not found:
        return Outcome("settled:not-open", act.request_id)
    request, step = found
    steps = unit.steps.of(request.id)
    human = open_to(step, steps)
    if request.open and is_early(step, steps):
        return Outcome(f"early:{part_of(step.key)}", request.id)
    if not request.open or human is None:
        return Outcome("settled:not-open", request.id)
    if human is Human.VOTE and unit.people.same(act.person.id, voters(unit, step)):
        return Outcome(f"objection:{Objection.VOTED_ALREADY}", request.id)
    request = unit.requests.save(request)  # so that of two who act at once, the second sees what the first did
    said = _apply(unit, request, step, human, act, day, now)
    if said == "not-open":
        return Outcome("settled:not-open", request.id)
    data = {"step": step.key, "as": said.partition(":")[0]}
    unit.events.add(f"erasure.{human}", now, actor=act.person.id, request=request.id, data=data)
    go_on(unit, request, now, act.person.id)
    return Outcome(said if said.startswith("counted:") else f"settled:{said}", request.id)


def _apply(unit: Unit, request: Request, step: Step, human: Human, act: Act, today: date, now: datetime) -> str:
    day, text, choice = act.value("day"), act.value("text"), act.value("choice")
    by = {"by": act.person.id}
    match human:
        case Human.DECIDE if choice in {RUN, DELETE}:
            return decide(unit, request, step, choice, act.person.id, now)
        case Human.VOTE if choice in {YES, NO}:
            return _voted(unit, request, step, choice, act.person.id, now)
        case Human.CLOSE if text:
            for check in of(unit.steps.of(request.id), Part.CHECK):
                if check.state is not StepState.DONE:
                    known = private(unit, check)
                    left = packed(outlives(today, incremental=known.get("deltas") != "")) if known.get("detail") else ""
                    why = words.closed_because(text, known.get("detail", ""))
                    keep(unit, check, now, StepState.DONE, "closed", **by, detail=why, left=left)
        case Human.TICK if text:
            keep(unit, step, now, StepState.DONE, "ticked", **by, detail=text)
        case Human.CONFIRM:
            names = [name.strip() for name in text.replace("\n", ",").split(",") if name.strip()]
            add(unit, recipient_steps(request, names))
            keep(unit, step, now, StepState.DONE, "confirmed", **by)
        case Human.TELL if day or text:
            keep(unit, step, now, StepState.DONE, "told" if day else "not_told", **by, detail=_said(day) or text)
        case Human.STATE if day:
            keep(unit, step, now, StepState.DONE, "stated", **by, detail=_said(day))
        case Human.ANSWER if day:
            keep(unit, step, now, StepState.DONE, "told", **by, detail=_said(day))
        case _:
            return "not-open"
    return "noted"


def decide(unit: Unit, request: Request, step: Step, choice: str, by: str, now: datetime) -> str:
    """What shall become of one segment: run it, or ask for the vote on its deletion."""
    note = TO_RUN if choice == RUN else ASKED
    keep(unit, step, now, StepState.WAITING, note, asked_by=by, by=by, voters="")
    if choice == DELETE:
        ask_approvers(unit, request, step, now)
    return "noted" if choice == RUN else "asked"


def _voted(unit: Unit, request: Request, step: Step, choice: str, by: str, now: datetime) -> str:
    """One *no* ends it; *yes* counts until there are as many as the request takes."""
    if choice == NO:
        keep(unit, step, now, StepState.WAITING, "", by=by, voters="")
        return "kept"
    yes = (*voters(unit, step), by)
    done = enough(request, yes)
    keep(unit, step, now, StepState.WAITING, TO_DELETE if done else ASKED, by=" ".join(yes), voters=" ".join(yes))
    return "noted" if done else f"counted:{len(yes)}"


def _said(day: str) -> str:
    return words.day(date.fromisoformat(day)) if day else ""


def go_on(unit: Unit, request: Request, now: datetime, actor: str) -> None:
    """Start the next run where there is something for the machine to do, or nothing left to do at all."""
    steps = unit.steps.of(request.id)
    if phase(steps) is not Phase.PEOPLE or complete(steps):
        resume(unit, request.id, now, actor=actor, anew=False)
