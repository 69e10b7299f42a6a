"""The keys that Bot Service signs with: OpenID metadata, then a JSON Web Key Set. Fetched at the start, renewed behind.

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

RENEWED = 12 * 3_600.0  # seconds after which the keys are asked for anew; Microsoft wants it once a day
STALE = 5 * 86_400.0  # seconds for which keys are good while newer ones cannot be had
AGAIN = 60.0  # seconds at least between two questions, however many unknown keys turn up
SOON = 5.0  # seconds until the next question, while there are none at all
SECONDS = 10.0  # for an answer
WAITING = 3.0  # seconds that whoever brings an unknown key waits, at most

log = structlog.get_logger(__name__)


class Unavailable(Exception):
    """The keys cannot be had just now, so nobody knows whether a token is good."""


@dataclass(frozen=True)
class SigningKey:
    """`endorsements` are the channels that may sign with it."""

    public: Any
    endorsements: frozenset[str]


class Keys:
    """A key that is not known is looked for at once, but not twice within `AGAIN`. Known keys wait for nobody."""

    def __init__(self, metadata_url: str, session: aiohttp.ClientSession, watch: Stopwatch | None = None) -> None:
        self._url, self._session, self._watch = metadata_url, session, watch or Stopwatch()
        self._keys: Mapping[str, SigningKey] = {}
        self._asked = self._got = float("-inf")
        self._asking: asyncio.Task[None] | None = None
        self._keeping: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Fetch them, and go on renewing them, behind. May be called again."""
        self._ask()
        self._keeping = self._keeping or asyncio.create_task(self._keep())

    async def first(self) -> None:
        """Wait until they were asked for, but not long: whoever serves the keys must not hold up a start."""
        if self._asking:
            await asyncio.wait((self._asking,), timeout=WAITING)

    async def stop(self) -> None:
        tasks = [task for task in (self._keeping, self._asking) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def get(self, key_id: str) -> SigningKey | None:
        """None for a key that Bot Service does not show. Raises: Unavailable, when that is not known just now."""
        if known := self._known(key_id):
            return known
        if self._watch.now() - self._asked >= AGAIN:
            self._ask()
        if self._asking:
            await asyncio.wait((self._asking,), timeout=WAITING)
        if known := self._known(key_id):
            return known
        if not self._answered:
            raise Unavailable
        return None

    async def _keep(self) -> None:
        while True:
            await asyncio.wait((self._ask(),))
            await self._watch.sleep(RENEWED if self._answered else AGAIN if self._keys else SOON)

    def _ask(self) -> asyncio.Task[None]:
        """The question, which is one however many wait for it."""
        if not self._asking or self._asking.done():
            self._asking = asyncio.create_task(self._renew())
        return self._asking

    @property
    def _answered(self) -> bool:
        """Whether the last question brought the keys of the day."""
        return self._got >= self._asked

    def _known(self, key_id: str) -> SigningKey | None:
        return self._keys.get(key_id) if self._watch.now() - self._got <= STALE else None

    async def _renew(self) -> None:
        """Old keys stay good while new ones cannot be had."""
        now = self._asked = self._watch.now()
        try:
            self._keys, self._got = await self._fetch(), now
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError, AttributeError):
            log.warning("the keys of Bot Service cannot be had")

    async def _fetch(self) -> Mapping[str, SigningKey]:
        metadata = await self._json(self._url)
        found = await self._json(str(metadata["jwks_uri"]))
        read = ((str(key.get("kid")), _signing_key(key)) for key in found["keys"])
        keys = {key_id: key for key_id, key in read if key}
        if not keys:
            raise ValueError("no keys")
        return keys

    async def _json(self, url: str) -> Any:
        check_address("the keys of Bot Service", url)
        timeout = aiohttp.ClientTimeout(total=SECONDS)
        async with self._session.get(url, timeout=timeout, allow_redirects=False) as answer:
            if answer.status != 200:  # a redirect too: the keys come from nobody else
                raise ValueError("no keys")
            return await answer.json(content_type=None)


def _signing_key(key: Mapping[str, Any]) -> SigningKey | None:
    """None for a key of another kind: it spoils nothing but itself."""
    try:
        return SigningKey(jwt.PyJWK(dict(key), "RS256").key, frozenset(key.get("endorsements") or ()))
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
