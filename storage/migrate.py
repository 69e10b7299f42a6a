"""Migrations, run at start by one replica at a time."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, inspect, text

from storage.engines import NoDatabase, UnusableDatabase, open_engines, reach, sound
from storage.tables import metadata

_LOCK = 0x44535221  # any number of our own
_FOREIGN = (
    "DATABASE_URL names a database with tables of another program, called like those of DSR Bot: give this one a "
    "database of its own. If it is one of DSR Bot, its table alembic_version has gone: restore a backup. Nothing was "
    "changed."
)


def upgrade(url: str) -> None:
    """Bring the database to the newest schema; blocks, so call it before the loop or off it.

    Raises:
        UnusableDatabase: the address names no database that we can use.
    """
    engines = open_engines(url, readers=1)
    try:
        reach(engines.write)
        with sound(), engines.write.begin() as connection:
            upgrade_in(connection)
    finally:
        engines.dispose()


def upgrade_in(connection: Connection, revision: str = "head") -> None:
    """The same in the caller's transaction. On SQLite that transaction itself keeps the others out.

    Raises:
        UnusableDatabase: a newer release has been at it, or another program.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"))
        wait_for_turn(connection)
    found = MigrationContext.configure(connection).get_current_revision()
    if revision == "head" and found == _head():
        return
    if found is None and not metadata.tables.keys().isdisjoint(inspect(connection).get_table_names()):
        raise UnusableDatabase(_FOREIGN)
    config = _config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, revision)
    except CommandError:  # it knows no such revision
        raise _newer() from None


def wait_for_turn(connection: Connection) -> None:
    """Until no other transaction on PostgreSQL brings anything up to date, or is copied there."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def is_current(connection: Connection) -> bool:
    """Whether the database has the newest schema; False for an older one. Only looks.

    Raises:
        NoDatabase: it has no tables of ours.
        UnusableDatabase: a newer release has been at it.
    """
    found = MigrationContext.configure(connection).get_current_revision()
    if found is None:
        raise NoDatabase
    if found not in _known():
        raise _newer()
    return found == _head()


def is_older(connection: Connection) -> bool:
    """Whether what this release needs is not there. Beside a newer one it goes on: both can live with its tables."""
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found != _head() and found in _known()


@cache
def _known() -> frozenset[str]:
    return frozenset(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


@cache
def _head() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _newer() -> UnusableDatabase:
    told = "The database was made by a newer DSR Bot: run that one, or give this one a database of its own."
    return UnusableDatabase(told)
