"""Whether a transaction that is about to be committed still holds what was done in it."""

from __future__ import annotations

from typing import Any

from psycopg.pq import TransactionStatus
from sqlalchemy import Connection


class NotWhole(Exception):
    """A statement of the transaction failed, and somebody went on as if nothing was."""


def check(connection: Connection) -> None:
    """At the commit of such a transaction PostgreSQL rolls it back, and SQLite, which may have rolled it back before,
    does nothing; neither says so.

    Raises:
        NotWhole: nothing of it can be kept.
    """
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        whole = driver.in_transaction
    else:
        whole = driver.info.transaction_status != TransactionStatus.INERROR
    if not whole:
        raise NotWhole
