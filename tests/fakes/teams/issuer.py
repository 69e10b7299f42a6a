"""Bot Service as it signs: keys of our own, their metadata, and tokens good or forged."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from tests.fakes.teams.world import APP_ID

ISSUER = "https://api.botframework.com"

Json = dict[str, Any]


@cache
def private_key(name: str) -> RSAPrivateKey:
    """Made once a process, for it takes a while."""
    return generate_private_key(public_exponent=65537, key_size=2048)


@dataclass(frozen=True)
class Key:
    """`name` chooses the private half; two keys may claim the same id."""

    id: str
    name: str
    endorsements: tuple[str, ...] = ("msteams", "webchat")

    @property
    def private(self) -> RSAPrivateKey:
        return private_key(self.name)

    def shown(self) -> Json:
        """As a JSON Web Key."""
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.private.public_key()))
        return {**public, "kid": self.id, "use": "sig", "endorsements": list(self.endorsements)}


@dataclass
class Issuer:
    """`keys` are those that the metadata shows; the first one signs. `name`: as it calls itself, in its cloud."""

    name: str = ISSUER
    keys: list[Key] = field(default_factory=lambda: [Key("key-1", "first")])

    def roll_over(self) -> None:
        self.keys = [Key(f"key-{uuid4().hex[:6]}", "second")]

    def token(self, service_url: str, *, key: Key | None = None, header: Json | None = None, **claims: Any) -> str:
        """A token as Bot Service makes them; what is None is left out."""
        key, now = key or self.keys[0], int(time.time())
        usual = {"iss": self.name, "aud": APP_ID, "serviceurl": service_url, "nbf": now - 10, "exp": now + 3600}
        return jwt.encode(
            _given(usual | claims), key.private, "RS256", headers=_given({"kid": key.id} | (header or {}))
        )

    def shown(self) -> Json:
        return {"keys": [key.shown() for key in self.keys]}


def _given(parts: Json) -> Json:
    return {name: value for name, value in parts.items() if value is not None}
