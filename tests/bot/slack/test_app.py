"""Whatever else Slack sends gets an answer that shows nobody a warning triangle, and is counted."""

from __future__ import annotations

from typing import Any

import pytest
import structlog

from domain.chat import Account
from domain.words.en import slack as words
from tests.bot.slack.conftest import Office, both_ways, until
from tests.bot.slack.judges import judge_view
from tests.fakes.slack import payloads

by = both_ways

ADA = Account("slack", "T0CONTOSO", "U0ADA")
STRANGE: list[tuple[dict[str, Any], str]] = [
    ({"type": "view_closed", "view": {"callback_id": "x"}}, "view_closed"),
    ({"type": "shortcut", "callback_id": "anything"}, "shortcut"),
    ({"type": "block_actions", "actions": []}, "block_actions"),
    ({"type": "block_actions", "actions": [{"action_id": "dsr:approve:0", "type": "button"}]}, ""),
    ({"type": "event_callback", "event": {"type": "app_mention"}}, "event_callback"),
    ({"type": "view_submission", "view": {"callback_id": "dsr:form", "private_metadata": "{"}}, "view_submission"),
    ({"team": 5, "user": [], "actions": 7, "command": None}, "command"),
    ({}, "other"),
]


@pytest.mark.parametrize(("payload", "counted"), STRANGE)
async def test_what_nobody_takes_is_acknowledged_counted_and_logged(
    office: Office, payload: dict[str, Any], counted: str
) -> None:
    with structlog.testing.capture_logs() as lines:
        answer = await office.sender.send(payload)
    assert answer.status == 200
    assert office.door.unhandled == ({counted: 1} if counted else {})
    assert [line["kind"] for line in lines if "request from Slack" in line["event"]] == ([counted] if counted else [])


async def test_another_command_is_told_which_one_is_ours(office: Office) -> None:
    answer = await office.sender.types("help", name="/gdpr")
    assert (answer.status, answer.body["text"]) == (200, words.NOT_MY_COMMAND)


async def test_a_button_that_is_not_ours_is_answered(office: Office) -> None:
    answer = await office.sender.presses({"type": "button", "action_id": "other:approve", "value": "x"})
    assert answer.status == 200
    await until(lambda: office.whispered)
    assert office.whispered[0]["text"] == words.NOT_MINE
    assert office.desk.heard == []


@pytest.mark.parametrize(
    ("view", "sentence"),
    [
        ({"callback_id": "dsr:form", "private_metadata": "{"}, words.CANNOT_NOW),
        ({"type": "modal", "callback_id": "other:form", "private_metadata": "{}"}, words.NOT_MY_FORM),
    ],
)
async def test_a_form_that_nobody_could_take_says_so_where_it_stood(
    office: Office, view: dict[str, Any], sentence: str
) -> None:
    answer = await office.sender.send({"type": "view_submission", "view": view, "user": {"id": "U0ADA"}})
    assert answer.body["response_action"] == "update"
    assert answer.body["view"]["blocks"][0]["text"]["text"] == sentence
    judge_view(answer.body["view"])
    assert office.desk.heard == []


async def test_slack_can_verify_the_address(office: Office) -> None:
    answer = await office.sender.send({"type": "url_verification", "challenge": "3eZbrw1aB", "token": "x"})
    assert (answer.status, answer.body) == (200, {"challenge": "3eZbrw1aB"})


async def test_a_change_of_a_person_is_seen_at_once(office: Office) -> None:
    before = await office.door.profile(ADA)
    ada = office.slack.world.users["U0ADA"]
    ada.flags["deleted"] = True
    assert await office.door.profile(ADA) == before
    await office.sender.send(payloads.user_changed(ada.shown()))
    assert (await office.door.profile(ADA)).standing == "deactivated"
