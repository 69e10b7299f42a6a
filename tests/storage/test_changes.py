"""What a unit changed that people see or hear of: the version goes up once, and who tells is woken after the commit."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from threading import Event, get_ident

import pytest

from domain.cell import hold_cell
from domain.hold import Hold
from domain.request import Conflict, Request, State, StepState
from domain.target import Target
from storage.store import Store, open_store
from storage.unit import Unit
from tests.databases import MASTER_KEY
from tests.storage.factories import NOW, a_step, a_vote, file_request

Change = Callable[[Unit, Request], object]


class Broken(Exception):
    pass


@dataclass
class House:
    """A store, and how often and in which thread it woke whoever tells."""

    store: Store
    woken: list[int]

    async def news(self, unit: Callable[[Unit], object]) -> int:
        """How often it woke somebody because of this unit."""
        before = len(self.woken)
        await self.store.write(unit)
        return len(self.woken) - before

    async def version(self, request: Request) -> int:
        found = await self.store.read(lambda unit: unit.requests.get(request.id))
        assert found
        return found.version


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    woken: list[int] = []
    async with open_store(database_url, MASTER_KEY, wake=lambda: woken.append(get_ident())) as store:
        yield House(store, woken)


def file_with_steps(unit: Unit, **changes: str) -> Request:
    """About somebody, with two steps."""
    subject = unit.subjects.for_address("erika@contoso.com", NOW)
    request = file_request(unit, subject_id=subject, **changes)
    unit.subjects.link(request.id, subject)
    unit.steps.add([a_step(request, "crm", 0), a_step(request, "web", 1)])
    return request


def every_step(unit: Unit, request: Request) -> None:
    for step in unit.steps.of(request.id):
        unit.steps.save(replace(step, state=StepState.RUNNING))


def hold(unit: Unit, request: Request) -> bool:
    sealed = unit.subjects.seal(request.subject_id, "a court case", hold_cell(request.subject_id))
    return unit.subjects.hold(Hold(subject_id=request.subject_id, by="ada", at=NOW, reason=sealed))


def steps_then_row(unit: Unit, request: Request) -> None:
    every_step(unit, request)
    unit.requests.save(replace(request, state=State.IN_PROGRESS))


def row_then_steps(unit: Unit, request: Request) -> None:
    unit.requests.save(replace(request, state=State.IN_PROGRESS))
    every_step(unit, request)


def everything(unit: Unit, request: Request) -> None:
    every_step(unit, request)
    unit.votes.add(a_vote(request), b"proof")
    hold(unit, request)


CHANGES: dict[str, Change] = {
    "steps": every_step,
    "a further step": lambda unit, request: unit.steps.add([a_step(request, "late", 2)]),
    "a vote": lambda unit, request: unit.votes.add(a_vote(request), b"proof"),
    "a hold": hold,
    "a hold released": lambda unit, request: unit.subjects.release(request.subject_id),
    "one human more": lambda unit, request: unit.subjects.unite([request.subject_id, unit.subjects.anonymous(NOW)]),
    "a request in its place": lambda unit, request: file_request(unit, replaces=request.id),
    "everything": everything,
    "steps, then the row": steps_then_row,
    "the row, then steps": row_then_steps,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_whatever_of_a_request_changes_raises_its_version_once_and_wakes_who_draws(
    house: House, change: Change
) -> None:
    request = await house.store.write(file_with_steps)
    assert await house.version(request) == 1
    assert await house.news(lambda unit: change(unit, request)) == 1
    assert await house.version(request) == 2


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_what_changes_of_one_of_a_batch_raises_the_version_of_that_once(house: House, change: Change) -> None:
    lead = await house.store.write(file_request)

    def file(unit: Unit) -> list[Request]:
        found = [file_with_steps(unit, batch=lead.id) for _ in range(2)]
        return [replace(one, version=1) for one in found]

    one, other = await house.store.write(file)
    before = await house.version(lead)

    def both(unit: Unit) -> None:
        change(unit, one)
        every_step(unit, other)

    await house.news(both)
    assert await house.version(lead) == before + 1
    await house.store.write(lambda unit: unit.steps.of(one.id))
    assert await house.version(lead) == before + 1


async def test_what_is_read_alone_or_was_there_before_changes_nothing_and_wakes_nobody(house: House) -> None:
    request = await house.store.write(file_with_steps)

    def vote(unit: Unit) -> bool:
        hold(unit, request)
        unit.notices.add("a key", "card", Target.read("role:approver"), NOW, request=request.id)
        return unit.votes.add(a_vote(request), b"proof")

    def look(unit: Unit) -> None:
        unit.requests.get(request.id)
        unit.steps.of(request.id)
        unit.votes.of(request.id)
        unit.steps.add([])
        unit.events.add("request.viewed", NOW, actor="ada", request=request.id)

    assert await house.news(vote) == 1
    assert await house.news(vote) == 0
    assert await house.news(look) == 0
    assert await house.version(request) == 2


async def test_a_notice_wakes_who_tells(house: House) -> None:
    assert await house.news(lambda unit: unit.notices.add("a key", "door", Target.read("role:admin"), NOW)) == 1


async def test_a_card_that_is_behind_wakes_who_draws_and_one_that_is_not_does_not(house: House) -> None:
    request = await house.store.write(file_with_steps)
    await house.store.write(lambda unit: unit.requests.save(request))

    def show(unit: Unit, drawn: int) -> None:
        unit.cards.add(request.id, "slack", "C0", str(drawn), full=False, person_id=None, drawn=drawn)

    assert await house.news(lambda unit: show(unit, 2)) == 0
    assert await house.store.read(lambda unit: unit.requests.behind()) == 0
    assert await house.news(lambda unit: show(unit, 1)) == 1
    stale = await house.store.read(lambda unit: unit.cards.stale(["slack"], 10))
    assert [card.address for card in stale] == ["1"]
    assert await house.version(request) == 2, "the others are as they should be"
    assert await house.news(lambda unit: unit.cards.drawn(stale[0].id, 2)) == 0
    assert await house.news(lambda unit: unit.cards.outdate(stale[0].id)) == 1
    assert await house.news(lambda unit: unit.cards.redraw_all("slack")) == 1


async def test_whoever_is_woken_finds_it_committed_and_is_woken_on_the_loop(database_url: str) -> None:
    seen: list[asyncio.Task[Request | None]] = []

    def look() -> None:
        assert get_ident() == loop
        seen.append(asyncio.create_task(store.read(lambda unit: unit.requests.get("r-woken"))))

    loop = get_ident()
    async with open_store(database_url, MASTER_KEY, wake=look) as store:
        await store.write(lambda unit: file_request(unit, id="r-woken"))
        assert await asyncio.gather(*seen) != [None]
        assert len(seen) == 1


async def test_a_unit_that_came_to_nothing_wakes_nobody_and_the_others_of_its_group_do(house: House) -> None:
    request = await house.store.write(file_with_steps)
    begun, go_on = Event(), Event()

    def slow(_: Unit) -> None:
        begun.set()
        go_on.wait(20)

    def broken(unit: Unit) -> None:
        every_step(unit, request)
        unit.notices.add("never", "card", Target.read("role:approver"), NOW, request=request.id)
        raise Broken

    before = len(house.woken)
    first = asyncio.create_task(house.store.write(slow))
    assert await asyncio.to_thread(begun.wait, 20)
    rest = [asyncio.create_task(house.store.write(unit)) for unit in (broken, lambda unit: every_step(unit, request))]
    await asyncio.sleep(0)
    go_on.set()
    _, came_to_nothing, other = await asyncio.gather(first, *rest, return_exceptions=True)
    assert isinstance(came_to_nothing, Broken)
    assert other is None
    assert len(house.woken) - before == 1
    assert await house.version(request) == 2


async def test_what_was_begun_anew_counts_once_and_only_as_it_ended(house: House) -> None:
    request = await house.store.write(file_with_steps)
    tries: list[int] = []

    def second_time_quiet(unit: Unit) -> None:
        tries.append(len(tries))
        if len(tries) == 1:
            every_step(unit, request)
            raise Conflict("someone was first")

    assert await house.news(second_time_quiet) == 0
    assert len(tries) == 2
    assert await house.version(request) == 1


async def test_whoever_asked_may_go_away_and_it_is_told_all_the_same(database_url: str) -> None:
    woken: list[int] = []
    async with open_store(database_url, MASTER_KEY, wake=lambda: woken.append(1)) as store:
        impatient = asyncio.create_task(store.write(file_with_steps))
        await asyncio.sleep(0)
        impatient.cancel()
        with pytest.raises(asyncio.CancelledError):
            await impatient
    assert woken == [1]


READS: dict[str, Change] = {
    "steps": lambda unit, request: unit.steps.of(request.id),
    "votes": lambda unit, request: unit.votes.of(request.id),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
async def test_whatever_is_read_first_is_of_the_state_that_is_read_after_it(house: House, read: Change) -> None:
    """Also where the parts are read before the row, or without it."""
    request, has_read, asked = await house.store.write(file_with_steps), Event(), []

    def slow(unit: Unit) -> int:
        read(unit, request)
        has_read.set()
        time.sleep(0.3)  # for the other to come between, if it could
        found = unit.requests.get(request.id)
        assert found
        return found.version

    first = asyncio.create_task(house.store.write(slow))
    await asyncio.to_thread(has_read.wait, 20)
    asked.append(asyncio.create_task(house.store.write(lambda unit: every_step(unit, request))))
    assert await first == 1
    await asyncio.gather(*asked)
    assert await house.version(request) == 2


async def test_steps_that_change_while_somebody_decides_are_not_lost_nor_is_the_decision(house: House) -> None:
    request = await house.store.write(file_with_steps)

    def decide(unit: Unit) -> None:
        found = unit.requests.get(request.id)
        assert found
        time.sleep(0.01)
        unit.requests.save(replace(found, reminders=found.reminders + 1))

    def step(unit: Unit) -> None:
        found = unit.steps.of(request.id)[0]
        time.sleep(0.01)
        unit.steps.save(replace(found, note=f"{int(found.note or 0) + 1}"))

    await asyncio.gather(*[house.store.write(unit) for _ in range(20) for unit in (decide, step)])
    after = await house.store.read(lambda unit: (unit.requests.get(request.id), unit.steps.of(request.id)[0]))
    assert after[0] == replace(request, reminders=20, version=41)
    assert after[1].note == "20"
