"""A log to look at and to change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from domain.audit.lines import Seal, chained, link, moment, statement
from domain.event import Event, EventKind
from storage import tables
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


def written_anew(unit: Unit, kind: EventKind, at: datetime, data: Mapping[str, str], now: datetime) -> None:
    """An event with a seal, by whoever has the keys of the log and goes by no rule of ours. The log has one before."""
    found, signer = unit.log.newest(), unit.log.keys.signer()
    assert found
    number, event = found[0].last + 1, Event(kind=kind, at=at, actor=None, request=None, data=data)
    hash_ = link(found[0].hash, chained(event, number))
    row = {"kind": kind, "at": at, "data": data, "seq": number, "hash": bytes.fromhex(hash_)}
    unit.connection.execute(insert(tables.events), row)
    last = found[0].number
    made = Seal(number=last + 1, first=number, last=number, hash=hash_, at=moment(now), key=signer.public)
    signed = {**asdict(made), "at": now, "signature": signer.sign(statement(made))}
    unit.connection.execute(insert(tables.seals), signed)


async def exported(store: Store, since: datetime | None = None) -> list[str]:
    return [line async for line in whole(store, NOW, since)]


@pytest.fixture
async def public(store: Store) -> str:
    return await store.read(lambda unit: unit.log.keys.public())
