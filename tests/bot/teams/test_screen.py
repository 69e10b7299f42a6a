"""Where people of another company read, the bot says nothing of what is its business, and does nothing."""

from __future__ import annotations

from typing import Any

import pytest

from bot.door import Closed
from bot.settings.setting_errors import SettingsError
from bot.teams.conversations import InMemory, Kind
from domain.card import Button, Card
from domain.words.en import teams as words
from tests.bot.teams.conftest import Office, SmallDesk, an_office, channel, until
from tests.fakes.teams import FakeTeams, activities
from tests.fakes.teams.faults import Fault
from tests.fakes.teams.world import ADA, APPROVALS, BOT, FAILURES, GROUP, OTHER_TENANT, TENANT

Json = dict[str, Any]
CARD = Card(title="Refresh CRM", buttons=(Button("approve", "DSR-1", "Approve"),))
THREAD = f"{APPROVALS};messageid=1"


def of_channel(kind: str, **more: Any) -> Json:
    return {"channelData": {"tenant": {"id": TENANT}, "channel": {"id": APPROVALS, "type": kind}, **more}}


def update(office: Office, where: str = APPROVALS, **more: Any) -> Json:
    return activities.activity("conversationUpdate", office.sender.service_url, ADA, where, **more)


# What tells that others read → what is different in an activity.
TELLS: dict[str, Json] = {
    "its kind": of_channel("shared"),
    "that it was shared": of_channel("", eventType="channelShared", sharedWithTeams=[{"id": "19:other"}]),
    "who speaks": {"from": {"id": "29:x", "aadObjectId": "x", "tenantId": OTHER_TENANT}},
    "who joined": {"membersAdded": [{"id": "29:x", "tenantId": OTHER_TENANT}]},
}


async def closed(office: Office, where: str = APPROVALS) -> bool:
    try:
        await office.door.post(where, CARD)
    except Closed as shut:
        return shut.code == "shared"
    return False


@pytest.mark.parametrize("change", TELLS.values(), ids=TELLS)
async def test_a_channel_that_is_shared_while_the_bot_runs_is_closed(office: Office, change: Json) -> None:
    await office.conversations.put(channel(office.teams))
    address = await office.door.post(APPROVALS, CARD)
    await office.sender.send(update(office, **change))
    assert await closed(office)
    with pytest.raises(Closed, match="shared"):
        await office.door.update(APPROVALS, address, CARD)
    await office.sender.send(update(office))  # which says nothing of it
    assert await closed(office)
    await office.sender.send(update(office, **of_channel("standard")))
    assert not await closed(office)


@pytest.mark.parametrize("kind", ["standard", "private", ""])
async def test_a_channel_of_the_company_alone_is_open(office: Office, kind: str) -> None:
    ours = {**of_channel(kind), "membersAdded": [{"id": "29:y", "tenantId": TENANT}, {"id": "29:z"}]}
    await office.sender.send(update(office, **ours))
    assert not await closed(office)


async def test_nothing_is_done_there_and_who_tries_hears_why(office: Office) -> None:
    await office.sender.send(update(office, **of_channel("shared")))
    typed = activities.text(office.sender.service_url, ADA, "refresh all", THREAD)
    await office.sender.send(typed)
    assert (await office.said(APPROVALS)).text == words.SHARED
    assert office.teams.world.made("send")[-1].path.endswith(f"{THREAD}/activities")
    click = activities.activity("invoke", office.sender.service_url, ADA, THREAD, name="adaptiveCard/action")
    for data in ({"verb": "approve", "ref": "1"}, {"verb": "refresh", "ref": "", "form": "f"}):
        assert (
            await office.sender.send({**click, "id": None, "value": {"action": {"data": data}}})
        ).said == words.SHARED
    assert not office.desk.heard
    await office.sender.types(ADA, "help")  # in private everything goes on
    assert len(office.desk.heard) == 1


async def test_what_is_not_said_to_the_bot_is_not_answered_there_either(office: Office) -> None:
    await office.sender.send(update(office, **of_channel("shared")))
    await office.sender.types(ADA, "", THREAD, text="hello all", entities=[])
    assert not office.teams.world.messages


async def test_a_start_is_refused_where_others_read_the_approvals(teams: FakeTeams, desk: SmallDesk) -> None:
    teams.world.outsiders[APPROVALS] = [OTHER_TENANT]
    met = InMemory()
    await met.put(channel(teams))
    with pytest.raises(
        SettingsError, match=r"^The Teams conversation 19:approvals@thread.tacv2 \(channels.approvals\) is "
    ):
        async with an_office(teams, desk, met=met, channels={"approvals": APPROVALS}):
            raise AssertionError
    assert len(teams.world.made("members")) == 4  # all pages


@pytest.mark.parametrize(
    "fault", [Fault("answer", "members", 99, status=404), Fault("slow", "members", 99, seconds=30)]
)
async def test_a_start_goes_on_where_nobody_can_tell_who_reads(teams: FakeTeams, desk: SmallDesk, fault: Fault) -> None:
    teams.faults.add(fault)
    met = InMemory()
    await met.put(channel(teams))
    async with an_office(teams, desk, met=met, channels={"approvals": APPROVALS}) as office:
        assert not await closed(office)


async def test_who_comes_and_goes_where_cards_stand_is_looked_at(teams: FakeTeams, desk: SmallDesk) -> None:
    met = InMemory()
    await met.put(channel(teams, GROUP, Kind.GROUP))
    async with an_office(teams, desk, met=met, channels={"failures": GROUP}) as office:
        assert not await closed(office, GROUP)
        teams.world.outsiders[GROUP] = [OTHER_TENANT]
        await office.sender.send(update(office, GROUP, membersAdded=[{"id": "29:x"}]))
        await until(lambda: closed(office, GROUP))
        teams.world.outsiders.clear()
        await office.sender.send(update(office, GROUP, membersRemoved=[{"id": "29:x"}]))

        async def opened() -> bool:
            return not await closed(office, GROUP)

        await until(opened)


async def test_a_channel_for_failures_that_others_read_is_closed_from_the_start(
    teams: FakeTeams, desk: SmallDesk
) -> None:
    teams.world.outsiders[FAILURES] = [OTHER_TENANT]
    met = InMemory()
    await met.put(channel(teams, FAILURES))
    async with an_office(teams, desk, met=met, channels={"failures": FAILURES}) as office:
        await until(lambda: closed(office, FAILURES))


async def test_the_bot_itself_says_nothing_where_it_is_added_to_a_shared_channel(office: Office) -> None:
    await office.sender.send({**update(office, membersAdded=[{"id": BOT}]), **of_channel("shared")})
    await office.sender.types(ADA, "help")
    await office.said(ADA.chat)
    assert not office.teams.world.shown(APPROVALS)
