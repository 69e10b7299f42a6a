"""What is kept of a removal holds no words, and what an earlier release kept with words reads as before."""

from __future__ import annotations

import pytest

from domain.drawing.results import names_of_missed
from domain.remove_user.facts import Missed, groups, missed, packed, packed_groups
from domain.words import en as words
from domain.words.en import EN


@pytest.mark.parametrize("names", [(), ("",), ("", "Sales"), ("Sales", ""), ("A\nB", "[“C”]")])
def test_groups_are_read_as_they_were_kept(names: tuple[str, ...]) -> None:
    assert groups(packed_groups(names)) == names


@pytest.mark.parametrize(("kept", "names"), [("", ()), ("Sales\n(no name)", ("Sales", "(no name)")), ("12", ("12",))])
def test_what_an_earlier_release_kept_of_groups_reads_as_before(kept: str, names: tuple[str, ...]) -> None:
    assert groups(kept) == names


def test_who_is_missed_is_named_by_the_directory_or_else_by_their_id_when_it_is_shown() -> None:
    kept = packed([Missed("Rita (rita@contoso.com)", "8f-1"), Missed("", "8f-2")])
    assert "somebody" not in kept
    assert missed(kept) == (Missed("Rita (rita@contoso.com)", "8f-1"), Missed("", "8f-2"))
    assert names_of_missed({"missed": kept}, EN) == ("Rita (rita@contoso.com)", words.remove_user.object_id("8f-2"))


def test_what_an_earlier_release_kept_of_who_is_missed_reads_as_before() -> None:
    before = words.remove_user.object_id("8f-2")
    assert names_of_missed({"missed": f"Rita (rita@contoso.com)\n{before}"}, EN) == ("Rita (rita@contoso.com)", before)
    assert names_of_missed({}, EN) == ()
