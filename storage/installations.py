"""Installations of a chat app: whatever the bot was given there is sealed, each for its own row, under a key for them
alone. And the states with which somebody began to install, so that each counts once.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from domain.installation import Ended, Installation
from storage import tables
from storage.proofs import Proofs
from storage.sql import Statement, added, insert_new
from storage.vault import Vault, decrypt, encrypt

_kept, _states = tables.installations, tables.install_states
_ALL = select(_kept).where(_kept.c.sealed.is_not(None))
_GET = Statement(_ALL.where(_kept.c.key == bindparam("installation")))
_KEYS = Statement(select(_kept.c.key).where(_kept.c.sealed.is_not(None)).order_by(_kept.c.installed_at, _kept.c.key))
_WHY = Statement(select(_kept.c.ended).where(_kept.c.key == bindparam("installation")))
_FORGET = Statement(delete(_kept).where(_kept.c.key == bindparam("installation")))
_ADD = Statement(insert(_kept).inline())
_ONE = (_kept.c.key == bindparam("installation"), _kept.c.sealed == bindparam("before"))
_CHANGE = Statement(update(_kept).where(*_ONE))  # what was read, and nothing that came in its place
_USE = insert_new(_states)
_TIDY = Statement(delete(_states).where(_states.c.expires_at < bindparam("before")))


class Installations:
    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection = connection
        self._proofs, self._begun = Proofs(vault, b"installations"), Proofs(vault, b"install-states")

    def put(self, installation: Installation, now: datetime) -> None:
        """In the place of what was there."""
        _FORGET(self._connection, installation=installation.key)
        row = {"key": installation.key, "installed_at": now, "changed_at": now, "ended": None}
        _ADD(self._connection, **row, sealed=self._sealed(installation))

    def renew(self, installation: Installation, now: datetime, *, spent: str) -> bool:
        """The next token, in the place of this one; False where that stands there no more."""
        return self._change(installation.key, spent, sealed=self._sealed(installation), changed_at=now, ended=None)

    def _change(self, key: str, token: str, **to: Any) -> bool:
        """Whether it stands there with this token, and nobody has changed that at the same moment."""
        row = _GET(self._connection, installation=key).first()
        kept = self._read(row) if row else None
        if row is None or kept is None or kept.token != token:
            return False
        return bool(_CHANGE(self._connection, installation=key, before=row.sealed, **to).count)

    def get(self, key: str) -> Installation | None:
        """None where there is none, or it is not what was kept for this one."""
        row = _GET(self._connection, installation=key).first()
        return self._read(row) if row else None

    def keys(self) -> list[str]:
        """Of those that stand, the first one first."""
        return [row.key for row in _KEYS(self._connection)]

    def ended(self, key: str) -> Ended | None:
        """Why it is not well; None where it is, or there never was one."""
        row = _WHY(self._connection, installation=key).first()
        return row.ended if row else None

    def lose(self, key: str, now: datetime, *, token: str) -> bool:
        """There is no token after this one, which stays for as long as it is good; False as for `renew`."""
        return self._change(key, token, ended=Ended.LOST, changed_at=now)

    def end(self, key: str, now: datetime, *, token: str) -> bool:
        """It was taken away with this token; False as for `renew`."""
        return self._change(key, token, sealed=None, ended=Ended.TAKEN_AWAY, changed_at=now)

    def drop(self, key: str, now: datetime) -> bool:
        """Delete what stands there and is no token that can be read; False where it is one."""
        row = _GET(self._connection, installation=key).first()
        if row is None or self._read(row):
            return row is None
        how = {"sealed": None, "ended": Ended.TAKEN_AWAY, "changed_at": now}
        return bool(_CHANGE(self._connection, installation=key, before=row.sealed, **how).count)

    def sign(self, state: str) -> str:
        """What proves that we began with this state."""
        return self._begun.of(state).hex()

    def use(self, state: str, now: datetime, *, until: datetime) -> bool:
        """Whether it is used for the first time. `until`: when it is good for nothing anyway."""
        _TIDY(self._connection, before=now)
        mark = hashlib.sha256(state.encode()).hexdigest()
        return added(self._connection, _USE, {"mark": mark, "expires_at": until})

    def _sealed(self, one: Installation) -> bytes:
        expires = one.expires.isoformat() if one.expires else None
        told = json.dumps([one.name, one.token, one.refresh, expires]).encode()
        return encrypt(self._proofs.key, told, _place(one.key))

    def _read(self, row: Any) -> Installation | None:
        try:
            name, token, refresh, expires = json.loads(decrypt(self._proofs.key, row.sealed, _place(row.key)))
        except (InvalidTag, ValueError):
            return None
        good = datetime.fromisoformat(expires) if expires else None
        since = row.installed_at
        return Installation(key=row.key, name=name, token=token, refresh=refresh, expires=good, since=since)


def _place(key: str) -> str:
    return f"installations.sealed of {key}"
