"""Who may bring an activity: Bot Service on behalf of Teams, with a token for this bot, from a tenant that counts.

The rules of the token: learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication.
The token proves only "Bot Service, for this bot"; the tenant stands in the activity, which the service filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jwt

from bot.teams.keys import Keys, SigningKey, Unavailable
from bot.teams.settings import TeamsSettings
from gateways.http import check_address

ISSUER = "https://api.botframework.com"
CHANNEL = "msteams"
LEEWAY = 300.0  # seconds by which clocks may differ

Claims = Mapping[str, Any]


class NotAdmitted(Exception):
    """Not an activity to serve. The text is one plain word, and nothing of what was sent."""

    def __init__(self, status: int, word: str) -> None:
        super().__init__(word)
        self.status = status


class Admission:
    def __init__(self, settings: TeamsSettings, keys: Keys) -> None:
        self._settings, self._keys = settings, keys

    async def admit(self, authorization: str, service_url: str, channel: str) -> Claims:
        """The claims of a good token; made up in the insecure mode. Raises: NotAdmitted."""
        if not service_url:
            raise NotAdmitted(400, "addressless")
        claims: Claims = {"serviceurl": service_url}
        if not self._settings.insecure_local:
            claims = await self._verified(authorization, channel)
        if claims.get("serviceurl") != service_url or not _safe(service_url):
            raise NotAdmitted(401, "misaddressed")
        return claims

    def check_tenant(self, tenant: str) -> None:
        """Raises: NotAdmitted."""
        if tenant.casefold() not in self._settings.allowed:
            raise NotAdmitted(401, "foreign")

    async def _verified(self, authorization: str, channel: str) -> Claims:
        scheme, _, token = authorization.partition(" ")
        if scheme != "Bearer" or not token:
            raise NotAdmitted(401, "unsigned")
        try:
            key = await self._key(jwt.get_unverified_header(token))
            if channel != CHANNEL or channel not in key.endorsements:
                raise NotAdmitted(401, "unendorsed")
            return self._decoded(token, key)
        except jwt.PyJWTError:
            raise NotAdmitted(401, "forged") from None

    async def _key(self, header: Mapping[str, Any]) -> SigningKey:
        if header.get("alg") != "RS256":
            raise NotAdmitted(401, "forged")
        try:
            key = await self._keys.get(str(header.get("kid")))
        except Unavailable:
            raise NotAdmitted(503, "unverifiable") from None
        if not key:
            raise NotAdmitted(401, "forged")
        return key

    def _decoded(self, token: str, key: SigningKey) -> Claims:
        """Without an expiry date a token would be good for ever, so it must have one."""
        claims: Claims = jwt.decode(
            token,
            key.public,
            algorithms=["RS256"],
            audience=self._settings.app_id,
            issuer=ISSUER,
            leeway=LEEWAY,
            options={"require": ["exp", "iss", "aud"]},
        )
        return claims


def _safe(service_url: str) -> bool:
    """The bot's own token goes there, so it must be https, or this machine."""
    try:
        check_address("Teams", service_url)
    except ValueError:
        return False
    return True
