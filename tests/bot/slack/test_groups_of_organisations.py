"""User groups where the app is installed for a whole organisation: each is of one workspace, which Slack is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bot.door import Busy, Doubtful
from domain.groups import Unknown, Why
from storage.store import Store
from tests.bot.slack.conftest import SmallDesk
from tests.bot.slack.several import ORG, Building, a_building, globex
from tests.fakes.slack import FakeSlack, World
from tests.fakes.slack.faults import Fault
from tests.fakes.slack.world import Group

ONE, TWO, THREE = "T0GLOBEX1", "T0GLOBEX2", "T0GLOBEX3"
ENTRY = f"{ORG}/S0GROUP"


@dataclass(frozen=True)
class Organisation:
    at: Building
    world: World

    def group(self, team: str, *users: str, **flags: object) -> Group:
        self.world.scopes += ",usergroups:read"
        made = self.world.groups["S0GROUP"] = Group("S0GROUP", list(users), team=team, flags=dict(flags))
        return made

    def asked(self) -> list[str]:
        """The workspaces whose groups were listed."""
        return [str(call.arguments.get("team_id", "")) for call in self.world.made("usergroups.list")]


@pytest.fixture
async def globe(slack: FakeSlack, desk: SmallDesk, store: Store) -> AsyncIterator[Organisation]:
    world = globex(slack)
    world.workspaces = [ONE, TWO, THREE]
    async with a_building(slack, desk, store) as at:
        assert (await at.installs(world))[0] == 200
        yield Organisation(at, world)


@pytest.mark.parametrize("team", [ONE, TWO, THREE])
async def test_who_is_of_a_group_is_asked_in_the_workspace_that_has_it(globe: Organisation, team: str) -> None:
    globe.group(team, "W0GIL", "W0SAM")
    assert await globe.at.door.members(ENTRY) == ["gil@globex.com"], "and whoever is not of the organisation is nobody"
    (call,) = globe.world.made("usergroups.users.list")
    assert call.arguments["team_id"] == team
    assert not globe.at.slack.world.made("usergroups.list"), "not with the token of the own workspace"


async def test_the_next_time_it_is_asked_first_where_it_was(globe: Organisation) -> None:
    group = globe.group(THREE, "W0GIL")
    await globe.at.door.members(ENTRY)
    globe.world.calls.clear()
    await globe.at.door.members(ENTRY)
    assert globe.asked() == [THREE]
    group.team = ONE
    assert await globe.at.door.members(ENTRY) == ["gil@globex.com"], "though it moved"


async def test_a_group_that_no_workspace_has_has_nobody(globe: Organisation) -> None:
    globe.group("T0ELSEWHERE", "W0GIL")
    with pytest.raises(Unknown, match=Why.NOT_THERE):
        await globe.at.door.members(ENTRY)
    assert sorted(globe.asked()) == [ONE, TWO, THREE]


async def test_a_workspace_that_lets_nobody_look_takes_nothing_from_the_others(globe: Organisation) -> None:
    globe.group(TWO, "W0GIL")
    globe.world.closed = {ONE}
    assert await globe.at.door.members(ENTRY) == ["gil@globex.com"]
    globe.world.closed = {TWO}
    with pytest.raises(Unknown, match="team_access_not_granted"):
        await globe.at.door.members(ENTRY)


@pytest.mark.parametrize("flags", [{"is_external": True}, {"is_external": None}, {"team_id": ONE}, {"team_id": None}])
async def test_a_group_of_others_has_nobody(globe: Organisation, flags: dict[str, object]) -> None:
    globe.group(TWO, "W0GIL", **flags)
    with pytest.raises(Unknown, match=Why.OTHERS):
        await globe.at.door.members(ENTRY)


async def test_a_group_that_is_off_has_nobody(globe: Organisation) -> None:
    globe.group(TWO, "W0GIL").disabled = True
    with pytest.raises(Unknown, match=Why.OFF):
        await globe.at.door.members(ENTRY)


@pytest.mark.parametrize("method", ["auth.teams.list", "usergroups.list", "usergroups.users.list"])
@pytest.mark.parametrize("kind", ["throttle", "break"])
async def test_an_outage_is_no_answer(globe: Organisation, method: str, kind: str) -> None:
    globe.group(TWO, "W0GIL")
    globe.at.slack.faults.add(Fault(kind, method, times=9))
    with pytest.raises((Busy, Doubtful)):
        await globe.at.door.members(ENTRY)


async def test_a_list_of_workspaces_that_cannot_be_read_is_no_list(globe: Organisation) -> None:
    globe.group(TWO, "W0GIL")
    told = '{"ok": true, "teams": [{"id": "T0GLOBEX2"}, {"name": "odd"}]}'
    globe.at.slack.faults.add(Fault("answer", "auth.teams.list", text=told))
    with pytest.raises(Unknown, match=Why.UNREADABLE):
        await globe.at.door.members(ENTRY)
