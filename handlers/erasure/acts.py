"""What people do about an erasure: they state, decide, vote, tick off, tell, and answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from domain.card import Answer, Field, Form, Input, Option, say
from domain.drawing.results import names_of_missed
from domain.erasure.facts import ErasureFacts
from domain.erasure.outliving import outlives
from domain.erasure.plan import (
    ASKED,
    TO_DELETE,
    TO_RUN,
    HumanTask,
    Phase,
    StepKind,
    complete,
    is_early,
    of,
    open_to,
    part_of,
    phase,
)
from domain.erasure.recipients import means_nobody, names_typed
from domain.event import EventKind
from domain.notes import Note
from domain.outcome import Code, Outcome
from domain.refresh.typed import read_day
from domain.refs import ANSWER
from domain.remove_user.access import mark_of
from domain.remove_user.facts import RemovalFacts
from domain.request import Factor, Request, Step, StepState
from domain.result import Closed, OnDay, Typed
from domain.rights import PARTS, SETTLE
from domain.votes import Objection
from domain.words.language import Words
from handlers.command import Buttons, Served
from handlers.deps import Act, Deps
from handlers.erasure.batch import hand_down_later
from handlers.erasure.recipients import shown as called
from handlers.erasure.recipients import typed_steps
from handlers.erasure.segment_vote import (
    ask_approvers,
    askers,
    is_known,
    people_of,
    void_of_leavers,
    vote_of,
    votes,
    with_yes,
)
from handlers.ports import Unit
from handlers.requests import answered as told
from handlers.requests import codes
from handlers.requests.cancelling import resume
from handlers.requests.case import Case
from handlers.requests.clock import held
from handlers.requests.days import ahead, done_problem, filled_in, today
from handlers.requests.filling import fits, refilled
from handlers.requests.gate import against, in_the_name_of, turn_away
from handlers.requests.leavers import People, still
from handlers.requests.order import ONE_HUMAN, name_altered
from handlers.requests.outcomes import about
from handlers.requests.sealed import facts
from handlers.requests.seat import away_of, seat_of

RUN, DELETE, YES, NO = "run", "delete", "yes", "no"
_DECISIONS = frozenset({HumanTask.VOTE, HumanTask.CLOSE})  # which take what the approval of the request took
EVENTS: Mapping[HumanTask, EventKind] = {
    HumanTask.STATE: EventKind.ERASURE_STATE,
    HumanTask.DECIDE: EventKind.ERASURE_DECIDE,
    HumanTask.VOTE: EventKind.ERASURE_VOTE,
    HumanTask.TICK: EventKind.ERASURE_TICK,
    HumanTask.CLOSE: EventKind.ERASURE_CLOSE,
    HumanTask.LEFT: EventKind.REMOVAL_LEFT,
    HumanTask.CONFIRM: EventKind.ERASURE_CONFIRM,
    HumanTask.TELL: EventKind.ERASURE_TELL,
    HumanTask.ANSWER: EventKind.ERASURE_ANSWER,
}


async def ask(deps: Deps, act: Act) -> Answer:
    """The button at a part of the plan: the form that settles it, or at once why it cannot be settled now."""
    if act.asked.ref.part == ANSWER:
        return await told.ask(deps, act)
    now = deps.clock()
    return await deps.storage.write(lambda unit: _ask(unit, deps, act, now))


def _ask(unit: Unit, deps: Deps, act: Act, now: datetime) -> Answer:
    if why := against(unit, act):
        return turn_away(unit, act, why, now)
    case = Case.of(unit, deps, act, now)
    step = _part(case, act) if case and case.request.open else None
    if not case or not step:
        return say(act.words.errors.NOT_OPEN)
    if is_early(step, case.steps):
        return say(act.words.plan.EARLY[part_of(step.key)])
    human = open_to(step, case.steps)
    if not human:
        return say(act.words.errors.NOT_OPEN)
    if forbidden(unit, case.request, human):
        return say(act.words.hold.CLOSE_HELD if human is HumanTask.CLOSE else act.words.hold.PART_HELD)
    if _has_voted(case, step, human):
        return say(act.words.requests.OBJECTIONS[Objection.VOTED_ALREADY])
    if human is HumanTask.CLOSE and (why_not := _unproved(case, act, human)):
        return codes.ANSWERS[why_not.code](unit, deps, act, why_not.detail)
    case.event(EventKind.REQUEST_VIEWED, {"part": step.key})
    return _form(case, step, human, today(deps), act.words)


def _has_voted(case: Case, step: Step, human: HumanTask) -> bool:
    return human is HumanTask.VOTE and case.unit.people.same(case.person, [one.person_id for one in votes(case, step)])


def _factor(case: Case, human: HumanTask) -> Factor | None:
    """What it takes besides the press, as the approval of the request did."""
    if human not in _DECISIONS:
        return None
    order = case.unit.orders.of(case.id)
    return order.factor if order else case.policy.factor(case.request.kind)


def _unproved(case: Case, act: Act, human: HumanTask) -> Outcome | None:
    """Why a form would be of no use to close what it is about."""
    factor, away = _factor(case, human), in_the_name_of(act, PARTS[human].roles)
    return codes.barred(case.unit, case.person, factor, case.now, away) if factor else None


def forbidden(unit: Unit, request: Request, human: HumanTask) -> bool:
    """Whether a legal hold forbids this part: it has somebody delete data, or calls data gone without a look."""
    return PARTS[human].unheld and held(unit, request)


def _part(case: Case, act: Act) -> Step | None:
    """A part of a plan by its position."""
    return next((step for step in case.steps if str(step.position) == act.asked.ref.part), None)


def _form(case: Case, step: Step, human: HumanTask, day: date, words: Words) -> Form:
    (title, text, fields), shown = _FORMS[human](words, called(case.unit, step, words), day), ""
    if human is HumanTask.CONFIRM:
        others = [called(case.unit, other, words) for other in of(case.steps, StepKind.RECIPIENT)]
        text = words.erasure.CONFIRM_TEXT.format(", ".join(others) or words.erasure.NOBODY)
    if human is HumanTask.LEFT:
        known = facts(case.unit, step, RemovalFacts)
        text = words.remove_user.left_text(known.email or words.people.LOST, names_of_missed(known.missed, words))
        shown = f"~{mark_of(known.missing)}"
    if factor := _factor(case, human):
        fields = (*fields, codes.field_for(factor, words, for_yes=human is HumanTask.VOTE))
        text = f"{words.codes.about(case.id)} {text}".strip()
    return Form("settle", f"{case.id}.{step.position}{shown}", title, words.plan.SUBMITS[human], fields, text)


_Made = tuple[str, str, tuple[Field, ...]]
_FORMS: Mapping[HumanTask, Callable[[Words, str, date], _Made]] = {
    HumanTask.STATE: lambda words, _, day: (
        words.erasure.STATE_TITLE,
        words.erasure.STATE_TEXT,
        (_day(words, words.erasure.STATE_DAY, day),),
    ),
    HumanTask.DECIDE: lambda words, name, _: (
        words.erasure.DECIDE_TITLE,
        words.erasure.DECIDE_TEXT.format(name),
        (_one_of(words.erasure.DECIDE_FIELD, (RUN, words.erasure.DECIDE_RUN), (DELETE, words.erasure.DECIDE_DELETE)),),
    ),
    HumanTask.VOTE: lambda words, name, _: (
        words.erasure.VOTE_TITLE,
        words.erasure.VOTE_TEXT.format(name),
        (_one_of(words.erasure.VOTE_FIELD, (YES, words.erasure.VOTE_YES), (NO, words.erasure.VOTE_NO)),),
    ),
    HumanTask.TICK: lambda words, name, _: (
        words.erasure.TICK_TITLE,
        words.erasure.TICK_TEXT.format(name),
        (_text(words.erasure.TICK_FIELD),),
    ),
    HumanTask.LEFT: lambda words, _, __: (words.remove_user.LEFT_TITLE, "", (_text(words.remove_user.LEFT_FIELD),)),
    HumanTask.CLOSE: lambda words, _, __: (words.erasure.CLOSE_TITLE, "", (_text(words.erasure.CLOSE_FIELD),)),
    HumanTask.CONFIRM: lambda words, _, __: (
        words.erasure.CONFIRM_TITLE,
        "",
        (_text(words.erasure.CONFIRM_FIELD, required=False),),
    ),
    HumanTask.TELL: lambda words, name, _: (
        words.erasure.TELL_TITLE,
        words.erasure.TELL_TEXT.format(name),
        (
            Field("day", words.erasure.TELL_DAY, Input.DATE, required=False),
            _text(words.erasure.TELL_WHY, required=False),
        ),
    ),
    HumanTask.ANSWER: lambda words, _, day: (
        words.erasure.ANSWER_TITLE,
        "",
        (_day(words, words.erasure.ANSWER_DAY, day),),
    ),
}


def _day(words: Words, label: str, value: date) -> Field:
    return Field("day", label, Input.DATE, value=value.isoformat(), missing=words.errors.NEEDS_DAY)


def _text(label: str, *, required: bool = True) -> Field:
    return Field("text", label, Input.PARAGRAPH, required=required)


def _one_of(label: str, *options: tuple[str, str]) -> Field:
    return Field("choice", label, Input.ONE_OF, tuple(Option(*option) for option in options))


async def settled(deps: Deps, act: Act) -> Answer:
    """The filled-in form."""
    if act.asked.ref.part == ANSWER:
        return await told.settled(deps, act)
    form, problems = await deps.storage.read(lambda unit: _filled_in(unit, deps, act))
    if form and (bad := refilled(form, act, problems | _code_wrong(form, act))):
        return bad
    people = await still(deps, await deps.storage.read(lambda unit: _voters(unit, deps, act)))
    return codes.at_field(await about(deps, act, lambda case: _settle(case, deps, act, people)), form, act.values)


def _voters(unit: Unit, deps: Deps, act: Act) -> list[str]:
    """Of a *yes*: of whom it is asked whether they still may, before it counts beside theirs."""
    case = Case.of(unit, deps, act, deps.clock()) if act.value("choice") == YES else None
    step = _part(case, act) if case else None
    return people_of(case, step) if case and step and open_to(step, case.steps) is HumanTask.VOTE else []


def _code_wrong(form: Form, act: Act) -> dict[str, str]:
    """A *no* takes none."""
    return {} if act.value("choice") == NO else codes.misread(form, act)


def _filled_in(unit: Unit, deps: Deps, act: Act) -> tuple[Form | None, dict[str, str]]:
    """The form as it is now, with what is wrong with it; None where it was sent before, or something else is asked
    by now: `_settle` says so."""
    case = None if against(unit, act) or unit.deliveries.seen(act.delivery) else Case.of(unit, deps, act, deps.clock())
    step = _part(case, act) if case and case.request.open else None
    human = open_to(step, case.steps) if case and step else None
    if not case or not step or not human:
        return None, {}
    form = _form(case, step, human, today(deps), act.words)
    choices = {option.value for field in form.fields for option in field.options}
    others = {RUN, DELETE, YES, NO} - choices
    if not fits(form, act) or act.value("choice") in others:
        return None, {}
    return form, _problems(case.request, human, act, today(deps))


def _problems(request: Request, human: HumanTask, act: Act, today: date) -> dict[str, str]:
    nobody = human is HumanTask.CONFIRM and any(map(means_nobody, names_typed(act.value("text"))))
    return {
        "day": _problem(request, human, act, today),
        "text": act.words.erasure.NAMES_NOBODY if nobody else "",
    }


def _problem(request: Request, human: HumanTask, act: Act, today: date) -> str:
    """What is wrong with the day, wherever there is one. The sources may have lost who asks before they asked."""
    if human is HumanTask.TELL and not act.value("day") and not act.value("text"):
        return act.words.erasure.TELL_EITHER
    day = filled_in(act, "day")
    if human is HumanTask.STATE:
        return ahead(day, today, act.words.errors.FUTURE_DAY)
    return done_problem(day, request, today, act.words)


def _settle(case: Case, deps: Deps, act: Act, people: People) -> Outcome:
    request, step = case.request, _part(case, act)
    if not step:
        return Outcome(Code.SETTLED_NOT_OPEN, case.id)
    human = open_to(step, case.steps)
    if request.open and is_early(step, case.steps):
        return Outcome(Code.EARLY, case.id, part_of(step.key))
    if not request.open or human is None:
        return Outcome(Code.SETTLED_NOT_OPEN, case.id)
    if forbidden(case.unit, request, human):
        return Outcome(Code.SETTLED_CLOSE_HELD if human is HumanTask.CLOSE else Code.SETTLED_HELD, case.id)
    if _has_voted(case, step, human):
        return Outcome(Code.OBJECTION, case.id, Objection.VOTED_ALREADY)
    says_yes = human is HumanTask.VOTE and act.value("choice") == YES
    if says_yes and (why := void_of_leavers(case, step, people)):
        return Outcome(Code.OBJECTION, case.id, why)
    said = _apply(case, deps, step, human, act)
    if not said.done:
        return said
    factor = None if act.value("choice") == NO else _factor(case, human)
    given = {"factor": factor.value} if factor else {}
    case.event(EVENTS[human], {"step": step.key, "as": said.code.how, **given})
    if human is not HumanTask.LEFT:
        go_on(case)
    return said


def _apply(case: Case, deps: Deps, step: Step, human: HumanTask, act: Act) -> Outcome:
    day, text, choice = act.value("day"), act.value("text"), act.value("choice")
    known, on_day = case.facts(step, ErasureFacts), OnDay(read_day(day)) if day else None
    said = replace(known, by=(case.person,))
    match human:
        case HumanTask.DECIDE if choice in {RUN, DELETE}:
            names = in_the_name_of(act, PARTS[human].roles)
            return Outcome(decide(case, step, choice, act, names), case.id)
        case HumanTask.VOTE if choice in {YES, NO}:
            return _voted(case, step, act, choice)
        case HumanTask.CLOSE if text:
            return _closed(case, act, text, today(deps))
        case HumanTask.LEFT if text:
            return Outcome(deps.kinds[case.request.kind].settles[human](case, step, act, text), case.id)
        case HumanTask.TICK if text:
            case.keep(step, StepState.DONE, Note.TICKED, said.saying(Typed(text)))
        case HumanTask.CONFIRM:
            _confirm(case, step, text)
        case HumanTask.TELL if day or text:
            note = Note.TOLD if day else Note.NOT_TOLD
            case.keep(step, StepState.DONE, note, said.saying(on_day or Typed(text)))
        case HumanTask.STATE if day:
            case.keep(step, StepState.DONE, Note.STATED, said.saying(on_day))
        case HumanTask.ANSWER if on_day:
            case.keep(step, StepState.DONE, Note.TOLD, said.saying(on_day), told_on=on_day.day)
        case _:
            return Outcome(Code.SETTLED_NOT_OPEN, case.id)
    return Outcome(Code.SETTLED_NOTED, case.id)


def _closed(case: Case, act: Act, text: str, today: date) -> Outcome:
    factor, away = _factor(case, HumanTask.CLOSE), in_the_name_of(act, PARTS[HumanTask.CLOSE].roles)
    if factor and (lacking := codes.objection(case.unit, act, factor, case.request, case.now, away)):
        return lacking
    _close(case, text, today)
    return Outcome(Code.SETTLED_NOTED, case.id)


def _close(case: Case, text: str, today: date) -> None:
    """Every check that is not done yet counts as made, with the reason beside what was found."""
    for check in of(case.steps, StepKind.CHECK):
        if check.state is not StepState.DONE:
            known = case.facts(check, ErasureFacts)
            left = outlives(today, incremental=known.deltas) if known.result else ()
            closed = replace(known, by=(case.person,), left=left).saying(Closed(text, known.result))
            case.keep(check, StepState.DONE, Note.CLOSED, closed)


def _confirm(case: Case, step: Step, text: str) -> None:
    """`text` names further recipients, apart by commas or lines."""
    case.add(typed_steps(case.unit, case.request, case.steps, names_typed(text)))
    case.keep(step, StepState.DONE, Note.CONFIRMED, replace(case.facts(step, ErasureFacts), by=(case.person,)))


def decide(case: Case, step: Step, choice: str, act: Act, names: Sequence[str]) -> Code:
    """What shall become of one segment: run it, or ask for the vote on its deletion. `names`: in whose name alone."""
    asker_marks = case.unit.people.marks(case.id, [case.person, *names], act.traces(case.person, *names))
    note = TO_RUN if choice == RUN else ASKED
    known = replace(case.facts(step, ErasureFacts), by=(case.person,), voters=(), ballots=(), asked_at=case.now)
    asked = replace(known, asked_by=case.person, asked_for=tuple(names), asker_marks=tuple(sorted(asker_marks)))
    case.keep(step, StepState.WAITING, note, asked)
    if choice == DELETE:
        ask_approvers(case, step)
    return Code.SETTLED_NOTED if choice == RUN else Code.SETTLED_ASKED


def _voted(case: Case, step: Step, act: Act, choice: str) -> Outcome:
    """One *no* ends it; *yes* counts until every seat is filled that the order of the request asks for."""
    known = case.facts(step, ErasureFacts)
    if choice == NO:
        case.keep(step, StepState.WAITING, Note.NONE, replace(known, by=(case.person,), voters=(), ballots=()))
        return Outcome(Code.SETTLED_KEPT, case.id)
    order = case.unit.orders.of(case.id)
    if not order:
        name_altered(case.unit, case.request, case.now)
        return Outcome(Code.OBJECTION, case.id, Objection.ALTERED)
    seat = seat_of(case.unit, order, votes(case, step), act, without=askers(case, step))
    if not seat:
        return Outcome(Code.OBJECTION, case.id, Objection.NO_SEAT)
    vote = vote_of(case, act, order, seat)
    if is_known(case, step, order, vote):
        name_altered(case.unit, case.request, case.now, ONE_HUMAN)
        return Outcome(Code.OBJECTION, case.id, Objection.ONE_HUMAN)
    factor, away = order.factor, away_of(seat)
    if factor and (lacking := codes.objection(case.unit, act, factor, case.request, case.now, away)):
        return lacking
    known, done = with_yes(case, step, order, vote)
    case.keep(step, StepState.WAITING, TO_DELETE if done else ASKED, known)
    return Outcome(Code.SETTLED_NOTED, case.id) if done else Outcome(Code.COUNTED, case.id, str(len(known.voters)))


def go_on(case: Case) -> None:
    """Start the next run where there is something for the machine to do, or nothing left to do at all."""
    hand_down_later(case)
    if phase(case.steps) is not Phase.PEOPLE or complete(case.steps):
        resume(case, anew=False)


BUTTONS: Buttons = {"settle": Served(SETTLE, do=ask, sent=settled, on_card=True)}
