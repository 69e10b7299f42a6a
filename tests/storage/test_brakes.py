"""The brake, on SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from domain.brake import ITSELF, Brake
from domain.notes import Note
from domain.request import Kind, State, StepState
from storage.store import Store
from storage.unit import Unit
from tests.storage.factories import NOW, a_step, file_request


async def put_on(store: Store, by: str = "ada") -> Brake | None:
    return await store.write(lambda unit: unit.brakes.put_on(by, NOW, "s", b"why"))


async def test_of_those_who_pause_at_once_one_does(store: Store) -> None:
    found = await asyncio.gather(*(put_on(store, who) for who in ("ada", "amir", "rita")))
    [on] = [brake for brake in found if brake]
    assert await store.read(lambda unit: unit.brakes.now()) == on


async def test_taken_off_it_can_be_put_on_again_and_the_old_one_is_kept(store: Store) -> None:
    old = await put_on(store)
    assert old
    assert await store.write(lambda unit: unit.brakes.take_off(old, "amir", NOW))
    assert not await store.write(lambda unit: unit.brakes.take_off(old, "amir", NOW))
    assert await store.read(lambda unit: unit.brakes.now()) is None
    new = await put_on(store)
    assert new
    assert await store.read(lambda unit: unit.brakes.get(old.id)) == old
    assert new.id != old.id


@pytest.mark.parametrize(("by", "behind"), [("ada", [2, 1]), (ITSELF, [2, 2])])
async def test_cards_of_what_it_stops_are_behind_and_of_no_export_but_where_mails_are_stopped(
    store: Store, by: str, behind: list[int]
) -> None:
    def two(unit: Unit) -> None:
        file_request(unit, id="r1")
        file_request(unit, id="r2", kind=Kind.EXPORT)

    await store.write(two)
    await put_on(store, by)
    rows = await store.read(lambda unit: [unit.requests.get(ref) for ref in ("r1", "r2")])
    versions = [row.version for row in rows if row]
    assert versions == behind


async def test_only_what_waits_was_stopped(store: Store) -> None:
    def three(unit: Unit) -> None:
        for ref, state, note in (
            ("r1", State.NEEDS_ATTENTION, Note.PAUSED),
            ("r2", State.NEEDS_ATTENTION, Note.HELD),
            ("r3", State.CANCELLED, Note.PAUSED),
        ):
            request = file_request(unit, id=ref, state=state)
            unit.steps.add([replace(a_step(request), state=StepState.CANCELLED, note=note)])

    await store.write(three)
    assert await store.read(lambda unit: unit.brakes.stopped()) == ["r1"]
