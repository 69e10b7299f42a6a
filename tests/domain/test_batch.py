"""How it stands with each of a batch: nobody is gone but on the word of every look-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from domain.batch import PeopleList, Row, Stand, Why, list_again, rows_of, stand
from domain.erasure.plan import CHECKS, StepKind, found_gone, key_of
from domain.notes import Note
from domain.request import State, Step, StepState
from tests.domain.things import a_request, a_step

NOT_GONE = ("", Note.WARNED, Note.TOLD, "a word of another release")


def looked(*notes: str, state: StepState = StepState.DONE) -> list[Step]:
    return [
        replace(a_step(), key=key_of(StepKind.CHECK, name), state=state, note=note)
        for name, note in zip(CHECKS, notes, strict=False)
    ]


@pytest.mark.parametrize("state", [State.COMPLETED, State.NEEDS_ATTENTION])
def test_whoever_every_look_found_gone_is_gone(state: State) -> None:
    assert stand(a_request(state), looked(Note.GONE, Note.GONE), held=False) is Stand.GONE


@pytest.mark.parametrize("state", [State.COMPLETED, State.NEEDS_ATTENTION])
@pytest.mark.parametrize("note", NOT_GONE)
@pytest.mark.parametrize("first", [True, False])
def test_a_look_that_says_anything_else_is_no_look(state: State, note: str, first: bool) -> None:
    notes = (note, Note.GONE) if first else (Note.GONE, note)
    assert stand(a_request(state), looked(*notes), held=False) is Stand.NO_CHECK


@pytest.mark.parametrize(
    "steps",
    [
        [],
        looked(Note.GONE, Note.CLOSED),
        looked(Note.GONE, Note.GONE, state=StepState.WAITING),
        looked(Note.GONE, Note.GONE, state=StepState.CANCELLED),
        *([*looked(note), *looked(Note.GONE)] for note in NOT_GONE),
    ],
)
def test_of_no_look_and_of_one_that_was_not_made_it_is_not_known(steps: Sequence[Step]) -> None:
    assert not found_gone(steps)


def looked_up(**ids: tuple[str, ...]) -> PeopleList:
    """A list of these, each found under these ids, one after the other."""
    found = PeopleList(rows=tuple(Row(who=who) for who in ids))
    for who, some in ids.items():
        row = next(row for row in found.rows if row.who == who)
        found = found.seen(replace(row, looked=True, sure=True, found=bool(some), ids=some))
    return found


@pytest.mark.parametrize(
    ("ids", "twice"),
    [
        ({"anna": ("1",), "id": ("1",)}, ["id"]),
        ({"anna": ("1", "2"), "id": ("2",)}, ["id"]),
        ({"anna": ("1", "2"), "berg": ("2", "3")}, []),
        ({"id": ("1",), "anna": ("1", "2")}, []),
        ({"anna": ("1",), "bo": ("2",), "both": ("1", "2")}, []),
        ({"nobody": (), "none": ()}, []),
        ({"anna": ("1",), "id": ("1",), "other": ("1",)}, ["id", "other"]),
    ],
)
def test_whoever_has_all_profiles_of_somebody_before_them_is_there_twice_and_nobody_else(
    ids: dict[str, tuple[str, ...]], twice: list[str]
) -> None:
    assert [row.who for row in looked_up(**ids).rows if row.why is Why.TWICE] == twice


def test_whoever_could_not_be_looked_for_is_not_unknown_and_comes_back_as_such() -> None:
    row = Row(who="anna@contoso.com", looked=True, failed=True)
    assert not row.is_unknown
    assert list_again(PeopleList(rows=(row,)).kept()).rows == (row,)


def test_a_list_of_a_release_that_knew_no_failed_looks_is_read() -> None:
    kept = PeopleList(rows=(Row(who="anna@contoso.com"),)).kept().replace('"failed": false, ', "")
    assert "failed" not in kept
    assert list_again(kept).rows[0].failed is False


@pytest.mark.parametrize(
    ("note", "how"),
    [
        (Note.STILL_THERE, Stand.STILL_THERE),
        (Note.NO_CHECK, Stand.NO_CHECK),
        (Note.FORGOTTEN, Stand.GONE),  # nobody knows any more who it was
    ],
)
def test_a_look_after_the_end_outweighs_those_before_it(note: Note, how: Stand) -> None:
    again = replace(a_step(), key=key_of(StepKind.AGAIN), state=StepState.FAILED, note=note)
    steps = [*looked(Note.GONE, Note.GONE), again]
    assert stand(a_request(State.COMPLETED), steps, held=False) is how
    tried = replace(again, state=StepState.WAITING)  # to be made again tomorrow
    assert stand(a_request(State.COMPLETED), [*looked(Note.GONE, Note.GONE), tried], held=False) is Stand.GONE


@pytest.mark.parametrize(
    ("lines", "taken"),
    [
        (["1. anna@contoso.com", "", "2. Ben <ben@contoso.com>"], ["anna@contoso.com", "ben@contoso.com"]),
        (["1. anna@contoso.com", "ben@contoso.com"], ["ben@contoso.com"]),
        (["1.", "anna@contoso.com", "2.", "ben@contoso.com"], ["anna@contoso.com", "ben@contoso.com"]),
        (["1", "anna@contoso.com"], ["anna@contoso.com"]),
        (["+49 170 1234567", "4,711", "anna@contoso.com 2026-11-03"], []),
        (["anna@contoso.com, ben@contoso.com"], ["anna@contoso.com", "ben@contoso.com"]),
        (["4711; C-4712"], ["4711", "C-4712"]),
        (['"17"', "anna@contoso.com"], ["17", "anna@contoso.com"]),
    ],
)
def test_of_a_list_no_number_of_a_line_is_somebody_and_nothing_is_lost(lines: list[str], taken: list[str]) -> None:
    rows = rows_of(lines)
    assert [row.who for row in rows if not row.why] == taken
    left = [row.who for row in rows if row.why is Why.UNREAD]
    assert left == [line for line in lines if line and not any(who in line for who in taken)]
