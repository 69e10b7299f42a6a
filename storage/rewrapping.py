"""Changing the master key: whatever the one before wrapped is wrapped by the new one, by a bot that works alone.

Whoever works on the database meanwhile knows the one before alone, and could open nothing any more.
"""

from __future__ import annotations

import structlog
from sqlalchemy import Connection, Select, Update, bindparam, select, update

from storage.engines import UnusableDatabase
from storage.leases import ended
from storage.master_key import wraps
from storage.subjects import LIVING
from storage.tables import keys, subjects
from storage.vault import opens, unwrap, wrap

_NAMED = 20  # of those that do not open, in the log
_OTHERS = (
    "Another replica works on this database with the master key that it has now. To change it, stop all of them, start "
    "one with the new key, and then the others."
)
_KEYS = select(keys.c.name, keys.c.wrapped)
_CHANGE_KEY = update(keys).where(keys.c.name == bindparam("of")).values(wrapped=bindparam("again"))
_CHANGE_SUBJECT = update(subjects).where(subjects.c.id == bindparam("of")).values(wrapped_key=bindparam("again"))

Chosen = Select[str, bytes]

log = structlog.get_logger(__name__)


def in_use(connection: Connection, master: bytes, previous: bytes | None) -> tuple[bytes, bytes | None]:
    """Both keys for somebody beside the bot, who changes none: first the one by which it wraps."""
    if previous is not None and wraps(connection, previous):
        return previous, master
    return master, previous


def rewrap(connection: Connection, master: bytes, previous: bytes) -> None:
    """What neither key opens stays as it is, and is named in the log.

    Raises:
        UnusableDatabase: it would be changed under another replica.
    """
    if wraps(connection, previous) and not ended(connection):
        raise UnusableDatabase(_OTHERS)
    lost = _rewrap(connection, _KEYS, _CHANGE_KEY, master, previous)
    lost += _rewrap(connection, LIVING, _CHANGE_SUBJECT, master, previous)
    if lost:
        log.error("keys that neither master key opens stay as they are", count=len(lost), of=lost[:_NAMED])


def _rewrap(connection: Connection, chosen: Chosen, change: Update, master: bytes, previous: bytes) -> list[str]:
    """The names of those that do not open."""
    lost, changed = list[str](), list[dict[str, object]]()
    for name, wrapped in connection.execute(chosen).all():
        if opens(previous, wrapped, name):
            changed.append({"of": name, "again": wrap(master, unwrap(previous, None, wrapped, name), name)})
        elif not opens(master, wrapped, name):
            lost.append(name)
    if changed:
        connection.execute(change, changed)
    return lost
