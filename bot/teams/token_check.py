"""Who may bring an activity: Bot Service on behalf of Teams, with a token for this bot, from a tenant that counts.

The rules of the token: learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication.
The token proves only "Bot Service, for this bot"; the tenant stands in the activity, which the service filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from bot.teams.keys import Keys, SigningKey, Unavailable
from bot.teams.settings import TeamsSettings
from gateways.clouds import serves
from gateways.http import check_address

CHANNEL = "msteams"
LEEWAY = 300.0  # seconds by which clocks may differ

Claims = Mapping[str, Any]


class NotAdmitted(Exception):
    """Not an activity to serve. The text is one plain word, and nothing of what was sent."""

    def __init__(self, status: int, word: str) -> None:
        super().__init__(word)
        self.status = status


@dataclass(frozen=True)
class Voucher:
    """What a good token vouches for: where the activity comes from, and through which channels it may come."""

    claims: Claims
    channels: frozenset[str]


class Admission:
    """First the token alone, before anything is read of the body; then what the body says against it."""

    def __init__(self, settings: TeamsSettings, keys: Keys) -> None:
        self._settings, self._keys = settings, keys

    async def vouched(self, authorization: str) -> Voucher | None:
        """None in the insecure mode, where nobody vouches. Raises: NotAdmitted."""
        if self._settings.insecure_local:
            return None
        scheme, _, token = authorization.partition(" ")
        if scheme != "Bearer" or not token:
            raise NotAdmitted(401, "unsigned")
        key = await self._key(token)
        try:
            return Voucher(self._decoded(token, key), key.endorsements)
        except Exception:  # whatever a parser trips over in what anybody may have written
            raise NotAdmitted(401, "forged") from None

    def check(self, voucher: Voucher | None, *, service_url: str, channel: str, tenant: str) -> None:
        """Raises: NotAdmitted."""
        if not service_url:
            raise NotAdmitted(400, "addressless")
        if voucher and (channel != CHANNEL or channel not in voucher.channels):
            raise NotAdmitted(401, "unendorsed")
        if (voucher and voucher.claims.get("serviceurl") != service_url) or not _safe(service_url):
            raise NotAdmitted(401, "misaddressed")
        if not serves(self._settings.cloud, service_url):
            raise NotAdmitted(401, "elsewhere")
        if tenant.casefold() not in self._settings.allowed:
            raise NotAdmitted(401, "foreign")

    async def _key(self, token: str) -> SigningKey:
        try:
            key = await self._keys.get(_key_id(token))
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
            issuer=self._settings.at.audience,
            leeway=LEEWAY,
            options={"require": ["exp", "iss", "aud"]},
        )
        return claims


def _key_id(token: str) -> str:
    """Of what may be a token. Raises: NotAdmitted."""
    try:
        header = jwt.get_unverified_header(token)
    except Exception:  # also what is nested too deep for a parser
        raise NotAdmitted(401, "forged") from None
    named = header.get("kid")
    if header.get("alg") != "RS256" or not isinstance(named, str):
        raise NotAdmitted(401, "forged")
    return named


def _safe(service_url: str) -> bool:
    """The bot's own token goes there, so it must be https, or this machine."""
    try:
        check_address("Teams", service_url)
    except ValueError:
        return False
    return True
