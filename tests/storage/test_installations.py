"""Installations: their tokens are sealed for their own rows, and a state counts once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text

from domain.installation import Ended, Installation
from storage.store import Store, open_store
from storage.unit import Unit
from tests.databases import MASTER_KEY
from tests.storage.factories import NOW

CONTOSO = Installation(key="T0CONTOSO", name="Contoso", token="xoxb-contoso")
FABRIKAM = Installation(
    key="T0FABRIKAM", name="Fabrikam", token="xoxe-1", refresh="xoxe-r1", expires=NOW + timedelta(hours=12)
)


async def test_what_was_kept_is_read_and_no_token_stands_in_clear(store: Store) -> None:
    for one in (CONTOSO, FABRIKAM):
        await store.write(lambda unit, one=one: unit.installations.put(one, NOW))
        assert await store.read(lambda unit, one=one: unit.installations.get(one.key)) == one
    rows = await store.read(lambda unit: unit.connection.execute(text("SELECT * FROM installations")).all())
    assert not [word for row in rows for word in ("xoxb", "xoxe", "Fabrikam") if word.encode() in bytes(row.sealed)]
    assert await store.read(lambda unit: unit.installations.keys()) == ["T0CONTOSO", "T0FABRIKAM"]


async def test_a_token_that_is_moved_to_another_workspace_is_none(store: Store) -> None:
    """As a database administrator may, so that what is said in one workspace would be said in another."""
    for one in (CONTOSO, FABRIKAM):
        await store.write(lambda unit, one=one: unit.installations.put(one, NOW))
    moved = "UPDATE installations SET sealed = (SELECT sealed FROM installations WHERE key = 'T0FABRIKAM')"
    await store.write(lambda unit: unit.connection.execute(text(f"{moved} WHERE key = 'T0CONTOSO'")))
    assert await store.read(lambda unit: unit.installations.get("T0CONTOSO")) is None
    assert await store.read(lambda unit: unit.installations.get("T0FABRIKAM")) == FABRIKAM


async def test_what_was_taken_away_keeps_no_token_and_comes_back_by_a_new_installation(store: Store) -> None:
    await store.write(lambda unit: unit.installations.put(FABRIKAM, NOW))
    await store.write(lambda unit: unit.installations.end(FABRIKAM.key, NOW, token="xoxe-1"))
    assert await store.read(lambda unit: unit.installations.get(FABRIKAM.key)) is None
    assert await store.read(lambda unit: unit.installations.keys()) == []
    assert await store.read(lambda unit: unit.installations.ended(FABRIKAM.key)) is Ended.TAKEN_AWAY
    await store.write(lambda unit: unit.installations.put(FABRIKAM, NOW))
    assert await store.read(lambda unit: unit.installations.get(FABRIKAM.key)) == FABRIKAM
    assert await store.read(lambda unit: unit.installations.ended(FABRIKAM.key)) is None


async def test_a_lost_refresh_leaves_the_last_token(store: Store) -> None:
    await store.write(lambda unit: unit.installations.put(FABRIKAM, NOW))
    await store.write(lambda unit: unit.installations.lose(FABRIKAM.key, NOW, token="xoxe-1"))
    assert await store.read(lambda unit: unit.installations.get(FABRIKAM.key)) == FABRIKAM
    assert await store.read(lambda unit: unit.installations.ended(FABRIKAM.key)) is Ended.LOST


async def test_a_state_counts_once_and_is_kept_no_longer_than_it_could_count(store: Store) -> None:
    until = NOW + timedelta(minutes=10)
    assert await store.write(lambda unit: unit.installations.use("a", NOW, until=until))
    assert not await store.write(lambda unit: unit.installations.use("a", NOW, until=until))
    assert await store.write(lambda unit: unit.installations.use("b", until + timedelta(seconds=1), until=until))
    rows = await store.read(lambda unit: unit.connection.execute(text("SELECT * FROM install_states")).all())
    assert len(rows) == 1


async def test_what_proves_a_state_is_made_with_a_key_of_our_own(store: Store) -> None:
    signs = [await store.read(lambda unit, one=one: unit.installations.sign(one)) for one in ("a", "b", "a")]
    assert signs[0] == signs[2] != signs[1]


async def test_nothing_is_written_over_what_was_installed_anew(store: Store) -> None:
    """Whoever comes late, with an answer about the token before it, changes nothing."""
    anew = replace(FABRIKAM, token="xoxe-2", refresh="xoxe-r2")
    await store.write(lambda unit: unit.installations.put(anew, NOW))
    late = replace(FABRIKAM, token="xoxe-late")
    assert not await store.write(lambda unit: unit.installations.renew(late, NOW, spent=FABRIKAM.token))
    assert not await store.write(lambda unit: unit.installations.lose(FABRIKAM.key, NOW, token=FABRIKAM.token))
    assert not await store.write(lambda unit: unit.installations.end(FABRIKAM.key, NOW, token=FABRIKAM.token))
    assert await store.read(lambda unit: unit.installations.get(FABRIKAM.key)) == anew
    assert await store.read(lambda unit: unit.installations.ended(FABRIKAM.key)) is None
    assert await store.write(lambda unit: unit.installations.end(FABRIKAM.key, NOW, token=anew.token))
    assert not await store.write(lambda unit: unit.installations.renew(late, NOW, spent=anew.token)), "nor revived"


async def test_whoever_compared_too_early_writes_over_nothing(postgresql_url: str) -> None:
    """One that was taken for dead keeps the next pair all the same; what was installed anew meanwhile counts."""
    async with open_store(postgresql_url, MASTER_KEY) as one, open_store(postgresql_url, MASTER_KEY) as other:
        await one.write(lambda unit: unit.installations.put(FABRIKAM, NOW))
        anew, loop = replace(FABRIKAM, token="xoxe-9", refresh="xoxe-r9"), asyncio.get_running_loop()

        def renews_late(unit: Unit) -> bool:
            assert unit.installations.get(FABRIKAM.key) == FABRIKAM
            install = other.write(lambda theirs: theirs.installations.put(anew, NOW))
            asyncio.run_coroutine_threadsafe(install, loop).result(20)
            return unit.installations.renew(replace(FABRIKAM, token="xoxe-2"), NOW, spent="xoxe-1")

        assert not await one.save(renews_late)
        assert await one.read(lambda unit: unit.installations.get(FABRIKAM.key)) == anew
