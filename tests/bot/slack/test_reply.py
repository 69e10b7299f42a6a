"""A response_url is data from outside: only Slack's own host, or the host of SLACK_API_URL, is ever called."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from yarl import URL

from bot.slack.people import People
from bot.slack.reply import Replies
from bot.slack.settings import API_URL
from bot.slack.web import Web, new_session


async def no_teams() -> frozenset[str]:
    return frozenset()


@pytest.fixture
async def replies(request: pytest.FixtureRequest) -> AsyncIterator[Replies]:
    async with new_session() as session:
        web = Web(session, "xoxb-x", getattr(request, "param", API_URL))
        yield Replies(web, People(web, no_teams), session)


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.slack.com/commands/T1/1/x",
        "https://hooks.slack.com:443/actions/T1/1/x",
        "https://slack.com/x",
    ],
)
async def test_slacks_own_hosts_are_called(replies: Replies, url: str) -> None:
    assert replies.allowed(URL(url))


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.slack.com/commands/T1/1/x",
        "https://hooks.slack.com:8443/x",
        "https://hooks.slack.com.evil.example/x",
        "https://hooks.slack.com@evil.example/x",
        "https://me:secret@hooks.slack.com/x",
        "https://evil.example/hooks.slack.com",
        "https://evilslack.com/x",
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:3979/metrics",
        "file:///etc/passwd",
        "/commands/x",
    ],
)
async def test_nobody_else_is(replies: Replies, url: str) -> None:
    assert not replies.allowed(URL(url))


@pytest.mark.parametrize("replies", ["http://127.0.0.1:5005/api"], indirect=True)
async def test_a_test_can_stand_in_for_slack_on_its_own_host(replies: Replies) -> None:
    assert replies.allowed(URL("http://127.0.0.1:5005/commands/x"))
    assert not replies.allowed(URL("https://127.0.0.1/commands/x"))
    assert not replies.allowed(URL("http://127.0.0.2:5005/commands/x"))
