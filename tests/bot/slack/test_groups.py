"""User groups: read as Slack keeps them, with full members alone; what is not certain makes nobody a member."""

from __future__ import annotations

import pytest

from bot.door import Busy, Doubtful
from domain.groups import MOST, Unknown, Why
from tests.bot.slack.conftest import Office
from tests.fakes.slack import payloads
from tests.fakes.slack.faults import Fault
from tests.fakes.slack.world import OTHER_TEAM, SCOPES

GROUP = "S0APPROVERS"


async def test_the_members_are_known_by_their_addresses(office: Office) -> None:
    office.slack.world.group(GROUP, "U0BEN", "U0CLEO")
    assert await office.door.members(GROUP) == ["ben@contoso.com", "cleo@contoso.com"]


async def test_guests_strangers_and_those_who_are_gone_do_not_count(office: Office) -> None:
    office.slack.world.group(GROUP, "U0BEN", "U0GUEST", "U0SINGLE", "U0GONE", "U0NEW", "U0STRANGER", "U0DSR", "U0WHO")
    assert await office.door.members(GROUP) == ["ben@contoso.com"]


async def test_a_group_that_is_off_has_nobody(office: Office) -> None:
    office.slack.world.group(GROUP, "U0BEN", disabled=True)
    with pytest.raises(Unknown, match=Why.OFF):
        await office.door.members(GROUP)


@pytest.mark.parametrize(
    "flags",
    [{"is_external": True}, {"is_external": None}, {"team_id": OTHER_TEAM}, {"team_id": None}],
)
async def test_a_group_of_others_has_nobody(office: Office, flags: dict[str, object]) -> None:
    office.slack.world.group(GROUP, "U0BEN").flags = flags
    with pytest.raises(Unknown, match=Why.OTHERS):
        await office.door.members(GROUP)


async def test_a_group_that_nobody_knows_has_nobody(office: Office) -> None:
    office.slack.world.group("S0OTHER", "U0BEN")
    with pytest.raises(Unknown, match=Why.NOT_THERE):
        await office.door.members(GROUP)


async def test_everybody_is_no_group_of_people_who_are_trusted(office: Office) -> None:
    office.slack.world.group(GROUP, *(f"U{n}" for n in range(MOST + 1)))
    with pytest.raises(Unknown, match=Why.TOO_MANY):
        await office.door.members(GROUP)


async def test_without_the_right_it_is_said_which_one_is_missing(office: Office) -> None:
    office.slack.world.group(GROUP, "U0BEN")
    office.slack.world.scopes = SCOPES
    with pytest.raises(Unknown, match="missing_scope"):
        await office.door.members(GROUP)
    assert "usergroups:read" in (await office.door.condition()).word


@pytest.mark.parametrize("method", ["usergroups.list", "usergroups.users.list", "users.info"])
@pytest.mark.parametrize(("kind", "raised"), [("throttle", Busy), ("break", Doubtful), ("drop", Doubtful)])
async def test_an_outage_is_no_answer(office: Office, method: str, kind: str, raised: type[Exception]) -> None:
    office.slack.world.group(GROUP, "U0BEN")
    office.slack.faults.add(Fault(kind, method, times=9))
    with pytest.raises((raised, Busy)):
        await office.door.members(GROUP)


@pytest.mark.parametrize("text", ['{"ok": true}', '{"ok": true, "users": "U0BEN"}', '{"ok": true, "users": [1]}'])
async def test_an_answer_that_is_not_understood_makes_nobody_a_member(office: Office, text: str) -> None:
    office.slack.world.group(GROUP, "U0BEN")
    office.slack.faults.add(Fault("answer", "usergroups.users.list", text=text))
    with pytest.raises(Unknown, match=Why.UNREADABLE):
        await office.door.members(GROUP)


@pytest.mark.parametrize("kind", ["subteam_members_changed", "subteam_updated"])
async def test_slack_tells_of_a_change(office: Office, kind: str) -> None:
    heard: list[int] = []
    office.door.regrouped = lambda: heard.append(1)
    assert (await office.sender.send(payloads.group_changed(GROUP, kind))).status == 200
    assert heard == [1]
    assert not office.door.unhandled
