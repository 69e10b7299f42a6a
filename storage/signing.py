"""The keys that sign the audit log: Ed25519, each wrapped by the master key, each handing over to the next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from sqlalchemy import Connection, bindparam, insert, select

from domain.audit.lines import KeyChange, moment, statement
from storage import tables
from storage.sql import Statement
from storage.vault import Vault, WrongMasterKey

_keys, _seals = tables.signing_keys, tables.seals
_ALL = Statement(select(_keys).order_by(_keys.c.number))
_NEWEST = Statement(select(_keys).order_by(_keys.c.number.desc()).limit(1))
_ONE = Statement(select(_keys.c.number).where(_keys.c.public == bindparam("key")))
_TAKE = Statement(select(_keys.c.number).where(_keys.c.number == 1).with_for_update())
_WRAPPED = Statement(select(tables.keys.c.wrapped).where(tables.keys.c.name == bindparam("key")))
_KEEP = Statement(insert(tables.keys).inline())
_ADD = Statement(insert(_keys).inline())
_LAST_SEAL = Statement(select(_seals.c.number).order_by(_seals.c.number.desc()).limit(1))


class Signer:
    """Signs with one key. `public`: 32 bytes, in hexadecimal like every signature."""

    def __init__(self, private: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(private)
        self.public = self._key.public_key().public_bytes_raw().hex()

    def sign(self, text: str) -> str:
        return self._key.sign(text.encode("ascii")).hex()


def fits(public: str, signature: str, text: str) -> bool:
    """Whether the key signed the text."""
    try:
        Ed25519PublicKey.from_public_bytes(_read(public)).verify(_read(signature), text.encode("ascii"))
    except (InvalidSignature, ValueError):
        return False
    return True


def _read(text: str) -> bytes:
    """Written in one way only, so that no sign of it can be another one. Raises: ValueError."""
    found = bytes.fromhex(text)
    if found.hex() != text:
        raise ValueError("not as it is written")
    return found


def as_pem(public: str) -> str:
    """As other programs read it."""
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def from_text(text: str) -> str:
    """The key in a PEM text, or in hexadecimal.

    Raises:
        ValueError: there is none.
    """
    if "BEGIN" not in text:
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(text.strip())).public_bytes_raw().hex()
    key = load_pem_public_key(text.encode())
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("not an Ed25519 key")
    return key.public_bytes_raw().hex()


def newest(connection: Connection) -> str:
    """The public key that signs now; empty before the first start."""
    row = _NEWEST(connection).first()
    return str(row.public) if row else ""


class SigningKeys:
    """In one transaction. Whoever `writes` waits for the others who do: by the first key, which is always there."""

    def __init__(self, connection: Connection, vault: Vault, *, writes: bool) -> None:
        self._connection = connection
        self._vault = vault
        self._writes = writes

    def signer(self) -> Signer:
        """Signs with the newest key.

        Raises:
            WrongMasterKey: there is none, or it is not wrapped by the master key.
        """
        row = self._newest()
        if not row:
            raise WrongMasterKey("There is no key that signs the log: the table of keys was emptied. Restore a backup.")
        return self._unwrapped(row.number)

    def public(self) -> str:
        """The newest; empty before the first start."""
        row = _NEWEST(self._connection).first()
        return str(row.public) if row else ""

    def owns(self, public: str) -> bool:
        """Whether it is one of ours: its private half is here, wrapped by the master key."""
        row = _ONE(self._connection, key=public).first()
        try:
            return row is not None and self._unwrapped(row.number).public == public
        except WrongMasterKey:
            return False

    def changes(self) -> Sequence[tuple[KeyChange, str, str]]:
        """Every change, and the signatures of the key before and of the new one; oldest first."""
        rows = list(_ALL(self._connection))
        return [
            (_change(row.public, before.public, row.from_seal, row.at), row.signature, row.consent)
            for before, row in pairwise(rows)
        ]

    def make(self, now: datetime) -> str:
        """A new key, which signs from now on; the one before hands over to it. Gives the public key."""
        new = Signer(private := _random())
        before = self._newest()
        number, first = (before.number + 1 if before else 1), (_LAST_SEAL(self._connection).value() or 0) + 1
        signature = consent = ""
        if before:
            text = statement(_change(new.public, before.public, first, now))
            signature, consent = self._unwrapped(before.number).sign(text), new.sign(text)
        wrapped = self._vault.wrap(_name(number), private)
        _KEEP(self._connection, name=_name(number), wrapped=wrapped)
        signed = {"signature": signature, "consent": consent}
        _ADD(self._connection, number=number, public=new.public, from_seal=first, at=now, **signed)
        return new.public

    def _newest(self) -> Any:
        if self._writes:
            _TAKE(self._connection)
        return _NEWEST(self._connection).first()

    def _unwrapped(self, number: int) -> Signer:
        wrapped = _WRAPPED(self._connection, key=_name(number)).value()
        try:
            private = self._vault.unwrap(_name(number), wrapped) if wrapped else b""
        except InvalidTag:
            private = b""
        if not private:
            raise WrongMasterKey(
                "The key that signs the log is missing, or not wrapped by the master key: restore a backup of the "
                "database."
            )
        return Signer(private)


def _change(public: str, previous: str, first: int, at: datetime) -> KeyChange:
    return KeyChange(public=public, previous=previous, first=first, at=moment(at))


def _name(number: int) -> str:
    return f"signing/{number}"


def _random() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes_raw()
