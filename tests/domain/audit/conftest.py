"""A log to look at and to change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from storage.log_file import whole
from storage.store import Store
from storage.unit import Unit

NOW = datetime(2026, 11, 29, 8, 30, tzinfo=UTC)
Do = Callable[[Unit], object]


def events(count: int, request: str = "DSR-AAAAAA") -> Do:
    """Adds so many, about each request in turn."""

    def add(unit: Unit) -> None:
        for number in range(count):
            other = f"DSR-BBBBB{number % 3}" if number % 2 else request
            data = {"n": str(number), "sealed": 'bä\u2028ck\\"slash'}
            unit.events.add("request.filed", NOW, actor="p1" if number % 5 else None, request=other, data=data)

    return add


async def sealed(store: Store, *counts: int) -> None:
    """A log of so many batches."""
    for count in counts:
        await store.write(events(count))
        while await store.write(lambda unit: unit.log.seal_some(NOW)):
            pass


async def exported(store: Store, since: datetime | None = None) -> list[str]:
    return [line async for line in whole(store, NOW, since)]


@pytest.fixture
async def public(store: Store) -> str:
    return await store.read(lambda unit: unit.log.keys.public())
