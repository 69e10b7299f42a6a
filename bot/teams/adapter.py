"""All of the Bot Framework SDK that is used: its activity, its adapter and its turn. Nothing here calls anybody.

The SDK's own authentication and connector block the loop and answer forgeries with 500, so this adapter is given ours
(`admission`), and what the bot says goes out through `connector`. A move to the SDK's successor, whose activities have
the same names, is a matter of this file.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botbuilder.core import InvokeResponse, TurnContext  # type: ignore[import-untyped]
from botbuilder.integration.aiohttp import CloudAdapter  # type: ignore[import-untyped]
from botbuilder.schema import Activity, ActivityTypes, ChannelAccount  # type: ignore[import-untyped]
from botframework.connector.auth import (  # type: ignore[import-untyped]
    AuthenticateRequestResult,
    BotFrameworkAuthentication,
    ClaimsIdentity,
    ConnectorFactory,
)

from bot.teams.token_check import NotAdmitted, Voucher

__all__ = ["Activity", "Adapter", "ChannelAccount", "Reply", "Serve", "more", "tenant_of"]


@dataclass(frozen=True)
class Reply:
    """The answer to an invoke, as plain JSON."""

    status: int
    body: Mapping[str, Any] | None = None


Serve = Callable[[Activity], Awaitable[Reply | None]]


class Adapter:
    def __init__(self, serve: Serve) -> None:
        self._serve = serve
        self._adapter = CloudAdapter(_Authentication())

    async def process(self, voucher: Voucher | None, fields: Mapping[str, Any]) -> Reply | None:
        """Serve one activity that was admitted, of which only the fields that are used are left."""
        admitted = AuthenticateRequestResult()
        admitted.claims_identity = ClaimsIdentity(dict(voucher.claims) if voucher else {}, True)
        admitted.connector_factory = _NoConnector()
        answer = await self._adapter.process_activity(admitted, Activity().deserialize(fields), self._turn)
        return Reply(answer.status, answer.body) if answer else None

    async def _turn(self, turn: TurnContext) -> None:
        reply = await self._serve(turn.activity)
        if reply:
            value = InvokeResponse(status=reply.status, body=reply.body)
            await turn.send_activity(Activity(type=ActivityTypes.invoke_response, value=value))


def tenant_of(activity: Activity) -> str:
    """Where `body` put it, in small letters."""
    return str(activity.channel_data["tenant"]).casefold()


def more(account: ChannelAccount | None) -> Mapping[str, Any]:
    """What the SDK has no name for."""
    return (account.additional_properties if account else None) or {}


class _Authentication(BotFrameworkAuthentication):  # type: ignore[misc]
    """Who may come in was settled before."""

    async def authenticate_request(self, activity: Activity, auth_header: str) -> AuthenticateRequestResult:
        raise NotAdmitted(401, "unsettled")

    async def authenticate_streaming_request(self, auth_header: str, channel_id_header: str) -> None:
        raise NotAdmitted(401, "unoffered")

    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> ConnectorFactory:
        return _NoConnector()

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> None:
        """Nobody signs in through the bot."""


class _NoConnector(ConnectorFactory):  # type: ignore[misc]
    """The adapter insists on a connector for each turn; nothing is sent through this one."""

    async def create(self, service_url: str, audience: str) -> object:
        return object()
