"""The stand-in for Slack behaves like Slack where it matters to us: judged with Slack's own client."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import BOT_TOKEN, SECRET, FakeSlack, payloads
from tests.fakes.slack.judge import problems
from tests.fakes.slack.sender import signed

HOME = Path(__file__).parents[3]


@pytest.fixture
def client(slack: FakeSlack) -> AsyncWebClient:
    return AsyncWebClient(BOT_TOKEN, slack.api_url)


async def test_slacks_own_client_posts_updates_and_looks_people_up(client: AsyncWebClient, slack: FakeSlack) -> None:
    posted = await client.chat_postMessage(channel="C0FAIL", text="a")
    await client.chat_update(channel="C0FAIL", ts=posted["ts"], text="b")
    assert (await client.users_info(user="U0ADA"))["user"]["real_name"] == "Ada Admin"
    assert (await client.users_lookupByEmail(email="ada@contoso.com"))["user"]["id"] == "U0ADA"
    assert [message.text for message in slack.world.shown("C0FAIL")] == ["b"]
    assert [call.method for call in slack.world.calls] == [
        "chat.postMessage",
        "chat.update",
        "users.info",
        "users.lookupByEmail",
    ]


async def test_an_update_without_blocks_removes_them(client: AsyncWebClient, slack: FakeSlack) -> None:
    posted = await client.chat_postMessage(channel="C0FAIL", text="a", blocks=[section("x")])
    await client.chat_update(channel="C0FAIL", ts=posted["ts"], text="b")
    assert slack.world.shown("C0FAIL")[0].blocks == []


async def test_a_trigger_is_good_once_and_for_three_seconds(client: AsyncWebClient) -> None:
    view = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": [section("x")]}
    trigger = payloads.trigger()
    await client.views_open(trigger_id=trigger, view=view)
    for spent, code in ((trigger, "exchanged"), (payloads.trigger(age=4), "expired"), ("x", "invalid")):
        with pytest.raises(SlackApiError, match=f"{code}_trigger_id"):
            await client.views_open(trigger_id=spent, view=view)


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "plain_text", "text": text}}


BUTTON = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "b"}}


@pytest.mark.parametrize(
    "blocks",
    [
        [section("x")] * 51,
        [section("x" * 3_001)],
        [section("")],
        [{"type": "section"}],
        [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
        [{"type": "actions", "elements": [BUTTON, BUTTON]}],
        [{"type": "actions", "elements": [{**BUTTON, "value": "x" * 2_001}]}],
        [{"type": "unheard_of"}],
    ],
)
def test_blocks_that_slack_would_refuse_are_refused(blocks: list[dict[str, Any]]) -> None:
    assert problems(blocks)
    assert not problems([section("x" * 3_000), {"type": "actions", "elements": [BUTTON]}])


def test_what_the_sender_signs_slacks_own_verifier_accepts() -> None:
    _, body = payloads.encoded(payloads.command("help", response_url="https://hooks.slack.com/x"))
    verifier = SignatureVerifier(SECRET)
    assert verifier.is_valid_request(body, signed(body))
    assert not verifier.is_valid_request(body + b"x", signed(body))
    assert not verifier.is_valid_request(body, signed(body, age=360))


def test_it_runs_as_a_process_of_its_own_and_tells_what_it_was_asked() -> None:
    command = [sys.executable, "-m", "tests.fakes.slack"]
    with subprocess.Popen(command, cwd=HOME, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            settings = dict(process.stdout.readline().strip().split("=", 1) for _ in range(3))
            url = settings["SLACK_API_URL"]
            _ask(f"{url}/chat.postMessage", settings["SLACK_BOT_TOKEN"], {"channel": "C0FAIL", "text": "hello"})
            root = url.removesuffix("/api")
            assert [call["method"] for call in _ask(f"{root}/_calls")] == ["chat.postMessage"]
            assert [message["text"] for message in _ask(f"{root}/_messages")] == ["hello"]
        finally:
            process.terminate()


def _ask(url: str, token: str = "", body: dict[str, str] | None = None) -> Any:
    data = json.dumps(body).encode() if body else None
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    with urlopen(Request(url, data, headers), timeout=5) as answer:
        return json.load(answer)
