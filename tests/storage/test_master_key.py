"""The master key: proved before anything is written, changed without loss."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from structlog.testing import capture_logs

from domain.cell import hold_cell
from storage.engines import UnusableDatabase, open_engines
from storage.master_key import load_or_make_master_key, new_master_key
from storage.replicas import Leased, replica_at
from storage.store import Store, open_reader, open_store
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
    async with open_store(database_url, NEW, previous_master_key=OLD, replica=replica_at(database_url)) as store:
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


DAMAGED = bytes(60)


def change(url: str, statement: str, **values: object) -> None:
    engines = open_engines(url, readers=1)
    with engines.write.begin() as connection:
        connection.execute(text(statement), values)
    engines.dispose()


async def bot_opens(url: str, key: str, previous: str | None = None) -> None:
    async with open_store(url, key, previous_master_key=previous, replica=replica_at(url)):
        pass


async def test_whoever_comes_beside_the_bot_with_the_new_key_changes_nothing_under_it(database_url: str) -> None:
    async with open_store(database_url, OLD, replica=replica_at(database_url)) as bot:
        subject, sealed = await seal(bot)
        async with open_store(database_url, NEW, previous_master_key=OLD) as beside:
            assert await opened(beside, subject, sealed) == "anna@contoso.com"
            other, theirs = await beside.write(
                lambda unit: (
                    found := unit.subjects.for_address("zoe@contoso.com", NOW),
                    unit.subjects.seal(found, "zoe@contoso.com", hold_cell(found)),
                )
            )
            await beside.write(lambda unit: unit.log.keys.make(NOW))
        bot._vault.forget(subject)
        assert await opened(bot, subject, sealed) == "anna@contoso.com"
        assert await opened(bot, other, theirs) == "zoe@contoso.com"
        await bot.write(lambda unit: unit.log.keys.make(NOW))
    await bot_opens(database_url, NEW, OLD)
    async with open_store(database_url, NEW) as store:
        assert await opened(store, other, theirs) == "zoe@contoso.com"
        await store.write(lambda unit: unit.log.keys.make(NOW))


async def test_the_key_is_not_changed_under_another_replica(postgresql_url: str) -> None:
    async with open_store(postgresql_url, OLD, replica=replica_at(postgresql_url)) as store:
        subject, sealed = await seal(store)
        with pytest.raises(UnusableDatabase, match="stop all of them, start one with the new key"):
            await bot_opens(postgresql_url, NEW, OLD)
        store._vault.forget(subject)
        assert await opened(store, subject, sealed) == "anna@contoso.com"
    async with open_store(postgresql_url, NEW, previous_master_key=OLD, replica=replica_at(postgresql_url)):
        await bot_opens(postgresql_url, NEW, OLD)  # it is changed by now
        await bot_opens(postgresql_url, NEW)
        with pytest.raises(WrongMasterKey):
            await bot_opens(postgresql_url, OLD)


async def test_a_replica_that_was_killed_keeps_nobody_from_changing_the_key(postgresql_url: str) -> None:
    await bot_opens(postgresql_url, OLD)
    change(postgresql_url, "INSERT INTO replicas (id, expires_at) VALUES ('dead', now() - interval '1 second')")
    await bot_opens(postgresql_url, NEW, OLD)
    await bot_opens(postgresql_url, NEW)


class ChangedMeanwhile(Leased):
    """A replica that gets its lease only after another has come and changed the key."""

    async def join(self) -> None:
        await bot_opens(self._url, NEW, OLD)
        await super().join()


async def test_a_replica_under_which_the_key_was_changed_before_it_had_its_lease_does_not_start(
    postgresql_url: str,
) -> None:
    await bot_opens(postgresql_url, OLD)
    late = ChangedMeanwhile(postgresql_url, 5.0, lambda: datetime.now(UTC))
    with pytest.raises(WrongMasterKey):
        async with open_store(postgresql_url, OLD, replica=late):
            pytest.fail("it would open nothing")


@pytest.mark.parametrize("damage", [DAMAGED, b"", b"\0"])
async def test_one_damaged_key_of_a_person_keeps_nobody_from_changing_the_key(database_url: str, damage: bytes) -> None:
    async with open_store(database_url, OLD) as store:
        subject, sealed = await seal(store)
        lost = await store.write(lambda unit: unit.subjects.for_address("zoe@contoso.com", NOW))
    change(database_url, "UPDATE subjects SET wrapped_key = :damage WHERE id = :lost", damage=damage, lost=lost)
    for _ in range(2):
        with capture_logs() as told:
            await bot_opens(database_url, NEW, OLD)
        assert [line["of"] for line in told if line["log_level"] == "error"] == [[lost]]
    async with open_store(database_url, NEW) as store:
        assert await opened(store, subject, sealed) == "anna@contoso.com"
        assert await store.read(lambda unit: unit.subjects.unopened()) == [lost]


async def test_a_strange_row_among_the_keys_keeps_nobody_from_changing_the_key(database_url: str) -> None:
    await bot_opens(database_url, OLD)
    change(database_url, "INSERT INTO keys (name, wrapped) VALUES ('x', :damage)", damage=DAMAGED)
    await bot_opens(database_url, NEW, OLD)
    await bot_opens(database_url, NEW)


@pytest.mark.parametrize("damage", [DAMAGED, b"", b"\0"])
@pytest.mark.parametrize("name", ["lookup", "orders", "signing/1", "bound", "unproved-events"])
async def test_a_damaged_key_of_ours_is_said_to_be_wrong(database_url: str, name: str, damage: bytes) -> None:
    await bot_opens(database_url, OLD)
    change(database_url, "UPDATE keys SET wrapped = :damage WHERE name = :name", damage=damage, name=name)
    for key, previous in ((OLD, None), (NEW, OLD)):
        with pytest.raises(WrongMasterKey):
            await bot_opens(database_url, key, previous)
        if name != "signing/1":
            with pytest.raises(WrongMasterKey):
                async with open_reader(database_url, key, previous):
                    pytest.fail("opened with a damaged key")
