from __future__ import annotations

import pytest

from domain.people import Role
from domain.typed import is_address, read_refresh
from domain.verbs import VERBS, allowed, nearest
from tests.domain.things import a_source

# Who may use what, by hand from design §2: a = admin, p = approver, t = tenant admin, u = auditor; * everyone.
WHO = {
    "help": "*",
    "sources": "apu",
    "refresh": "a",
    "users": "a",
    "remove-user": "a",
    "export": "at",
    "find": "a",
    "requests": "apu",
    "show": "apu",
    "cancel": "a",
    "correct": "a",
    "refuse": "a",
    "extend": "a",
    "hold": "a",
    "release": "a",
    "audit": "u",
    "report": "u",
}
LETTERS = {"a": Role.ADMIN, "p": Role.APPROVER, "t": Role.TENANT_ADMIN, "u": Role.AUDITOR}


def test_there_is_no_command_that_the_design_does_not_know() -> None:
    assert set(VERBS) <= set(WHO)


@pytest.mark.parametrize("name", VERBS)
def test_a_command_is_for_the_roles_of_the_table_and_no_other(name: str) -> None:
    for letter, role in LETTERS.items():
        assert allowed(VERBS[name], {role}) is (letter in WHO[name] or WHO[name] == "*")


@pytest.mark.parametrize("name", VERBS)
def test_without_a_role_there_is_only_help(name: str) -> None:
    assert allowed(VERBS[name], set()) is (name == "help")


def test_requesters_may_see_and_stop_their_own_requests_without_a_role() -> None:
    assert {name for name, verb in VERBS.items() if verb.own} == {"requests", "show", "cancel", "correct"}


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
