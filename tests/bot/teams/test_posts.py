"""Cards reach the conversations that the bot has met; every refusal of Teams becomes one of four words."""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.door import Busy, Closed, Doubtful, Gone, Odd
from bot.teams.conversations import Conversation, Kind
from domain.card import Button, Card
from tests.bot.teams.conftest import Office, channel
from tests.fakes.teams import activities
from tests.fakes.teams.faults import Fault
from tests.fakes.teams.world import ADA, APPROVALS, CLEO, GROUP, User
from tests.logged import Logged

CARD = Card(title="Refresh CRM", status="Waiting for approval", buttons=(Button("approve", "DSR-1", "Approve"),))
DONE = Card(title="Refresh CRM", status="Completed")

Use = Callable[[Office], Awaitable[object]]


async def posted(office: Office) -> str:
    await office.conversations.put(channel(office.teams))
    return await office.door.post(APPROVALS, CARD)


async def post(office: Office) -> str:
    return await office.door.post(APPROVALS, CARD)


async def update(office: Office) -> None:
    await office.door.update(APPROVALS, office.teams.world.messages[0].id, DONE)


BOTH = pytest.mark.parametrize("use", [post, update])


async def test_a_card_in_a_channel_begins_a_thread_and_is_redrawn_there(office: Office) -> None:
    address = await posted(office)
    await office.door.update(APPROVALS, address, DONE)
    (shown,) = office.teams.world.shown(APPROVALS)
    assert (shown.id, shown.versions) == (address, 2)
    assert "Completed" in shown.text
    assert "[Approve]" not in shown.text
    (call,) = office.teams.world.made("update")
    assert call.path == f"/emea/v3/conversations/{APPROVALS};messageid={address}/activities/{address}"


@pytest.mark.parametrize(("where", "kind"), [(GROUP, Kind.GROUP), (ADA.chat, Kind.PERSONAL)])
async def test_a_card_in_a_chat_is_posted_and_redrawn(office: Office, where: str, kind: Kind) -> None:
    await office.conversations.put(channel(office.teams, where, kind))
    await office.door.update(where, await office.door.post(where, CARD), DONE)
    assert [shown.versions for shown in office.teams.world.shown(where)] == [2]


async def test_a_conversation_that_was_never_met_is_closed(office: Office) -> None:
    with pytest.raises(Closed, match="unmet"):
        await office.door.post("19:unheard@thread.tacv2", CARD)


@BOTH
async def test_a_pause_that_is_short_is_waited_out(office: Office, use: Use) -> None:
    await posted(office)
    office.teams.faults.add(Fault("answer", times=2, status=429, retry_after=0))
    await use(office)


@BOTH
async def test_a_long_pause_is_told_and_kept(office: Office, use: Use) -> None:
    await posted(office)
    office.teams.faults.add(Fault("answer", times=1, status=429, retry_after=60))
    with pytest.raises(Busy) as busy:
        await use(office)
    assert busy.value.retry_after == 60
    calls = len(office.teams.world.calls)
    with pytest.raises(Busy):
        await use(office)
    assert len(office.teams.world.calls) == calls


@BOTH
@pytest.mark.parametrize("status", [401, 412])
async def test_what_was_not_done_may_be_tried_again(office: Office, use: Use, status: int) -> None:
    await posted(office)
    office.teams.faults.add(Fault("answer", times=2, status=status))
    with pytest.raises(Busy):
        await use(office)


async def test_a_token_that_is_refused_is_replaced(office: Office) -> None:
    await posted(office)
    office.teams.tokens.clear()
    await post(office)
    assert len(office.teams.world.made("token")) == 2


@pytest.mark.parametrize("fault", [Fault("answer", "create", status=500), Fault("answer", "create", status=502)])
async def test_a_post_without_a_clear_answer_is_doubtful_and_not_repeated(office: Office, fault: Fault) -> None:
    await office.conversations.put(channel(office.teams))
    office.teams.faults.add(fault)
    with pytest.raises(Doubtful):
        await post(office)
    assert len(office.teams.world.made("create")) == 1


async def test_a_post_that_was_accepted_and_whose_answer_was_lost_is_doubtful(office: Office) -> None:
    await office.conversations.put(channel(office.teams))
    office.teams.faults.add(Fault("drop", "create"))
    with pytest.raises(Doubtful):
        await post(office)
    assert len(office.teams.world.shown(APPROVALS)) == 1


@pytest.mark.parametrize("kind", ["answer", "drop", "refuse"])
async def test_an_update_is_repeated_until_it_is_sure(office: Office, kind: str) -> None:
    await posted(office)
    office.teams.faults.add(Fault(kind, "update", times=2, status=503, retry_after=0))
    await update(office)
    assert "Completed" in office.teams.world.shown(APPROVALS)[0].text


async def test_an_update_that_never_gets_through_is_doubtful(office: Office) -> None:
    await posted(office)
    office.teams.faults.add(Fault("answer", "update", times=9, status=500, retry_after=0))
    with pytest.raises(Doubtful):
        await update(office)


@BOTH
async def test_a_conversation_that_threw_the_bot_out_is_closed_until_it_is_met_again(office: Office, use: Use) -> None:
    await posted(office)
    office.teams.world.closed.add(APPROVALS)
    with pytest.raises(Closed, match="BotNotInConversationRoster"):
        await use(office)
    calls = len(office.teams.world.calls)
    with pytest.raises(Closed, match="unmet"):
        await use(office)
    assert len(office.teams.world.calls) == calls
    office.teams.world.closed.clear()
    await office.sender.types(ADA, "help", APPROVALS)
    await use(office)


ENDS = ["BotNotInConversationRoster", "ConversationBlockedByUser", "MessageWritesBlocked", "BotDisabledByAdmin"]
ODD = [(403, "Forbidden"), (403, "ServiceError"), (404, "NotFound"), (404, ""), (405, "x"), (307, "x"), (409, "x")]


@pytest.mark.parametrize("code", ENDS)
@pytest.mark.parametrize(("where", "kind"), [(APPROVALS, Kind.CHANNEL), (GROUP, Kind.GROUP), (ADA.chat, Kind.PERSONAL)])
async def test_a_code_that_means_it_ends_a_conversation(office: Office, where: str, kind: Kind, code: str) -> None:
    await office.conversations.put(
        chat_with(office, where) if kind is Kind.PERSONAL else channel(office.teams, where, kind)
    )
    office.teams.faults.add(Fault("answer", status=403, code=code))
    with pytest.raises(Closed, match=code):
        await office.door.post(where, CARD)
    with pytest.raises(Closed, match="unmet"):
        await office.door.post(where, CARD)
    assert len(office.teams.world.made("create", "send")) == 1


@pytest.mark.parametrize(("status", "code"), ODD)
@pytest.mark.parametrize(("where", "kind"), [(APPROVALS, Kind.CHANNEL), (GROUP, Kind.GROUP)])
async def test_a_refusal_that_does_not_say_so_ends_nothing(
    office: Office, where: str, kind: Kind, status: int, code: str
) -> None:
    await office.conversations.put(channel(office.teams, where, kind))
    office.teams.faults.add(Fault("answer", status=status, code=code, location="/elsewhere"))
    with pytest.raises(Odd):
        await office.door.post(where, CARD)
    address = await office.door.post(where, CARD)
    office.teams.faults.add(Fault("answer", "update", status=status if status != 404 else 403, code=code))
    with pytest.raises(Odd):
        await office.door.update(where, address, DONE)
    await office.door.update(where, address, DONE)
    assert "Completed" in office.teams.world.shown(where)[0].text
    assert not office.teams.world.made("elsewhere")


@pytest.mark.parametrize(
    ("status", "code"), [odd for odd in ODD if odd[0] in {403, 404}] + [(404, "ConversationNotFound")]
)
async def test_a_chat_that_teams_does_not_find_is_begun_anew_with_the_same_person(
    office: Office, status: int, code: str
) -> None:
    """Also where it has another id then: what stands in the old place is found in the new one."""
    for place in (ADA.chat, "a:before"):
        await office.conversations.put(chat_with(office, place))
        office.teams.faults.add(Fault("answer", "send", status=status, code=code))
        address = await office.door.post(place, CARD)
        assert office.teams.world.made("create")[-1].body["members"] == [{"id": ADA.id}]
        assert office.teams.world.shown(ADA.chat)[-1].id == address
        await office.door.update(place, address, DONE)
        assert "Completed" in office.teams.world.shown(ADA.chat)[-1].text
        await office.door.post(place, CARD)
    assert len(office.teams.world.made("create")) == 2


@pytest.mark.parametrize("faults", [[Fault("answer", "send", 9, status=403, code="Forbidden")], []])
async def test_when_that_fails_too_the_chat_is_closed(office: Office, faults: list[Fault]) -> None:
    """Cleo did not install the app; with Ada, the new chat is no better than the old one."""
    for fault in faults or [Fault("answer", "send", status=404)]:
        office.teams.faults.add(fault)
    who = ADA if faults else CLEO
    await office.conversations.put(chat_with(office, who.chat, who))
    with pytest.raises(Closed):
        await office.door.post(who.chat, CARD)
    assert len(office.teams.world.made("create")) == 1


async def test_a_chat_with_nobody_known_is_not_begun_anew(office: Office) -> None:
    await office.conversations.put(replace(chat_with(office, "a:x"), object_id=""))
    office.teams.faults.add(Fault("answer", "send", status=404))
    with pytest.raises(Closed):
        await office.door.post("a:x", CARD)
    assert not office.teams.world.made("create")


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ({}, ""),
        ({"id": ""}, ""),
        ({"id": None}, ""),
        ({"id": {"id": "1"}}, ""),
        ({"id": f"{APPROVALS};messageid=77"}, "77"),
        ({"id": f"{APPROVALS};messageid=77", "activityId": f"{APPROVALS};messageid=78"}, "78"),
        ({"activityId": "79"}, "79"),
        ({"activityId": 80}, "80"),
    ],
)
async def test_what_teams_took_is_posted_wherever_it_says_under_which_address(
    office: Office, told: dict[str, object], address: str
) -> None:
    await office.conversations.put(channel(office.teams))
    office.teams.faults.add(Fault("mute", "create", told=told))
    assert await office.door.post(APPROVALS, CARD) == address
    await office.conversations.put(channel(office.teams, GROUP, Kind.GROUP))
    office.teams.faults.add(Fault("mute", "send", told={"id": told.get("activityId") or told.get("id")}))
    assert await office.door.post(GROUP, CARD) == address
    assert len(office.teams.world.messages) == 2


async def test_what_nobody_was_there_to_take_was_not_posted(office: Office) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}/emea"
    await office.conversations.put(replace(channel(office.teams), service_url=nobody))
    with pytest.raises(Busy):
        await post(office)


@BOTH
@pytest.mark.parametrize("status", [401, 503])
async def test_without_a_token_nothing_was_posted(office: Office, use: Use, status: int) -> None:
    await posted(office)
    office.teams.tokens.clear()
    office.teams.faults.add(Fault("answer", "token", 99, status=status))
    with pytest.raises(Busy):
        await use(office)


def chat_with(office: Office, where: str, who: User = ADA) -> Conversation:
    return replace(channel(office.teams, where, Kind.PERSONAL), object_id=who.id, user_id=who.mri)


async def test_a_message_that_was_deleted_is_gone(office: Office) -> None:
    office.teams.world.delete(await posted(office))
    with pytest.raises(Gone):
        await update(office)


@BOTH
async def test_a_conversation_that_is_no_more_is_closed(office: Office, use: Use) -> None:
    await posted(office)
    office.teams.faults.add(Fault("answer", status=404, code="ConversationNotFound"))
    with pytest.raises(Closed):
        await use(office)
    with pytest.raises(Closed, match="unmet"):
        await use(office)


@BOTH
@pytest.mark.parametrize("status", [400, 413])
async def test_a_card_that_teams_finds_too_much_is_shown_without_its_details(
    office: Office, use: Use, status: int, logged: Logged
) -> None:
    await posted(office)
    office.teams.faults.add(Fault("answer", status=status, code="BadSyntax"))
    await use(office)
    assert "Refresh CRM" in office.teams.world.shown(APPROVALS)[-1].text
    assert "a card did not fit, so it was sent without its details" in logged
    assert "Teams refused a call" in logged


async def test_no_answer_of_teams_stands_in_a_fault(office: Office) -> None:
    await posted(office)
    office.teams.world.closed.add(APPROVALS)
    with pytest.raises(Closed) as closed:
        await post(office)
    assert "ada@" not in f"{closed.value!r} {closed.value.__cause__!r}"


async def test_the_address_to_write_to_is_the_newest(office: Office) -> None:
    await posted(office)
    moved = office.sender.service_url.replace("emea", "amer")
    await office.sender.send(activities.text(moved, ADA, "help", APPROVALS))
    await office.door.post(APPROVALS, CARD)
    assert office.teams.world.made("create")[-1].path.startswith("/amer/")


@pytest.mark.parametrize(
    "leave", [activities.left, lambda url, who, where: activities.installed(url, who, where, action="remove")]
)
async def test_a_channel_that_the_bot_was_taken_out_of_is_closed(
    office: Office, leave: Callable[..., dict[str, object]]
) -> None:
    await posted(office)
    await office.sender.send(leave(office.sender.service_url, ADA, APPROVALS))
    with pytest.raises(Closed, match="unmet"):
        await post(office)
    await office.sender.send(activities.joined(office.sender.service_url, ADA, APPROVALS))
    await post(office)
