"""Replicas on one database: who has a lease, what each does for all, and what one does no more that was taken for dead.

Leases are short here, and a replica is stopped by leaving its lease alone, as a process that stands still does.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from domain.event import EventKind
from domain.replica import Chore, Fenced
from storage.engines import UnusableDatabase
from storage.replicas import Alone, Leased, replica_at, utc_now
from storage.store import Store, open_store
from storage.unit import Unit
from tests.databases import MASTER_KEY
from tests.postgresql import address_of
from tests.storage.factories import NOW
from tests.storage.waiting import until

LEASE = 0.6  # seconds


class Company:
    """Replicas of one database."""

    def __init__(self, url: str) -> None:
        self.url, self.adopted = url, list[str]()

    @asynccontextmanager
    async def replica(self, ahead: timedelta = timedelta()) -> AsyncIterator[Leased]:
        """One that lives. `ahead`: how far its machine's clock is."""
        one = Leased(self.url, LEASE, lambda: datetime.now(UTC) + ahead)
        await one.join()
        adopting = asyncio.create_task(one.run(self.adopt))
        try:
            yield one
        finally:
            adopting.cancel()
            await one.leave()

    async def adopt(self, dead: Collection[str]) -> None:
        self.adopted += dead


@pytest.fixture
def company(postgresql_url: str) -> Company:
    return Company(postgresql_url)


@asynccontextmanager
async def still(company: Company) -> AsyncIterator[tuple[Leased, Store]]:
    """One that stands still from its start on, and its store."""
    one = Leased(company.url, LEASE, lambda: datetime.now(UTC))
    async with open_store(company.url, MASTER_KEY, replica=one) as store:
        assert one._renewing
        one._renewing.cancel()
        yield one, store


def note(unit: Unit) -> None:
    unit.events.add(EventKind.REQUEST_SHOWN, NOW, actor=None, request=None)


async def test_each_chore_is_done_by_one_and_by_another_once_that_one_has_left(company: Company) -> None:
    async with company.replica() as second:
        async with company.replica() as third:
            assert all(second.holds(chore) for chore in Chore)
            assert not any(third.holds(chore) for chore in Chore)
            await until(lambda: second.living == 2)
        async with company.replica() as third:
            await second.leave()
            await until(lambda: all(third.holds(chore) for chore in Chore))


async def test_who_stands_still_is_taken_for_dead_within_three_leases_and_has_lost_its_chores(company: Company) -> None:
    async with still(company) as (gone, _), company.replica() as living:
        began = asyncio.get_running_loop().time()
        assert gone.holds(Chore.SWEEP)
        await until(lambda: living.holds(Chore.SWEEP))
        assert asyncio.get_running_loop().time() - began < 3 * LEASE
        assert not gone.holds(Chore.SWEEP)
        assert living.living == 1


async def test_one_that_was_taken_for_dead_writes_nothing(company: Company) -> None:
    async with still(company) as (_, store), company.replica() as living:
        await store.write(note)
        await until(lambda: living.holds(Chore.SWEEP))
        with pytest.raises(Fenced):
            await store.write(note)


async def test_what_it_read_before_it_stood_still_is_not_acted_upon(company: Company) -> None:
    async with still(company) as (gone, store):
        await store.read(lambda unit: unit.requests.get("a"))
        await asyncio.sleep(LEASE)
        with pytest.raises(Fenced):
            await store.read(lambda unit: unit.requests.get("a"))
        with pytest.raises(Fenced):
            gone.check()


async def test_one_that_comes_back_in_time_goes_on(company: Company) -> None:
    """As after an outage of the database: its lease has run out, but nobody has taken it for dead."""
    async with still(company) as (back, store):
        await asyncio.sleep(LEASE * 1.5)
        back._go_on()
        await until(lambda: back.holds(Chore.SWEEP))
        await store.write(note)


async def test_a_unit_under_way_ends_before_anybody_takes_its_replica_for_dead(company: Company) -> None:
    """Its facts are there before another begins with the same work."""
    async with still(company) as (_, store), company.replica() as living:
        loop, go = asyncio.get_running_loop(), asyncio.Event()

        def slow(unit: Unit) -> None:
            note(unit)
            asyncio.run_coroutine_threadsafe(go.wait(), loop).result()

        written = asyncio.create_task(store.write(slow))
        await asyncio.sleep(LEASE * 4)
        assert not living.holds(Chore.SWEEP)
        go.set()
        await written
        await until(lambda: living.holds(Chore.SWEEP))


async def test_one_that_was_taken_for_dead_ends(company: Company) -> None:
    async with still(company) as (back, _), company.replica() as living:
        await until(lambda: living.holds(Chore.SWEEP))
        back._go_on()
        await asyncio.wait_for(back.run(company.adopt), 5)
        assert back.lost.is_set()
        assert not back.holds(Chore.SWEEP)


async def test_after_an_outage_nobody_takes_others_for_dead_before_they_can_come_back(company: Company) -> None:
    async with still(company) as (first, _), still(company) as (second, _):
        await asyncio.sleep(LEASE * 1.5)  # no lease was renewed
        first._go_on()
        second._go_on()
        await asyncio.sleep(LEASE * 3)
        assert not first.lost.is_set()
        assert not second.lost.is_set()
        assert first.living == second.living == 2


@pytest.mark.parametrize("minutes", [-1, 1])
async def test_replicas_whose_clocks_differ_agree_on_the_time(company: Company, minutes: int) -> None:
    async with company.replica(timedelta(minutes=minutes)) as wrong, company.replica() as right:
        assert abs(wrong.now() - right.now()) < timedelta(seconds=0.5)


async def test_a_machine_whose_clock_is_far_off_does_not_begin(company: Company) -> None:
    with pytest.raises(UnusableDatabase, match="apart"):
        async with company.replica(timedelta(hours=2)):
            pass


async def test_one_that_takes_long_to_start_keeps_its_lease(company: Company) -> None:
    """Its doors wait for a chat that does not answer; nobody has said yet what is done with the work of others."""
    slow = Leased(company.url, LEASE, utc_now)
    async with open_store(company.url, MASTER_KEY, replica=slow) as store, company.replica() as living:
        await asyncio.sleep(LEASE * 3)
        await store.write(note)
        assert living.living == 2


@pytest.mark.parametrize("hours", [-1, 1])
async def test_one_whose_clock_jumps_far_ends_and_does_nothing_by_the_wrong_time(company: Company, hours: int) -> None:
    jumped = timedelta()
    one = Leased(company.url, LEASE, lambda: datetime.now(UTC) + jumped)
    async with open_store(company.url, MASTER_KEY, replica=one) as store:
        jumped = timedelta(hours=hours)
        await asyncio.wait_for(one.lost.wait(), 10)
        with pytest.raises(Fenced):
            await store.read(lambda unit: unit.requests.get("a"))
        with pytest.raises(Fenced):
            one.check()
        assert not one.holds(Chore.TIDY)


async def test_taking_up_work_keeps_nobody_from_renewing(company: Company) -> None:
    """However much there is of it."""
    taken = asyncio.Event()

    async def slowly(_: Collection[str]) -> None:
        taken.set()
        await asyncio.sleep(LEASE * 4)

    async with company.replica() as other, company.replica() as heir:
        heir._adopt = slowly
        heir._take_up(["gone"])
        await taken.wait()
        await asyncio.sleep(LEASE * 3)
        heir.check()
        assert not heir.lost.is_set()
        assert other.living == 2


async def test_a_call_that_the_database_never_answers_is_given_up_and_another_one_renews(company: Company) -> None:
    async with company.replica() as one:
        with one._engine.connect():  # its one connection is away: whoever wants it waits
            await asyncio.sleep(LEASE * 2.5)
            one.check()
        assert one.holds(Chore.SWEEP)


async def test_one_that_cannot_do_all_that_it_has_to_leaves_it_to_others(company: Company) -> None:
    async with company.replica() as one:
        one.give_up()
        assert one.lost.is_set()
        with pytest.raises(Fenced):
            one.check()


async def test_on_sqlite_there_is_one_alone(sqlite_url: str) -> None:
    alone = replica_at(sqlite_url)
    assert isinstance(alone, Alone)
    assert alone.living == 1
    assert all(alone.holds(chore) for chore in Chore)
    alone.check()


async def test_nothing_of_others_is_under_way_once_no_process_without_a_lease_is_left(company: Company) -> None:
    async with company.replica() as one:
        with psycopg.connect(address_of(company.url), application_name="") as earlier:
            ended = asyncio.create_task(one.others_ended())
            await asyncio.sleep(3 * LEASE)
            assert not ended.done()
            earlier.close()
        async with asyncio.timeout(5):
            await ended
