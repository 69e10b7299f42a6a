"""Migrations, run at start by one replica at a time."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, text

from storage.engines import UnusableDatabase, open_engines, reach

_LOCK = 0x44535221  # any number of our own


def upgrade(url: str) -> None:
    """Bring the database to the newest schema; blocks, so call it before the loop or off it.

    Raises:
        UnusableDatabase: the address names no database that we can use.
    """
    engines = open_engines(url, readers=1)
    try:
        reach(engines)
        with engines.write.begin() as connection:
            upgrade_in(connection)
    finally:
        engines.dispose()


def upgrade_in(connection: Connection) -> None:
    """The same in the caller's transaction. On SQLite that transaction itself keeps the others out.

    Raises:
        UnusableDatabase: a newer release has been at it.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError:  # it knows no such revision
        told = "The database was made by a newer DSR Bot: run that one, or give this one a database of its own."
        raise UnusableDatabase(told) from None
