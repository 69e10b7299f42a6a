"""One row of the board: kind, sources or people, who asked, how it stands, whose turn it is, and the days left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.drawing.board_row import row
from domain.request import OPEN, Kind, State
from domain.words import en as words
from domain.words.en import EN
from tests.domain.boards import TODAY, a_row, stories
from tests.domain.things import a_line

ANNA = "anna.berg@contoso.com"
TEXTS = [
    "Erase a•••@contoso.com from 3 sources",
    "Erase a•••@contoso.com from 3 sources",
    "Export a customer’s data (access): a•••@contoso.com",
    "Refresh CRM Contacts",
    "Erase a•••@contoso.com from Web",
    "Erase a•••@contoso.com from 3 sources",
    "Remove a•••@contoso.com",
]
TURNS = [
    "Ada Brandt or Amir Haddad · 30 days overdue",
    "Ben Osei or Cleo Martin · 9 days overdue",
    "Tess Vermeer · due today",
    "15 days left",
    "Ada Brandt or Amir Haddad · 19 days left",
    "to release the hold · 20 days left",
    "Ben Osei or Cleo Martin",
]


def test_a_row_says_what_for_whom_whose_turn_it_is_and_the_days_that_are_left() -> None:
    rows = [row(story, EN) for story in stories()]
    for item, text, turn in zip(rows, TEXTS, TURNS, strict=True):
        assert item.text.startswith(f"DSR-7K3QFA · {text}"), item
        assert turn in item.note
        assert item.note.startswith("asked by Ada Brandt · ")
        assert item.button
        assert (item.button.verb, item.button.ref) == ("show", "DSR-7K3QFA")


def test_nobodys_address_stands_on_the_board() -> None:
    assert [item for item in (row(story, EN) for story in stories()) if ANNA in f"{item.text} {item.note}"] == []


def test_what_is_late_is_marked_and_says_that_nobody_was_told() -> None:
    late = [item for item in (row(story, EN) for story in stories()) if "overdue" in item.note]
    assert len(late) == 2
    assert {item.sign for item in late} == {"⚠"}
    assert [words.board.NO_ANSWER_YET in item.note for item in late] == [True, False]


@pytest.mark.parametrize("state", sorted(OPEN))
def test_a_removal_has_no_day_by_law(state: State) -> None:
    item = row(a_row(state, Kind.REMOVE_USER, date(2020, 1, 2), a_line(ANNA, personal=True)), EN)
    assert "left" not in item.note
    assert "overdue" not in item.note


@pytest.mark.parametrize("state", sorted({*State} - OPEN))
def test_for_what_has_ended_no_days_are_counted_where_nobody_waits(state: State) -> None:
    """Nobody is named, or a later request has taken its place."""
    for story in (
        a_row(state, Kind.REFRESH, date(2020, 1, 2)),
        replace(a_row(state, Kind.ERASURE, date(2020, 1, 2), who=ANNA), taken_over="DSR-000001", holders={}),
    ):
        assert "overdue" not in row(story, EN).note
        assert row(story, EN).sign == ("✓" if state is State.COMPLETED else "–")


def test_a_request_that_names_nobody_keeps_its_day_while_it_is_open() -> None:
    assert "overdue" in row(a_row(State.IN_PROGRESS, Kind.REFRESH, date(2020, 1, 2)), EN).note
    assert words.requests.STATES[State.IN_PROGRESS] in row(a_row(State.IN_PROGRESS, Kind.REFRESH, TODAY), EN).note
