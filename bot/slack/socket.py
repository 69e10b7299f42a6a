"""Socket Mode: Slack's requests over a connection that the bot opens, for a bot without a public address.

An envelope is acknowledged with its answer; one that we could not acknowledge comes again, with the same trigger_id.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import structlog
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.door import NotOpened
from bot.slack.null_logger import QUIET
from bot.slack.web import RIGHTS, TOKEN, straight
from common.tasks import Tasks
from domain.mend import TokenRefused

CONNECTING = 10.0  # seconds that the start waits for the first connection
PING = 5.0  # seconds

log = structlog.get_logger(__name__)

Serve = Callable[[dict[str, Any]], Awaitable[BoltResponse]]


class _Client(SocketModeClient):
    """Slack's own client. `refused`: the code with which Slack refuses the app token, until it takes it again."""

    refused = ""

    async def issue_new_wss_url(self) -> str:
        try:
            url = await super().issue_new_wss_url()
        except SlackApiError as error:
            code = error.response.get("error") if hasattr(error.response, "get") else None
            self.refused = str(code) if code in TOKEN | RIGHTS else ""
            raise
        self.refused = ""
        return url

    async def straight(
        self, request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        """Nobody is followed elsewhere. An address works once, so whoever connects again needs another."""
        self.wss_uri = None
        return await straight(request, handler)


class Socket:
    """Slack's client connects again by itself; the work it hands out is owned here."""

    def __init__(self, app_token: str, web: AsyncWebClient, serve: Serve, ping: float = PING) -> None:
        self._serve, self._owned, self._closing = serve, Tasks(), False
        self._client = _Client(app_token, QUIET, web, ping_interval=ping)
        self._client.proxy = web.proxy
        self._client.socket_mode_request_listeners.append(self._receive)
        self._connecting: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Connect. When Slack does not answer in time, connecting goes on behind. May be called again.

        Raises:
            SettingsError: Slack refuses the app token.
        """
        if self._connecting:
            return
        await self._try_token()
        await self._client.aiohttp_client_session.close()
        self._client.aiohttp_client_session = aiohttp.ClientSession(middlewares=(self._client.straight,))
        self._connecting = self._owned.begin(self._client.connect())  # type: ignore[no-untyped-call]
        await asyncio.wait((self._connecting,), timeout=CONNECTING)
        if not self.connected:
            log.warning("Slack's Socket Mode does not answer yet; connecting goes on")

    @property
    def refused(self) -> str:
        """Slack's code, while it does not take the app token."""
        return "" if self.connected else self._client.refused

    @property
    def connected(self) -> bool:
        session = self._client.current_session
        return session is not None and not (session.closed or self._client.closed or self._client.stale)

    async def stop(self, patience: float) -> None:
        """Answer what has come in, take nothing more, and hang up."""
        self._closing = True
        self._client.closed = not self.connected  # ends an attempt to connect
        await self._owned.close(patience)
        await self._client.close()  # type: ignore[no-untyped-call]
        tasks = (self._client.message_processor, self._client.current_session_monitor, self._client.message_receiver)
        await asyncio.gather(*filter(None, tasks), return_exceptions=True)

    async def _try_token(self) -> None:
        try:
            async with asyncio.timeout(CONNECTING):
                self._client.wss_uri = await self._client.issue_new_wss_url()
        except Exception:  # no answer of any kind, or one that passes: the client goes on trying
            if code := self._client.refused:
                raise NotOpened(TokenRefused("SLACK_APP_TOKEN", code)) from None

    async def _receive(self, _: AsyncBaseSocketModeClient, envelope: SocketModeRequest) -> None:
        """What comes while we hang up is left to Slack, which sends it again."""
        if not self._closing:
            self._owned.spawn(self._answer(envelope), "an envelope could not be answered")

    async def _answer(self, envelope: SocketModeRequest) -> None:
        answer = await self._serve(envelope.payload)
        payload = json.loads(answer.body) if answer.body else None
        await self._client.send_socket_mode_response(SocketModeResponse(envelope.envelope_id, payload))
