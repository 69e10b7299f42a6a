"""Rows as they come: understood for certain, or not at all."""

from __future__ import annotations

import pytest

from domain.erasure.rows import Row, Sought, addresses_in

ZOE = "zoe@contoso.com"
SOUGHT = Sought(addresses=(ZOE,), ids=("c-1",), keys=(("Shop_orders_id", "W-7"),))


def a_row(**cells: tuple[str, ...] | None) -> Row:
    return Row({name.casefold(): cell for name, cell in cells.items()}, frozenset())


def test_a_column_is_found_in_any_case() -> None:
    assert a_row(customerid=("c-1",)).one("CustomerId") == "c-1"


def test_what_is_missing_is_not_understood_and_what_is_empty_is() -> None:
    row = a_row(mail=(), id=None)
    assert row.cell("Mail") == ()
    assert row.cell("Id") is None
    assert row.cell("Phone") is None


def test_of_several_none_is_the_one() -> None:
    assert a_row(id=("a", "b")).one("id") is None


@pytest.mark.parametrize(
    "text",
    [
        ZOE,
        "ZOE@Contoso.com",
        f" {ZOE} ",
        f"Zoe Aa <{ZOE}>",
        f"mailto:{ZOE}",
        f"max@contoso.com; {ZOE}",
        f'["{ZOE}"]',
        f"({ZOE})",
    ],
)
def test_text_around_an_address_makes_no_other_person(text: str) -> None:
    assert SOUGHT.has_address((text,))


@pytest.mark.parametrize("text", ["", "zoe", "azoe@contoso.com", "zoe@contoso.com.example", "zoe+news@contoso.com"])
def test_a_similar_address_is_somebody_else(text: str) -> None:
    assert not SOUGHT.has_address((text,))


def test_in_a_table_of_unread_rows_any_identifier_counts() -> None:
    assert SOUGHT.has_any(["x", "w-7"])
    assert SOUGHT.has_any(["C-1"])
    assert SOUGHT.has_any(["Zoe <zoe@contoso.com>"])
    assert not SOUGHT.has_any(["w-70", "c-11", ""])
    assert set(SOUGHT.identifiers) == {ZOE, "c-1", "W-7"}


def test_what_names_people_is_not_shown_by_accident() -> None:
    assert "zoe" not in repr(SOUGHT)
    assert "zoe" not in repr(a_row(mail=(ZOE,)))


def test_a_whole_text_with_one_at_is_an_address_whatever_it_looks_like() -> None:
    assert '"two words"@contoso.com' in addresses_in('"two words"@contoso.com')
