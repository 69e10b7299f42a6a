"""Where reading stopped at a bound, that is said with the bound, and what to do next."""

from __future__ import annotations

import pytest

from domain.erasure.looks import MOST_ROWS, Aim, Kind, Look, Why
from domain.words import en as words

MAIL = Look(aim=Aim(kind=Kind.CUSTOMERS, table="Customer", column="Mail"), column="Mail", why=Why.CUT)
LIST = Look(aim=Aim(kind=Kind.LIST, table="segments"), why=Why.CUT)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (0, f"there are more than {MOST_ROWS:,} entries, and I read no more"),
        (500, "I read 500 entries, and there are more"),
        (3_000, "I read 3,000 entries, and there are more"),
    ],
)
def test_a_table_that_is_too_large_is_named_with_how_much_was_read_and_what_to_do(rows: int, said: str) -> None:
    look = Look(aim=MAIL.aim, column="Mail", rows=rows, understood=rows, why=Why.CUT)
    assert words.looks.not_checked([look]) == f"not checked: the customers by Mail ({said}). {words.looks.CUT_NEXT}"
    assert words.looks.came(look) == f"proves nothing: {said}"
    assert "Retry" in words.looks.CUT_NEXT


def test_a_list_without_an_end_says_so() -> None:
    assert words.looks.not_checked([LIST]) == "not checked: the list of segments (it did not end)."


def test_what_to_do_is_said_once_however_many_are_too_large() -> None:
    assert words.looks.not_checked([MAIL, LIST, MAIL]).count(words.looks.CUT_NEXT) == 1


def test_where_nothing_is_too_large_it_is_not_said() -> None:
    other = Look(aim=MAIL.aim, column="Mail", why=Why.CAPITALS)
    assert words.looks.CUT_NEXT not in words.looks.not_checked([other])
