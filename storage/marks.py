"""What the acts of one human have in common, whatever our own rows say of who they are: keyed hashes of accounts and
addresses. They are made for one matter, so that those of two cannot be compared, and nobody is found by them."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy import Connection, bindparam, select

from domain.chat import Account
from domain.people import Traces
from storage import tables
from storage.addresses import LOOKUPS
from storage.proofs import Proofs
from storage.sql import Statement
from storage.vault import Vault

_LETTERS = 24  # hexadecimal
_accounts = tables.accounts
_ACCOUNTS = Statement(
    select(_accounts.c.surface, _accounts.c.tenant, _accounts.c.account_id).where(
        _accounts.c.person_id == bindparam("person")
    )
)


class Marks:
    """In one transaction."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection, self._vault = connection, vault
        self._proofs = Proofs(vault, b"marks")

    def of(self, matter: str, people: Collection[str], traces: Traces) -> frozenset[str]:
        """Of what the traces say, and of what our rows know of these people besides."""
        there = {Account(*row) for person in people for row in _ACCOUNTS(self._connection, person=person)}
        known = {row.lookup for person in people for row in LOOKUPS(self._connection, person=person)}
        seen = {self._vault.lookup("person", one) for one in traces.addresses}
        told = [["account", one.surface, one.tenant, one.id] for one in there | traces.accounts]
        told += [["address", one.hex()] for one in known | seen]
        return frozenset(self._proofs.of(json.dumps([matter, *one])).hex()[:_LETTERS] for one in told)
