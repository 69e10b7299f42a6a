"""What was measured stands on the page between its own two marks, with when and where it was; nothing else changes."""

from __future__ import annotations

import pytest

from bench.parts import PARTS
from bench.table import PAGE, Table, written

FOUND = Table("How fast.", ("act", "CPU"), [("show", "1 ms"), ("find", "2 ms")])
A_PAGE = "# Speed\n\n<!-- bench:b -->\nold\n<!-- /bench:b -->\n\nThe rest.\n"


def test_the_table_takes_the_place_of_the_one_before() -> None:
    page = written(A_PAGE, "b", [FOUND])
    assert page.startswith(
        "# Speed\n\n<!-- bench:b -->\n\nHow fast.\n\n| act | CPU |\n| --- | ---: |\n| show | 1 ms |\n"
    )
    assert page.endswith("<!-- /bench:b -->\n\nThe rest.\n")
    assert "old" not in page
    assert "cores (" in page


def test_writing_it_twice_leaves_one() -> None:
    once = written(A_PAGE, "b", [FOUND])
    assert written(once, "b", [FOUND]).count("| find |") == 1


@pytest.mark.parametrize("page", ["", A_PAGE.replace("/bench:b", "/bench:c"), A_PAGE * 2])
def test_a_page_without_its_place_is_left_alone(page: str) -> None:
    with pytest.raises(ValueError, match="no place for part b"):
        written(page, "b", [FOUND])


def test_the_page_has_a_place_for_every_part() -> None:
    for part in PARTS:
        assert written(PAGE.read_text(), part, [FOUND])
