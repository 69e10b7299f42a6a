"""The master key: proved before anything is written, changed without loss."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import inspect

from domain.cell import hold_cell
from storage.engines import open_engines
from storage.master_key import load_or_make_master_key, new_master_key
from storage.store import Store, open_store
from storage.unit import Unit
from storage.vault import WrongMasterKey
from tests.storage.factories import NOW

OLD, NEW = new_master_key(), new_master_key()


async def seal(store: Store) -> tuple[str, bytes]:
    def unit(unit: Unit) -> tuple[str, bytes]:
        subject = unit.subjects.for_address("anna@contoso.com", NOW)
        return subject, unit.subjects.seal(subject, "anna@contoso.com", hold_cell(subject))

    return await store.write(unit)


async def opened(store: Store, subject: str, sealed: bytes) -> str | None:
    return await store.read(lambda unit: unit.subjects.unseal(subject, sealed, hold_cell(subject)))


def contents(url: str) -> bytes:
    return Path(url.removeprefix("sqlite:///")).read_bytes()


async def test_a_wrong_key_is_noticed_by_the_name_of_its_setting(database_url: str) -> None:
    async with open_store(database_url, OLD) as store:
        await seal(store)
    with pytest.raises(WrongMasterKey, match="DSRBOT_MASTER_KEY "):
        async with open_store(database_url, NEW):
            pytest.fail("opened with a wrong key")


async def test_a_wrong_key_is_noticed_before_anything_is_written(sqlite_url: str) -> None:
    async with open_store(sqlite_url, OLD) as store:
        await seal(store)
    before = contents(sqlite_url)
    with pytest.raises(WrongMasterKey):
        async with open_store(sqlite_url, NEW):
            pytest.fail("opened with a wrong key")
    assert contents(sqlite_url) == before


@pytest.mark.parametrize("key", ["", "short", base64.b64encode(b"sixteen bytes...").decode(), "ü" * 44])
async def test_a_key_that_is_none_is_refused_and_makes_no_tables(empty_database: Callable[[], str], key: str) -> None:
    url = empty_database()
    with pytest.raises(WrongMasterKey, match="must be base64 of 32 bytes"):
        async with open_store(url, key):
            pytest.fail("opened without a key")
    engines = open_engines(url, readers=1)
    with engines.read.connect() as connection:
        assert inspect(connection).get_table_names() == []
    engines.dispose()


async def test_with_the_previous_key_everything_is_wrapped_anew(database_url: str) -> None:
    async with open_store(database_url, OLD) as store:
        subject, sealed = await seal(store)
    async with open_store(database_url, NEW, previous_master_key=OLD) as store:
        assert (
            await store.read(lambda unit: unit.subjects.unseal(subject, sealed, hold_cell(subject)))
            == "anna@contoso.com"
        )
    async with open_store(database_url, NEW) as store:
        assert (
            await store.read(lambda unit: unit.subjects.unseal(subject, sealed, hold_cell(subject)))
            == "anna@contoso.com"
        )
        assert await store.read(lambda unit: unit.subjects.known("anna@contoso.com")) == subject
    with pytest.raises(WrongMasterKey):
        async with open_store(database_url, OLD):
            pytest.fail("opened with the old key")


def test_a_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "master.key"
    made = load_or_make_master_key(path)
    assert len(base64.b64decode(made, validate=True)) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_or_make_master_key(path) == made


def test_no_two_new_keys_are_alike() -> None:
    assert new_master_key() != new_master_key()
