"""The tour: where the story stands is read from what was done, and each stop says what to do next, and where."""

from __future__ import annotations

import pytest

from bot.playground.people import PEOPLE
from bot.playground.tour import WHERE, Stop, Todo, Tour, as_shown, tour_of
from domain.erasure.plan import StepKind, key_of
from domain.notes import Note
from domain.request import UNANSWERED, Kind, State, Step, StepState
from domain.words.en import EN
from tests.bot.playground.demo_desk import Served, served
from tests.bot.playground.visitor import Visitor, visiting
from tests.domain.words.pseudo import pseudo, unspoken
from tests.storage.factories import a_request, a_step

DONE, FAILED, WAITING = StepState.DONE, StepState.FAILED, StepState.WAITING
HELD = ("CRM Contacts",)
PLAN = (
    "crm-1",
    *map(key_of, (StepKind.STATEMENT, StepKind.RECIPIENTS, StepKind.ANSWER)),
    *(key_of(part, name) for part, name in [
        (StepKind.DOWNSTREAM, "merge"), (StepKind.SEGMENT, "Old"), (StepKind.STATIC, "Fair"), (StepKind.CHECK, "1"),
        (StepKind.CHECK, "2"), (StepKind.RECIPIENT, "ads"),
    ]),
)  # fmt: skip
STATED = {"statement:": DONE}
REFRESHED = {**STATED, "crm-1": DONE, "downstream:merge": DONE}
DECIDED = {**REFRESHED, "segment:Old": DONE, "recipients:": DONE, "recipient:ads": DONE}
GONE = {**DECIDED, "static:Fair": DONE, "check:1": DONE, "check:2": DONE}


def after(state: State = State.NEEDS_ATTENTION, held: tuple[str, ...] = (), **steps: object) -> Tour:
    """Where the tour stands with these steps settled so, and all others waiting."""
    request = a_request("anna", kind=Kind.ERASURE, state=state)
    settled = {str(key): value for key, value in steps.items()}
    return tour_of(request, [_step(key, settled) for key in PLAN], held)


def _step(key: str, settled: dict[str, object]) -> Step:
    request = a_request("anna", kind=Kind.ERASURE)
    return a_step(request, key, state=settled.get(key, WAITING), note=settled.get(f"note {key}", Note.NONE))


def test_before_anybody_asked_somebody_asks() -> None:
    assert tour_of(None, (), ()) == Tour(Stop.ASK, (Todo.WRITE,))


@pytest.mark.parametrize("state", sorted(UNANSWERED))
def test_after_a_story_that_ended_otherwise_it_begins_anew(state: State) -> None:
    assert after(state, **GONE).stop is Stop.ASK


def test_what_is_asked_for_waits_for_an_approver() -> None:
    assert after(State.PENDING_APPROVAL, HELD) == Tour(Stop.APPROVE, (Todo.APPROVE,))


@pytest.mark.parametrize(
    ("held", "steps", "todo"),
    [
        (HELD, {}, (Todo.DELETE, Todo.STATE)),
        (HELD, STATED, (Todo.DELETE,)),  # stated, and not true
        ((), {}, (Todo.STATE,)),
    ],
)
def test_the_record_is_deleted_and_that_is_stated(
    held: tuple[str, ...], steps: dict[str, StepState], todo: tuple[Todo, ...]
) -> None:
    assert after(held=held, **steps) == Tour(Stop.DELETE, todo)


def test_as_long_as_no_plan_is_made_the_bot_is_waited_for() -> None:
    request = a_request("anna", kind=Kind.ERASURE, state=State.IN_PROGRESS)
    assert tour_of(request, [a_step(request, "crm-1")], ()) == Tour(Stop.DELETE, (Todo.WAIT,))


@pytest.mark.parametrize(
    ("steps", "todo"),
    [
        (STATED, {Todo.DECIDE, Todo.CONFIRM, Todo.TELL}),  # a static segment comes later
        (REFRESHED, {Todo.DECIDE, Todo.CONFIRM, Todo.TELL, Todo.RECREATE}),
        ({**REFRESHED, "note segment:Old": Note.DELETE_ASKED}, {Todo.VOTE, Todo.CONFIRM, Todo.TELL, Todo.RECREATE}),
        (DECIDED, {Todo.RECREATE}),
        ({**DECIDED, "static:Fair": DONE}, {Todo.WAIT}),
        ({**DECIDED, "static:Fair": DONE, "check:1": FAILED}, {Todo.MEND}),
        ({**STATED, "crm-1": FAILED}, {Todo.MEND, Todo.DECIDE, Todo.CONFIRM, Todo.TELL}),
    ],
)
def test_what_only_people_can_settle_is_named_and_nothing_else(steps: dict[str, StepState], todo: set[Todo]) -> None:
    tour = after(**steps)
    assert (tour.stop, set(tour.todo)) == (Stop.SETTLE, todo)


def test_who_is_gone_is_told_and_then_it_is_over() -> None:
    assert after(**GONE) == Tour(Stop.ANSWER, (Todo.ANSWER,))
    assert after(State.COMPLETED, **GONE, **{"answer:": DONE}) == Tour(Stop.OVER)


@pytest.mark.parametrize("todo", Todo)
def test_each_thing_to_do_is_said_and_shown_somewhere_that_there_is(todo: Todo) -> None:
    assert EN.playground.TOUR_TODO[todo]
    assert WHERE[todo] in {*(person.id for person in PEOPLE), "delete", "segments", ""}


@pytest.mark.parametrize("stop", Stop)
def test_each_stop_says_how_many_are_done(stop: Stop) -> None:
    shown = as_shown(Tour(stop), EN.playground)
    assert shown["done"] == list(Stop).index(stop)
    assert shown["text"]
    assert len(EN.playground.TOUR_STOPS) == 5


async def test_the_page_hears_where_the_story_stands_in_the_words_of_the_company() -> None:
    async with served(words=pseudo()) as here, visiting(here.url) as visitor:
        here.desk.tour = Tour(Stop.SETTLE, (Todo.RECREATE, Todo.WAIT))
        async with visitor.session.get(f"{here.url}/playground/api/tour") as answer:
            told = await answer.json()
    assert (told["done"], [one["where"] for one in told["todo"]]) == (3, ["segments", ""])
    said = [told["text"], *told["stops"], *(one["text"] for one in told["todo"])]
    assert [unspoken(one) for one in said if unspoken(one)] == []


async def test_while_the_sandbox_is_silent_the_tour_says_so(visitor: Visitor, here: Served) -> None:
    here.desk.down = True
    async with visitor.session.get(f"{here.url}/playground/api/tour") as answer:
        assert (answer.status, await answer.text()) == (502, "The sandbox is not answering.")
