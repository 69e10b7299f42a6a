"""Whose turn it is, by name, and how many days are left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.delegation import StandIn
from domain.drawing.turn import turn
from domain.erasure.plan import HumanTask, StepKind, key_of
from domain.export.plan import SILENT, Deed
from domain.people import Person, Role
from domain.request import Kind, State, StepState, Verdict
from domain.rights import PARTS
from domain.seats import ANY
from domain.view import Ballot, Held, RequestView, StepView, public
from domain.words import en as words
from domain.words.en import EN
from tests.domain.things import NOON, a_line, a_request, a_story

ADA, AMIR = Person("ada", "Ada Admin"), Person("amir", "Amir Both")
BEN, CLEO, DORA, EVE = (Person(n, n.title()) for n in ("ben", "cleo", "dora", "eve"))
TESS = Person("tess", "Tess Tanaka")
NEVER_MET = Person("", "")
HOLDERS = {
    Role.ADMIN: (ADA, AMIR),
    Role.APPROVER: (AMIR, BEN, CLEO),
    Role.TENANT_ADMIN: (TESS,),
    Role.AUDITOR: (),
}


def story(state: State, *lines: StepView, kind: Kind = Kind.ERASURE, **more: object) -> RequestView:
    """Ada has asked for it."""
    told = replace(a_story(a_request(state, kind), *lines), holders=HOLDERS, days_left=23)
    return replace(told, **more)


def part(human: HumanTask | Deed, note: str = "") -> StepView:
    return replace(a_line(human, note=note), key=key_of(StepKind.STATEMENT, human), human=human)


def failed() -> StepView:
    return a_line("CRM", StepState.FAILED)


# ---- by name


def test_an_approval_waits_for_every_approver_who_can_still_vote() -> None:
    assert turn(story(State.PENDING_APPROVAL), EN) == "Waits for Amir Both, Ben or Cleo · 23 days left"
    voted = story(State.PENDING_APPROVAL, ballots=(Ballot("Ben", Verdict.APPROVE, "", "ben"),))
    assert turn(voted, EN) == "Waits for Amir Both or Cleo · 23 days left"


def test_whoever_acts_for_somebody_who_is_away_is_named_once() -> None:
    away = {"ben": StandIn("cleo", "Cleo", "Ben", date(2026, 12, 5))}
    acts = "Cleo (for Ben, away until 5 Dec 2026)"
    assert turn(story(State.PENDING_APPROVAL, stand_ins=away), EN) == f"Waits for Amir Both or {acts} · 23 days left"
    two = story(State.PENDING_APPROVAL, stand_ins=away, empty=((ANY, 2),), rule=((ANY, 2),))
    assert turn(two, EN).count("Cleo") == 1
    each_other = away | {"cleo": StandIn("ben", "Ben", "Cleo", date(2026, 12, 5))}
    said = turn(story(State.PENDING_APPROVAL, stand_ins=each_other), EN)
    assert acts in said
    assert "Ben (for Cleo, away until 5 Dec 2026)" in said


def test_nobody_is_asked_to_approve_what_they_asked_for() -> None:
    mine = story(State.PENDING_APPROVAL, holders={Role.APPROVER: (ADA, BEN)})
    assert turn(mine, EN) == "Waits for Ben · 23 days left"


def test_what_nobody_can_approve_says_so() -> None:
    alone = story(State.PENDING_APPROVAL, holders={Role.APPROVER: (ADA,)})
    assert turn(alone, EN) == f"{words.turn.NOBODY_CAN_APPROVE} · 23 days left"


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ((), "an approver"),
        ((NEVER_MET,), "an approver"),
        ((NEVER_MET, NEVER_MET), "an approver"),
        ((BEN,), "Ben"),
        ((BEN, NEVER_MET), "Ben or another approver"),
        ((BEN, NEVER_MET, NEVER_MET), "Ben or 2 others"),
        ((BEN, CLEO, DORA), "Ben, Cleo or Dora"),
        ((BEN, CLEO, DORA, EVE), "Ben, Cleo, Dora or another approver"),
        ((BEN, CLEO, DORA, EVE, AMIR), "Ben, Cleo, Dora or 2 others"),
    ],
)
def test_who_was_never_met_is_counted_and_never_shown_by_address(people: tuple[Person, ...], expected: str) -> None:
    names = [person.name for person in people if person.name]
    assert words.turn.somebody(Role.APPROVER, names, len(people) - len(names)) == expected


@pytest.mark.parametrize("human", HumanTask)
def test_each_part_of_a_plan_waits_for_those_whom_the_table_of_rights_names(human: HumanTask) -> None:
    said = turn(story(State.NEEDS_ATTENTION, part(human)), EN)
    wanted = HOLDERS[next(iter(PARTS[human].roles))]
    assert all(person.name in said for person in wanted)


def test_parts_for_several_name_them_all() -> None:
    both = story(State.NEEDS_ATTENTION, part(HumanTask.TICK), part(HumanTask.VOTE))
    assert turn(both, EN) == "Waits for Ada Admin or Amir Both and Amir Both, Ben or Cleo · 23 days left"


def test_a_failure_waits_for_an_admin() -> None:
    assert turn(story(State.NEEDS_ATTENTION, failed()), EN).startswith("Waits for Ada Admin or Amir Both")


def test_what_runs_waits_for_nobody() -> None:
    assert turn(story(State.IN_PROGRESS), EN) == f"{words.turn.AT_WORK} · 23 days left"
    stopping = story(State.IN_PROGRESS, request=replace(a_request(State.IN_PROGRESS), cancel_asked_by="ada"))
    assert turn(stopping, EN).startswith(words.turn.STOPPING)


@pytest.mark.parametrize(
    ("line", "state", "expected"),
    [
        (part(Deed.SEND), State.NEEDS_ATTENTION, "Waits for Tess Tanaka"),
        (part(Deed.CAME), State.IN_PROGRESS, "Waits for Microsoft’s team"),
        (part(Deed.CAME, SILENT), State.NEEDS_ATTENTION, "Waits for Tess Tanaka"),
        (part(Deed.ANSWER), State.NEEDS_ATTENTION, "Waits for Tess Tanaka"),
    ],
)
def test_an_export_waits_for_the_tenant_admin_or_the_team(line: StepView, state: State, expected: str) -> None:
    assert turn(story(state, line, kind=Kind.EXPORT), EN) == f"{expected} · 23 days left"


def test_what_is_over_waits_for_nobody() -> None:
    assert turn(story(State.COMPLETED), EN) == ""


@pytest.mark.parametrize("state", [State.DENIED, State.EXPIRED, State.CANCELLED])
def test_whoever_is_owed_an_answer_waits_for_an_admin(state: State) -> None:
    assert turn(story(state, part(HumanTask.ANSWER)), EN) == "Waits for Ada Admin or Amir Both · 23 days left"
    assert turn(story(state, a_line(), taken_over="DSR-000001"), EN) == ""


# ---- under a hold


def test_a_hold_waits_for_an_admin_other_than_who_set_it() -> None:
    held = story(State.PENDING_APPROVAL, held=True, holds=(Held("Ada Admin", "ada", NOON),))
    assert turn(held, EN) == "Waits for Amir Both to release the hold · 23 days left"


def test_a_hold_that_nobody_could_release_says_so() -> None:
    alone = story(
        State.NEEDS_ATTENTION, held=True, holds=(Held("Ada", "ada", NOON),), holders={Role.ADMIN: (ADA,)}
    )  # fmt: skip
    assert turn(alone, EN) == f"{words.turn.NOBODY_CAN_RELEASE} · 23 days left"


# ---- the days


@pytest.mark.parametrize(
    ("days", "expected"),
    [(30, "30 days left"), (1, "1 day left"), (0, "due today"), (-1, "1 day overdue"), (-12, "12 days overdue")],
)
def test_the_days_are_counted_to_the_day_of_the_law(days: int, expected: str) -> None:
    assert turn(story(State.IN_PROGRESS, days_left=days), EN).endswith(f" · {expected}")


def test_where_nobody_waits_for_an_answer_no_days_are_counted() -> None:
    for plain in (
        story(State.PENDING_APPROVAL, subjects=()),
        story(State.PENDING_APPROVAL, kind=Kind.REMOVE_USER),
        story(State.COMPLETED),
    ):
        assert "left" not in turn(plain, EN)


def test_in_a_channel_a_name_that_is_an_address_is_masked() -> None:
    named = story(State.PENDING_APPROVAL, holders={Role.APPROVER: (Person("ben", "ben.bauer@contoso.com"),)})
    assert "ben.bauer" not in turn(public(named), EN)
