from __future__ import annotations

import pytest

from domain.commands import VERBS, nearest
from domain.refresh.typed import is_address, read_refresh
from tests.domain.things import a_source


@pytest.mark.parametrize("name", VERBS)
def test_usage_and_example_begin_with_the_command_itself(name: str) -> None:
    verb = VERBS[name]
    assert verb.usage.split()[0] == verb.example.split()[0] == verb.name == name


@pytest.mark.parametrize("name", VERBS)
def test_what_a_command_does_is_one_sentence(name: str) -> None:
    does = VERBS[name].does
    assert does[0].isupper()
    assert does.endswith(".")
    assert does.count(".") == 1


def test_the_example_of_refresh_can_be_read_in_full() -> None:
    order = read_refresh(VERBS["refresh"].example.removeprefix("refresh "), [a_source("CRM Contacts")])
    assert not order.problems
    assert len(order.sources) == 1
    assert all(map(is_address, order.subjects))
    assert (str(order.received), order.reference) == ("2026-11-02", "CASE-77")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("refesh", "refresh"),
        ("REFRESHH", "refresh"),
        ("removeuser", "remove-user"),
        ("remove_user", "remove-user"),
        ("user", "users"),
        ("request", "requests"),
        ("cancle", "cancel"),
        ("source", "sources"),
        ("hlep", "help"),
    ],
)
def test_a_slip_of_the_finger_suggests_the_command_that_was_meant(typed: str, meant: str) -> None:
    assert nearest(typed) == meant


@pytest.mark.parametrize("typed", ["", "xyzzy", "42", "مرحبا", "x" * 10_000])
def test_what_resembles_no_command_suggests_none(typed: str) -> None:
    assert nearest(typed) is None
