"""Migrations, run at start by one replica at a time."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from storage.engines import open_engines

_LOCK = 0x44535221  # any number of our own


def upgrade(url: str) -> None:
    """Bring the database to the newest schema; blocks, so call it before the loop or off it.

    Raises:
        storage.engines.UnusableDatabase: the address names no database of ours.
    """
    engines = open_engines(url, writers=1, readers=1)
    try:
        with engines.write.begin() as connection:
            upgrade_in(connection)
    finally:
        engines.dispose()


def upgrade_in(connection: Connection) -> None:
    """The same in the caller's transaction. On SQLite that transaction itself keeps the others out."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
