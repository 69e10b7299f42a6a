from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.policy import Policy
from domain.request import Kind


def policy(required: Mapping[str, int]) -> Policy:
    hour = timedelta(hours=1)
    return Policy(
        environment="instance",
        environment_name="Contoso",
        required=required,
        remind_after=(hour,),
        expires_after=72 * hour,
        poll_every=hour,
        settle=hour,
        give_up_after=hour,
        watch=hour,
        country="DE",
        timezone=ZoneInfo("Europe/Berlin"),
        own_domains=(),
    )


@pytest.mark.parametrize(
    ("required", "kind", "people"),
    [
        ({"default": 1, "remove-user": 2}, Kind.REMOVE_USER, 2),
        ({"default": 1, "remove-user": 2}, Kind.REFRESH, 1),
        ({"default": 3}, Kind.REMOVE_USER, 3),
        ({"refresh": 2}, Kind.REFRESH, 2),
        ({"refresh": 2}, Kind.REMOVE_USER, 1),  # nothing said: one person
        ({}, Kind.REFRESH, 1),
        ({"default": 1, "refresh": 2}, Kind.ERASURE, 2),  # which counts as a refresh where nothing else is said
        ({"refresh": 1, "erasure": 3}, Kind.ERASURE, 3),
        ({"refresh": 1, "erasure": 3}, Kind.REFRESH, 1),
        ({"default": 2}, Kind.ERASURE, 2),
        ({}, Kind.ERASURE, 1),
    ],
)
def test_the_quorum_is_that_of_the_kind_or_else_the_default(
    required: Mapping[str, int], kind: Kind, people: int
) -> None:
    assert policy(required).quorum(kind) == people


def test_waiting_for_a_removal_to_show_takes_longer_than_the_fifteen_minutes_that_are_promised() -> None:
    assert policy({}).gone_within > timedelta(minutes=15)


def test_nothing_runs_in_the_sandbox_unless_it_says_so() -> None:
    assert not policy({}).sandbox
