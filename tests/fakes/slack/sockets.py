"""Socket Mode, as Slack speaks it: hello, envelopes until they are acknowledged, and `disconnect` now and then."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from aiohttp import WSMsgType, web

Json = dict[str, Any]


@dataclass
class Envelope:
    """`answer` is the payload of the acknowledgement; None when there was none."""

    kind: str
    payload: Json
    id: str = field(default_factory=lambda: str(uuid4()))
    sent: int = 0
    acknowledged: asyncio.Event = field(default_factory=asyncio.Event)
    answer: Json | None = None


class Sockets:
    def __init__(self) -> None:
        self.connections: list[web.WebSocketResponse] = []
        self.connected = 0  # so many times, in all
        self._envelopes: dict[str, Envelope] = {}

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """The handler of the web socket. What nobody acknowledged comes again on the new connection."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.connections.append(socket)
        self.connected += 1
        await socket.send_json({"type": "hello", "num_connections": len(self.connections), "debug_info": {}})
        try:
            for envelope in [e for e in self._envelopes.values() if not e.acknowledged.is_set()]:
                await self._send(envelope)
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._hear(json.loads(message.data))
        finally:
            self.connections.remove(socket)
        return socket

    async def deliver(self, kind: str, payload: Json) -> Envelope:
        """Send to one connection; wait for `envelope.acknowledged` to see the answer."""
        envelope = Envelope(kind, payload)
        self._envelopes[envelope.id] = envelope
        if self.connections:
            await self._send(envelope)
        return envelope

    async def ask_to_reconnect(self) -> None:
        for socket in list(self.connections):
            await socket.send_json({"type": "disconnect", "reason": "refresh_requested", "debug_info": {}})

    async def cut(self) -> None:
        for socket in list(self.connections):
            await socket.close()

    async def _send(self, envelope: Envelope) -> None:
        sent = {
            "type": envelope.kind,
            "envelope_id": envelope.id,
            "payload": envelope.payload,
            "accepts_response_payload": envelope.kind != "events_api",
        }
        envelope.sent += 1
        await self.connections[-1].send_json(sent)

    def _hear(self, message: Json) -> None:
        envelope = self._envelopes.get(message.get("envelope_id", ""))
        if envelope:
            envelope.answer = message.get("payload")
            envelope.acknowledged.set()
