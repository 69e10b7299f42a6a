"""The master key: where it comes from, proving it at start, and changing it."""

from __future__ import annotations

import base64
import binascii
import json
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, bindparam, exists, insert, inspect, select

from storage.engines import NoDatabase
from storage.events import unproved
from storage.sql import Statement
from storage.tables import keys, orders, subjects
from storage.vault import KEY_BYTES, Vault, WrongMasterKey, opens, unwrap, wrap

_LOOKUP, _ORDERS = "lookup", "orders"
BOUND_TEXTS = "bound"  # no key: the marks of the texts that are read though they are not bound (`storage.binding`)
UNPROVED_EVENTS = "unproved-events"  # no key: the marks of the events that free somebody and prove nothing
_WRAPPED = Statement(select(keys.c.wrapped).where(keys.c.name == bindparam("key")))
_ADD = Statement(insert(keys).inline())
_ORDERED = Statement(select(exists().select_from(orders)))
_KNOWN = Statement(select(exists().select_from(subjects)))


_CHANGED = (
    "The mark of the texts that are bound to their places is not the one that was written: the table of keys was "
    "changed. Nothing was done; restore a backup of the database."
)


def new_master_key() -> str:
    """Base64 of 32 random bytes."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def load_master_key(path: Path) -> str:
    """The key in the file; none is made.

    Raises:
        WrongMasterKey: there is none, or it cannot be read.
    """
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise WrongMasterKey(
            "The master key of this database is neither in DSRBOT_MASTER_KEY nor readable beside it: set it."
        ) from None


def load_or_make_master_key(path: Path) -> str:
    """The key in the file, which is made if it is not there, readable by its owner alone.

    Raises:
        WrongMasterKey: there is no way to read it or to make it.
    """
    try:
        return _load_or_make(path)
    except (OSError, UnicodeDecodeError):
        raise WrongMasterKey(
            "The master key beside the database can neither be read nor made: "
            "set DSRBOT_MASTER_KEY, or check DATABASE_URL."
        ) from None


def _load_or_make(path: Path) -> str:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        key = new_master_key()
        file.write(key + "\n")
        file.flush()
        os.fsync(file.fileno())
    return key


def decode(text: str, setting: str = "DSRBOT_MASTER_KEY") -> bytes:
    """The 32 bytes of a key as it stands in the settings.

    Raises:
        WrongMasterKey: it is something else.
    """
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise WrongMasterKey(f"{setting} must be base64 of 32 bytes; `dsrbot key new` makes one.")
    return key


def prove(connection: Connection, master: bytes, previous: bytes | None) -> bool:
    """Check the keys against a database; False when it is new, and nothing was ever kept in it. Reads only.

    Raises:
        WrongMasterKey: the database was made with another key.
    """
    return is_locked(connection) and _lookup_key(connection, master, previous) is not None


def is_locked(connection: Connection) -> bool:
    """Whether the database was opened with a master key before."""
    return inspect(connection).has_table(keys.name) and _wrapped(connection, _LOOKUP) is not None


def wraps(connection: Connection, master: bytes) -> bool:
    """Whether it is the key that the database is locked with now."""
    wrapped = _wrapped(connection, _LOOKUP)
    return wrapped is not None and opens(master, wrapped, _LOOKUP)


def keeps_orders(connection: Connection) -> bool:
    """Whether a release that keeps orders was at the database before."""
    return _wrapped(connection, _ORDERS) is not None


def binds_texts(connection: Connection) -> bool:
    """Whether a release that binds texts to their cells was at the database before."""
    return _wrapped(connection, BOUND_TEXTS) is not None


def _unproved_known(connection: Connection, master: bytes, previous: bytes | None) -> frozenset[str]:
    """For a time the last row of theirs was kept in the place of their marks."""
    wrapped = _wrapped(connection, UNPROVED_EVENTS)
    try:
        kept = json.loads(unwrap(master, previous, wrapped, UNPROVED_EVENTS)) if wrapped is not None else []
    except InvalidTag:
        raise WrongMasterKey(_CHANGED) from None
    return unproved(connection, kept) if isinstance(kept, int) else frozenset(kept)


def _unbound(connection: Connection, master: bytes, previous: bytes | None) -> frozenset[str]:
    wrapped = _wrapped(connection, BOUND_TEXTS)
    if wrapped is None:
        return frozenset()
    try:
        return frozenset(json.loads(unwrap(master, previous, wrapped, BOUND_TEXTS)))
    except InvalidTag:
        raise WrongMasterKey(_CHANGED) from None


def open_vault(connection: Connection, master: bytes, previous: bytes | None = None) -> Vault:
    """The vault of a migrated database.

    Raises:
        WrongMasterKey: the database was made with another key.
    """
    lookup_key = _lookup_key(connection, master, previous)
    if lookup_key is None:
        lookup_key = _new_lookup_key(connection, master)
    orders_key = _orders_key(connection, master, previous)
    return _vault(connection, master, previous, lookup_key, orders_key)


def _vault(
    connection: Connection, master: bytes, previous: bytes | None, lookup_key: bytes, orders_key: bytes
) -> Vault:
    """With what is known of earlier releases."""
    unbound, known = _unbound(connection, master, previous), _unproved_known(connection, master, previous)
    return Vault(master, lookup_key, previous, orders_key=orders_key, unbound=unbound, unproved_events=known)


def _orders_key(connection: Connection, master: bytes, previous: bytes | None) -> bytes:
    """Made with the first order. What was ordered under one that is lost cannot be told from what was forged."""
    wrapped = _wrapped(connection, _ORDERS)
    if wrapped is not None:
        return _orders_opened(master, previous, wrapped)
    if binds_texts(connection) or _ORDERED(connection).value():
        raise WrongMasterKey(
            "The key of the orders has gone from the database, though there are orders in it: the table of keys was "
            "changed. Nothing was done; restore a backup of the database."
        )
    return _new(connection, master, _ORDERS)


def _orders_opened(master: bytes, previous: bytes | None, wrapped: bytes) -> bytes:
    try:
        return unwrap(master, previous, wrapped, _ORDERS)
    except InvalidTag:
        raise WrongMasterKey(
            "The key of the orders does not open by the master key, though that of the people does: the table of keys "
            "was changed. Nothing was done; restore a backup of the database."
        ) from None


def look_into(connection: Connection, master: bytes, previous: bytes | None = None) -> Vault:
    """The vault of a database that was opened before; reads only.

    Raises:
        WrongMasterKey: the database was made with another key.
        NoDatabase: nothing was ever kept in it.
    """
    lookup_key = _lookup_key(connection, master, previous)
    if lookup_key is None:
        raise NoDatabase
    wrapped = _wrapped(connection, _ORDERS)
    orders_key = _orders_opened(master, previous, wrapped) if wrapped is not None else b""
    return _vault(connection, master, previous, lookup_key, orders_key)


def _new_lookup_key(connection: Connection, master: bytes) -> bytes:
    """Nothing that was kept can be found with a new one, no legal hold either: so only where nothing was."""
    if _KNOWN(connection).value():
        raise WrongMasterKey(
            "The key by which people are found has gone from the database, though there are people in it: the table of "
            "keys was emptied. Nothing was changed; restore a backup of the database."
        )
    return _new(connection, master, _LOOKUP)


def _new(connection: Connection, master: bytes, name: str) -> bytes:
    key = os.urandom(KEY_BYTES)
    _ADD(connection, name=name, wrapped=wrap(master, key, name))
    return key


def _wrapped(connection: Connection, name: str) -> bytes | None:
    wrapped: bytes | None = _WRAPPED(connection, key=name).value()
    return wrapped


def _lookup_key(connection: Connection, master: bytes, previous: bytes | None) -> bytes | None:
    wrapped = _wrapped(connection, _LOOKUP)
    if wrapped is None:
        return None
    try:
        return unwrap(master, previous, wrapped, _LOOKUP)
    except InvalidTag:
        raise WrongMasterKey(
            "DSRBOT_MASTER_KEY is not the key this database was made with. "
            "Set the right one, or, to change it, give the old one as DSRBOT_MASTER_KEY_PREVIOUS."
        ) from None
