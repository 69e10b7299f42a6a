"""What is kept of a removal holds no words, and what an earlier release kept with words reads as before."""

from __future__ import annotations

import pytest

from domain.drawing.results import names_of_missed
from domain.remove_user.facts import Missed, RemovalFacts
from domain.words import en as words
from domain.words.en import EN

RITA, SOMEBODY = Missed("Rita (rita@contoso.com)", "8f-1"), Missed("", "8f-2")
WHOLE = RemovalFacts(
    email="mark@contoso.com", name="Mark Old", principal="8f-0", there=frozenset({"8f-0", "8f-1"}),
    listed=frozenset({"aa"}), asked=True, missing=frozenset({"bb", "cc"}), missed=(RITA, SOMEBODY),
    left=frozenset({"dd"}), by="ada", groups=("", "Sales"), groups_unknown=True,
)  # fmt: skip
ROW = {  # as releases before this one read and wrote it
    "email": "mark@contoso.com", "name": "Mark Old", "principal": "8f-0", "there": "8f-0\n8f-1", "listed": "aa",
    "asked": "yes", "missing": "bb cc", "missed": '[["Rita (rita@contoso.com)", "8f-1"], ["", "8f-2"]]', "left": "dd",
    "by": "ada", "groups": '["", "Sales"]', "groups_unknown": "yes",
}  # fmt: skip


def test_a_row_holds_what_it_held() -> None:
    assert WHOLE.kept == ROW
    assert RemovalFacts.read(ROW) == WHOLE


@pytest.mark.parametrize("names", [(), ("",), ("", "Sales"), ("Sales", ""), ("A\nB", "[“C”]")])
def test_groups_are_read_as_they_were_kept(names: tuple[str, ...]) -> None:
    assert RemovalFacts.read(RemovalFacts(groups=names).kept).groups == names


@pytest.mark.parametrize(("kept", "names"), [("", ()), ("Sales\n(no name)", ("Sales", "(no name)")), ("12", ("12",))])
def test_what_an_earlier_release_kept_of_groups_reads_as_before(kept: str, names: tuple[str, ...]) -> None:
    assert RemovalFacts.read({"groups": kept}).groups == names


def test_who_is_missed_is_named_by_the_directory_or_else_by_their_id_when_it_is_shown() -> None:
    assert names_of_missed(WHOLE.missed, EN) == ("Rita (rita@contoso.com)", words.remove_user.object_id("8f-2"))


def test_what_an_earlier_release_kept_of_who_is_missed_reads_as_before() -> None:
    before = words.remove_user.object_id("8f-2")
    kept = RemovalFacts.read({"missed": f"Rita (rita@contoso.com)\n{before}"})
    assert names_of_missed(kept.missed, EN) == ("Rita (rita@contoso.com)", before)
    assert names_of_missed((), EN) == ()
