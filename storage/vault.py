"""The vault: a key for every subject, wrapped by the master key. Destroying a key destroys what it sealed.

AES-256-GCM. With every text its subject and its cell (`domain.cell`) are authenticated, so that none can be moved to
another subject, row, column or table.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import time
from collections import OrderedDict
from threading import Lock

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.addresses import once_folded
from domain.cell import Cell
from domain.ids import once_spelt, one_spelling

KEY_BYTES = 32
BOUND = b"dsr\x02"  # what a text that is bound to its cell begins with
_NONCE_BYTES = 12


class WrongMasterKey(Exception):
    """The master key is missing, malformed or not the one this database was made with; the text says which."""


def encrypt(key: bytes, text: bytes, about: str) -> bytes:
    """Nonce and ciphertext, bound to `about`."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, text, about.encode())


def decrypt(key: bytes, sealed: bytes, about: str) -> bytes:
    """Undo `encrypt`.

    Raises:
        InvalidTag: another key, another `about`, or the bytes were changed.
    """
    if len(sealed) <= _NONCE_BYTES:
        raise InvalidTag
    return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], about.encode())


def bind(key: bytes, text: bytes, subject_id: str, cell: Cell) -> bytes:
    """The text of a subject, sealed for this cell alone."""
    return BOUND + encrypt(key, text, cell.of(subject_id))


def unbind(key: bytes, sealed: bytes, subject_id: str, cell: Cell) -> bytes:
    """Raises InvalidTag where it is not what was sealed there."""
    if not is_bound(sealed):
        raise InvalidTag
    return decrypt(key, sealed[len(BOUND) :], cell.of(subject_id))


def is_bound(sealed: bytes) -> bool:
    """Earlier releases bound a text to its subject alone."""
    return sealed.startswith(BOUND)


def mark_of(subject_id: str, sealed: bytes, cell: Cell) -> str:
    """Of a text that an earlier release sealed, where it stood when that ended."""
    return hashlib.sha256(cell.of(subject_id).encode() + b"\0" + sealed).hexdigest()


class Vault:
    """The secrets of one process: the master key, the look-up key, and subjects' keys used lately. Thread-safe."""

    def __init__(
        self,
        master: bytes,
        lookup_key: bytes,
        previous: bytes | None = None,
        *,
        orders_key: bytes = b"",
        unbound: frozenset[str] = frozenset(),
        unproved_events: frozenset[str] = frozenset(),
        remember: int = 4096,
        remember_seconds: float = 60,
    ) -> None:
        """A key that another replica destroyed opens nothing here after `remember_seconds`.

        `unbound`: marks of the texts of earlier releases that are read still (`mark_of`). `unproved_events`: those of
        the events of theirs that free somebody (`storage.events.mark_of_event`).
        """
        self._master = master
        self._previous = previous
        self._lookup_key = lookup_key
        self.orders_key = orders_key
        self.unbound = unbound
        self.unproved_events = unproved_events
        self._remember_keys = remember
        self._remember_seconds = remember_seconds
        self._lock = Lock()
        self._keys: OrderedDict[str, tuple[float, bytes]] = OrderedDict()

    def new_key(self, subject_id: str) -> bytes:
        """A new key for the subject, wrapped; it is ready for use at once."""
        key = os.urandom(KEY_BYTES)
        self._remember(subject_id, key)
        return wrap(self._master, key, subject_id)

    def remembered(self, subject_id: str) -> bytes | None:
        with self._lock:
            until, key = self._keys.get(subject_id, (0.0, None))
            return key if until > time.monotonic() else None

    def unwrapped(self, subject_id: str, wrapped: bytes) -> bytes:
        """Raises InvalidTag when neither the master key nor the previous one fits."""
        if key := self.remembered(subject_id):
            return key
        key = unwrap(self._master, self._previous, wrapped, subject_id)
        self._remember(subject_id, key)
        return key

    def forget(self, subject_id: str) -> None:
        with self._lock:
            self._keys.pop(subject_id, None)

    def wrap(self, name: str, key: bytes) -> bytes:
        """A key that is no subject's, wrapped by the master key."""
        return wrap(self._master, key, name)

    def unwrap(self, name: str, wrapped: bytes) -> bytes:
        """Raises InvalidTag when neither the master key nor the previous one fits."""
        return unwrap(self._master, self._previous, wrapped, name)

    def opens(self, name: str, wrapped: bytes) -> bool:
        """Whether either master key does."""
        return any(opens(key, wrapped, name) for key in (self._master, self._previous) if key)

    def lookup(self, purpose: str, address: str) -> bytes:
        """A keyed hash of the address or id in its one spelling; hashes of two purposes cannot be compared."""
        return self._hash(f"{purpose}\0{one_spelling(address)}")

    def other_lookups(self, purpose: str, address: str) -> list[bytes]:
        """What the release before made of the spellings of this id."""
        return [self._hash(f"{purpose}\0{once}") for once in sorted(once_spelt(address))]

    def earlier_lookups(self, purpose: str, address: str) -> list[bytes]:
        """What earlier versions may have made of it, where that was otherwise."""
        return [self._hash(f"{purpose}\0{once}") for once in once_folded(address)]

    def fingerprint(self, text: str) -> str:
        return self._hash(f"fingerprint\0{text}").hex()

    def _hash(self, text: str) -> bytes:
        return hmac.digest(self._lookup_key, text.encode(), "sha256")

    def _remember(self, subject_id: str, key: bytes) -> None:
        with self._lock:
            self._keys[subject_id] = (time.monotonic() + self._remember_seconds, key)
            self._keys.move_to_end(subject_id)
            if len(self._keys) > self._remember_keys:
                self._keys.popitem(last=False)


def wrap(master: bytes, key: bytes, name: str) -> bytes:
    return encrypt(master, key, f"key of {name}")


def unwrap(master: bytes, previous: bytes | None, wrapped: bytes, name: str) -> bytes:
    """Raises InvalidTag when neither master key fits."""
    try:
        return decrypt(master, wrapped, f"key of {name}")
    except InvalidTag:
        if previous is None:
            raise
        return decrypt(previous, wrapped, f"key of {name}")


def opens(master: bytes, wrapped: bytes, name: str) -> bool:
    try:
        unwrap(master, None, wrapped, name)
    except InvalidTag:
        return False
    return True
