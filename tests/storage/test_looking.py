"""Looking into a database: beside whoever writes, and without making, migrating or writing anything."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from storage.engines import NoDatabase, OlderDatabase, UnusableDatabase, open_engines
from storage.looking import name_of, see
from storage.master_key import new_master_key
from storage.migrate import upgrade
from storage.store import Store, open_reader, open_store, was_used
from storage.unit import Unit
from storage.vault import WrongMasterKey
from tests.databases import MASTER_KEY
from tests.storage.factories import NOW


def everything(folder: Path) -> list[tuple[str, bytes]]:
    return sorted((str(path), path.read_bytes() if path.is_file() else b"") for path in folder.rglob("*"))


async def test_it_sees_what_was_committed_while_others_write(store: Store, database_url: str) -> None:
    async with open_reader(database_url, MASTER_KEY) as reader:
        assert await reader.read(lambda unit: unit.subjects.known("anna@contoso.com")) is None
        subject = await store.write(lambda unit: unit.subjects.for_address("anna@contoso.com", NOW))
        assert await reader.read(lambda unit: unit.subjects.known("anna@contoso.com")) == subject


async def test_it_cannot_write(store: Store, database_url: str) -> None:
    def add(unit: Unit) -> str:
        return unit.subjects.for_address("anna@contoso.com", NOW)

    async with open_reader(database_url, MASTER_KEY) as reader:
        with pytest.raises((sqlite3.OperationalError, psycopg.errors.ReadOnlySqlTransaction)):
            await reader.read(add)
    assert await store.read(lambda unit: unit.subjects.known("anna@contoso.com")) is None


async def test_where_there_is_no_file_none_is_made_and_no_folder(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/data/deep/dsrbot.sqlite3"
    with pytest.raises(NoDatabase):
        async with open_reader(url, MASTER_KEY):
            pytest.fail("there is nothing to look into")
    assert not was_used(url)
    assert everything(tmp_path) == []


async def test_a_database_without_tables_stays_without(empty_database: Callable[[], str]) -> None:
    url = empty_database()
    open_engines(url, readers=1).dispose()  # on SQLite, makes the file
    with pytest.raises(NoDatabase):
        async with open_reader(url, MASTER_KEY):
            pytest.fail("there is nothing to look into")
    assert not was_used(url)


async def test_a_database_that_was_only_migrated_holds_nothing_yet(empty_database: Callable[[], str]) -> None:
    url = empty_database()
    upgrade(url)
    with pytest.raises(NoDatabase):
        async with open_reader(url, MASTER_KEY):
            pytest.fail("there is nothing to look into")
    assert not was_used(url)


async def test_a_file_that_was_used_is_left_byte_by_byte(sqlite_url: str) -> None:
    async with open_store(sqlite_url, MASTER_KEY) as store:
        assert store.new
        await store.write(lambda unit: unit.subjects.for_address("anna@contoso.com", NOW))
    folder = Path(sqlite_url.removeprefix("sqlite:///")).parent
    before = everything(folder)
    async with open_reader(sqlite_url, MASTER_KEY) as reader:
        assert await reader.read(lambda unit: unit.subjects.known("anna@contoso.com"))
    assert was_used(sqlite_url)
    assert everything(folder) == before
    async with open_store(sqlite_url, MASTER_KEY) as store:
        assert not store.new


@pytest.mark.parametrize(("revision", "refused"), [("0001", OlderDatabase), ("9999", UnusableDatabase)])
async def test_a_database_of_another_release_is_left_as_it_is(
    database_url: str, revision: str, refused: type[UnusableDatabase]
) -> None:
    async with open_store(database_url, MASTER_KEY):
        pass
    stamp(database_url, revision)
    with pytest.raises(refused):
        async with open_reader(database_url, MASTER_KEY):
            pytest.fail("its tables are not those of this release")
    assert stamp(database_url) == revision


async def test_a_wrong_key_is_noticed_and_the_previous_one_still_opens(database_url: str) -> None:
    async with open_store(database_url, MASTER_KEY):
        pass
    with pytest.raises(WrongMasterKey, match="is not the key"):
        async with open_reader(database_url, new_master_key()):
            pytest.fail("opened with a wrong key")
    async with open_reader(database_url, new_master_key(), MASTER_KEY):
        pass


def test_a_place_where_nothing_can_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").touch()
    with pytest.raises(UnusableDatabase, match="cannot be opened"):
        see(f"sqlite:///{tmp_path}/letter.txt/data/dsrbot.sqlite3")


def test_a_database_is_named_without_its_password() -> None:
    assert name_of("sqlite:////data/dsrbot.sqlite3") == "/data/dsrbot.sqlite3"
    assert name_of("postgresql+psycopg://bot:hush@db.contoso.com/dsr") == "dsr on db.contoso.com"


def stamp(url: str, revision: str = "") -> str:
    """The revision that the database says it has; set first, where one is given."""
    engines = open_engines(url, readers=1)
    with engines.write.begin() as connection:
        if revision:
            connection.execute(text("UPDATE alembic_version SET version_num = :new"), {"new": revision})
        found = str(connection.scalar(text("SELECT version_num FROM alembic_version")))
    engines.dispose()
    return found
