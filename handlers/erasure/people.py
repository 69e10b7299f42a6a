"""The people of a batch, page by page, each as it stands; and the answers to all who are gone, noted in one form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from domain.batch import Stand, answered, stand
from domain.board import PAGE
from domain.card import Answer, Button, Card, Field, Form, Input, Item, say
from domain.drawing.buttons import on_a_row
from domain.drawing.lines import SIGNS
from domain.erasure.facts import ErasureFacts
from domain.erasure.plan import HumanTask, StepKind, leads, name_of, of, open_to
from domain.event import EventKind
from domain.notes import Note
from domain.outcome import Code, Outcome
from domain.refs import ANSWER, Names, mark_of, number
from domain.request import Request, Step, StepState
from domain.result import OnDay
from domain.rights import CHANGE, SEE
from domain.view import BatchView
from domain.words.language import Words
from handlers.command import Buttons, Served
from handlers.deps import Act, Deps
from handlers.erasure.acts import go_on
from handlers.ports import Unit
from handlers.requests.batch import members
from handlers.requests.case import Case
from handlers.requests.days import done_problem, filled_in, today
from handlers.requests.ending import as_looked
from handlers.requests.filling import refilled
from handlers.requests.gate import viewed
from handlers.requests.outcomes import about
from handlers.requests.sealed import details

_SIGNS = {
    Stand.GONE: SIGNS[StepState.DONE],
    Stand.STILL_THERE: SIGNS[StepState.FAILED],
    Stand.NO_CHECK: SIGNS[StepState.FAILED],
    Stand.HELD: SIGNS[StepState.FAILED],
    Stand.APART: SIGNS[StepState.FAILED],
    Stand.CLOSED: SIGNS[StepState.CANCELLED],
    Stand.ENDED: SIGNS[StepState.CANCELLED],
}


def batch_view(unit: Unit, steps: Sequence[Step]) -> BatchView:
    """Of the steps of a request that leads others."""
    counts, told = Counter[Stand](), 0
    for step in of(steps, StepKind.MEMBER):
        if member := unit.requests.get(name_of(step.key)):
            own = as_looked(unit, member, unit.steps.of(member.id))
            how = stand(member, own, held=bool(unit.subjects.holds(member.id)))
            counts[how] += 1
            told += how is Stand.GONE and answered(own)
    return BatchView(counts, told)


async def listed(deps: Deps, act: Act) -> Answer:
    """A page of them, in full, for who may see them: a look, which goes on record."""
    now = deps.clock()
    return await deps.storage.write(lambda unit: _listed(unit, deps, act, now))


def _listed(unit: Unit, deps: Deps, act: Act, now: datetime) -> Card:
    request = viewed(unit, act, now)
    if isinstance(request, Card):
        return request
    case, part = Case(unit, request, deps.policy, now, act.person.id), act.asked.ref.part
    first, every = number(part), of(case.steps, StepKind.MEMBER)
    if not every[first:] or part == ANSWER:
        return say(act.words.errors.NOT_OPEN)
    items = [item for step in every[first : first + PAGE] for item in _items(case, step, act.words)]
    said = act.words.batch
    return Card(
        title=said.page(first + 1, first + len(items), len(every)),
        status=said.status(batch_view(unit, case.steps).gone, len(every)),
        items=tuple(items),
        buttons=tuple(_pages(case.id, first, len(every), act.words)),
        footer=case.id,
    )


def _items(case: Case, step: Step, words: Words) -> Iterator[Item]:
    member = Case.open(case.unit, name_of(step.key), case.policy, case.now)
    if not member:
        return
    named = details(case.unit.shown(), member.request)["subjects"]
    steps = as_looked(case.unit, member.request, member.steps)
    how = stand(member.request, steps, held=bool(case.unit.subjects.holds(member.id)))
    note = words.batch.STANDS[how]
    if how is Stand.GONE:
        note += f", {words.batch.TOLD if answered(member.steps) else words.batch.NOT_TOLD}"
    show = Button("show", member.id, words.buttons.SHOW)
    yield Item(_SIGNS.get(how, SIGNS[StepState.WAITING]), ", ".join(map(str, named)), note, show)


def _pages(ref: str, first: int, count: int, words: Words) -> Iterator[Button]:
    """A page is no card of the request."""
    if first:
        yield on_a_row(Button("people", f"{ref}.{max(0, first - PAGE)}", words.board.BACK))
    if first + PAGE < count:
        yield on_a_row(Button("people", f"{ref}.{first + PAGE}", words.board.NEXT))


async def ask(deps: Deps, act: Act) -> Answer:
    """The form for the answers to all who are gone."""
    now = deps.clock()
    return await deps.storage.write(lambda unit: _ask(unit, deps, act, now))


def _ask(unit: Unit, deps: Deps, act: Act, now: datetime) -> Answer:
    request = viewed(unit, act, now)
    if isinstance(request, Card):
        return request
    waiting = [one.request for one, _ in _untold(Case(unit, request, deps.policy, now, act.person.id))]
    return _form(act, waiting, today(deps)) if waiting else say(act.words.batch.TELL_NOBODY)


def _form(act: Act, waiting: Sequence[Request], day: date) -> Form:
    """It carries a mark of those whom it counts: whoever comes beside them was told by nobody."""
    said = act.words
    fields = (Field("day", said.erasure.ANSWER_DAY, Input.DATE, value=day.isoformat(), missing=said.errors.NEEDS_DAY),)
    return Form(
        "tell-all",
        f"{act.request_id}~{_mark(waiting)}",
        said.batch.TELL_TITLE,
        said.batch.TELL_SUBMIT,
        fields,
        said.batch.tell(len(waiting)),
    )


async def told(deps: Deps, act: Act) -> Answer:
    """The filled-in form: each of them is settled by itself, as by a form of their own."""
    waiting = await deps.storage.read(lambda unit: _waiting(unit, deps, act))
    if waiting and (bad := refilled(_form(act, waiting, today(deps)), act, {"day": _problem(deps, act, waiting)})):
        return bad
    day = filled_in(act, "day") or today(deps)
    return await about(deps, act, lambda case: _tell(case, day, act.asked.ref.shown))


def _waiting(unit: Unit, deps: Deps, act: Act) -> list[Request]:
    """None where it was sent before: it hears the same again."""
    case = None if unit.deliveries.seen(act.delivery) else Case.of(unit, deps, act, deps.clock())
    return [member.request for member, _ in _untold(case)] if case else []


def _problem(deps: Deps, act: Act, waiting: Sequence[Request]) -> str:
    problems = (done_problem(filled_in(act, "day"), request, today(deps), act.words) for request in waiting)
    others = "" if act.asked.ref.shown == _mark(waiting) else act.words.batch.TELL_OTHERS
    return others or next(filter(None, problems), "")


def _mark(waiting: Iterable[Request]) -> str:
    return mark_of(" ".join(sorted(request.id for request in waiting)))


def _tell(case: Case, day: date, shown: str) -> Outcome:
    waiting = list(_untold(case))
    if not waiting or _mark(member.request for member, _ in waiting) != shown:  # since a moment ago
        return Outcome(Code.SETTLED_NOT_OPEN, case.id)
    for member, step in waiting:
        said = replace(member.facts(step, ErasureFacts), by=(member.person,))
        member.keep(step, StepState.DONE, Note.TOLD, said.saying(OnDay(day)), told_on=day)
        member.event(EventKind.ERASURE_ANSWER, {"step": step.key, "as": Code.SETTLED_NOTED.how})
        go_on(member)
    return Outcome(Code.TOLD_ALL, case.id, str(len(waiting)))


def _untold(case: Case) -> Iterator[tuple[Case, Step]]:
    """Those who are gone, of whom nobody has said that they were told."""
    for member in members(case) if leads(case.steps) else ():
        held = bool(case.unit.subjects.holds(member.id))
        looked = as_looked(case.unit, member.request, member.steps)
        if not member.request.open or stand(member.request, looked, held=held) is not Stand.GONE:
            continue
        for step in of(member.steps, StepKind.ANSWER):
            if open_to(step, member.steps) is HumanTask.ANSWER:
                yield member, step


BUTTONS: Buttons = {
    "people": Served(replace(SEE, names=Names.PART), do=listed, on_card=True),
    "tell-all": Served(replace(CHANGE, names=Names.SHOWN), do=ask, sent=told, on_card=True),
}
