"""The list of assignments as the service may write it: what is understood, and what is counted as not understood."""

from __future__ import annotations

import pytest

from domain.insights import PrincipalType, Unreadable
from gateways.customer_insights.access_reading import access_list, assignment, page
from gateways.customer_insights.paging import next_page

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
    ],
)  # fmt: skip
def test_a_row_that_names_nobody_clearly_is_counted_and_remembered_by_its_texts(row: object) -> None:
    listed = access_list([row, {"principalId": "us"}], ended=True)
    assert (listed.unread, len(listed.assignments)) == (1, 1)
    assert listed.lists("p1") is ("p1" in str(row))


@pytest.mark.parametrize("body", [None, {}, "", 7, {"value": None}, {"value": {}}, {"value": [], "@odata.nextLink": 7}])
def test_what_is_no_list_is_no_empty_list(body: object) -> None:
    with pytest.raises(Unreadable):
        page(body)


def test_a_wrapped_page_names_the_next_one() -> None:
    assert page({"value": [1], "@odata.nextLink": "more"}) == ([1], "more")
    assert page({"Value": [1], "nextLink": None}) == ([1], "")


@pytest.mark.parametrize(
    "link", [f"{ROOT}/rbac/assignments?$skip=100", "rbac/assignments?$skip=100", "/rbac/assignments?$skip=100"]
)
def test_a_next_page_of_the_same_environment_is_followed(link: str) -> None:
    assert str(next_page(ROOT, link)) == f"{ROOT}/rbac/assignments?$skip=100"


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/v1/instances/i1/rbac/assignments",
        "http://api.example/v1/instances/i1/rbac/assignments",
        "https://api.example:444/v1/instances/i1/rbac",
        "https://api.example/v1/instances/i2/rbac/assignments",
        "https://api.example/v1/instances/i1/../i2/rbac",
        "//evil.example/x",
        "https://api.example@evil.example/v1/instances/i1/rbac",
        "https://api.example/v1/instances/i11/rbac",
    ],
)
def test_a_next_page_elsewhere_is_never_given_our_keys(link: str) -> None:
    with pytest.raises(Unreadable):
        next_page(ROOT, link)
