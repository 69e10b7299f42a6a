"""Which events earlier releases wrote, that proved none: noted once, by the first start of a release that does, in the
table of keys under the master key."""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select

from storage import tables
from storage.events import FREEING
from storage.master_key import UNPROVED_EVENTS
from storage.vault import Vault, WrongMasterKey

_events = tables.events
_GONE = (
    "The mark of the events that are proved has gone from the database, though there are such events: the table of "
    "keys was changed. Nothing was done; restore a backup of the database."
)


def note_unproved(connection: Connection, vault: Vault) -> None:
    """Where it was not done yet.

    Raises:
        WrongMasterKey: it was done, and the mark of that has gone.
    """
    freeing = _events.c.kind.in_(FREEING)
    rows = connection.execute(select(_events.c.data).where(tables.STOPS, freeing))
    if any("proof" in row.data for row in rows):
        raise WrongMasterKey(_GONE)
    vault.unproved_events = int(connection.scalar(select(func.max(_events.c.id))) or 0)
    wrapped = vault.wrap(UNPROVED_EVENTS, str(vault.unproved_events).encode())
    connection.execute(insert(tables.keys), {"name": UNPROVED_EVENTS, "wrapped": wrapped})
