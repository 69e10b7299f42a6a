"""Cards are posted once and drawn anew; what Slack refuses is told in the words that every door uses."""

from __future__ import annotations

import pytest

from bot.door import Busy, Closed, Doubtful, Gone, Odd
from domain.card import Button, Card, Item
from tests.bot.slack.conftest import Office
from tests.fakes.slack.faults import Fault
from tests.fakes.slack.sender import buttons
from tests.logged import Logged

CARD = Card(title="Refresh CRM", status="Waiting", buttons=(Button("approve", "DSR-1", "Approve"),), footer="DSR-1")
DONE = Card(title="Refresh CRM", status="Completed", footer="DSR-1")


async def test_a_card_is_posted_with_its_whole_text(office: Office) -> None:
    ts = await office.door.post("C0APPROVE", CARD)
    [message] = office.slack.world.shown("C0APPROVE")
    assert (message.ts, message.text) == (ts, "Refresh CRM · Waiting\nDSR-1")
    assert set(buttons({"blocks": message.blocks})) == {"Approve"}


async def test_an_updated_card_has_no_buttons_left_over(office: Office) -> None:
    ts = await office.door.post("C0APPROVE", CARD)
    await office.door.update("C0APPROVE", ts, DONE)
    [message] = office.slack.world.shown("C0APPROVE")
    assert (message.versions, message.text) == (2, "Refresh CRM · Completed\nDSR-1")
    assert buttons({"blocks": message.blocks}) == {}


@pytest.mark.parametrize(
    ("channel", "code"),
    [("C0NOWHERE", "channel_not_found"), ("C0OUTSIDE", "not_in_channel"), ("C0ARCHIVE", "is_archived")],
)
async def test_a_place_that_is_not_open_to_the_bot_is_closed(office: Office, channel: str, code: str) -> None:
    with pytest.raises(Closed) as closed:
        await office.door.post(channel, CARD)
    assert closed.value.code == code
    with pytest.raises(Closed):
        await office.door.update(channel, "1.1", CARD)


async def test_a_deleted_message_is_gone(office: Office) -> None:
    ts = await office.door.post("C0APPROVE", CARD)
    office.slack.world.delete("C0APPROVE", ts)
    with pytest.raises(Gone):
        await office.door.update("C0APPROVE", ts, DONE)


@pytest.mark.parametrize("code", ["cant_update_message", "edit_window_closed"])
async def test_a_message_that_can_no_longer_be_changed_is_gone(office: Office, code: str) -> None:
    ts = await office.door.post("C0APPROVE", CARD)
    office.slack.faults.add(Fault("error", "chat.update", code=code))
    with pytest.raises(Gone):
        await office.door.update("C0APPROVE", ts, DONE)


async def test_too_many_posts_are_busy_for_as_long_as_slack_says(office: Office) -> None:
    office.slack.faults.add(Fault("throttle", "chat.postMessage", seconds=12))
    with pytest.raises(Busy) as busy:
        await office.door.post("C0FAIL", CARD)
    assert busy.value.retry_after == 12
    assert office.slack.world.shown("C0FAIL") == []


@pytest.mark.parametrize("kind", ["drop", "refuse", "break"])
async def test_a_post_without_a_clear_answer_is_doubtful_and_never_repeated_blindly(office: Office, kind: str) -> None:
    office.slack.faults.add(Fault(kind, "chat.postMessage"))
    with pytest.raises(Doubtful):
        await office.door.post("C0APPROVE", CARD)
    assert len(office.slack.world.made("chat.postMessage")) == 1
    assert len(office.slack.world.shown("C0APPROVE")) == (1 if kind == "drop" else 0)


async def test_an_update_may_be_repeated_because_it_changes_nothing_twice(office: Office) -> None:
    ts = await office.door.post("C0APPROVE", CARD)
    office.slack.faults.add(Fault("drop", "chat.update"))
    await office.door.update("C0APPROVE", ts, DONE)
    assert len(office.slack.world.made("chat.update")) == 2


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "missing_scope"])
async def test_a_right_that_is_missing_is_tried_again_later_and_does_not_close_the_place(
    office: Office, code: str, logged: Logged
) -> None:
    office.slack.faults.add(Fault("error", "chat.postMessage", code=code))
    with pytest.raises(Busy):
        await office.door.post("C0APPROVE", CARD)
    assert "Slack refused a call" in logged


@pytest.mark.parametrize("code", ["invalid_blocks", "msg_blocks_too_long"])
async def test_a_card_that_slack_finds_too_much_is_posted_without_its_details(
    office: Office, code: str, logged: Logged
) -> None:
    office.slack.faults.add(Fault("error", "chat.postMessage", code=code))
    await office.door.post("C0APPROVE", Card(**{**vars(CARD), "items": (Item("✓", "CRM"),)}))
    [message] = office.slack.world.shown("C0APPROVE")
    assert [block["type"] for block in message.blocks] == ["section", "section", "actions"]
    assert set(buttons({"blocks": message.blocks})) == {"Approve"}
    assert "a card did not fit, so it was sent without its details" in logged


PASSING = [
    "update_failed",
    "external_channel_migrating",
    "org_login_required",
    "streaming_state_conflict",
    "invalid_ts",
    "as_user_not_supported",
    "channel_type_not_supported",
    "never_heard_of",
]


@pytest.mark.parametrize("code", PASSING)
async def test_only_named_codes_end_a_card_or_its_place(office: Office, code: str) -> None:
    ts = await office.door.post("C0APPROVE", CARD)
    for method in ("chat.update", "chat.postMessage"):
        office.slack.faults.add(Fault("error", method, code=code))
    with pytest.raises(Odd, match=code):
        await office.door.update("C0APPROVE", ts, DONE)
    with pytest.raises(Odd, match=code):
        await office.door.post("C0APPROVE", CARD)
    await office.door.update("C0APPROVE", ts, DONE)


@pytest.mark.parametrize("code", ["restricted_action", "messages_tab_disabled", "is_inactive"])
async def test_a_place_may_be_closed_to_new_posts_alone(office: Office, code: str) -> None:
    ts = await office.door.post("C0APPROVE", CARD)
    for method in ("chat.update", "chat.postMessage"):
        office.slack.faults.add(Fault("error", method, code=code))
    with pytest.raises(Odd):
        await office.door.update("C0APPROVE", ts, DONE)
    with pytest.raises(Closed):
        await office.door.post("C0APPROVE", CARD)


async def test_no_fault_holds_what_slack_answered_or_what_was_sent(office: Office) -> None:
    office.slack.faults.add(Fault("error", "chat.postMessage", code="is_archived"))
    with pytest.raises(Closed) as closed:
        await office.door.post("C0APPROVE", Card(title="anna@contoso.com"))
    assert (str(closed.value), closed.value.__cause__, closed.value.__suppress_context__) == ("is_archived", None, True)
