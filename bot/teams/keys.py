"""The keys that Bot Service signs with, fetched without blocking and kept: OpenID metadata, then a JSON Web Key Set.

Source: learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt
import structlog

from gateways.http import check_address
from gateways.limits import Stopwatch

A_DAY = 86_400.0  # seconds after which the keys are asked for anew
AGAIN = 30.0  # seconds at least between two questions, however many unknown keys turn up
SECONDS = 10.0  # for an answer

log = structlog.get_logger(__name__)


class Unavailable(Exception):
    """The keys cannot be had just now, so nobody knows whether a token is good."""


@dataclass(frozen=True)
class SigningKey:
    """`endorsements` are the channels that may sign with it."""

    public: Any
    endorsements: frozenset[str]


class Keys:
    """A key that is not known is looked for at once, but not twice within `AGAIN`: a new one counts within a minute."""

    def __init__(self, metadata_url: str, session: aiohttp.ClientSession, watch: Stopwatch | None = None) -> None:
        self._url, self._session, self._watch = metadata_url, session, watch or Stopwatch()
        self._keys: Mapping[str, SigningKey] = {}
        self._one_flight = asyncio.Lock()
        self._asked = self._got = float("-inf")

    async def get(self, key_id: str) -> SigningKey | None:
        """Raises: Unavailable."""
        if key_id not in self._keys or self._watch.now() - self._got > A_DAY:
            async with self._one_flight:
                await self._refresh(key_id)
        return self._keys.get(key_id)

    async def _refresh(self, wanted: str) -> None:
        """Old keys stay good while new ones cannot be had."""
        now = self._watch.now()
        fresh = wanted in self._keys and now - self._got <= A_DAY
        if not fresh and now - self._asked >= AGAIN:
            self._asked = now
            try:
                self._keys, self._got = await self._fetch(), now
            except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError):
                log.warning("the keys of Bot Service cannot be had")
        if wanted not in self._keys and self._asked > self._got:
            raise Unavailable

    async def _fetch(self) -> Mapping[str, SigningKey]:
        metadata = await self._json(self._url)
        found = await self._json(str(metadata["jwks_uri"]))
        read = ((str(key.get("kid")), _signing_key(key)) for key in found["keys"])
        return {key_id: key for key_id, key in read if key}

    async def _json(self, url: str) -> Any:
        check_address("the keys of Bot Service", url)
        timeout = aiohttp.ClientTimeout(total=SECONDS)
        async with self._session.get(url, timeout=timeout, allow_redirects=False) as answer:
            answer.raise_for_status()
            return await answer.json(content_type=None)


def _signing_key(key: Mapping[str, Any]) -> SigningKey | None:
    """None for a key of another kind: it spoils nothing but itself."""
    try:
        return SigningKey(jwt.PyJWK(dict(key), "RS256").key, frozenset(key.get("endorsements") or ()))
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
