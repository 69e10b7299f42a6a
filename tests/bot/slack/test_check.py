"""`dsrbot check` says in one line each what works, and how to mend what does not."""

from __future__ import annotations

from typing import Any

from bot.slack.check import Findings, check
from bot.slack.settings import SlackSettings
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, SECRET, FakeSlack
from tests.fakes.slack.faults import Fault


async def findings(slack: FakeSlack, **more: Any) -> Findings:
    given = {"bot_token": BOT_TOKEN, "signing_secret": SECRET, "api_url": slack.api_url, **more}
    return await check(SlackSettings(**given))


async def test_all_is_well(slack: FakeSlack) -> None:
    channels = {"approvals": "C0APPROVE", "failures": "C0FAIL"}
    assert await findings(slack, channels=channels) == Findings(("Slack: connected to Contoso as dsrbot, HTTP.",))
    with_socket = await findings(slack, channels=channels, app_token=APP_TOKEN)
    assert with_socket == Findings(("Slack: connected to Contoso as dsrbot, Socket Mode.",))


async def test_each_channel_that_cannot_be_used_has_its_sentence(slack: FakeSlack) -> None:
    channels = {"a": "C0NOWHERE", "b": "C0OUTSIDE", "c": "C0ARCHIVE", "d": "C0SHARED"}
    found = await findings(slack, channels=channels)
    assert found.mend == (
        "The Slack channel C0NOWHERE (channels.a) does not exist, or is private and the bot is not in it: "
        "invite the bot with /invite.",
        "The Slack channel C0OUTSIDE (channels.b) is there, but the bot is not in it: invite the bot with /invite.",
        "The Slack channel C0ARCHIVE (channels.c) is archived: unarchive it, or name another one.",
        "The Slack channel C0SHARED (channels.d) is shared with another company or a workspace that does not count: "
        "choose one that is not.",
    )


async def test_missing_rights_are_named(slack: FakeSlack) -> None:
    slack.world.scopes = "commands,chat:write,im:write,users:read"
    [sentence] = (await findings(slack)).mend
    lacking = "channels:read, files:read, files:write, groups:read, im:history and users:read.email"
    assert sentence.startswith(f"Slack: the bot lacks the rights {lacking}: paste")


async def test_wrong_tokens_are_named(slack: FakeSlack) -> None:
    assert (await findings(slack, bot_token="xoxb-no")).mend[0].startswith("SLACK_BOT_TOKEN was refused")
    assert (await findings(slack, app_token="xapp-no")).mend[0].startswith("SLACK_APP_TOKEN was refused")


async def test_a_bot_that_nobody_can_reach_is_told(slack: FakeSlack) -> None:
    assert (await findings(slack, signing_secret=None)).mend[0].startswith("Slack: set SLACK_SIGNING_SECRET")


async def test_silence_is_told(slack: FakeSlack) -> None:
    slack.faults.add(Fault("refuse", times=9))
    assert (await findings(slack)).mend[0].startswith("Slack does not answer")
