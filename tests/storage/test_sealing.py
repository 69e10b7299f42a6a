"""Events are numbered, chained and signed once, in the order in which they were kept."""

from __future__ import annotations

from storage.sealing import MOST
from storage.store import Store
from tests.domain.audit.conftest import NOW, events, sealed
from tests.storage.factories import file_request


async def test_events_are_sealed_once_in_the_order_in_which_they_were_kept(store: Store) -> None:
    await sealed(store, 20, 20)
    kept = await store.read(lambda unit: unit.log.events(0, 99))
    assert [number for number, _, _ in kept] == list(range(1, 41))
    assert [event.data["n"] for _, _, event in kept] == [str(n) for n in (*range(20), *range(20))]
    assert await store.write(lambda unit: unit.log.seal_some(NOW)) is None


async def test_the_first_event_is_number_one_and_each_batch_follows_the_one_before(store: Store) -> None:
    await store.write(events(MOST + 2))
    first = await store.write(lambda unit: unit.log.seal_some(NOW))
    second = await store.write(lambda unit: unit.log.seal_some(NOW))
    assert first
    assert second
    assert [(seal.number, seal.first, seal.last) for seal, _ in (first, second)] == [
        (1, 1, MOST),
        (2, MOST + 1, MOST + 2),
    ]
    assert await store.read(lambda unit: unit.log.newest()) == second


async def test_a_log_without_any_event_was_outrun_by_whatever_was_done(store: Store) -> None:
    assert not await store.read(lambda unit: unit.log.outrun()), "nothing was done at all"
    await store.write(lambda unit: file_request(unit))
    assert await store.read(lambda unit: unit.log.outrun()), "no backup is like that"
