"""What a list of assignments proves about somebody who is not in it."""

from __future__ import annotations

import pytest

from domain.insights import Assignment, PrincipalType
from domain.remove_user.access import AccessList, Doubt, mark

US, ANNA, BEN = "0000aaaa-1111-4222-8333-444455556666", "a1", "b2"


def listing(*ids: str, unread: int = 0, mentioned: tuple[str, ...] = (), cut: bool = False) -> AccessList:
    held = tuple(Assignment(principal_id=i, principal_type=PrincipalType.USER, roles=()) for i in ids)
    return AccessList(assignments=held, unread=unread, mentioned=frozenset(mentioned), cut=cut)


@pytest.mark.parametrize("spelt", [US, US.upper(), f"{{{US}}}", f" {US} "])
def test_an_id_is_listed_however_it_is_spelt(spelt: str) -> None:
    assert listing(spelt, BEN).lists(US)


def test_a_row_that_cannot_be_read_still_shows_whom_it_mentions() -> None:
    assert listing(US, unread=1, mentioned=(ANNA,)).lists(ANNA.upper())


@pytest.mark.parametrize(
    ("listed", "doubt"),
    [
        (listing(), Doubt.EMPTY),
        (listing(US, unread=1), Doubt.UNREAD),
        (listing(unread=3), Doubt.UNREAD),
        (listing(US, cut=True), Doubt.CUT),
        (listing(BEN), Doubt.WITHOUT_US),
        (listing(US), Doubt.SHORT),  # Ben was there before, and nobody of ours removed him
        (listing(US, BEN), None),
        (listing(US.upper(), BEN.upper(), "new"), None),
    ],
)
def test_only_a_whole_list_proves_that_somebody_is_not_in_it(listed: AccessList, doubt: Doubt | None) -> None:
    assert listed.doubt(US, before=[mark(US), mark(ANNA), mark(BEN)], left=[ANNA]) is doubt


def test_who_was_removed_by_us_may_be_missing() -> None:
    assert listing(US).doubt(US, before=[mark(US), mark(ANNA), mark(BEN)], left=[ANNA, BEN.upper()]) is None
