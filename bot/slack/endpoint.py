"""Slack's requests over HTTP: verified on the raw body, then decoded. What is wrong gets a status and a plain word.

The rule of the signature: docs.slack.dev/authentication/verifying-requests-from-slack.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from bot.app.shallow import parsed
from bot.slack.percent import unquote

PATH = "/slack/events"
INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
WINDOW = 300  # seconds, both ways
LARGEST = 2**20  # bytes
MOST_FIELDS = 100  # of a form; a command has some fifteen
PATIENCE = 5.0  # seconds for the body to arrive

Body = dict[str, Any]


class Refused(Exception):
    """Not a request to serve. The text is one plain word, and nothing of what was sent."""

    def __init__(self, status: int, word: str) -> None:
        super().__init__(word)
        self.status = status


def stamped(headers: Mapping[str, str], now: float) -> bytes:
    """When it was signed, as Slack wrote it; whoever did not sign just now is sent away before a body is read.

    `now` in seconds since 1970. Raises: Refused, with status 401.
    """
    stamp, given = headers.get("X-Slack-Request-Timestamp", ""), headers.get("X-Slack-Signature", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12 and given):
        raise Refused(401, "unsigned")
    if abs(now - int(stamp)) > WINDOW:
        raise Refused(401, "expired")
    return stamp.encode()


def verify(secret: bytes, headers: Mapping[str, str], raw: bytes, now: float) -> None:
    """`now` in seconds since 1970. Raises: Refused, with status 401."""
    made = hmac.new(secret, b"v0:%b:%b" % (stamped(headers, now), raw), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(f"v0={made}".encode(), headers["X-Slack-Signature"].encode("utf-8", "replace")):
        raise Refused(401, "forged")


def decode(content_type: str, raw: bytes) -> Body:
    """The body as Slack meant it: a command's fields, or the JSON of everything else. Raises: Refused, with 400."""
    try:
        match content_type.partition(";")[0].strip().casefold():
            case "application/x-www-form-urlencoded":
                return parsed(unquote(raw[8:].decode()).encode()) if raw.startswith(b"payload=") else _fields(raw)
            case "application/json":
                return parsed(raw)
    except (ValueError, RecursionError):
        raise Refused(400, "garbled") from None
    raise Refused(400, "unknown")


def _fields(raw: bytes) -> Body:
    """Raises: ValueError."""
    if raw.count(b"&") >= MOST_FIELDS:
        raise ValueError("too many fields")
    pairs = (pair.partition("=") for pair in raw.decode().split("&"))
    return {unquote(name): unquote(value) for name, _, value in pairs}


def endpoint(
    secret: str, serve: Callable[[Body], Awaitable[web.Response]], clock: Callable[[], float] = time.time
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """The handler of `POST /slack/events`. It never answers 500, and keeps no body."""
    key = secret.encode()

    async def receive(request: web.Request) -> web.Response:
        try:
            stamped(request.headers, clock())
            raw = await _read(request)
            verify(key, request.headers, raw, clock())
            return await serve(decode(request.headers.get("Content-Type", ""), raw))
        except Refused as refused:
            return web.Response(status=refused.status, text=f"{refused}\n")

    return receive


async def _read(request: web.Request) -> bytes:
    if (request.content_length or 0) > LARGEST:
        raise Refused(400, "large")
    try:
        async with asyncio.timeout(PATIENCE):
            return await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise Refused(400, "large") from None
    except Exception:  # cut off or too slow: each has an exception of its own, none is our fault
        raise Refused(400, "incomplete") from None
