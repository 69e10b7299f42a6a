"""The state table of the design, walked cell by cell."""

from __future__ import annotations

from itertools import product

import pytest

from domain.request import OPEN, Change, NotPossible, State, after
from tests.domain.things import a_request

# Written out by hand from design §4, apart from the code: a dash is a cell that does not exist.
TABLE = """
                  approve      deny    expire   settle     stall            resume       cancel     refuse
pending_approval  in_progress  denied  expired  -          -                -            cancelled  refused
in_progress       -            -       -        completed  needs_attention  -            cancelled  refused
needs_attention   -            -       -        -          -                in_progress  cancelled  refused
completed         -            -       -        -          -                -            -          -
denied            -            -       -        -          -                -            -          -
expired           -            -       -        -          -                -            -          -
cancelled         -            -       -        -          -                -            -          -
refused           -            -       -        -          -                -            -          -
"""
_HEAD, *_ROWS = [line.split() for line in TABLE.strip().splitlines()]
CELLS = {(row[0], change): following for row in _ROWS for change, following in zip(_HEAD, row[1:], strict=True)}
POSSIBLE = [cell for cell, following in CELLS.items() if following != "-"]
IMPOSSIBLE = [cell for cell, following in CELLS.items() if following == "-"]


def test_the_table_has_a_cell_for_every_state_and_every_change() -> None:
    assert set(CELLS) == set(product(map(str, State), map(str, Change)))


@pytest.mark.parametrize(("state", "change"), POSSIBLE)
def test_a_change_leads_to_the_state_of_its_cell(state: str, change: str) -> None:
    assert after(State(state), Change(change)) is State(CELLS[state, change])


@pytest.mark.parametrize(("state", "change"), IMPOSSIBLE)
def test_a_change_without_a_cell_is_not_possible(state: str, change: str) -> None:
    with pytest.raises(NotPossible) as caught:
        after(State(state), Change(change))
    assert (caught.value.state, caught.value.change) == (state, change)


def test_why_a_change_is_not_possible_can_be_read() -> None:
    assert str(NotPossible(State.COMPLETED, Change.CANCEL)) == "cancel is not possible in completed"


@pytest.mark.parametrize("state", State)
def test_a_request_is_open_as_long_as_something_can_still_happen_to_it(state: State) -> None:
    can_change = any(before == state for before, _ in POSSIBLE)
    assert a_request(state).open is can_change is (state in OPEN)
