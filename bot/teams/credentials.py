"""The bot's own tokens for what it says to Teams: by secret, by certificate, or as a managed identity of Azure.

Kept until shortly before they end, asked for once however many wait, and never on the loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import msal  # type: ignore[import-untyped]
import requests

from bot.teams.settings import Certificate, TeamsSettings
from domain.trouble import Refused, Unreachable
from gateways.tokens import SECONDS_A_REQUEST, SECONDS_IN_ALL, Application, Tokens, TokenSource


def credentials(settings: TeamsSettings) -> TokenSource:
    if settings.insecure_local:
        return Nameless()
    if settings.app_type == "UserAssignedMSI":
        return ManagedIdentity(settings.app_id, settings.at.audience)
    assert settings.secret
    application = Application(
        tenant=settings.signs_in_at,
        client_id=settings.app_id,
        secret=_for_msal(settings.secret),
        authority=settings.at.login,
    )
    return Tokens(application, settings.at.bot_scope)


def _for_msal(secret: str | Certificate) -> Any:
    """MSAL takes a certificate, as a dictionary, in the place of a secret."""
    if isinstance(secret, str):
        return secret
    return {"private_key": secret.private_key, "public_certificate": secret.public_certificate}


class Nameless:
    """Without a registration there is nobody to be: the Agents Playground asks for no token."""

    async def get(self, *, instead_of: str | None = None) -> str:
        return "none"


class ManagedIdentity:
    """A user-assigned identity. Azure answers on the machine itself; MSAL keeps the token."""

    def __init__(self, client_id: str, resource: str) -> None:
        self._client_id, self._resource = client_id, resource
        self._azure: Any = None
        self._one_flight = asyncio.Lock()
        self._token = ""

    async def get(self, *, instead_of: str | None = None) -> str:
        """Raises: Refused, Unreachable."""
        async with self._one_flight:
            if self._azure is None or self._token == instead_of:
                self._azure = await asyncio.to_thread(_azure, self._client_id)  # with nothing kept
            self._token = await _asked(self._azure, self._resource)
            return self._token


def _azure(client_id: str) -> Any:
    identity = msal.UserAssignedManagedIdentity(client_id=client_id)
    return msal.ManagedIdentityClient(identity, http_client=_Transport())


async def _asked(azure: Any, resource: str) -> str:
    ask: Callable[[], Mapping[str, Any]] = lambda: azure.acquire_token_for_client(resource=resource)  # noqa: E731
    try:
        async with asyncio.timeout(SECONDS_IN_ALL):
            answer = await asyncio.to_thread(ask)
    except Exception:  # MSAL trips over odd answers in many ways
        raise Unreachable("Azure did not give the bot its identity.") from None
    if "access_token" not in answer:
        raise Refused("Azure refused the bot its identity.", code=str(answer.get("error")))
    return str(answer["access_token"])


class _Transport:
    """What MSAL sends with, given a time limit; never through a proxy, for Azure answers on this machine."""

    def get(self, url: str, **options: Any) -> requests.Response:
        return self._send("GET", url, **options)

    def post(self, url: str, **options: Any) -> requests.Response:
        return self._send("POST", url, **options)

    def close(self) -> None:
        """Nothing stays open: calls are an hour apart."""

    def _send(self, method: str, url: str, **options: Any) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False
            return session.request(method, url, timeout=SECONDS_A_REQUEST, allow_redirects=False, **options)
