"""Orders, sealed under a key that is wrapped by the master key, each bound to its request; and what proves a vote."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Connection, bindparam, insert, select

from domain.order import Order, cast
from domain.request import Vote
from storage import tables
from storage.humans import Humans
from storage.opened import Opened
from storage.proofs import Proofs
from storage.requests import VOTES, vote_of
from storage.sql import Statement
from storage.vault import Vault, decrypt, encrypt

_orders = tables.orders
_ADD = Statement(insert(_orders).inline())
_OF = Statement(select(_orders.c.sealed).where(_orders.c.request_id == bindparam("request")))


class Orders:
    """In one transaction."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection = connection
        self._key = vault.orders_key
        self._proofs = Proofs(vault, b"votes")
        self._humans = Humans(connection)
        self._opened = Opened(self._read)

    def add(self, request_id: str, order: Order) -> str:
        """Gives its fingerprint, for the log."""
        sealed = encrypt(self._key, order.text().encode(), _place(request_id))
        _ADD(self._connection, request_id=request_id, sealed=sealed)
        self._opened.keep(request_id, sealed, order)
        return hashlib.sha256(sealed).hexdigest()

    def of(self, request_id: str) -> Order | None:
        """None where there is none, or where it is not the one that was kept for this request."""
        return self._opened.of(request_id, _OF(self._connection, request=request_id).value())

    def _read(self, request_id: str, sealed: bytes) -> Order:
        return Order.read(decrypt(self._key, sealed, _place(request_id)).decode())

    def proof(self, vote: Vote, version: int) -> bytes:
        """What proves the vote (HMAC-SHA-256)."""
        return self._proofs.of(cast(vote, version))

    def votes(self, request_id: str, version: int, void: Collection[str] = ()) -> list[Vote]:
        """Those that are proved, oldest first, of the people whom these ids stand for today. `void`: what proved votes,
        in hexadecimal, that were taken away."""
        kept = [(vote_of(row), row.mac) for row in VOTES(self._connection, request=request_id)]
        rows = [(replace(vote, person_id=vote.cast_by or ""), mac) for vote, mac in kept]
        proved = [one for one in rows if self._proofs.fits(cast(one[0], version), one[1])]
        return [self._today(vote) for vote, mac in proved if mac.hex() not in void]

    def _today(self, vote: Vote) -> Vote:
        away = vote.instead_of
        return replace(
            vote, person_id=self._humans.one(vote.person_id), instead_of=self._humans.one(away) if away else None
        )


def _place(request_id: str) -> str:
    return f"orders.sealed of {request_id}"
