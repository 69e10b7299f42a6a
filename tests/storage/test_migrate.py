"""Migrations: what they make is what the code expects, whoever runs them and however often."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Inspector, insert, inspect, select, text

from domain.request import State
from storage.engines import UnusableDatabase, open_engines
from storage.migrate import upgrade, upgrade_in
from storage.tables import metadata, request_subjects, requests, steps, subjects
from tests.storage.factories import NOW, a_request

pytestmark = pytest.mark.filterwarnings(
    "ignore:Skipped unsupported reflection of expression-based index ix_events_(held|united)"
)
LATER = NOW + timedelta(days=1)
NEW = ("begins", "extended_on", "questioned_on", "proved_on", "batch", "turned")  # columns of requests that came since


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


@pytest.mark.parametrize("theirs", ["subjects", "events"])
def test_a_database_of_another_program_is_named_and_stays_as_it_is(
    empty_database: Callable[[], str], theirs: str
) -> None:
    url = empty_database()
    engines = open_engines(url, readers=1)
    with engines.write.begin() as connection:
        connection.execute(text(f"CREATE TABLE {theirs} (colour text)"))
    engines.dispose()
    before = schema(url)
    with pytest.raises(UnusableDatabase, match=r"^DATABASE_URL names a database with tables of another program"):
        upgrade(url)
    assert schema(url) == before


def test_tables_of_others_that_are_called_otherwise_are_left_alone(empty_database: Callable[[], str]) -> None:
    url = empty_database()
    engines = open_engines(url, readers=1)
    with engines.write.begin() as connection:
        connection.execute(text("CREATE TABLE colours (colour text)"))
    engines.dispose()
    upgrade(url)
    upgrade(url)
    assert "colours" in schema(url)


def test_replicas_that_start_together_migrate_one_after_the_other(empty_database: Callable[[], str]) -> None:
    url = empty_database()
    with ThreadPoolExecutor(4) as replicas:
        list(replicas.map(upgrade, [url] * 4))
    assert set(schema(url)) == set(metadata.tables)


def test_who_went_back_to_the_release_without_replicas_can_come_here_again(empty_database: Callable[[], str]) -> None:
    """As docs/decisions/0017-replicas.md says it is done: its tables stay, and the earlier release knows nothing of
    them."""
    url = empty_database()
    upgrade(url)
    before = schema(url)
    engines = open_engines(url, readers=1)
    with engines.write.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0036'"))
    engines.dispose()
    upgrade(url)
    assert schema(url) == before


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


def test_who_waited_before_is_counted_and_looked_at_from_now_on(empty_database: Callable[[], str]) -> None:
    engines = open_engines(empty_database(), readers=1)
    filed: dict[str, dict[str, object]] = {
        "begun": {"kind": "refresh", "state": "in_progress", "waits_since": NOW.date()},
        "nobody": {"kind": "refresh", "state": "in_progress", "waits_since": NOW.date()},
        "denied": {"kind": "export", "state": "denied", "waits_since": NOW.date()},
        "chased": {"kind": "export", "state": "in_progress", "waits_since": NOW.date()},
        "over": {"kind": "refresh", "state": "completed", "waits_since": None},
    }
    with engines.write.begin() as connection:
        upgrade_in(connection, "0013")
        connection.execute(insert(subjects).values(id="s", lookup=b"hash", created_at=NOW, human="s"))
        for ref, values in filed.items():
            row = a_request("s", id=ref, due_at=None)
            kept = {
                column.name: getattr(row, column.name)
                for column in requests.c
                if hasattr(row, column.name) and column.name not in NEW
            }
            del kept["counted_on"]
            connection.execute(insert(requests).values(**{**kept, **values}))
            if ref != "nobody":
                connection.execute(insert(request_subjects).values(request_id=ref, subject_id="s"))
        upgrade_in(connection)
        found = {row.id: (row.counted_on, row.due_at) for row in connection.execute(select(requests))}
    engines.dispose()
    looked, never = (date.min, NOW), (None, None)
    assert found == {"begun": looked, "nobody": never, "denied": looked, "chased": (date.min, None), "over": never}


def test_what_was_refused_before_waits_for_the_word_that_the_person_was_told(
    empty_database: Callable[[], str],
) -> None:
    """What somebody said before, what was filed anew, what is about nobody and what nobody asked by law stay over."""
    engines = open_engines(empty_database(), readers=1)
    filed: dict[str, dict[str, object]] = {
        "refused": {"kind": "refresh"},
        "copy": {"kind": "export", "due_at": LATER},
        "told": {"kind": "refresh"},
        "replaced": {"kind": "refresh"},
        "nobody": {"kind": "refresh"},
        "removal": {"kind": "remove-user"},
        "completed": {"kind": "refresh", "state": "completed"},
        "anew": {"kind": "refresh", "state": "completed", "replaces": "replaced"},
    }
    with engines.write.begin() as connection:
        upgrade_in(connection, "0014")
        connection.execute(insert(subjects).values(id="s", lookup=b"hash", created_at=NOW, human="s"))
        for ref, values in filed.items():
            row = a_request("s", id=ref, due_at=None)
            kept = {
                column.name: getattr(row, column.name)
                for column in requests.c
                if hasattr(row, column.name) and column.name not in NEW
            }
            refused = {"state": "refused", "waits_since": None, "counted_on": None}
            connection.execute(insert(requests).values(**{**kept, **refused, **values}))
            if ref != "nobody":
                connection.execute(insert(request_subjects).values(request_id=ref, subject_id="s"))
        answer = {"request_id": "told", "key": "answer:", "position": 0, "subject_id": "s", "state": "done"}
        connection.execute(insert(steps).values(**answer, label="", note="", adopted=False))
        upgrade_in(connection)
        found = {row.id: (row.waits_since, row.counted_on, row.due_at) for row in connection.execute(select(requests))}
    engines.dispose()
    over = (None, None, None)
    waits = {"refused": (NOW.date(), date.min, NOW), "copy": (NOW.date(), date.min, LATER)}
    assert found == {**dict.fromkeys(filed, over), **waits}


def test_what_was_a_refresh_for_somebody_is_an_erasure_whatever_became_of_it(empty_database: Callable[[], str]) -> None:
    """Beside it stays all that it rests on: its state and run, its version, its steps and the mark of duplicates."""
    engines = open_engines(empty_database(), readers=1)
    rows = [
        (kind, state, somebody)
        for kind in ("refresh", "remove-user", "export")
        for state in State
        for somebody in (0, 1)
    ]
    with engines.write.begin() as connection:
        upgrade_in(connection, "0016")
        connection.execute(insert(subjects).values(id="s", lookup=b"hash", created_at=NOW, human="s"))
        for kind, state, somebody in rows:
            row = a_request("s", id=f"{kind} {state} {somebody}", due_at=None, state=state, run=3, version=7)
            kept = {
                column.name: getattr(row, column.name)
                for column in requests.c
                if hasattr(row, column.name) and column.name not in NEW
            }
            connection.execute(insert(requests).values(**kept | {"kind": kind, "fingerprint": "mark"}))
            if somebody:
                connection.execute(insert(request_subjects).values(request_id=row.id, subject_id="s"))
        before = {row["id"]: dict(row) for row in connection.execute(text("SELECT * FROM requests")).mappings()}
        upgrade_in(connection)
        after = {row["id"]: dict(row) for row in connection.execute(text("SELECT * FROM requests")).mappings()}
    engines.dispose()
    erased = {ref for ref in before if ref.startswith("refresh") and ref.endswith("1")}
    assert len(erased) == len(State)
    later = dict.fromkeys(NEW) | {"turned": 0}
    assert after == {ref: row | later | ({"kind": "erasure"} if ref in erased else {}) for ref, row in before.items()}


def test_whom_a_correction_left_out_waits_again(empty_database: Callable[[], str]) -> None:
    """Where it names everybody, whether by the same subject or another of the same human, nobody waits."""
    engines = open_engines(empty_database(), readers=1)
    people = {"anna": "anna", "C-1": "anna", "zoe": "zoe"}  # subject → human
    filed = {  # request → (whom it is about, whom its correction is about; None: there is none)
        "emptied": (["anna"], []),
        "of another": (["anna"], ["zoe"]),
        "of one of two": (["anna", "zoe"], ["zoe"]),
        "of both": (["anna", "zoe"], ["zoe", "C-1"]),
        "of the same": (["anna"], ["C-1"]),
        "told": (["anna"], ["zoe"]),
        "of nobody": ([], ["zoe"]),
        "removal": (["anna"], ["zoe"]),
        "completed": (["anna"], ["zoe"]),
    }
    with engines.write.begin() as connection:
        upgrade_in(connection, "0018")
        for who, human in people.items():
            connection.execute(insert(subjects).values(id=who, lookup=who.encode(), created_at=NOW, human=human))

        def add(ref: str, named: list[str], **values: object) -> None:
            row = a_request("anna", id=ref, due_at=None)
            kept = {
                column.name: getattr(row, column.name)
                for column in requests.c
                if hasattr(row, column.name) and column.name not in NEW
            }
            connection.execute(insert(requests).values(**{**kept, "waits_since": None, "counted_on": None, **values}))
            for who in named:
                connection.execute(insert(request_subjects).values(request_id=ref, subject_id=who))

        for ref, (before, after) in filed.items():
            kind = "remove-user" if ref == "removal" else "erasure"
            add(ref, before, kind=kind, state="completed" if ref == "completed" else "cancelled")
            add(f"for {ref}", after, kind=kind, state="completed", replaces=ref)
        answer = {"request_id": "told", "key": "answer:", "position": 0, "subject_id": "anna", "state": "done"}
        connection.execute(insert(steps).values(**answer, label="", note="", adopted=False))
        upgrade_in(connection)
        found = {row.id: (row.waits_since, row.counted_on, row.due_at) for row in connection.execute(select(requests))}
    engines.dispose()
    again = (NOW.date(), date.min, NOW)
    waits = {ref for ref, marks in found.items() if marks != (None, None, None)}
    assert waits == {"emptied", "of another", "of one of two"}
    assert {found[ref] for ref in waits} == {again}


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
