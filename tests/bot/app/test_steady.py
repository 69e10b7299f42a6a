"""A clock that leaps is said, and believed once it has stood there for a day."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO

import pytest
import structlog
from sqlalchemy import text

from bot.app.logs import configure
from bot.app.steady import Steady
from storage.store import Store
from tests.domain.audit.conftest import NOW, events

DAY = timedelta(days=1)


@dataclass
class Moved:
    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at


async def sealed(store: Store, clock: Moved) -> None:
    await store.write(events(1))
    await store.write(lambda unit: unit.log.seal_some(clock.at))


async def leaps(store: Store) -> int:
    found = "SELECT count(*) FROM events WHERE kind = 'clock.leapt'"
    return await store.read(lambda unit: unit.connection.scalar(text(found)) or 0)


@pytest.fixture
def log() -> Iterator[StringIO]:
    handlers, level, lines = logging.root.handlers, logging.root.level, StringIO()
    configure(lines)
    yield lines
    structlog.reset_defaults()
    logging.root.handlers, logging.root.level = handlers, level


async def test_a_leap_is_said_once_and_the_clock_believed_a_day_after(store: Store, log: StringIO) -> None:
    clock = Moved()
    steady = Steady(store, clock)
    assert steady.state is None, "nobody has looked"
    await steady.look()
    assert steady.state, "a new log"
    await sealed(store, clock)
    for ahead in (DAY, 29 * DAY):
        clock.at += ahead
        await steady.look()
        assert steady.state
        await sealed(store, clock)
    clock.at += 31 * DAY
    for hours in (0, 0, 1, 22):
        clock.at += timedelta(hours=hours)
        await steady.look()
        await store.write(lambda unit: unit.log.seal_some(clock.at))
        assert not steady.state
    assert await leaps(store) == log.getvalue().count("the clock leapt") == 1
    clock.at += timedelta(hours=1)
    await steady.look()
    assert steady.state, "by the entry of the leap alone"
    assert "the clock is believed again" in log.getvalue()


@pytest.mark.parametrize("wrong", [NOW.replace(year=2000), NOW.replace(year=2031)])
async def test_a_clock_that_was_wrong_and_is_right_again_is_believed_a_day_after(store: Store, wrong: datetime) -> None:
    clock = Moved()
    steady = Steady(store, clock)
    for at in (NOW, wrong, NOW + DAY):
        clock.at = at
        await sealed(store, clock)
        await steady.look()
        assert steady.state == (clock.at == NOW)
    clock.at = NOW + 2 * DAY
    await steady.look()
    assert steady.state


async def test_what_was_seen_before_another_replica_looked_says_nothing(store: Store) -> None:
    steady = Steady(store, Moved())
    await steady.look()
    steady.forget()
    assert steady.state is None


async def test_clocks_of_replicas_may_differ(store: Store) -> None:
    clock = Moved(NOW + timedelta(minutes=4))
    await sealed(store, clock)
    clock.at = NOW
    steady = Steady(store, clock)
    await steady.look()
    assert steady.state
