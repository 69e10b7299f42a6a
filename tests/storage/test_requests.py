"""Requests, votes and steps, on SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.request import Conflict, Request, State
from storage.store import Store
from storage.unit import Unit
from tests.storage.factories import NOW, file_request


async def test_a_request_comes_back_as_it_was_added(store: Store) -> None:
    added = await store.write(lambda unit: file_request(unit, decided_at=NOW, replaces="r0"))
    assert await store.read(lambda unit: unit.requests.get(added.id)) == added


async def test_saving_raises_the_version(store: Store) -> None:
    def change(unit: Unit) -> tuple[Request, Request | None]:
        saved = unit.requests.save(replace(file_request(unit), state=State.DENIED))
        return saved, unit.requests.get(saved.id)

    saved, read = await store.write(change)
    assert (saved.version, saved.state) == (2, State.DENIED)
    assert read == saved


async def test_a_request_read_before_someone_elses_change_cannot_be_saved(store: Store) -> None:
    old = await store.write(file_request)
    await store.write(lambda unit: unit.requests.touch(old.id))
    with pytest.raises(Conflict):
        await store.write(lambda unit: unit.requests.save(replace(old, state=State.DENIED)))
    now = await store.read(lambda unit: unit.requests.get(old.id))
    assert now == replace(old, version=2)
