"""A case: one request in one unit of work, which shows what was saved through it and speaks in the name of who acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest

from domain.export.facts import ExportFacts
from domain.facts import Facts
from domain.notes import Note
from domain.people import Role
from domain.request import Change, Conflict, Request, State, StepState
from domain.target import Target
from handlers.requests.case import Case
from handlers.requests.closing import close
from handlers.requests.sealed import private
from storage.starts import Start
from storage.store import Store
from storage.unit import Unit
from tests.handlers.play import policy
from tests.storage.factories import NOW, a_step, file_request

T = TypeVar("T")
POLICY = policy(1)
APPROVERS = Target.role(Role.APPROVER)


@pytest.fixture
async def filed(store: Store) -> Request:
    """With two steps."""

    def write(unit: Unit) -> Request:
        request = file_request(unit)
        unit.steps.add([a_step(request, "crm", 0), a_step(request, "web", 1)])
        return request

    return await store.write(write)


async def done(store: Store, filed: Request, do: Callable[[Case], T], by: str | None = None) -> T:
    """What is done in one unit, by a case that it opens."""

    def write(unit: Unit) -> T:
        case = Case.open(unit, filed.id, POLICY, NOW, by)
        assert case
        return do(case)

    return await store.write(write)


async def kept(store: Store, filed: Request) -> Request:
    found = await store.read(lambda unit: unit.requests.get(filed.id))
    assert found
    return found


async def test_there_is_no_case_of_a_request_that_nobody_filed(store: Store) -> None:
    assert await store.read(lambda unit: Case.open(unit, "DSR-NOBODY", POLICY, NOW)) is None


async def test_what_was_saved_through_the_case_it_shows_and_saves_again(store: Store, filed: Request) -> None:
    def twice(case: Case) -> tuple[State, int]:
        case.save(state=State.IN_PROGRESS)
        case.save(reminders=case.request.reminders + 1)
        return case.request.state, case.request.reminders

    assert await done(store, filed, twice) == (State.IN_PROGRESS, 1)
    now = await kept(store, filed)
    assert (now.state, now.reminders, now.version) == (State.IN_PROGRESS, 1, 3)


async def test_what_is_changed_is_written_with_the_next_save_alone(store: Store, filed: Request) -> None:
    await done(store, filed, lambda case: case.change(reminders=7))
    assert (await kept(store, filed)).reminders == 0

    def change_and_save(case: Case) -> None:
        case.change(reminders=7)
        case.save(due_at=None)

    await done(store, filed, change_and_save)
    now = await kept(store, filed)
    assert (now.reminders, now.due_at, now.version) == (7, None, 2)


async def test_who_saves_beside_the_case_is_in_its_way(store: Store, filed: Request) -> None:
    """Rather than that one of them is lost."""

    def beside(case: Case) -> None:
        case.unit.requests.save(filed)
        with pytest.raises(Conflict):
            case.save(reminders=1)

    await done(store, filed, beside)


async def test_a_start_is_the_next_run_of_what_was_saved(store: Store, filed: Request) -> None:
    def twice(case: Case) -> None:
        case.start(state=State.IN_PROGRESS, due_at=None)
        case.start()

    await done(store, filed, twice)
    now = await kept(store, filed)
    assert (now.state, now.run, now.due_at) == (State.IN_PROGRESS, 2, None)
    assert await store.read(lambda unit: unit.starts.asked(9)) == [Start(filed.id, filed.kind, 2)]


async def test_steps_are_read_when_they_are_asked_for_and_once(store: Store, filed: Request) -> None:
    def look(case: Case) -> None:
        case.unit.steps.add([a_step(filed, "shop", 2)])  # after it was opened
        assert [step.key for step in case.steps] == ["crm", "web", "shop"]
        assert case.steps is case.steps

    await done(store, filed, look)


@pytest.mark.parametrize(
    ("save", "key", "state"),
    [
        (lambda case: case.keep(case.steps[0], StepState.DONE, Note.SENT, Facts()), "crm", StepState.DONE),
        (lambda case: case.put(a_step(case.request, "web", 1, state=StepState.RUNNING)), "web", StepState.RUNNING),
        (lambda case: case.add([a_step(case.request, "shop", 0)]), "shop", StepState.WAITING),
    ],
    ids=["kept", "put", "added"],
)
async def test_whatever_of_a_step_was_saved_through_the_case_its_steps_show(
    store: Store, filed: Request, save: Callable[[Case], object], key: str, state: StepState
) -> None:
    def write(case: Case) -> dict[str, StepState]:
        before = case.steps
        save(case)
        assert list(case.steps) != list(before)
        return {step.key: step.state for step in case.steps}

    assert (await done(store, filed, write))[key] is state


async def test_what_came_of_a_step_is_sealed_beside_what_was_there_and_settled_when_it_is_settled(
    store: Store, filed: Request
) -> None:
    def write(case: Case) -> list[tuple[dict[str, str], object]]:
        def known() -> ExportFacts:
            return case.facts(case.steps[0], ExportFacts)

        first = replace(known(), mail="<1@contoso.com>", by="ada")
        steps = [
            case.keep(case.steps[0], StepState.WAITING, Note.NONE, first),
            case.keep(case.steps[0], StepState.DONE, Note.SENT, replace(known(), by="ben")),
            case.keep(case.steps[0], StepState.WAITING, Note.NONE, known()),
        ]
        return [(private(case.unit, step), step.settled_at) for step in steps]

    first, both = {"mail": "<1@contoso.com>", "by": "ada"}, {"mail": "<1@contoso.com>", "by": "ben"}
    assert await done(store, filed, write) == [(first, None), (both, NOW), (both, None)]


async def test_an_event_is_of_who_acts_at_the_moment_of_the_case(store: Store, filed: Request) -> None:
    await done(store, filed, lambda case: case.event("vote.approve", {"why": "asked"}), by="ben")
    await done(store, filed, lambda case: case.event("request.reminded"))
    events = await store.read(lambda unit: unit.events.of(filed.id))
    assert [(e.kind, e.at, e.actor, dict(e.data)) for e in events] == [
        ("vote.approve", NOW, "ben", {"why": "asked"}),
        ("request.reminded", NOW, None, {}),
    ]


async def test_a_notice_is_about_the_request_and_told_once_a_key(store: Store, filed: Request) -> None:
    def tell(case: Case) -> list[bool]:
        return [case.notice("vote/1", "vote", APPROVERS, {"as": "x"}), case.notice("vote/1", "vote", APPROVERS)]

    assert await done(store, filed, tell) == [True, False]
    (told,) = await store.write(lambda unit: unit.notices.claim(NOW, NOW + timedelta(minutes=1), 9))
    assert (told.kind, told.target, told.request_id, dict(told.data)) == ("vote", APPROVERS, filed.id, {"as": "x"})


async def test_what_only_a_person_does_the_bot_itself_does_not(store: Store, filed: Request) -> None:
    assert await done(store, filed, lambda case: case.person, by="ben") == "ben"
    with pytest.raises(AssertionError):
        await done(store, filed, lambda case: case.person)


@pytest.mark.parametrize(
    ("change", "by", "asked_by", "actor"),
    [
        (Change.DENY, "ben", None, "ben"),
        (Change.REFUSE, "ada", "amir", "ada"),
        (Change.EXPIRE, "ben", None, None),  # it was found to be over when somebody voted
        (Change.CANCEL, "ada", "amir", "ada"),
        (Change.CANCEL, None, "amir", "amir"),  # the work that was asked to stop has stopped
        (Change.SETTLE, "tess", None, None),  # by the last bit that was missing
        (Change.STALL, None, "amir", None),
    ],
)
async def test_an_end_is_of_who_wanted_it_and_one_that_comes_by_itself_is_nobodys(
    store: Store, filed: Request, change: Change, by: str | None, asked_by: str | None, actor: str | None
) -> None:
    def end(case: Case) -> None:
        if change in {Change.SETTLE, Change.STALL}:
            case.change(state=State.IN_PROGRESS)
        if asked_by:
            case.change(cancel_asked_by=asked_by)
        close(case, change)

    await done(store, filed, end, by)
    (event,) = await store.read(lambda unit: unit.events.of(filed.id))
    assert event.actor == actor
