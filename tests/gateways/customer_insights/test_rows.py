"""A cell is a text, several texts, nothing, or not understood; there is no guessing."""

from __future__ import annotations

import pytest

from gateways.customer_insights.rows import row


@pytest.mark.parametrize(
    ("given", "cell"),
    [
        ("c-1", ("c-1",)),
        (" c-1 ", (" c-1 ",)),
        (None, ()),
        ("", ()),
        ("  ", ()),
        ([], ()),
        (["a", "b"], ("a", "b")),
        (["a", None], None),
        ([["a"]], None),
        (17, None),
        (True, None),
        ({"value": "c-1"}, None),
    ],
)
def test_a_cell(given: object, cell: object) -> None:
    found = row({"CustomerId": given})
    assert found is not None
    assert found.cell("customerid") == cell


@pytest.mark.parametrize("given", [None, [], "x", 7, [{"CustomerId": "c-1"}]])
def test_what_is_no_row(given: object) -> None:
    assert row(given) is None


def test_two_columns_that_differ_in_case_alone_are_not_understood_unless_they_agree() -> None:
    apart, alike = row({"Id": "a", "id": "b"}), row({"Id": "a", "id": "a"})
    assert apart is not None
    assert apart.cell("id") is None
    assert alike is not None
    assert alike.cell("id") == ("a",)


def test_annotations_are_no_columns() -> None:
    found = row({"@odata.id": "x", "a": "b"})
    assert found is not None
    assert found.cell("@odata.id") is None


def test_every_text_and_number_of_a_row_is_there_to_be_compared() -> None:
    found = row({"a": 17, "b": {"value": ["x", {"c": "y"}]}, "d": None, "e": True})
    assert found is not None
    assert found.loose == {"17", "x", "y"}


def test_however_deep_a_text_stands_it_is_read() -> None:
    deep: object = "x"
    for _ in range(50_000):
        deep = [deep]
    found = row({"a": deep, "b": {"c": "y"}, "d": "z"})
    assert found is not None
    assert found.loose == {"x", "y", "z"}
    assert (found.texts("A"), found.texts("B"), found.texts("D"), found.texts("E")) == ({"x"}, {"y"}, ("z",), ())


def test_of_two_columns_that_do_not_agree_the_texts_of_both_may_stand_there() -> None:
    found = row({"Id": "a", "id": "b", "ID": 7})
    assert found is not None
    assert found.texts("id") == {"a", "b", "7"}
