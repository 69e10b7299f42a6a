"""The fixtures that every room's tests may use."""

from __future__ import annotations

from tests.databases import (
    database_url,
    empty_database,
    postgresql_server,
    postgresql_template,
    postgresql_url,
    sqlite_template,
    sqlite_url,
    started,
    store,
)

__all__ = [
    "database_url",
    "empty_database",
    "postgresql_server",
    "postgresql_template",
    "postgresql_url",
    "sqlite_template",
    "sqlite_url",
    "started",
    "store",
]
