"""Migrations: what they make is what the code expects, whoever runs them and however often."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import Inspector, insert, inspect, text

from storage.engines import open_engines
from storage.migrate import upgrade, upgrade_in
from storage.tables import metadata, subjects
from tests.storage.factories import NOW


def test_migrations_make_the_tables_the_code_expects(empty_database: Callable[[], str]) -> None:
    migrated, declared = empty_database(), empty_database()
    upgrade(migrated)
    engines = open_engines(declared, readers=1)
    with engines.write.begin() as connection:
        metadata.create_all(connection)
    engines.dispose()
    assert schema(migrated) == schema(declared)


def test_a_second_upgrade_changes_nothing(empty_database: Callable[[], str]) -> None:
    url = empty_database()
    upgrade(url)
    before = schema(url)
    upgrade(url)
    assert schema(url) == before


def test_replicas_that_start_together_migrate_one_after_the_other(empty_database: Callable[[], str]) -> None:
    url = empty_database()
    with ThreadPoolExecutor(4) as replicas:
        list(replicas.map(upgrade, [url] * 4))
    assert set(schema(url)) == set(metadata.tables)


def test_subjects_of_an_earlier_version_are_marked_as_such(empty_database: Callable[[], str]) -> None:
    engines = open_engines(empty_database(), readers=1)
    with engines.write.begin() as connection:
        upgrade_in(connection, "0007")
        for name, lookup in {"known": b"hash", "anonymous": None}.items():
            connection.execute(insert(subjects).values(id=name, lookup=lookup, created_at=NOW, human=name))
        upgrade_in(connection)
        found = {row.id: row.earlier for row in connection.execute(text("SELECT id, earlier FROM subjects"))}
    engines.dispose()
    assert found == {"known": 1, "anonymous": None}


def schema(url: str) -> dict[str, Any]:
    engines = open_engines(url, readers=1)
    try:
        with engines.read.connect() as connection:
            inspector = inspect(connection)
            return {name: table(inspector, name) for name in inspector.get_table_names() if name != "alembic_version"}
    finally:
        engines.dispose()


def table(inspector: Inspector, name: str) -> dict[str, Any]:
    return {
        "columns": {
            column["name"]: (str(column["type"]), column["nullable"]) for column in inspector.get_columns(name)
        },
        "primary key": inspector.get_pk_constraint(name),
        "unique": sorted(map(str, inspector.get_unique_constraints(name))),
        "foreign keys": sorted(map(str, inspector.get_foreign_keys(name))),
        "indexes": sorted(
            (index["name"], str(index["column_names"]), str(condition(index))) for index in inspector.get_indexes(name)
        ),
    }


def condition(index: Any) -> list[str]:
    """Which rows a partial index holds."""
    return [str(value) for key, value in index.get("dialect_options", {}).items() if key.endswith("_where")]
