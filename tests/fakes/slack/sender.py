"""The hand that sends what Slack would send, signed by Slack's own code."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import aiohttp
from slack_sdk.signature import SignatureVerifier

from tests.fakes.slack import payloads
from tests.fakes.slack.sockets import Sockets
from tests.fakes.slack.world import SECRET, Message


@dataclass(frozen=True)
class Answered:
    """What the bot answered to a delivery. `body` is None when there was none."""

    status: int
    text: str
    body: Any


@dataclass(frozen=True)
class Sender:
    """`bot_url` is the bot's address; what it answers later arrives at the fake Slack, at `slack_url`."""

    bot_url: str
    slack_url: str
    session: aiohttp.ClientSession

    def response_url(self, message: Message | None = None) -> str:
        """`message`: what was clicked, which can be drawn anew through it."""
        of = f"{message.channel}/{message.ts}/" if message else ""
        return f"{self.slack_url}/commands/T0CONTOSO/{of}{uuid4().hex}/secret"

    async def types(self, text: str, **more: str) -> Answered:
        return await self.send(payloads.command(text, response_url=self.response_url(), **more))

    async def presses(self, button: Mapping[str, Any], message: Message | None = None, **more: str) -> Answered:
        return await self.send(payloads.click(button, message, response_url=self.response_url(message), **more))

    async def fills_in(self, view: Mapping[str, Any], values: Mapping[str, Any], **more: str) -> Answered:
        return await self.send(payloads.submission(view, values, **more))

    async def send(self, payload: Mapping[str, Any], *, secret: str = SECRET, age: float = 0.0) -> Answered:
        """`age` in seconds, negative for the future. Sending the same payload again is a repeated delivery."""
        kind, body = payloads.encoded(payload)
        return await self.post(body, {**signed(body, secret, age), "Content-Type": kind})

    async def post(self, body: Any, headers: Mapping[str, str]) -> Answered:
        async with self.session.post(f"{self.bot_url}/slack/events", data=body, headers=headers) as answer:
            text = await answer.text()
            return Answered(answer.status, text, await answer.json() if text.startswith("{") else None)


@dataclass(frozen=True)
class Linked(Sender):
    """The same over Socket Mode, where nothing is signed; what the bot acknowledges with is its answer."""

    sockets: Sockets

    async def send(self, payload: Mapping[str, Any], *, secret: str = SECRET, age: float = 0.0) -> Answered:
        envelope = await self.sockets.deliver(_kind(payload), dict(payload))
        async with asyncio.timeout(10):
            await envelope.acknowledged.wait()
        return Answered(200, "" if envelope.answer is None else json.dumps(envelope.answer), envelope.answer)


def _kind(payload: Mapping[str, Any]) -> str:
    if "command" in payload:
        return "slash_commands"
    return "events_api" if payload.get("type") == "event_callback" else "interactive"


def signed(body: bytes, secret: str = SECRET, age: float = 0.0) -> dict[str, str]:
    """The two headers. What signs is the code that Slack ships for verifying."""
    stamp = str(int(time.time() - age))
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature or ""}


def buttons(message: Mapping[str, Any]) -> dict[str, Any]:
    """The buttons of a message by what they say."""
    found = [*_elements(message["blocks"])]
    return {button["text"]["text"]: button for button in found if button["type"] == "button"}


def _elements(blocks: list[Any]) -> list[Any]:
    rows = [block["elements"] for block in blocks if block["type"] == "actions"]
    return [element for row in rows for element in row] + [b["accessory"] for b in blocks if "accessory" in b]
