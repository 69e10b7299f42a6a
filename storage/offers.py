"""Forms that were offered with a button, until they are opened: each is read by the button's own name, which stands
nowhere here, and only for the account that it was offered to. What is deleted can be read no more, in no copy either.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import datetime

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, bindparam, delete, insert, select

from domain.chat import Account
from storage import tables
from storage.proofs import Proofs
from storage.sql import Statement
from storage.vault import Vault, decrypt, encrypt

_offers = tables.offers
_ADD = Statement(insert(_offers).inline())
_GET = Statement(select(_offers.c.sealed).where(_offers.c.id == bindparam("offer"), _offers.c.at >= bindparam("since")))
_OLD = Statement(delete(_offers).where(_offers.c.at < bindparam("before")))
_SECRET = 24  # bytes


class Offers:
    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection, self._keys = connection, Proofs(vault, b"offers")

    def put(self, account: Account, text: str, now: datetime) -> str:
        """The name that it is kept under."""
        name = secrets.token_urlsafe(_SECRET)
        sealed = encrypt(self._keys.of(name), text.encode(), _place(account, _row(name)))
        _ADD(self._connection, id=_row(name), sealed=sealed, at=now)
        return name

    def get(self, account: Account, name: str, since: datetime) -> str | None:
        """None where there is none that came `since` then, or it is somebody else's."""
        row = _GET(self._connection, offer=_row(name), since=since).first()
        if row is None:
            return None
        try:
            return decrypt(self._keys.of(name), row.sealed, _place(account, _row(name))).decode()
        except InvalidTag:
            return None

    def forget_before(self, before: datetime) -> int:
        """How many of them there were."""
        return _OLD(self._connection, before=before).count


def _row(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _place(account: Account, row: str) -> str:
    return f"offers.sealed of {json.dumps([row, account.surface, account.tenant, account.id])}"
