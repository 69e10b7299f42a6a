"""Who adds the bot hears once who it is; who is nobody hears nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from domain.chat import Account
from domain.words.de import DE
from domain.words.en import teams as words
from tests.bot.teams.conftest import Office, an_office
from tests.fakes.teams import activities
from tests.fakes.teams.sender import Answered
from tests.fakes.teams.world import ADA, APPROVALS, GROUP, TENANT, User

Json = dict[str, Any]
Tell = Callable[..., Json]
TELLS = pytest.mark.parametrize("tell", [activities.installed, activities.joined])
HELLO = f"{words.HELLO}\n[{words.HOME}]"  # with the way to their home
NOBODY = User("", "Anon Guest", None, "")


async def told(office: Office, tell: Tell, where: str = "", who: User = ADA, **more: Any) -> Answered:
    return await office.sender.send({**tell(office.sender.service_url, who, where), **more})


@TELLS
@pytest.mark.parametrize("where", ["", APPROVALS, GROUP])
async def test_who_adds_the_bot_hears_who_it_is(office: Office, tell: Tell, where: str) -> None:
    assert (await told(office, tell, where)).status == 200
    expected = words.HELLO_ALL if where else HELLO
    assert (await office.said(where or ADA.chat)).text == expected
    assert not office.desk.heard


@pytest.mark.parametrize("where", ["", APPROVALS])
async def test_it_says_so_once_however_often_it_is_told(office: Office, where: str) -> None:
    """Teams tells in two ways; the Agents Playground does so whenever its page is loaded."""
    tells = [activities.installed, activities.joined] * 3
    await asyncio.gather(*(told(office, tell, where) for tell in tells))
    await office.said(where or ADA.chat)
    for tell in tells:
        await told(office, tell, where)
    async with an_office(office.teams, office.desk, met=office.conversations) as after:  # a restart
        await told(after, activities.installed, where)
    assert len(office.teams.world.shown(where or ADA.chat)) == 1


async def test_who_adds_it_again_hears_it_again(office: Office) -> None:
    await told(office, activities.installed)
    await office.said(ADA.chat)
    await told(office, activities.installed, action="remove")
    await told(office, activities.installed)
    assert (await office.said(ADA.chat, 2)).text == HELLO


@pytest.mark.parametrize(
    "change", [{"action": "add-upgrade"}, {"action": "remove"}, {"action": None}, {"type": "event"}]
)
async def test_what_is_no_new_bot_is_no_reason(office: Office, change: Json) -> None:
    await told(office, activities.installed, **change)
    await told(office, activities.joined, membersAdded=[{"id": ADA.mri}])
    async with an_office(office.teams, office.desk, met=office.conversations):
        assert not office.teams.world.messages


async def test_who_spoke_first_is_not_greeted_afterwards(office: Office) -> None:
    await office.sender.types(ADA, "help")
    await office.said(ADA.chat)
    await told(office, activities.installed)
    assert len(office.teams.world.shown(ADA.chat)) == 1


# ---- nobody


@pytest.mark.parametrize("where", ["", GROUP, APPROVALS])
async def test_an_account_without_an_object_id_gets_nothing_sent_anywhere(office: Office, where: str) -> None:
    """Such as somebody who joined a meeting without signing in."""
    for typed in ("help", "requests", "show DSR-1"):
        assert (await office.sender.types(NOBODY, typed, where)).status == 200
    nothing = {**activities.text(office.sender.service_url, ADA, "help", where), "from": {"id": ADA.mri}}
    submitted = {**nothing, "id": "2", "text": None, "value": {"verb": "approve", "ref": "DSR-1"}}
    for activity in (nothing, submitted, {**nothing, "id": "3", "from": {"id": ADA.mri, "aadObjectId": None}}):
        await office.sender.send(activity)
    click = {**submitted, "type": "invoke", "name": "adaptiveCard/action"}
    assert (await office.sender.send({**click, "value": {"action": {"data": submitted["value"]}}})).said == words.NOBODY
    assert not office.desk.heard
    assert not office.teams.world.made("send", "create", "update")


@TELLS
async def test_nor_does_it_when_it_adds_the_bot(office: Office, tell: Tell) -> None:
    await told(office, tell, ADA.chat, NOBODY)
    assert await office.conversations.get(ADA.chat) is None
    assert not office.teams.world.messages


async def test_who_adds_it_hears_it_in_the_language_that_their_teams_is_set_to(office: Office) -> None:
    assert (await told(office, activities.installed, locale="de-DE")).status == 200
    assert (await office.said(ADA.chat)).text == f"{DE.teams.HELLO}\n[{DE.teams.HOME}]"


async def test_somebodys_language_outlives_what_says_none_and_a_restart_and_follows_a_change(office: Office) -> None:
    ada = Account("teams", TENANT, ADA.id)
    for said in ("de-DE", "", "not a language", "x" * 50):
        await office.sender.send(activities.text(office.sender.service_url, ADA, "help", locale=said))
    async with an_office(office.teams, office.desk, met=office.conversations) as after:
        assert (await after.door.profile(ada)).locale == "de-DE"
        assert {act.locale for act in office.desk.heard} == {"de-DE"}
    await office.sender.send(activities.text(office.sender.service_url, ADA, "help", locale="en-GB"))
    async with an_office(office.teams, office.desk, met=office.conversations) as after:
        assert (await after.door.profile(ada)).locale == "en-GB"


async def test_in_a_channel_each_is_heard_in_their_own_language_and_none_is_kept(office: Office) -> None:
    await office.sender.send(activities.text(office.sender.service_url, ADA, "help", APPROVALS, locale="de-DE"))
    assert [act.locale for act in office.desk.heard] == ["de-DE"]
    known = await office.conversations.get(APPROVALS)
    assert known
    assert known.locale == ""
