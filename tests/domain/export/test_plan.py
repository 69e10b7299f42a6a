"""Whose turn it is in an export, when it is chased, and when it is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.export import plan as ticket
from domain.export.chase import Chase, ChaseIntervals, NextLook, next_look
from domain.export.plan import AWAITED, LETTERS, MAIN, PLAN, Deed, Stage, key_of, open_to, stage_of
from domain.request import Step, StepState
from tests.domain.things import NOON, at

WAITING, RUNNING, DONE, FAILED = StepState.WAITING, StepState.RUNNING, StepState.DONE, StepState.FAILED
DAY = timedelta(days=1)
PATIENCE = ChaseIntervals(chase_after=(3 * DAY, 5 * DAY, 7 * DAY), nudge_after=DAY)


def a_stage(stage: Stage, state: StepState = WAITING, note: str = "", number: int = 0) -> Step:
    settled = NOON if state is DONE else None
    return Step(
        request_id="DSR-7K3QFA", key=key_of(stage, number), position=0, subject_id="s", state=state, note=note,
        settled_at=settled,
    )  # fmt: skip


def up_to(stage: Stage, state: StepState = WAITING, note: str = "") -> list[Step]:
    """Everything before the stage is done."""
    done = PLAN[: PLAN.index(stage)]
    return [
        a_stage(s, DONE if s in done else state if s is stage else WAITING, note if s is stage else "") for s in PLAN
    ]


def deeds(steps: list[Step], *, guided: bool = False) -> list[Deed | None]:
    return [open_to(step, steps, guided=guided) for step in steps]


@pytest.mark.parametrize(
    ("stage", "mailbox", "by_hand"),
    [
        (Stage.REQUEST, Deed.SEND, Deed.SENT),
        (Stage.QUESTION, Deed.CAME, Deed.CAME),
        (Stage.CONFIRMATION, Deed.SEND, Deed.SENT),
        (Stage.DELIVERY, Deed.CAME, Deed.CAME),
        (Stage.ANSWER, Deed.ANSWER, Deed.ANSWER),
    ],
)
def test_one_thing_can_be_done_at_a_time(stage: Stage, mailbox: Deed, by_hand: Deed) -> None:
    steps, place = up_to(stage), PLAN.index(stage)
    for guided, deed in ((False, mailbox), (True, by_hand)):
        found = deeds(steps, guided=guided)
        assert found[place] is deed
        assert [other for other in found if other] == [deed]


@pytest.mark.parametrize("stage", sorted(LETTERS & set(PLAN)))
def test_a_letter_on_its_way_is_the_machines(stage: Stage) -> None:
    steps = up_to(stage, RUNNING)
    assert not any(deeds(steps))
    assert not ticket.needs_person(steps, guided=False)
    assert not ticket.may_remind(steps, guided=False)
    assert next_look(steps, PATIENCE, NOON, guided=False) is None


@pytest.mark.parametrize("stage", sorted(LETTERS & set(PLAN)))
@pytest.mark.parametrize(("note", "deed"), [("doubtful", Deed.RESOLVE), ("mail_down", Deed.SEND)])
def test_a_letter_that_failed_is_sent_again_and_one_in_doubt_is_looked_for(stage: Stage, note: str, deed: Deed) -> None:
    steps = up_to(stage, FAILED, note)
    assert open_to(steps[PLAN.index(stage)], steps, guided=False) is deed
    assert ticket.needs_person(steps, guided=False)


def test_a_reminder_in_doubt_is_looked_for_too() -> None:
    steps = [*up_to(Stage.QUESTION), a_stage(Stage.REMINDER, FAILED, "doubtful", 1)]
    assert deeds(steps)[-1] is Deed.RESOLVE


@pytest.mark.parametrize("stage", sorted(AWAITED))
def test_an_awaited_mail_is_no_persons_turn_before_something_is_wrong(stage: Stage) -> None:
    assert not ticket.needs_person(up_to(stage), guided=False)
    for note in (ticket.SILENT, ticket.UNREAD, ticket.BOUNCED, ticket.NOT_PORTABLE):
        assert ticket.needs_person(up_to(stage, note=note), guided=False)
    assert ticket.may_remind(up_to(stage), guided=False)
    assert not ticket.may_remind(up_to(stage), guided=True)


@given(st.lists(st.sampled_from(StepState), min_size=5, max_size=5), st.booleans())
def test_it_is_complete_exactly_when_every_stage_is_done(states: list[StepState], reminded: bool) -> None:
    steps = [a_stage(stage, state) for stage, state in zip(PLAN, states, strict=True)]
    steps += [a_stage(Stage.REMINDER, FAILED, "mail_down", 1)] if reminded else []
    assert ticket.complete(steps) is (set(states) == {DONE})
    if ticket.complete(steps):
        assert not [deed for deed in deeds(steps) if deed in MAIN]


def test_a_step_of_another_kind_belongs_to_no_export() -> None:
    assert [stage_of(key) for key in ("a1b2", "mail:", "mail:lunch", "segment:mail", "mail:reminder-12")] == [
        None, None, None, None,
        Stage.REMINDER,
    ]  # fmt: skip
    assert not ticket.complete([])


# ---- the chase


def reminded(steps: list[Step], number: int, after: timedelta) -> list[Step]:
    return [*steps, replace(a_stage(Stage.REMINDER, DONE, "sent", number), settled_at=NOON + after)]


def test_no_answer_brings_a_reminder_then_another_and_then_a_person() -> None:
    steps = up_to(Stage.QUESTION)
    assert next_look(steps, PATIENCE, NOON, guided=False) == NextLook(Chase.REMIND, NOON + 3 * DAY)
    steps = reminded(steps, 1, 3 * DAY)
    assert next_look(steps, PATIENCE, NOON, guided=False) == NextLook(Chase.REMIND, NOON + 8 * DAY)
    steps = reminded(steps, 2, 8 * DAY)
    assert next_look(steps, PATIENCE, NOON, guided=False) == NextLook(Chase.ASK, NOON + 15 * DAY)


def test_reminders_of_the_question_do_not_count_for_the_data() -> None:
    steps = reminded(up_to(Stage.DELIVERY), 1, 3 * DAY)
    steps = [replace(s, settled_at=NOON + 4 * DAY) if stage_of(s.key) is Stage.CONFIRMATION else s for s in steps]
    assert next_look(steps, PATIENCE, NOON, guided=False) == NextLook(Chase.REMIND, NOON + 7 * DAY)


def test_without_a_mailbox_a_person_is_asked_after_the_first_wait() -> None:
    assert next_look(up_to(Stage.QUESTION), PATIENCE, NOON, guided=True) == NextLook(Chase.ASK, NOON + 3 * DAY)


@pytest.mark.parametrize("stage", [Stage.REQUEST, Stage.CONFIRMATION, Stage.ANSWER])
def test_whose_turn_it_is_hears_it_again(stage: Stage) -> None:
    assert next_look(up_to(stage), PATIENCE, at(5), guided=False) == NextLook(Chase.NUDGE, at(5) + DAY)


def test_what_is_done_is_looked_at_no_more() -> None:
    steps = [replace(step, state=DONE, settled_at=NOON) for step in up_to(Stage.ANSWER)]
    assert next_look(steps, PATIENCE, NOON, guided=False) is None
