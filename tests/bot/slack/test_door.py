"""The door opens when Slack knows it and the approvals are private, and says in one sentence why it does not."""

from __future__ import annotations

import pytest
import structlog

from bot.door import Busy, Closed, Door
from bot.settings.setting_errors import SettingsError
from bot.slack.door import SlackDoor
from bot.slack.inside import SCREENED
from bot.slack.settings import SlackSettings
from domain.card import say
from domain.chat import Account
from domain.drawing.mend import drawn
from domain.mend import ChannelShared, TokenRefused
from domain.words.en import EN
from tests.bot.slack.conftest import SmallDesk, an_office
from tests.bot.slack.shelf import Memory
from tests.fakes.slack import FakeSlack, payloads
from tests.fakes.slack.faults import Fault
from tests.fakes.slack.world import SCOPES
from tests.gateways.scripted import FakeTime
from tests.logged import Logged

ADA = Account("slack", "T0CONTOSO", "U0ADA")


async def test_it_is_a_door(slack: FakeSlack, desk: SmallDesk) -> None:
    async with an_office(slack, desk) as office:
        door: Door = office.door
        assert door.surface == "slack"
        assert str(await office.door.condition()) == "listening"


async def test_a_wrong_token_stops_the_start(slack: FakeSlack, desk: SmallDesk) -> None:
    settings = SlackSettings(bot_token="xoxb-wrong", signing_secret="s", api_url=slack.api_url)
    with pytest.raises(SettingsError, match=r"^SLACK_BOT_TOKEN was refused by Slack \(invalid_auth\)") as refused:
        async with SlackDoor(settings, desk, shelf=Memory()):
            pass
    assert "xoxb" not in str(refused.value)


@pytest.mark.parametrize("channel", ["C0SHARED", "C0ORG"])
async def test_approvals_that_others_can_read_stop_the_start(slack: FakeSlack, desk: SmallDesk, channel: str) -> None:
    with pytest.raises(SettingsError, match=rf"^The Slack channel {channel} \(channels.approvals\) is shared with"):
        async with an_office(slack, desk, channels={"approvals": channel}):
            pass


async def test_a_channel_shared_among_workspaces_that_all_count_is_no_reason(slack: FakeSlack, desk: SmallDesk) -> None:
    async with an_office(slack, desk, channels={"approvals": "C0ORG"}, teams=("T0CONTOSO", "T0SISTER")):
        pass


async def test_a_channel_that_needs_mending_does_not_stop_the_start(slack: FakeSlack, desk: SmallDesk) -> None:
    async with an_office(slack, desk, channels={"approvals": "C0ARCHIVE", "failures": "C0OUTSIDE"}):
        pass


@pytest.mark.parametrize("kind", ["break", "refuse", "throttle"])
async def test_an_outage_of_slack_does_not_stop_the_start(
    slack: FakeSlack, desk: SmallDesk, kind: str, logged: Logged
) -> None:
    slack.faults.add(Fault(kind, times=9))
    async with an_office(slack, desk) as office:
        slack.faults.clear()
        assert (await office.door.profile(ADA)).email == "ada@contoso.com"
    assert "Slack does not answer at the start" in logged


async def test_what_could_not_be_looked_at_in_an_outage_is_looked_at_before_the_first_post(
    slack: FakeSlack, desk: SmallDesk
) -> None:
    slack.faults.add(Fault("throttle", "auth.test"))
    async with an_office(slack, desk, channels={"approvals": "C0SHARED"}) as office:
        with pytest.raises(Closed, match="shared"):
            await office.door.post("C0SHARED", say("secret"))
    assert slack.world.made("chat.postMessage") == []


async def test_without_a_signing_secret_nothing_is_served(slack: FakeSlack, desk: SmallDesk) -> None:
    async with SlackDoor(SlackSettings(bot_token="xoxb-fake", api_url=slack.api_url), desk, shelf=Memory()) as door:
        assert list(door.routes()) == []


def test_secrets_are_not_shown() -> None:
    shown = repr(SlackSettings(bot_token="xoxb-1", signing_secret="s3cret", app_token="xapp-1"))
    assert not any(secret in shown for secret in ("xoxb-1", "s3cret", "xapp-1"))


# ---- who reads the approvals


APPROVALS = {"approvals": "C0APPROVE"}


async def test_a_channel_that_cannot_be_looked_at_is_not_taken_for_our_own(slack: FakeSlack, desk: SmallDesk) -> None:
    slack.world.scopes = SCOPES.replace("channels:read,", "")
    async with an_office(slack, desk, channels=APPROVALS) as office:
        with pytest.raises(Busy):
            await office.door.post("C0APPROVE", say("secret"))
        slack.world.scopes = SCOPES
        assert await office.door.post("C0APPROVE", say("secret"))


async def test_a_channel_that_is_shared_while_the_bot_runs_is_closed_and_shows(
    slack: FakeSlack, desk: SmallDesk
) -> None:
    time = FakeTime()
    async with an_office(slack, desk, channels=APPROVALS, watch=time) as office:
        assert await office.door.post("C0APPROVE", say("secret"))
        slack.world.channels["C0APPROVE"].flags["is_ext_shared"] = True
        time.seconds += SCREENED + 1
        with pytest.raises(Closed, match="shared"):
            await office.door.post("C0APPROVE", say("secret"))
        found = await office.door.condition()
        assert (str(found), found.mend) == ("refused: shared", ChannelShared("approvals", "C0APPROVE"))
        slack.world.channels["C0APPROVE"].flags.clear()
        assert str(await office.door.condition()) == "listening"


async def test_what_is_refused_for_want_of_a_right_is_logged_once(slack: FakeSlack, desk: SmallDesk) -> None:
    async with an_office(slack, desk) as office:
        slack.world.revoked = "token_revoked"
        with structlog.testing.capture_logs() as lines:
            for _ in range(3):
                with pytest.raises(Busy):
                    await office.door.profile(ADA)
                assert (await office.door.condition()).code == "token_revoked"
    assert [line["method"] for line in lines if line.get("code") == "token_revoked"] == ["users.info", "auth.test"]


@pytest.mark.parametrize(
    ("code", "fault"), [("user_disabled", Closed), ("never_heard_of", Busy), ("missing_scope", Busy)]
)
async def test_only_named_codes_say_that_somebody_cannot_be_reached(
    slack: FakeSlack, desk: SmallDesk, code: str, fault: type[Exception]
) -> None:
    async with an_office(slack, desk) as office:
        slack.faults.add(Fault("error", "conversations.open", code=code))
        with pytest.raises(fault):
            await office.door.direct(ADA)
        assert await office.door.direct(ADA) == "D0ADA"


@pytest.mark.parametrize("event", ["app_uninstalled", "tokens_revoked"])
async def test_that_the_app_was_taken_away_is_heard_and_asked_of_slack_itself(
    slack: FakeSlack, desk: SmallDesk, event: str
) -> None:
    """What the event says is not relied on: a token that is still good stays so."""
    async with an_office(slack, desk) as office:
        assert str(await office.door.condition()) == "listening"
        asked = len(slack.world.made("auth.test"))
        told = {**payloads.user_changed({}), "event": {"type": event, "tokens": {"oauth": ["U0ADA"], "bot": ["U0DSR"]}}}
        assert (await office.sender.send(told)).status == 200
        assert str(await office.door.condition()) == "listening"
        assert len(slack.world.made("auth.test")) == asked + 1
        slack.world.revoked = "account_inactive"
        await office.sender.send({**told, "event_id": "Ev2"})
        found = await office.door.condition()
        assert found.mend == TokenRefused("SLACK_BOT_TOKEN", "account_inactive")
        assert "install the app again" in drawn(found.mend, EN)
        assert office.door.unhandled == {}
