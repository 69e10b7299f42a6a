"""Cards reach the conversations that the bot has met; every refusal of Teams becomes one of four words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot.door import Busy, Closed, Doubtful, Gone
from bot.teams.conversations import Kind
from domain.card import Button, Card
from tests.bot.teams.conftest import Office, channel
from tests.fakes.teams import activities
from tests.fakes.teams.faults import Fault
from tests.fakes.teams.world import ADA, APPROVALS, GROUP

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
    office.teams.faults.add(Fault(kind, "update", times=2, status=503, retry_after=0))  # type: ignore[arg-type]
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
    office: Office, use: Use, status: int
) -> None:
    await posted(office)
    office.teams.faults.add(Fault("answer", status=status, code="BadSyntax"))
    await use(office)
    assert "Refresh CRM" in office.teams.world.shown(APPROVALS)[-1].text


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
