"""What was sealed verifies, by our own verification and by an auditor's, whatever became of it since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from domain.audit.verify import Broken, Found, verify
from storage.log_file import extract
from storage.master_key import new_master_key
from storage.replicas import Alone
from storage.sealing import MOST
from storage.signing import fits
from storage.store import Store, open_store
from storage.vault import WrongMasterKey
from tests.databases import MASTER_KEY
from tests.domain.audit import by_hand
from tests.domain.audit.conftest import NOW, events, exported, sealed

Both = Callable[[list[str], str], Found]


@pytest.fixture
def both(tmp_path: Path) -> Both:
    """Verified twice over."""

    def check(lines: list[str], key: str) -> Found:
        path = tmp_path / "log.jsonl"
        path.write_text("".join(f"{line}\n" for line in lines), encoding="ascii", newline="\n")
        found = verify(lines, key, fits)
        assert by_hand.verify(str(path), key) == found.last
        return found

    return check


async def test_an_empty_log_holds(store: Store, public: str, both: Both) -> None:
    found = both(await exported(store), public)
    assert (found.events, found.seals, found.last) == (0, 0, 0)


async def test_many_batches_hold_and_large_ones_are_divided(store: Store, public: str, both: Both) -> None:
    await sealed(store, 1, 7, MOST * 2 + 3)
    found = both(await exported(store), public)
    assert (found.events, found.first, found.last) == (MOST * 2 + 11, 1, MOST * 2 + 11)
    assert found.seals == 5


async def test_what_is_not_sealed_yet_is_shown_as_such(store: Store, public: str, both: Both) -> None:
    await sealed(store, 3)
    await store.write(events(2))
    found = both(await exported(store), public)
    assert (found.events, found.unsealed) == (3, 2)


async def test_a_part_since_a_day_holds_and_says_where_it_begins(store: Store, public: str, both: Both) -> None:
    await sealed(store, 5)
    await store.write(events(4))
    await store.write(lambda unit: unit.log.seal_some(NOW + timedelta(days=2)))
    found = both(await exported(store, NOW + timedelta(days=1)), public)
    assert (found.first, found.last) == (6, 9)
    after_all = both(await exported(store, NOW + timedelta(days=3)), public)
    assert (after_all.events, after_all.last) == (0, 9)


async def test_after_a_change_of_keys_either_key_verifies_the_whole(store: Store, public: str, both: Both) -> None:
    await sealed(store, 5)
    second = await store.write(lambda unit: unit.log.keys.make(NOW))
    both(await exported(store), public)
    await sealed(store, 5)
    third = await store.write(lambda unit: unit.log.keys.make(NOW))
    fourth = await store.write(lambda unit: unit.log.keys.make(NOW))
    await sealed(store, 5, 1)
    lines = await exported(store)
    for key in (public, second, third, fourth):
        assert both(lines, key).events == 16


async def test_another_key_verifies_nothing(store: Store) -> None:
    await sealed(store, 5)
    with pytest.raises(Broken, match="not that of this log"):
        verify(await exported(store), "ab" * 32, fits)


async def test_the_log_goes_on_under_a_new_master_key(database_url: str, both: Both) -> None:
    async with open_store(database_url, MASTER_KEY) as store:
        await sealed(store, 5)
        public = await store.read(lambda unit: unit.log.keys.public())
    other = new_master_key()
    async with open_store(database_url, other, previous_master_key=MASTER_KEY, replica=Alone()) as store:
        await sealed(store, 5)
    async with open_store(database_url, other) as store:
        await sealed(store, 5)
        assert both(await exported(store), public).events == 15
    with pytest.raises(WrongMasterKey):
        async with open_store(database_url, MASTER_KEY):
            pass


async def test_the_events_of_one_request_come_with_a_signed_statement(store: Store, public: str) -> None:
    await sealed(store, 9, 9)
    lines = await store.read(lambda unit: extract(unit, "DSR-BBBBB1", NOW))
    found = verify(lines, public, fits)
    assert (found.request, found.events, found.last) == ("DSR-BBBBB1", 4, 18)
    assert all("DSR-BBBBB1" in line for line in lines[1:])
