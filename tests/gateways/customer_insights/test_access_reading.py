"""The list of assignments as the service may write it: what is understood, and what is counted as not understood."""

from __future__ import annotations

import pytest

from domain.insights import PrincipalType
from domain.remove_user.access import Doubt
from gateways.customer_insights.access_reading import access_list, assignment

ROOT = "https://api.example/v1/instances/i1"


@pytest.mark.parametrize(
    "row",
    [
        {"principalId": "p1", "principalType": "user", "roles": ["Admin"]},
        {"principalid": "p1", "principaltype": "User", "ROLES": ["Admin"]},
        {"PrincipalId": " p1 ", "PrincipalType": "USER", "roles": ["Admin"], "more": {"x": 1}},
    ],
)
def test_the_case_of_names_and_words_does_not_matter(row: object) -> None:
    read = assignment(row)
    assert read
    assert (read.principal_id, read.principal_type, read.roles) == ("p1", PrincipalType.USER, ("Admin",))


@pytest.mark.parametrize(
    "row",
    [
        None, 7, "p1", [], {}, {"principalId": None}, {"principalId": 7}, {"principalId": ["p1"]}, {"principalId": " "},
        {"principalId": {"id": "p1"}}, {"userId": "p1"}, {"assignment": {"principalId": "p1"}},
        {"principalId": "p1", "PrincipalId": "p2"}, {"PrincipalId": "p2", "principalId": "p1"},
        {"PrincipalID": "p1", "PrincipalId": "p2"}, {"principalId": "p1", "PrincipalId": None},
        {"principalId": "p1", "principalType": "group", "PrincipalType": "user"},
        {"principalId": "p1", "roles": [], "Roles": ["Admin"]},
    ],
)  # fmt: skip
def test_a_row_that_names_nobody_clearly_is_counted_and_remembered_by_its_texts(row: object) -> None:
    listed = access_list([row, {"principalId": "us"}], ended=True)
    assert (listed.unread, len(listed.assignments)) == (1, 1)
    assert listed.lists("p1") is ("p1" in str(row))


def test_of_two_fields_that_differ_in_their_case_alone_neither_is_gone() -> None:
    listed = access_list([{"principalId": "p1", "PrincipalId": "p2"}, {"principalId": "us"}], ended=True)
    assert listed.lists("p1")
    assert listed.lists("p2")
    assert listed.doubt("us") is Doubt.UNREAD
