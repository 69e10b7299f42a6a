"""What is kept of a removal holds no words, and what an earlier release kept with words reads as before."""

from __future__ import annotations

import pytest

from domain.drawing.results import names_of_missed
from domain.remove_user.facts import Missed, RemovalFacts, ids, packed_ids
from domain.words import en as words
from domain.words.en import EN

RITA, SOMEBODY = Missed("Rita (rita@contoso.com)", "8f-1"), Missed("", "8f-2")
WHOLE = RemovalFacts(
    email="mark@contoso.com", name="Mark Old", principal="8f-0", there=frozenset({"8f-0", "8f-1"}),
    listed=frozenset({"aaaaaaaaaaaa"}), asked=True,
    missing=frozenset({"bbbbbbbbbbbb", "cccccccccccc"}), missed=(RITA, SOMEBODY),
    left=frozenset({"dddddddddddd"}), by="ada", groups=("", "Sales"), groups_unknown=True,
)  # fmt: skip
ROW = {  # as releases before this one read and wrote it
    "email": "mark@contoso.com", "name": "Mark Old", "principal": "8f-0", "there": "8f-0\n8f-1",
    "listed": "aaaaaaaaaaaa", "asked": "yes", "missing": "bbbbbbbbbbbb cccccccccccc",
    "missed": '[["Rita (rita@contoso.com)", "8f-1"], ["", "8f-2"]]', "left": "dddddddddddd",
    "by": "ada", "groups": '["", "Sales"]', "groups_unknown": "yes",
}  # fmt: skip


def test_a_row_of_an_earlier_release_reads_as_it_was_meant() -> None:
    assert RemovalFacts.read(ROW) == WHOLE


def test_a_row_holds_what_it_held_but_that_ids_are_a_list() -> None:
    lists = {"there": '["8f-0", "8f-1"]', "listed": f'["{"aa" * 6}"]', "left": f'["{"dd" * 6}"]'}
    assert WHOLE.kept == ROW | lists | {"missing": f'["{"bb" * 6}", "{"cc" * 6}"]'}
    assert RemovalFacts.read(WHOLE.kept) == WHOLE


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


ODD = frozenset({"a person", "b\nline", "[“c”]", "d,e", ""})
MARKS = frozenset({"0123456789ab", "ba9876543210"})


@pytest.mark.parametrize("one", [frozenset(), ODD, MARKS, frozenset({"only one"})])
def test_ids_are_read_as_they_were_kept_whatever_is_in_them(one: frozenset[str]) -> None:
    assert ids(packed_ids(one)) == one


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("", frozenset()),
        ("a person\n8f-2", frozenset({"a person", "8f-2"})),
        ("a person", frozenset({"a person"})),
        ("0123456789ab ba9876543210", MARKS),
        ("0123456789ab", frozenset({"0123456789ab"})),
        ("12", frozenset({"12"})),
    ],
)
def test_ids_of_an_earlier_release_read_as_they_were_meant_and_are_kept_anew(kept: str, read: frozenset[str]) -> None:
    assert ids(kept) == read
    known = RemovalFacts.read({"there": kept, "left": kept, "name": "Rita Roe"})
    assert known.name == "Rita Roe"
    assert (known.there, known.left) == (read, read)
    assert RemovalFacts.read(known.kept) == known
