"""Calls to Slack: the way out, and what is told of a refusal."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator

import pytest

from bot.door import Busy, Doubtful
from bot.slack.reply import SLACKS_OWN
from bot.slack.settings import API_URL
from bot.slack.web import RETRY_AFTER, Refused, Web, new_session
from common.web import is_loopback
from tests.fakes.slack import BOT_TOKEN, FakeSlack
from tests.fakes.slack.faults import Fault

PROXY = "from bot.slack.web import Web; import sys; print(Web(None, 'x', sys.argv[1]).proxy)"


@pytest.mark.parametrize(
    ("api_url", "proxy"),
    [("https://slack.com/api", "http://proxy.example:3128"), ("http://127.0.0.1:5005/api", "None")],
)
def test_a_proxy_of_the_environment_is_used_and_never_for_this_machine(api_url: str, proxy: str) -> None:
    environ = {**os.environ, "HTTPS_PROXY": "http://proxy.example:3128"}
    command = [sys.executable, "-c", PROXY, api_url]
    told = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=30, check=True)
    assert told.stdout.strip() == proxy


@pytest.mark.parametrize(
    ("host", "own"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("slack.com", False)]
)
def test_loopback_is_this_machine(host: str, own: bool) -> None:
    assert is_loopback(host) is own


async def test_a_refusal_tells_slacks_code_and_nothing_else(slack: FakeSlack) -> None:
    async with new_session() as session:
        with pytest.raises(Refused) as refused:
            await Web(session, BOT_TOKEN, slack.api_url).call("users.info", {"user": "U0NOBODY"})
    assert (str(refused.value), refused.value.code) == ("user_not_found", "user_not_found")


async def test_too_many_calls_without_a_time_wait_for_half_a_minute(slack: FakeSlack) -> None:
    slack.faults.add(Fault("error", code="ratelimited"))
    async with new_session() as session:
        with pytest.raises(Busy) as busy:
            await Web(session, BOT_TOKEN, slack.api_url).call("auth.test", {})
    assert busy.value.retry_after == RETRY_AFTER


async def test_a_server_that_is_not_there_did_nothing() -> None:
    async with new_session() as session:
        with pytest.raises(Busy):
            await Web(session, BOT_TOKEN, "http://127.0.0.1:1/api").call("auth.test", {})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("repeat", [False, True])
async def test_nobody_is_followed_elsewhere(slack: FakeSlack, status: int, repeat: bool) -> None:
    slack.faults.add(Fault("redirect", "chat.postMessage", times=9, status=status))
    async with new_session() as session:
        with pytest.raises(Doubtful):
            await Web(session, BOT_TOKEN, slack.api_url).call("chat.postMessage", {"channel": "C0"}, repeat=repeat)
    assert not slack.world.made("elsewhere")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<html>Sign in</html>", "text/html"),
        ("ok", "text/plain"),
        ("", "text/plain"),
        ("[]", "application/json"),
        ("null", "application/json"),
        ("7", "application/json"),
        ('"ok"', "application/json"),
        ("{", "application/json"),
        ("{}", "application/json"),
        ('{"ok": false}', "application/json"),
        ('{"ok": false, "error": null}', "application/json"),
        ('{"ok": "true"', "application/json"),
        ('{"ok": "yes"}', "application/json"),
        ('{"ok": 1}', "application/json"),
        ("x", "application/gzip"),
    ],
)
@pytest.mark.parametrize("status", [200, 403, 502])
async def test_what_is_no_answer_of_slacks_is_doubtful(slack: FakeSlack, text: str, kind: str, status: int) -> None:
    slack.faults.add(Fault("answer", "chat.update", times=9, status=status, text=text, kind_of=kind))
    async with new_session() as session:
        with pytest.raises(Doubtful):
            await Web(session, BOT_TOKEN, slack.api_url).call("chat.update", {"channel": "C0", "ts": "1"})


# ---- an address that comes from outside: only Slack's own host, or that of SLACK_API_URL, is ever called


@pytest.fixture
async def at(request: pytest.FixtureRequest) -> AsyncIterator[Web]:
    async with new_session() as session:
        yield Web(session, "xoxb-x", getattr(request, "param", API_URL))


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.slack.com/commands/T1/1/x",
        "https://hooks.slack.com:443/actions/T1/1/x",
        "https://slack.com/x",
    ],
)
async def test_slacks_own_hosts_are_called(at: Web, url: str) -> None:
    assert at.ours(url, SLACKS_OWN)


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
async def test_nobody_else_is(at: Web, url: str) -> None:
    assert not at.ours(url, SLACKS_OWN)


@pytest.mark.parametrize("at", ["http://127.0.0.1:5005/api"], indirect=True)
async def test_a_test_can_stand_in_for_slack_on_its_own_host(at: Web) -> None:
    assert at.ours("http://127.0.0.1:5005/commands/x", SLACKS_OWN)
    assert not at.ours("https://127.0.0.1/commands/x", SLACKS_OWN)
    assert not at.ours("http://127.0.0.2:5005/commands/x", SLACKS_OWN)
