"""Orders: kept once, read only where they were kept, and given to what an earlier release filed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import DateTime, bindparam, create_engine, text

from domain.order import Order, decided
from domain.request import Request, State, Verdict
from handlers.requests.order import as_ordered
from storage.master_key import new_master_key
from storage.replicas import Alone
from storage.store import Store, open_store
from storage.unit import Unit
from storage.vault import WrongMasterKey
from tests.databases import MASTER_KEY
from tests.storage.factories import NOW, a_vote, file_request


def ordered(unit: Unit, **changes: object) -> tuple[Request, Order]:
    request = file_request(unit, **changes)
    order = Order.of(request, unit.steps.of(request.id), unit.subjects.of(request.id))
    unit.orders.add(request.id, order)
    return request, order


def change(url: str, *statements: str) -> None:
    """As a database administrator may."""
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


async def test_an_order_is_read_as_it_was_kept_and_nowhere_else(store: Store) -> None:
    def write(unit: Unit) -> tuple[str, str, Order]:
        first, order = ordered(unit)
        second, _ = ordered(unit)
        return first.id, second.id, order

    first, second, order = await store.write(write)
    assert await store.read(lambda unit: unit.orders.of(first)) == order
    assert await store.read(lambda unit: unit.orders.of("DSR-ZZZZZZ")) is None
    moved = f"UPDATE orders SET sealed = (SELECT sealed FROM orders WHERE request_id = '{second}')"
    await store.write(lambda unit: unit.connection.execute(text(f"{moved} WHERE request_id = '{first}'")))
    assert await store.read(lambda unit: unit.orders.of(first)) is None


async def test_only_proved_votes_of_this_version_count(store: Store) -> None:
    def write(unit: Unit) -> list[list[str]]:
        request, _ = ordered(unit)
        for person, version in (("ben", 1), ("cleo", 2)):
            vote = a_vote(request, person)
            unit.votes.add(vote, unit.orders.proof(vote, version))
        unit.votes.add(a_vote(request, "dora"), b"")
        return [[vote.person_id for vote in unit.orders.votes(request.id, version)] for version in (1, 2, 3)]

    assert await store.write(write) == [["ben"], ["cleo"], []]


async def test_what_decides_is_the_number_of_distinct_people_without_who_asked(store: Store) -> None:
    request, order = await store.write(ordered)
    two = replace(order, quorum=2)
    ben, cleo = a_vote(request, "ben"), a_vote(request, "cleo")
    assert decided(two, "ada", [ben, cleo])
    assert not decided(two, "ada", [ben, ben])
    assert not decided(two, "ben", [ben, cleo])
    assert not decided(two, "ada", [ben, cleo, a_vote(request, "dora", Verdict.DENY)])


async def test_what_an_earlier_release_filed_is_voted_on_anew_and_what_it_began_goes_on(database_url: str) -> None:
    def write(unit: Unit) -> tuple[str, str, str]:
        pending, asked, running = (
            file_request(unit, quorum=2, sealed=b"earlier"),
            file_request(unit, sealed=b"earlier"),
            file_request(unit, state=State.IN_PROGRESS, sealed=b"earlier"),
        )
        for request in (pending, running):
            unit.votes.add(a_vote(request, "ben"), b"")
        return pending.id, asked.id, running.id

    async with open_store(database_url, MASTER_KEY) as store:
        pending, asked, running = await store.write(write)
    change(database_url, "DELETE FROM keys WHERE name IN ('orders', 'bound')")
    for _ in range(2):  # the second start changes nothing
        async with open_store(database_url, MASTER_KEY) as store:
            for one in (pending, asked, running):
                assert await store.read(lambda unit, one=one: unit.orders.of(one))
            assert not await store.read(lambda unit: unit.votes.of(pending))
            proved = await store.read(lambda unit: unit.orders.votes(running, 1))
            assert [vote.person_id for vote in proved] == ["ben"]
            told = await store.read(lambda unit: _told(unit))
            assert told == [pending] * 3  # the approvers, their channel, who asked


def _told(unit: Unit) -> list[str]:
    rows = unit.connection.execute(text("SELECT request_id FROM notices WHERE kind = 'vote-anew'"))
    return [row.request_id for row in rows]


@pytest.mark.parametrize(
    ("gone", "why"),
    [
        ("name = 'orders'", "The key of the orders has gone"),
        ("name = 'lookup'", "The key by which people are found has gone"),
        ("name LIKE 'signing/%'", "The key that signs the log is missing"),
        ("name LIKE '%'", "The key by which people are found has gone"),
    ],
)
async def test_a_database_without_its_keys_does_not_start(database_url: str, gone: str, why: str) -> None:
    async with open_store(database_url, MASTER_KEY) as store:
        await store.write(ordered)
    change(database_url, f"DELETE FROM keys WHERE {gone}")
    for _ in range(2):
        with pytest.raises(WrongMasterKey, match=why):
            async with open_store(database_url, MASTER_KEY):
                pass


async def test_orders_outlive_a_change_of_the_master_key(database_url: str) -> None:
    async with open_store(database_url, MASTER_KEY) as store:
        request, order = await store.write(ordered)
    other = new_master_key()
    async with open_store(database_url, other, previous_master_key=MASTER_KEY, replica=Alone()) as store:
        assert await store.read(lambda unit: unit.orders.of(request.id)) == order
    async with open_store(database_url, other) as store:
        assert await store.read(lambda unit: unit.orders.of(request.id)) == order


async def test_who_asked_under_an_earlier_id_of_theirs_approves_nothing(store: Store) -> None:
    """The row may be put back to the id that they had before they turned out to be one with another."""

    def write(unit: Unit) -> bool:
        known = "INSERT INTO people (id, name, created_at, seen_at, same_as) VALUES ('old', 'Ada', :at, :at, 'now')"
        unit.connection.execute(text(known).bindparams(bindparam("at", NOW, DateTime(timezone=True))))
        request, order = ordered(unit, requester_id="old")
        vote = a_vote(request, "now")
        unit.votes.add(vote, unit.orders.proof(vote, order.version))
        return as_ordered(unit, request)

    assert not await store.write(write)
