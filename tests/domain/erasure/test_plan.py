"""The plan of an erasure: whatever fails and in whatever order people answer, it is completed exactly when it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.erasure.plan import (
    ASKED,
    NEEDED,
    TO_DELETE,
    TO_RUN,
    Finding,
    HumanTask,
    Phase,
    StepKind,
    Verdict,
    complete,
    is_early,
    key_of,
    name_of,
    of,
    open_to,
    part_of,
    phase,
    planned,
    runs_again,
)
from domain.request import SETTLED, Step, StepState
from tests.shares import tries

DONE, WAITING, FAILED = StepState.DONE, StepState.WAITING, StepState.FAILED


def a_part(key: str, state: StepState = WAITING, note: str = "") -> Step:
    return Step(request_id="DSR-7K3QFA", key=key, position=0, subject_id="s", state=state, note=note)


def a_plan(
    sources: int = 1, downstream: int = 1, segments: int = 0, static: int = 0, recipients: int = 0
) -> list[Step]:
    return [
        *(a_part(f"a1b2-{number}") for number in range(sources)),
        a_part(key_of(StepKind.STATEMENT)),
        *(a_part(key_of(StepKind.DOWNSTREAM, str(number))) for number in range(downstream)),
        *(a_part(key_of(StepKind.SEGMENT, str(number))) for number in range(segments)),
        *(a_part(key_of(StepKind.STATIC, str(number))) for number in range(static)),
        *(a_part(key_of(StepKind.CHECK, name)) for name in "12"),
        a_part(key_of(StepKind.RECIPIENTS)),
        *(a_part(key_of(StepKind.RECIPIENT, str(number))) for number in range(recipients)),
        a_part(key_of(StepKind.ANSWER)),
    ]


PLANS = st.builds(a_plan, st.integers(1, 3), st.integers(1, 3), *[st.integers(0, 3)] * 3)


class Play:
    """A plan that is worked off by a machine and people, with failures and a hold now and then.

    The handlers themselves are played through in `tests/handlers/erasure/test_chance.py`.
    """

    def __init__(self, steps: list[Step], draw: Callable[[st.SearchStrategy[bool]], bool]) -> None:
        self.steps, self._draw = steps, draw
        self.held = False
        self.calls: list[str] = []  # what was begun that cannot be undone

    def luck(self) -> bool:
        return self._draw(st.booleans())

    def put(self, step: Step, state: StepState, note: str = "") -> None:
        self.steps = [replace(s, state=state, note=note) if s.key == step.key else s for s in self.steps]

    def machine(self) -> None:
        """One turn of the machine: the first thing that waits in the phase it is in."""
        match phase(self.steps):
            case Phase.SOURCES:
                self.call(StepKind.SOURCE)
            case Phase.DOWNSTREAM:
                self.call(StepKind.DOWNSTREAM)
            case Phase.SEGMENTS:
                step = next(s for s in of(self.steps, StepKind.SEGMENT) if s.note in {TO_RUN, TO_DELETE})
                self.effect(step)
            case Phase.CHECK:
                self.check()
            case Phase.PEOPLE:
                pass

    def call(self, part: StepKind) -> None:
        self.effect(next(step for step in of(self.steps, part) if step.state not in SETTLED))

    def effect(self, step: Step) -> None:
        if self.held:
            self.put(step, FAILED, "held")
            return
        self.calls.append(step.key)
        self.put(step, DONE if self.luck() else FAILED)

    def check(self) -> None:
        step = next(step for step in of(self.steps, StepKind.CHECK) if step.state is not DONE)
        if self.luck():
            self.put(step, DONE, "gone")
        elif self.luck():
            self.put(step, FAILED, "no_check")
        else:
            for again in of(self.steps, StepKind.DOWNSTREAM, StepKind.CHECK):
                self.put(again, WAITING)
            self.put(step, FAILED, "still_there")
            self.put(of(self.steps, StepKind.SOURCE)[0], FAILED, "still_holds")

    def person(self, step: Step) -> None:
        match open_to(step, self.steps):
            case HumanTask.DECIDE:
                self.put(step, WAITING, TO_RUN if self.luck() else ASKED)
            case HumanTask.VOTE:
                self.put(step, WAITING, TO_DELETE)
            case None:
                pass
            case _:
                self.put(step, DONE)

    def retry(self) -> None:
        for step in self.steps:
            if step.state is FAILED:
                self.put(step, WAITING)


@settings(max_examples=tries(200), deadline=None)
@given(PLANS, st.data())
def test_it_is_completed_exactly_when_everything_is_settled_and_verified(
    steps: list[Step], data: st.DataObject
) -> None:
    play = Play(steps, data.draw)
    for _ in range(data.draw(st.integers(0, 80))):
        act = data.draw(st.sampled_from(["machine", "machine", "person", "person", "retry", "hold", "release"]))
        match act:
            case "machine":
                play.machine()
            case "person":
                play.person(data.draw(st.sampled_from(play.steps)))
            case "retry":
                play.retry()
            case _:
                play.held = act == "hold"
        settled = all(step.state is DONE for step in play.steps)
        verified = all(step.state is DONE for step in of(play.steps, StepKind.CHECK))
        assert complete(play.steps) is (settled and verified)
        if verified:
            before = of(
                play.steps, StepKind.STATEMENT, StepKind.SOURCE, StepKind.DOWNSTREAM, StepKind.SEGMENT, StepKind.STATIC
            )
            assert {step.state for step in before} <= {DONE}


@settings(deadline=None)
@given(PLANS)
def test_with_luck_and_willing_people_every_plan_comes_to_its_end(steps: list[Step]) -> None:
    play = Play(steps, lambda _: True)
    for _ in range(30):
        play.machine()
        for step in play.steps:
            play.person(step)
    assert complete(play.steps)
    assert phase(play.steps) is Phase.PEOPLE


@settings(deadline=None)
@given(PLANS, st.data())
def test_without_the_statement_no_source_is_refreshed(steps: list[Step], data: st.DataObject) -> None:
    play = Play(steps, data.draw)
    for _ in range(20):
        play.machine()
    assert not play.calls


@pytest.mark.parametrize("part", sorted(NEEDED))
def test_a_plan_without_a_part_that_it_needs_is_never_complete(part: StepKind) -> None:
    done = [replace(step, state=DONE) for step in a_plan(recipients=1)]
    assert complete(done)
    assert not complete([step for step in done if part_of(step.key) is not part])


def test_a_source_goes_by_its_id_and_everything_else_by_its_part() -> None:
    assert part_of("a1b2c3d4-0001-4a00-8000-000000000001") is StepKind.SOURCE
    assert part_of("odd:id") is StepKind.SOURCE
    assert (part_of("segment:A:B"), name_of("segment:A:B"), name_of("a1b2")) == (StepKind.SEGMENT, "A:B", "a1b2")
    assert not planned([a_part("a1b2")])


def test_the_subject_is_told_only_when_the_result_is_known() -> None:
    steps = a_plan()
    assert open_to(steps[-1], steps) is None
    known = [replace(step, state=DONE) if part_of(step.key) is StepKind.CHECK else step for step in steps]
    assert open_to(known[-1], known) is HumanTask.ANSWER


@pytest.mark.parametrize("open_", ["a1b2-0", key_of(StepKind.DOWNSTREAM, "0")])
@pytest.mark.parametrize("state", [state for state in StepState if state is not DONE])
def test_a_static_segment_comes_after_every_source_and_downstream_process(open_: str, state: StepState) -> None:
    done = [replace(step, state=DONE) for step in a_plan()]
    ticked = a_part(key_of(StepKind.STATIC, "fair"))
    assert open_to(ticked, [*done, ticked]) is HumanTask.TICK
    undone = [replace(step, state=state) if step.key == open_ else step for step in done]
    assert open_to(ticked, [*undone, ticked]) is None
    assert is_early(ticked, [*undone, ticked])
    assert not is_early(replace(ticked, state=DONE), [*undone, ticked])


def test_a_check_that_found_the_person_cannot_be_closed_by_anybody() -> None:
    assert open_to(a_part("check:1", FAILED, "still_there"), []) is None
    assert open_to(a_part("check:1", FAILED, "no_check"), []) is HumanTask.CLOSE


HELD = frozenset({("s1", "CRM", "contacts")})


THERE = Verdict.STILL_THERE


@pytest.mark.parametrize(
    ("found", "tries", "again"),
    [
        (Finding(verdict=THERE, tables=HELD), 0, True),
        (Finding(verdict=THERE, tables=HELD), 1, True),
        (Finding(verdict=THERE, tables=HELD), 2, False),
        (Finding(verdict=THERE, made=frozenset({"UnifiedActivity"})), 0, True),  # is made anew without any source
        (Finding(verdict=THERE, segments=frozenset({"segment:Seg"})), 0, False),
        (Finding(verdict=THERE, tables=HELD | {("s2", "Shop", "orders")}), 0, False),  # nobody approved a refresh of s2
        (Finding(verdict=THERE, tables=frozenset({("", "Profile", "Customer")})), 0, False),
    ],
)
def test_a_plan_runs_again_by_itself_at_most_twice_and_only_with_approved_sources(
    found: Finding, tries: int, *, again: bool
) -> None:
    assert runs_again([a_part("s1"), a_part("check:1")], found, tries) is again
