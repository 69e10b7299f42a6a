"""What proves that a row was written by the bot: each kind of row has a key of its own, and none is in the database."""

from __future__ import annotations

import hmac
from functools import cached_property

from storage.vault import Vault

_LETTERS = 32  # hexadecimal


def mark_of_proof(mac: bytes | None) -> str:
    """By which a proved row is known in the log."""
    return (mac or b"").hex()[:_LETTERS]


class Proofs:
    """HMAC-SHA-256. `kind`: of row; the key of the orders, which the master key wraps, gives the key of each."""

    def __init__(self, vault: Vault, kind: bytes) -> None:
        self._vault, self._kind = vault, kind

    @cached_property
    def key(self) -> bytes:
        """Not before it is used: most units prove nothing."""
        return hmac.digest(self._vault.orders_key, self._kind, "sha256")

    def of(self, said: str) -> bytes:
        return hmac.digest(self.key, said.encode(), "sha256")

    def fits(self, said: str, mac: bytes | None) -> bool:
        """Whether this was written there, by us; nothing proves nothing."""
        return hmac.compare_digest(mac or b"", self.of(said))
