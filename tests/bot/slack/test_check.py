"""`dsrbot check` says in one line each what works, and how to mend what does not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.slack.check import Findings, Kept, check, nothing_kept
from bot.slack.settings import SlackSettings
from domain.installation import Installation
from tests.bot.slack.several import FABRIKAM, ORG, fabrikam
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, SECRET, FakeSlack
from tests.fakes.slack.faults import Fault


async def findings(slack: FakeSlack, kept: Kept = nothing_kept, **more: Any) -> Findings:
    given = {"bot_token": BOT_TOKEN, "signing_secret": SECRET, "api_url": slack.api_url, **more}
    return await check(SlackSettings(**given), kept)


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


SEVERAL = {"client_id": "1", "client_secret": "s", "teams": (FABRIKAM, ORG)}


async def test_each_workspace_is_looked_at_with_its_own_token(slack: FakeSlack) -> None:
    there = fabrikam(slack)
    token = slack.installs.install(there)

    async def kept(key: str) -> Installation | None:
        return Installation(key=key, name="Fabrikam", token=token.token) if key == FABRIKAM else None

    places = {"approvals": f"{FABRIKAM}/C0APPROVE", "failures": f"{FABRIKAM}/C0NOWHERE", "audit": "C0OUTSIDE"}
    found = await findings(slack, kept, channels=places, **SEVERAL)
    assert found.works == (
        "Slack: connected to Contoso as dsrbot, HTTP.",
        "Slack: connected to Fabrikam as dsrbot, HTTP.",
    )
    told = [sentence.partition(":")[0] for sentence in found.mend]
    assert told[0].startswith("The Slack channel C0OUTSIDE (channels.audit) is there")
    assert told[1].startswith(f"The Slack channel {FABRIKAM}/C0NOWHERE (channels.failures) does not exist")
    assert found.mend[2].startswith(f"Slack: not installed in {ORG}")
    assert len(told) == 3
    assert [call.arguments["channel"] for call in there.made("conversations.info")] == ["C0APPROVE", "C0NOWHERE"]
    slack.installs.uninstall(there)
    assert "no longer takes the token of the workspace" in (await findings(slack, kept, **SEVERAL)).mend[0]


async def test_channels_of_no_workspace_are_named(slack: FakeSlack) -> None:
    places = {"approvals": "T0OTHER/C0", "failures": "T0CONTOSO/C0FAIL", "audit": "C0AUDIT"}
    told = (await findings(slack, channels=places, **SEVERAL)).mend
    assert [one.split()[3] for one in told if "of no workspace" in one] == ["T0OTHER/C0", "T0CONTOSO/C0FAIL"]
    without = (await findings(slack, channels=places, **SEVERAL, bot_token="")).mend
    assert [one.split()[3] for one in without if "of no workspace" in one] == [*places.values()]


async def test_a_token_that_has_ended_is_not_renewed_by_looking(slack: FakeSlack) -> None:
    async def kept(key: str) -> Installation | None:
        return Installation(key=key, name="x", token="x", refresh="r", expires=datetime(2026, 1, 1, tzinfo=UTC))

    assert (await findings(slack, kept, **SEVERAL)).mend[0].startswith("Slack: not installed in T0FABRIKAM, or its")
    assert not slack.world.made("oauth.v2.access")
