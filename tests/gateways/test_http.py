from __future__ import annotations

import logging
import socket
import time
import traceback
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import format_datetime

import aiohttp
import pytest

from domain.trouble import Refused, Throttled, Trouble, Unreachable
from gateways.http import Answer, Call, Caller, address, check_address
from gateways.limits import Limiter, RetryPolicy, Stopwatch
from tests.gateways.scripted import FakeTime, Reply, Script, scripted

OUT_OF_ORDER = Reply(status=503)
FINE = Reply(body={"fine": True})
PERSON = "robin@contoso.example"


async def two_passes() -> AsyncGenerator[Mapping[str, str], None]:
    yield {"Authorization": "first"}
    yield {"Authorization": "second"}


class Meeting:
    """A caller, the server that it calls, and the time that passes between them."""

    def __init__(self, script: Script, session: aiohttp.ClientSession, seconds: float, turns: int) -> None:
        self.script, self.time = script, FakeTime()
        watch = Stopwatch(now=self.time.now, sleep=self.time.sleep)
        patience = RetryPolicy(seconds=seconds)
        limiter = Limiter(turns, watch=watch)
        self.caller = Caller("The service", session, two_passes, limiter=limiter, patience=patience, watch=watch)

    async def call(self, method: str, *, safe: bool) -> Answer:
        url = address(self.script.url, "things", {"who": PERSON})
        return await self.caller.call(Call(method=method, url=url, safe=safe))


@asynccontextmanager
async def meeting(*replies: Reply, seconds: float = 5.0, turns: int = 100) -> AsyncIterator[Meeting]:
    async with scripted(*replies) as script, aiohttp.ClientSession() as session:
        yield Meeting(script, session, seconds, turns)


@pytest.mark.parametrize("trouble", [OUT_OF_ORDER, Reply(lose="before"), Reply(lose="within"), Reply(status=429)])
async def test_what_is_safe_is_tried_again_until_there_is_an_answer(trouble: Reply) -> None:
    async with meeting(trouble, trouble, FINE) as at:
        assert (await at.call("GET", safe=True)).body == {"fine": True}
        assert len(at.time.naps) == 2


@pytest.mark.parametrize("method", ["POST", "DELETE"])
@pytest.mark.parametrize(
    "trouble", [OUT_OF_ORDER, Reply(status=500), Reply(lose="before"), Reply(lose="within"), Reply(lose="never ends")]
)
async def test_a_change_of_unknown_outcome_is_sent_once(method: str, trouble: Reply) -> None:
    async with meeting(trouble, FINE, seconds=0.2) as at:
        with pytest.raises(Unreachable):
            await at.call(method, safe=False)
        assert at.script.routes == [f"{method} /things"]


async def test_a_change_on_a_connection_used_before_is_sent_once_too() -> None:
    async with meeting(FINE, Reply(lose="before"), FINE) as at:
        await at.call("GET", safe=True)
        with pytest.raises(Unreachable):
            await at.call("DELETE", safe=False)
        assert at.script.routes == ["GET /things", "DELETE /things"]


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_what_nobody_was_there_to_take_is_known_to_be_unsent_and_tried_again(method: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    async with meeting() as at:
        with pytest.raises(Unreachable) as nobody:
            await at.caller.call(Call(method=method, url=address(url, "things")))
        assert not nobody.value.sent
        assert len(at.time.naps) == 2


async def test_what_somebody_may_have_taken_is_not_known_to_be_unsent() -> None:
    async with meeting(Reply(lose="before")) as at:
        with pytest.raises(Unreachable) as lost:
            await at.call("POST", safe=False)
        assert lost.value.sent


async def test_a_change_turned_away_for_too_many_calls_is_sent_again() -> None:
    async with meeting(Reply(status=429), FINE) as at:
        await at.call("POST", safe=False)
        assert at.script.routes == ["POST /things"] * 2


async def test_it_waits_as_long_as_the_service_asks() -> None:
    busy = Reply(status=429, headers={"Retry-After": "7"})
    async with meeting(busy, FINE) as at:
        await at.call("GET", safe=True)
        assert at.time.naps == [7.0]


async def test_the_time_to_wait_may_be_a_date_by_the_clock_of_the_service() -> None:
    asked, until = datetime(2026, 5, 4, 6, 0, 0, tzinfo=UTC), datetime(2026, 5, 4, 6, 0, 9, tzinfo=UTC)
    headers = {"Date": format_datetime(asked, usegmt=True), "Retry-After": format_datetime(until, usegmt=True)}
    async with meeting(Reply(status=503, headers=headers), FINE) as at:
        await at.call("GET", safe=True)
        assert at.time.naps == [9.0]


async def test_a_long_wait_is_handed_on_at_once() -> None:
    async with meeting(Reply(status=429, headers={"Retry-After": "300"})) as at:
        with pytest.raises(Throttled) as caught:
            await at.call("GET", safe=True)
        assert (caught.value.retry_after, at.time.naps) == (300.0, [])


async def test_it_gives_up_after_three_attempts() -> None:
    async with meeting(*[Reply(status=429)] * 4) as at:
        with pytest.raises(Throttled) as caught:
            await at.call("GET", safe=True)
        assert caught.value.retry_after > 0
        assert len(at.script.calls) == 3


async def test_no_call_lasts_longer_than_its_time() -> None:
    async with meeting(*[Reply(lose="never ends")] * 3, seconds=0.05) as at:
        with pytest.raises(Unreachable):
            await at.call("GET", safe=True)


async def test_a_refused_token_is_followed_by_the_next_credentials() -> None:
    async with meeting(Reply(status=401), FINE) as at:
        await at.call("POST", safe=False)
        assert [call.headers["Authorization"] for call in at.script.calls] == ["first", "second"]


async def test_when_no_credentials_are_left_the_refusal_stands() -> None:
    async with meeting(Reply(status=401), Reply(status=401)) as at:
        with pytest.raises(Refused) as caught:
            await at.call("GET", safe=True)
        assert caught.value.status == 401


async def test_every_attempt_takes_a_turn_of_the_limiter() -> None:
    async with meeting(Reply(status=401), Reply(status=429, headers={"Retry-After": "0"}), FINE, turns=2) as at:
        await at.call("GET", safe=True)
        assert at.time.naps == [0.0, 60.0]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
async def test_keys_do_not_follow_a_redirection(status: int, method: str) -> None:
    async with scripted(FINE) as elsewhere, meeting(Reply(status=status, headers={"Location": elsewhere.url})) as at:
        with pytest.raises(Refused):
            await at.call(method, safe=True)
        assert elsewhere.calls == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"errorCode": "UnableToRevokePermission", "message": PERSON}, "UnableToRevokePermission"),
        ({"error": {"code": "Request_ResourceNotFound", "message": PERSON}}, "Request_ResourceNotFound"),
        ({"errorCode": 209, "message": '{"subCode": "MessageWritesBlocked"}'}, "MessageWritesBlocked"),
        ({"error": {"code": "Forbidden", "message": ' {"subCode": "BotDisabledByAdmin"}'}}, "BotDisabledByAdmin"),
        ({"error": {"code": "Forbidden", "subCode": "ConversationBlockedByUser"}}, "ConversationBlockedByUser"),
        ({"error": {"code": "Forbidden", "message": '{"subCode": "a b"}'}}, "Forbidden"),
        ({"error": {"code": "Forbidden", "message": "{" + PERSON}}, "Forbidden"),
        ({"error": {"code": "Forbidden", "message": '{"a":' * 5_000}}, "Forbidden"),
        ({"statusCode": 403, "message": PERSON}, None),
        ({"errorCode": f"{PERSON} is not welcome"}, None),
        ({"errorCode": None}, None),
        ([PERSON], None),
        (None, None),
    ],
)
async def test_a_refusal_carries_the_code_of_the_service(body: object, code: str | None) -> None:
    async with meeting(Reply(status=403, body=body)) as at:
        with pytest.raises(Refused) as caught:
            await at.call("GET", safe=True)
        assert (caught.value.status, caught.value.code) == (403, code)


@pytest.mark.parametrize("text", ["", "<html>", '{"half": '])
async def test_an_answer_that_cannot_be_read_has_no_body(text: str) -> None:
    async with meeting(Reply(text=text)) as at:
        assert (await at.call("GET", safe=True)).body is None


@pytest.mark.parametrize("value", ["", "soon", "-5", "1e9", "Mon, 99 Foo 2026"])
def test_a_wait_that_makes_no_sense_is_none(value: str) -> None:
    assert Answer(status=429, headers={"Retry-After": value}, body=None).retry_after is None


@pytest.mark.parametrize(
    "reply",
    [
        OUT_OF_ORDER,
        Reply(lose="before"),
        Reply(lose="within"),
        Reply(lose="never ends"),
        Reply(status=400, body={"errorCode": "Bad", "message": PERSON}),
        Reply(status=429, headers={"Retry-After": "300"}),
    ],
)
async def test_no_trouble_names_an_address_or_a_person(reply: Reply, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with meeting(reply, seconds=0.05) as at:
        with pytest.raises(Trouble) as caught:
            await at.call("POST", safe=False)
    told = "".join(traceback.format_exception(caught.value)) + caplog.text
    assert "The service" in told
    assert not any(secret in told for secret in ("robin", "127.0.0.1", "/things"))


async def test_nobody_listening_is_unreachable() -> None:
    async with meeting() as at:
        at.script.url = "http://127.0.0.1:1"
        with pytest.raises(Unreachable):
            await at.call("GET", safe=True)


def test_an_address_is_encoded_so_that_nothing_in_it_is_lost() -> None:
    url = address("https://h/v1/", "users", {"$filter": "mail eq 'a''b+c#d@e.example'", "ids": "1,2"})
    assert str(url) == "https://h/v1/users?$filter=mail%20eq%20'a''b%2Bc%23d%40e.example'&ids=1,2"
    assert url.query["$filter"] == "mail eq 'a''b+c#d@e.example'"


@pytest.mark.parametrize(
    "url", ["https://api.example", "http://127.0.0.1:8100/v1", "http://localhost", "http://[::1]:1"]
)
def test_secrets_may_go_over_https_or_stay_on_this_machine(url: str) -> None:
    check_address("the service", url)


@pytest.mark.parametrize("url", ["http://api.example", "http://10.0.0.1", "ftp://127.0.0.1", "api.example", ""])
def test_secrets_go_nowhere_else(url: str) -> None:
    with pytest.raises(ValueError, match=r"^The address of the service must begin with https\.$"):
        check_address("the service", url)


@pytest.mark.parametrize("zone", ["", " -0000"])
def test_a_date_without_a_zone_is_none_wherever_the_bot_runs(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    told = Answer(status=200, headers={"Date": f"Mon, 02 Nov 2026 12:00:00{zone}"}, body=None).date
    monkeypatch.undo()
    time.tzset()
    assert told is None


def test_a_date_that_is_none_in_utc_is_none() -> None:
    assert Answer(status=200, headers={"Date": "Fri, 31 Dec 9999 23:59:59 -0800"}, body=None).date is None


HALF = "\ufffdd800"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (r'"Old \ud800"', f"Old {HALF}"),
        (r'"\udfff\ud800"', f"\ufffddfff{HALF}"),
        (r'"a\u0000b"', "a\ufffd0000b"),
        (r'{"a\ud800": [{"b": "\uD800"}, 1, null, true]}', {f"a{HALF}": [{"b": HALF}, 1, None, True]}),
        (r'"\ud83d\ude00 \u00e9"', "\U0001f600 \u00e9"),  # a whole character of two halves
        (r'"\\ud800 \\u0000"', r"\ud800 \u0000"),  # nobody's half
    ],
)
async def test_what_no_text_can_hold_is_written_out(text: str, read: object) -> None:
    async with meeting(Reply(text=text)) as at:
        assert (await at.call("GET", safe=True)).body == read


async def test_two_names_of_different_halves_stay_two() -> None:
    async with meeting(Reply(text=r'["a\ud800", "a\ud801", "a\u0000", "a", "a\ufffd"]')) as at:
        body = (await at.call("GET", safe=True)).body
        assert isinstance(body, list)
        assert len(set(body)) == 5
        assert all(name.encode() and "\0" not in name for name in body)
