"""What was read of a group stands for two minutes; then nobody is of it, and that is said once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from bot.app.groups import AGAIN, EVERY, GOOD_FOR, Groups
from bot.app.roster import Roster
from bot.door import Busy, Doubtful
from bot.settings.people import People
from domain.chat import Account
from domain.groups import ENTRA, SLACK, Unknown, Why
from domain.people import Role
from domain.trouble import Refused, Throttled, Unreachable

PRIVACY = "slack-group:S0PRIVACY"
BEN = ("ben@contoso.com",)


@dataclass
class Platform:
    """Says who is of a group, or fails; `now` is the clock of all."""

    now: float = 0.0
    members: Sequence[str] = BEN
    fault: Exception | None = None
    asked: int = 0
    heard: list[tuple[str, str]] = field(default_factory=list)

    async def __call__(self, group: str) -> Sequence[str]:
        assert group == "S0PRIVACY"
        self.asked += 1
        if self.fault:
            raise self.fault
        return self.members

    async def tell(self, entry: str, why: str) -> None:
        self.heard.append((entry, why))


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
def groups(platform: Platform) -> Groups:
    return Groups([PRIVACY], {SLACK: platform}, lambda: platform.now)


async def test_nobody_is_of_a_group_that_was_not_read_yet(groups: Groups) -> None:
    assert groups.of(PRIVACY) == ()
    assert groups.state() == {PRIVACY: "not known: not_read_yet"}


async def test_whoever_leaves_is_gone_with_the_next_look(groups: Groups, platform: Platform) -> None:
    await groups.look()
    assert groups.of(PRIVACY) == BEN
    platform.members = ()
    await groups.look()
    assert groups.of(PRIVACY) == ()
    assert groups.known(PRIVACY)


@pytest.mark.parametrize(
    "fault", [Busy(1), Doubtful("x"), TimeoutError(), Throttled("x", retry_after=1), Unreachable("x")]
)
async def test_a_platform_that_is_silent_is_believed_for_two_minutes(
    groups: Groups, platform: Platform, fault: Exception
) -> None:
    await groups.look()
    platform.fault, platform.now = fault, GOOD_FOR - 1
    await groups.look()
    assert groups.of(PRIVACY) == BEN
    assert groups.state()[PRIVACY].startswith("known still: ")
    platform.now = GOOD_FOR
    assert groups.of(PRIVACY) == ()
    assert groups.state()[PRIVACY].startswith("not known: ")


@pytest.mark.parametrize("fault", [Unknown(Why.OFF), Unknown("missing_scope"), ValueError("odd")])
async def test_a_platform_that_says_no_is_believed_at_once(
    groups: Groups, platform: Platform, fault: Exception
) -> None:
    await groups.look()
    platform.fault = fault
    await groups.look()
    assert groups.of(PRIVACY) == ()


async def test_the_two_minutes_count_from_when_it_was_asked(platform: Platform) -> None:
    async def slow(_: str) -> Sequence[str]:
        platform.now += 19
        return BEN

    groups = Groups([PRIVACY], {SLACK: slow}, lambda: platform.now)
    await groups.look()
    platform.now = GOOD_FOR
    assert groups.of(PRIVACY) == ()


async def test_a_group_of_a_platform_that_is_not_connected_has_nobody(platform: Platform) -> None:
    entry = "entra-group:11111111-2222-3333-4444-555555555555"
    groups = Groups([entry], {SLACK: platform}, lambda: platform.now)
    await groups.look()
    assert groups.state() == {entry: "not known: not_connected"}
    groups.reads(ENTRA, _somebody)
    await groups.look()
    assert groups.of(entry) == ("mia@contoso.com",)


async def _somebody(_: str) -> Sequence[str]:
    return ["mia@contoso.com"]


async def test_it_is_said_once_and_once_more_when_it_is_well(groups: Groups, platform: Platform) -> None:
    platform.fault = Refused("no", status=403, code="Authorization_RequestDenied")
    running = asyncio.create_task(groups.run(platform.tell))
    try:
        await _until(lambda: platform.heard)
        groups.changed()
        await _until(lambda: platform.asked > 1)
        platform.fault = None
        groups.changed()
        await _until(lambda: len(platform.heard) > 1)
    finally:
        running.cancel()
    assert platform.heard == [(PRIVACY, "Authorization_RequestDenied"), (PRIVACY, "")]


async def test_a_group_that_cannot_be_read_has_the_others_asked_no_more_often(platform: Platform) -> None:
    """Else one that is disabled would use up the calls that a platform grants for all."""
    asked: list[str] = []

    async def read(group: str) -> Sequence[str]:
        asked.append(group)
        if group == "S0OFF":
            raise Unknown(Why.OFF)
        return BEN

    groups = Groups([PRIVACY, "slack-group:S0OFF"], {SLACK: read}, lambda: platform.now)
    await groups.look()
    platform.now = AGAIN
    await groups.look_at_due()
    assert asked == ["S0PRIVACY", "S0OFF", "S0OFF"]
    platform.now = EVERY
    await groups.look_at_due()
    assert asked[3:] == ["S0PRIVACY", "S0OFF"]


async def test_a_change_that_a_platform_tells_of_is_looked_at_at_once(groups: Groups, platform: Platform) -> None:
    running = asyncio.create_task(groups.run(platform.tell))
    try:
        await _until(lambda: groups.of(PRIVACY))
        platform.members = ()
        groups.changed()
        async with asyncio.timeout(AGAIN / 2):  # long before the next look by itself
            await _until(lambda: not groups.of(PRIVACY))
    finally:
        running.cancel()
    assert platform.heard == []


async def _until(seen: Callable[[], object]) -> None:
    while not seen():  # noqa: ASYNC110  the clock of the platform offers nothing to await
        await asyncio.sleep(0.005)


def test_members_have_the_roles_and_circles_of_their_groups() -> None:
    people = People.model_validate(
        {"approvers": [PRIVACY, "cleo@contoso.com"], "also": {"ben@contoso.com": ["b@x.de"]}}
    )
    known = {PRIVACY: ("Ben@contoso.com",)}
    roster = Roster(people, {"privacy": (PRIVACY,)}, lambda entry: known.get(entry, ()))
    ben = Account("teams", "t", "1")
    assert roster.roles_of("b@x.de", ben) == {Role.APPROVER}
    assert roster.circles_of("b@x.de", ben) == {"privacy"}
    assert roster.circles_of("cleo@contoso.com", ben) == frozenset()
    assert list(roster.addresses(Role.APPROVER)) == ["Ben@contoso.com", "cleo@contoso.com"]
    assert list(roster.circle("privacy")) == ["Ben@contoso.com"]
    known.clear()
    assert roster.roles_of("b@x.de", ben) == frozenset()


def test_nobody_is_an_approver_because_they_are_called_like_a_group() -> None:
    roster = Roster(People.model_validate({"approvers": [PRIVACY]}))
    assert roster.roles_of(PRIVACY, Account("slack-group", "", "S0PRIVACY")) == frozenset()
