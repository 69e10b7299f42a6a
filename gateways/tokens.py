"""Tokens of the bot's own application from Microsoft Entra (client credentials), kept until shortly before they end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import msal  # type: ignore[import-untyped]
import requests

from domain.trouble import Refused, Unreachable
from gateways.clouds import CLOUDS, Cloud
from gateways.http import check_address

INSIGHTS_SCOPE = CLOUDS[Cloud.PUBLIC].insights_scope
GRAPH_SCOPE = CLOUDS[Cloud.PUBLIC].graph_scope
SECONDS_A_REQUEST = 10.0
SECONDS_IN_ALL = 25.0  # the first token takes two requests
EARLY = 300.0  # MSAL, too, counts a token as old five minutes before its end


@dataclass(frozen=True, kw_only=True)
class Application:
    """The bot's registration in Entra. Plain http is for a sandbox on this machine, and refused elsewhere."""

    tenant: str
    client_id: str
    secret: str = field(repr=False)
    authority: str = CLOUDS[Cloud.PUBLIC].login

    def __post_init__(self) -> None:
        check_address("Entra's authority", self.authority)

    @property
    def plain(self) -> bool:
        return self.authority.startswith("http://")


class TokenSource(Protocol):
    async def get(self, *, instead_of: str | None = None) -> str: ...


class Tokens:
    """Tokens for one scope. Whoever asks while one is on its way gets that one."""

    def __init__(self, application: Application, scope: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._application = application
        self._scope = scope
        self._clock = clock
        self._entra: Any = None
        self._token = ""
        self._stale_at = float("-inf")
        self._one_flight = asyncio.Lock()

    async def get(self, *, instead_of: str | None = None) -> str:
        """A token that is good for minutes. `instead_of` names one that was refused: another one is given.

        Raises:
            Refused: Entra does not know the tenant or the application, or does not accept the secret.
            Unreachable: no answer in time.
        """
        async with self._one_flight:
            if self._token == instead_of or self._clock() >= self._stale_at:
                await self._renew()
            return self._token

    async def _renew(self) -> None:
        try:
            async with asyncio.timeout(SECONDS_IN_ALL):
                answer = await asyncio.to_thread(self._ask)
        except TimeoutError:
            raise Unreachable("Entra did not answer.") from None
        if "access_token" not in answer:
            raise Refused("Entra refused the bot's own sign-in.", code=str(answer.get("error")))
        self._token = str(answer["access_token"])
        self._stale_at = self._clock() + float(answer.get("expires_in", 0)) - EARLY

    def _ask(self) -> Mapping[str, Any]:
        """Blocks. MSAL's own cache is emptied first: when this is called, what it holds is old or was refused."""
        try:
            self._entra = self._entra or _client(self._application)
            self._entra.remove_tokens_for_client()
            return dict(self._entra.acquire_token_for_client([self._scope]))
        except Exception as mishap:  # MSAL trips over odd answers in many ways; ValueError is its word for a 4xx
            if self._entra is None and isinstance(mishap, ValueError):
                raise Refused("Entra does not know this tenant.") from None
            raise Unreachable("Entra gave no answer that can be read.") from None


def _client(application: Application) -> Any:
    authority = f"{application.authority.rstrip('/')}/{application.tenant}"
    return msal.ConfidentialClientApplication(
        application.client_id,
        client_credential=application.secret,
        authority=authority.replace("http://", "https://", 1),
        instance_discovery=False,  # the authority is the administrator's word, nobody else is asked about it
        http_client=_Transport(plain=application.plain),
    )


class _Transport:
    """What MSAL sends with: requests, with a time limit. MSAL knows https addresses only; `plain` sends as http."""

    def __init__(self, *, plain: bool) -> None:
        self._plain = plain

    def get(self, url: str, **options: Any) -> requests.Response:
        return self._send("GET", url, **options)

    def post(self, url: str, **options: Any) -> requests.Response:
        return self._send("POST", url, **options)

    def close(self) -> None:
        """Nothing stays open: calls are an hour apart."""

    def _send(self, method: str, url: str, **options: Any) -> requests.Response:
        address = url.replace("https://", "http://", 1) if self._plain else url
        with requests.Session() as session:
            session.trust_env = not self._plain  # no proxy on the way to this machine
            return session.request(method, address, timeout=SECONDS_A_REQUEST, allow_redirects=False, **options)
