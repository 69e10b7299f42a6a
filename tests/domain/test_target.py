"""Whom something is told stands in a row as text, and what another release wrote there is told to nobody."""

from __future__ import annotations

import pytest

from domain.people import Role
from domain.target import Channel, List, Target, To

TARGETS = [
    *map(Target.role, Role),
    *map(Target.channel, Channel),
    *map(Target.list, List),
    Target.person("d35d"),
    Target.person("a:b"),
]


@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_a_target_is_read_as_it_was_kept(target: Target) -> None:
    assert Target.read(str(target)) == target


def test_rows_hold_what_they_held() -> None:
    assert [str(target) for target in TARGETS] == [
        *(f"role:{role}" for role in Role), "channel:approvals", "channel:failures", "channel:escalation",
        "channel:audit", "list:escalation", "person:d35d", "person:a:b",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", "role:", "role:wizard", "channel:sales", "list:sales", "person:", "team:7", "other:x"]
)
def test_what_another_release_wrote_is_nobody_whom_we_know_and_stays(text: str) -> None:
    found = Target.read(text)
    assert (found.to, str(found)) == (To.OTHER, text)
