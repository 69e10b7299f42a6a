"""Notices and deliveries."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from domain.board import Lane
from domain.notice import Notice, NoticeKind
from domain.outcome import Code, Outcome
from domain.people import Role
from domain.request import State
from domain.target import Target
from storage.store import Store
from storage.unit import Unit
from tests.storage.factories import NOW, a_vote, file_request

MINUTE = timedelta(minutes=1)


def announce(unit: Unit, *keys: str) -> None:
    for key in keys:
        unit.notices.add(key, "asked", Target.read("role:approver"), NOW)


async def claim(store: Store, minutes: int = 0, limit: int = 10) -> list[Notice]:
    now = NOW + minutes * MINUTE
    return await store.write(lambda unit: unit.notices.claim(now, now + 5 * MINUTE, limit))


async def test_a_notice_comes_back_as_it_was_added(store: Store) -> None:
    def add(unit: Unit) -> str:
        request = file_request(unit)
        where = {"surface": "slack", "place": "C0APPROVE", "person": "ben"}
        unit.notices.add("key", "asked", Target.read("person:ben"), NOW, request=request.id, data={"run": "1"}, **where)
        return request.id

    request_id = await store.write(add)
    [notice] = await claim(store)
    assert notice == Notice(
        id=notice.id,
        key="key",
        kind="asked",
        target=Target.person("ben"),
        request_id=request_id,
        surface="slack",
        place="C0APPROVE",
        person_id="ben",
        data={"run": "1"},
        attempts=1,
        created_at=NOW,
    )


async def test_a_notice_is_written_once_by_its_key(store: Store) -> None:
    def add_twice(unit: Unit) -> list[bool]:
        return [unit.notices.add("key", "asked", Target.read("role:approver"), NOW) for _ in range(2)]

    assert await store.write(add_twice) == [True, False]
    assert len(await claim(store)) == 1


async def test_a_claimed_notice_is_nobody_elses_until_its_time_is_up(store: Store) -> None:
    await store.write(lambda unit: announce(unit, "key"))
    assert [notice.attempts for notice in await claim(store)] == [1]
    assert await claim(store, minutes=4) == []
    assert [notice.attempts for notice in await claim(store, minutes=5)] == [2]


async def test_one_is_untold_until_it_is_told_or_given_up_also_before_its_time(store: Store) -> None:
    def untold(unit: Unit) -> bool:
        return unit.notices.untold()

    assert not await store.read(untold)
    await store.write(lambda unit: announce(unit, "first", "second"))
    first, second = await claim(store)
    await store.write(lambda unit: unit.notices.done(first.id))
    assert await claim(store) == []
    assert await store.read(untold)
    await store.write(lambda unit: unit.notices.give_up(second.id, "gone"))
    assert not await store.read(untold)


async def test_notices_come_oldest_first_and_no_more_than_asked_for(store: Store) -> None:
    await store.write(lambda unit: announce(unit, "first", "second", "third"))
    assert [notice.key for notice in await claim(store, limit=2)] == ["first", "second"]
    assert [notice.key for notice in await claim(store, limit=2)] == ["third"]


async def test_for_a_busy_place_nothing_more_is_claimed_and_the_others_get_theirs(store: Store) -> None:
    def add(unit: Unit) -> None:
        for place in ("C0BUSY", "C0FREE", None):
            where = {"surface": "slack", "place": place} if place else {}
            unit.notices.add(str(place), NoticeKind.CARD, Target.person("ben"), NOW, **where)

    def take(unit: Unit, busy: list[str]) -> tuple[bool, list[str]]:
        due = unit.notices.is_due(NOW, busy)
        return due, [notice.key for notice in unit.notices.claim(NOW, NOW + MINUTE, 10, busy)]

    await store.write(add)
    busy = ["slack:C0BUSY", "teams:C0FREE"]
    assert await store.write(lambda unit: take(unit, busy)) == (True, ["C0FREE", "None"])
    assert await store.write(lambda unit: take(unit, busy)) == (False, [])
    assert await store.write(lambda unit: take(unit, [])) == (True, ["C0BUSY"])


async def test_a_notice_of_later_waits_for_its_time(store: Store) -> None:
    await store.write(lambda unit: unit.notices.add("key", "asked", Target.read("role:approver"), NOW + MINUTE))
    assert await claim(store) == []
    assert len(await claim(store, minutes=1)) == 1


async def test_what_waits_to_be_told_below_a_card_is_due_once_that_stands_there(
    store: Store,
) -> None:
    def add(unit: Unit) -> str:
        request = file_request(unit)
        for key, target in (("below", Target.threads()), ("ended", Target.threads()), ("asked", Target.person("ben"))):
            unit.notices.add(key, NoticeKind.THREAD, target, NOW, request=request.id)
        there = {"surface": "slack", "place": "C0APPROVE"}
        unit.notices.add("there", NoticeKind.THREAD, Target.threads(), NOW, request=request.id, **there)
        unit.notices.add("another's", NoticeKind.THREAD, Target.threads(), NOW, request=file_request(unit).id)
        return request.id

    request_id = await store.write(add)
    taken = {notice.key: notice.id for notice in await claim(store)}
    await store.write(lambda unit: unit.notices.done(taken["ended"]))
    assert await claim(store, minutes=4) == []
    await store.write(lambda unit: unit.notices.hasten(request_id, NOW + 4 * MINUTE))
    assert [notice.key for notice in await claim(store, minutes=4)] == ["below"]


async def test_what_was_told_or_given_up_is_not_told_again(store: Store) -> None:
    await store.write(lambda unit: announce(unit, "told", "given up", "put off"))
    told, given_up, put_off = await claim(store)

    def settle(unit: Unit) -> None:
        unit.notices.done(told.id)
        unit.notices.give_up(given_up.id, "channel_not_found")
        unit.notices.later(put_off.id, NOW + 30 * MINUTE)

    await store.write(settle)
    assert await claim(store, minutes=29) == []
    assert [notice.key for notice in await claim(store, minutes=30)] == ["put off"]


async def test_each_notice_is_claimed_once_when_many_claim_at_the_same_time(store: Store) -> None:
    keys = [f"key {number}" for number in range(60)]
    await store.write(lambda unit: announce(unit, *keys))
    claimed = await asyncio.gather(*[claim(store, limit=5) for _ in range(20)])
    assert sorted(notice.key for notices in claimed for notice in notices) == sorted(keys)


async def test_a_delivery_is_answered_the_same_way_again(store: Store) -> None:
    assert await store.read(lambda unit: unit.deliveries.seen("T1.123")) is None
    await store.write(lambda unit: unit.deliveries.add("T1.123", Outcome(Code.FILED, "r1"), NOW))
    assert await store.read(lambda unit: unit.deliveries.seen("T1.123")) == Outcome(Code.FILED, "r1")


async def test_a_delivery_that_arrives_many_times_at_once_has_one_effect(store: Store) -> None:
    def file(unit: Unit) -> Outcome:
        if seen := unit.deliveries.seen("T1.123"):
            return seen
        outcome = Outcome(Code.FILED, file_request(unit).id)
        unit.deliveries.add("T1.123", outcome, NOW)
        return outcome

    outcomes = await asyncio.gather(*[store.write(file) for _ in range(50)])
    assert len(set(outcomes)) == 1
    assert len(await store.read(lambda unit: unit.requests.lane(Lane(), 10))) == 1


async def test_old_notices_are_deleted_once_they_were_told_or_given_up_the_oldest_first(store: Store) -> None:
    def tell(unit: Unit) -> None:
        announce(unit, "told", "given up", "undelivered", "told later")
        unit.notices.add("young", "asked", Target.read("role:approver"), NOW + MINUTE)
        told, given_up, _, later, young = unit.notices.claim(NOW + MINUTE, NOW + MINUTE, 10)
        unit.notices.give_up(given_up.id, "is_archived")
        for notice in (told, later, young):
            unit.notices.done(notice.id)

    await store.write(tell)
    before = NOW + MINUTE
    assert await store.write(lambda unit: unit.notices.forget(before, 2)) == 2
    assert await store.write(lambda unit: unit.notices.forget(before, 10)) == 1
    assert [notice.key for notice in await claim(store, minutes=1)] == ["undelivered"]
    assert (
        await store.write(lambda unit: unit.notices.add("young", "asked", Target.read("role:approver"), NOW)) is False
    )
    assert await store.write(lambda unit: unit.notices.add("told", "asked", Target.read("role:approver"), NOW)) is True


async def test_old_deliveries_are_forgotten_a_few_at_a_time_and_young_ones_stay(store: Store) -> None:
    def answer(unit: Unit) -> None:
        for number in range(3):
            unit.deliveries.add(f"old.{number}", Outcome(Code.FILED, "r1"), NOW)
        unit.deliveries.add("young", Outcome(Code.FILED, "r1"), NOW + MINUTE)

    await store.write(answer)
    forgotten = [await store.write(lambda unit: unit.deliveries.forget(NOW + MINUTE, 2)) for _ in range(3)]
    assert forgotten == [2, 1, 0]
    assert await store.read(lambda unit: unit.deliveries.seen("young"))


async def test_what_somebody_had_claimed_who_is_gone_is_due_at_once_but_for_what_may_have_arrived(store: Store) -> None:
    await store.write(lambda unit: announce(unit, "claimed", "doubted", "told"))
    claimed, doubted, told = await claim(store)

    def end(unit: Unit) -> None:
        unit.notices.doubt(doubted.id, NOW + 5 * MINUTE)
        unit.notices.done(told.id)
        announce(unit, "new")

    await store.write(end)
    await store.write(lambda unit: unit.notices.inherit(NOW + MINUTE, NOW + 6 * MINUTE))
    assert {notice.key for notice in await claim(store, 1)} == {claimed.key, "new"}


async def test_those_who_were_called_are_found_among_all_that_wait_and_what_they_were_called_to(store: Store) -> None:
    def add(unit: Unit) -> list[str]:
        waits, other, closed = file_request(unit), file_request(unit), file_request(unit)
        for request in (waits, closed):
            for person in ("ben", "cleo"):
                key, target = f"{request.id}/{person}", Target.role(Role.APPROVER)
                unit.notices.add(key, NoticeKind.CARD, target, NOW, request=request.id, person=person)
        unit.votes.add(a_vote(other), b"proof")
        unit.votes.add(a_vote(closed), b"proof")
        unit.requests.save(replace(unit.requests.get(closed.id) or closed, state=State.DENIED))
        return [waits.id, other.id]

    waits, other = await store.write(add)
    called = await store.read(lambda unit: unit.notices.called_in(State.PENDING_APPROVAL))
    assert called == {"ben", "cleo"} == await store.read(lambda unit: unit.notices.called(waits))
    for people, theirs in ((["ben"], {waits}), (["ben", "cleo", "ada"], {waits}), (["ada"], set()), ([], set())):
        found = await store.read(lambda unit, of=people: unit.notices.called_on(State.PENDING_APPROVAL, of))
        assert found == theirs
    assert await store.read(lambda unit: unit.votes.on(State.PENDING_APPROVAL)) == {other}
