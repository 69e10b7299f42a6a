"""Only what Slack signed, and signed just now, comes in; all else gets a status and one plain word."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import hmac
import logging
from collections.abc import AsyncIterator
from io import BytesIO
from urllib.parse import quote_plus

import pytest

from bot.app.shallow import DEEPEST
from bot.slack.endpoint import LARGEST, MOST_FIELDS, PATIENCE, WINDOW
from tests.bot.slack.conftest import Office
from tests.fakes.slack import SECRET, payloads
from tests.fakes.slack.sender import signed

FORM = "application/x-www-form-urlencoded"


def a_command(text: str = "help") -> dict[str, str]:
    return payloads.command(text, response_url="http://127.0.0.1:1/commands/x")


async def test_a_signed_request_comes_in(office: Office) -> None:
    answer = await office.sender.send(a_command())
    assert (answer.status, len(office.desk.heard)) == (200, 1)


@pytest.mark.parametrize("age", [-WINDOW + 5, WINDOW - 5])
async def test_clocks_may_differ_by_some_minutes(office: Office, age: float) -> None:
    assert (await office.sender.send(a_command(), age=age)).status == 200


@pytest.mark.parametrize("age", [-360, 360], ids=["six minutes ahead", "six minutes old"])
async def test_an_old_signature_and_one_from_the_future_are_refused(office: Office, age: float) -> None:
    answer = await office.sender.send(a_command(), age=age)
    assert (answer.status, answer.text, office.desk.heard) == (401, "expired\n", [])


async def test_a_wrong_secret_is_refused(office: Office) -> None:
    answer = await office.sender.send(a_command(), secret="somebody else's")
    assert (answer.status, answer.text, office.desk.heard) == (401, "forged\n", [])


async def test_nobody_but_slack_verifies_the_address(office: Office) -> None:
    answer = await office.sender.send({"type": "url_verification", "challenge": "x"}, secret="wrong")
    assert answer.status == 401


async def test_a_changed_body_is_refused(office: Office) -> None:
    _, body = payloads.encoded(a_command("refresh crm"))
    answer = await office.sender.post(body.replace(b"crm", b"all"), {**signed(body), "Content-Type": FORM})
    assert (answer.status, office.desk.heard) == (401, [])


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Request-Timestamp": "soon", "X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": "９９９９９９９９９９", "X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": "9" * 5000, "X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": "-1", "X-Slack-Signature": "v0=00"},
    ],
)
async def test_no_signature_worth_the_name_is_refused(office: Office, headers: dict[str, str]) -> None:
    answer = await office.sender.post(b"command=%2Fdsr", {"Content-Type": FORM, **headers})
    assert (answer.status, answer.text) == (401, "unsigned\n")


async def test_a_signature_of_strange_signs_is_refused(office: Office) -> None:
    stamp = signed(b"x")["X-Slack-Request-Timestamp"]
    headers = {"Content-Type": FORM, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": "v0=ключ"}
    assert (await office.sender.post(b"x", headers)).status == 401


async def test_a_check_of_the_certificate_is_no_way_around_the_signature(office: Office) -> None:
    answer = await office.sender.post(b"ssl_check=1&token=x", {"Content-Type": FORM})
    assert answer.status == 401


@pytest.mark.parametrize(
    ("kind", "body", "word"),
    [
        (FORM, b"payload=%7Bnot+json", "garbled"),
        (FORM, b"payload=%5B1%5D", "garbled"),
        (FORM, b"payload=" + quote_plus("[" * 100_000).encode(), "garbled"),
        ("application/json", b"\x00", "garbled"),
        ("application/json", b"null", "garbled"),
        ("text/plain", b"command=%2Fdsr", "unknown"),
        ("", b"command=%2Fdsr", "unknown"),
        ("multipart/form-data; boundary=x", b"--x--", "unknown"),
    ],
)
async def test_what_slack_would_never_send_is_refused_even_when_signed(
    office: Office, kind: str, body: bytes, word: str
) -> None:
    answer = await office.sender.post(body, {**signed(body), "Content-Type": kind})
    assert (answer.status, answer.text, office.desk.heard) == (400, f"{word}\n", [])


async def test_a_body_too_large_is_refused(office: Office) -> None:
    answer = await office.sender.post(BytesIO(b"text=" + b"x" * LARGEST), {**signed(b"x"), "Content-Type": FORM})
    assert (answer.status, answer.text) == (400, "large\n")


async def test_a_large_body_that_hides_its_size_is_refused(office: Office) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 2**15

    answer = await office.sender.post(pieces(), {**signed(b"x"), "Content-Type": FORM})
    assert (answer.status, answer.text) == (400, "large\n")


async def test_a_body_of_no_known_letters_is_refused(office: Office) -> None:
    answer = await office.sender.post(b"text=\xff\xfe", {**signed_by_hand(b"text=\xff\xfe"), "Content-Type": FORM})
    assert (answer.status, answer.text) == (400, "garbled\n")


async def test_a_packed_body_is_refused_even_when_signed(office: Office) -> None:
    body = gzip.compress(payloads.encoded(a_command())[1])
    headers = {**signed_by_hand(body), "Content-Type": FORM, "Content-Encoding": "gzip"}
    answer = await office.sender.post(body, headers)
    assert (answer.status, office.desk.heard) == (415, [])


@pytest.mark.parametrize("headers", [{}, {"X-Slack-Request-Timestamp": "1"}, {"X-Slack-Signature": "v0=00"}])
async def test_who_did_not_sign_just_now_is_sent_away_before_a_body_is_read(
    office: Office, headers: dict[str, str]
) -> None:
    reader, writer = await asyncio.open_connection(*office.sender.bot_url.removeprefix("http://").split(":"))
    lines = {"Host": "x", "Content-Length": "1000", "Content-Type": FORM, **headers}
    writer.write(b"POST /slack/events HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in lines.items()).encode())
    writer.write(b"\r\n")  # and no body
    async with asyncio.timeout(PATIENCE / 2):
        assert (await reader.readline()).startswith(b"HTTP/1.1 401")
    writer.close()


@pytest.mark.parametrize(("fields", "status"), [(MOST_FIELDS, 200), (MOST_FIELDS + 1, 400), (100_000, 400)])
async def test_a_form_of_thousands_of_fields_is_refused_even_when_signed(
    office: Office, fields: int, status: int
) -> None:
    _, body = payloads.encoded(a_command())
    body += b"&a=b" * (fields - 1 - body.count(b"&"))
    answer = await office.sender.post(body, {**signed(body), "Content-Type": FORM})
    assert answer.status == status


@pytest.mark.parametrize("levels", [DEEPEST + 1, 900, 5_000, 100_000])
@pytest.mark.parametrize("kind", [FORM, "application/json"])
async def test_json_deeper_than_slack_sends_is_refused_even_when_signed(office: Office, levels: int, kind: str) -> None:
    nested = '{"a":' * levels + "1" + "}" * levels
    body = f"payload={quote_plus(nested)}".encode() if kind == FORM else nested.encode()
    answer = await office.sender.post(body[:LARGEST], {**signed(body[:LARGEST]), "Content-Type": kind})
    assert (answer.status, answer.text) == (400, "garbled\n")


@pytest.mark.parametrize("kind", ["Application/JSON", "application/json;charset=utf-8", " application/json ; a=b"])
async def test_a_content_type_is_read_as_generously_as_others_write_it(office: Office, kind: str) -> None:
    body = b'{"type": "url_verification", "challenge": "abc"}'
    answer = await office.sender.post(body, {**signed(body), "Content-Type": kind})
    assert (answer.status, answer.text) == (200, '{"challenge": "abc"}')


def signed_by_hand(body: bytes) -> dict[str, str]:
    """Slack's own code signs nothing but text."""
    stamp = signed(b"")["X-Slack-Request-Timestamp"]
    made = hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={made}"}


async def test_only_posts_come_in(office: Office) -> None:
    async with office.sender.session.get(f"{office.sender.bot_url}/slack/events") as answer:
        assert answer.status == 405


async def test_no_log_line_holds_what_was_typed(
    office: Office, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("slack_bolt").setLevel(logging.DEBUG)
    await office.sender.types("refresh crm for anna@contoso.com")
    await office.sender.send(a_command("anna@contoso.com"), secret="wrong")
    await office.sender.send({"type": "block_actions", "actions": [{"action_id": "anna@contoso.com"}]})
    await office.sender.send({"command": "/other", "text": "anna@contoso.com"})
    await asyncio.sleep(0)
    said = capsys.readouterr()
    assert "anna" not in caplog.text + said.out + said.err
