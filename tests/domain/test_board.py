"""What a board is asked for, whom it shows what, and until when an answer is overdue."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.board import Board, Lane, Page, Side, lanes, overdue_until, page_of
from domain.calendar import due
from domain.people import Role

TODAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("", Page(Board.OPEN)),
        ("open", Page(Board.OPEN)),
        ("Overdue!", Page(Board.OVERDUE)),
        (" mine ", Page(Board.MINE)),
        ("open after DSR-7K3QFA", Page(Board.OPEN, Side.AFTER, "DSR-7K3QFA")),
        ("mine older dsr-7k3qfa.", Page(Board.MINE, Side.OLDER, "DSR-7K3QFA")),
    ],
)
def test_a_board_is_asked_for_by_its_name_and_a_page_by_a_request_beside_it(text: str, page: Page) -> None:
    assert page_of(text) == page


@pytest.mark.parametrize(
    "text", ["yesterday", "open please", "open after", "mine beside DSR-7K3QFA", "after DSR-7K3QFA"]
)
def test_what_is_no_board_is_asked_back(text: str) -> None:
    assert page_of(text) is None


@pytest.mark.parametrize("board", Board)
@pytest.mark.parametrize("side", Side)
def test_what_a_button_carries_is_read_as_it_was_meant(board: Board, side: Side) -> None:
    for page in (Page(board), Page(board, side, "DSR-7K3QFA")):
        assert page_of(str(page)) == page


@pytest.mark.parametrize("role", [Role.ADMIN, Role.APPROVER, Role.AUDITOR])
def test_readers_see_everything_that_waits(role: Role) -> None:
    assert lanes(Board.OPEN, "ada", {role}, TODAY, "DE") == (Lane(led=True),)


def test_a_tenant_admin_sees_the_exports_to_go_on_with_and_their_own_and_others_only_theirs() -> None:
    assert lanes(Board.OPEN, "tess", {Role.TENANT_ADMIN}, TODAY, "DE") == (
        Lane(requester="tess", exports=True, led=True),
    )
    assert lanes(Board.OPEN, "nils", set(), TODAY, "DE") == (Lane(requester="nils", led=True),)
    assert lanes(Board.OPEN, "tess", {Role.TENANT_ADMIN, Role.AUDITOR}, TODAY, "DE") == (Lane(led=True),)


@pytest.mark.parametrize("roles", [set(), {Role.ADMIN}, {Role.TENANT_ADMIN}])
def test_ones_own_are_all_of_them_what_waits_first(roles: set[Role]) -> None:
    own = Lane(requester="ada", led=True), Lane(requester="ada", ended=True)
    assert lanes(Board.MINE, "ada", roles, TODAY, "DE") == own


def test_overdue_are_fewer_of_the_same() -> None:
    until = overdue_until(TODAY, "DE")
    later = overdue_until(TODAY, "DE", 3)
    assert lanes(Board.OVERDUE, "ada", {Role.ADMIN}, TODAY, "DE") == (Lane(until=until, extended_until=later),)
    assert lanes(Board.OVERDUE, "nils", set(), TODAY, "DE") == (
        Lane(requester="nils", until=until, extended_until=later),
    )


@settings(deadline=None)  # the holidays of a year are worked out once
@given(st.dates(date(2024, 1, 1), date(2034, 1, 1)), st.sampled_from(["DE", "FR", "US", "PL", "DE-BY"]))
def test_overdue_is_what_was_due_before_today_and_nothing_else(today: date, country: str) -> None:
    until = overdue_until(today, country)
    assert due(until, country) < today
    assert due(until + timedelta(days=1), country) >= today


@settings(deadline=None)  # the holidays of a year are worked out once
@given(
    st.dates(date(2024, 1, 1), date(2034, 1, 1)),
    st.integers(0, 400),
    st.sampled_from(["DE", "FR", "US", "PL", "DE-BY"]),
)
def test_what_was_received_later_is_never_due_earlier(received: date, later: int, country: str) -> None:
    """So the day of receipt orders the board as the day on which the answer is due does."""
    assert due(received, country) <= due(received + timedelta(days=later), country)
