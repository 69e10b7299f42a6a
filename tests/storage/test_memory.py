"""A unit remembers what it has read, and sees what it would see without, whatever it does in whatever order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, bindparam, delete, select, update

from domain.event import EventKind
from domain.request import Request, State
from domain.votes import approvals
from storage import tables
from storage.engines import Engines, open_engines
from storage.memory import remembering
from storage.sql import Statement
from storage.store import open_store
from storage.unit import Unit
from storage.vault import Vault
from tests.databases import MASTER_KEY
from tests.shares import tries
from tests.storage.factories import NOW, a_step, a_vote, file_request

VAULT = Vault(bytes(32), bytes(32))
REQUESTS = [f"DSR-{number:06d}" for number in range(1, 4)]
KEYS = Statement(select(tables.steps.c.key).where(tables.steps.c.request_id == bindparam("request")))


class Abandoned(Exception):
    pass


def unit_at(connection: Connection) -> Unit:
    return Unit(connection, VAULT, writes=True)


def the(unit: Unit, ref: str) -> Request:
    found = unit.requests.get(ref)
    assert found
    return found


def change(unit: Unit, ref: str) -> None:
    for step in unit.steps.of(ref):
        unit.steps.save(replace(step, job_id="j"))


def in_order(rows: Iterable[object]) -> list[object]:
    """Those that are due at one moment come as the database likes."""
    return sorted(rows, key=without_numbers)


DOES: dict[str, Callable[[Unit, str], Any]] = {
    "look": lambda unit, ref: unit.requests.get(ref),
    "look at votes": lambda unit, ref: (unit.votes.of(ref), approvals(unit.votes.of(ref))),
    "look at steps": lambda unit, ref: unit.steps.of(ref),
    "look at events": lambda unit, ref: unit.events.of(ref),
    "look at cards": lambda unit, ref: (
        in_order(unit.cards.stale(["slack"], 10)),
        in_order(unit.cards.in_channels(ref)),
    ),
    "count": lambda unit, ref: (unit.requests.behind(), in_order(unit.requests.due(NOW, 10))),
    "starts": lambda unit, ref: in_order(unit.starts.asked(10)),
    "save": lambda unit, ref: unit.requests.save(
        replace(the(unit, ref), state=State.IN_PROGRESS, due_at=NOW - timedelta(days=1))
    ),
    "start": lambda unit, ref: unit.starts.ask(ref),
    "vote": lambda unit, ref: unit.votes.add(a_vote(the(unit, ref)), b"proof"),
    "unvote": lambda unit, ref: unit.votes.void(ref, a_vote(the(unit, ref)).person_id),
    "step": lambda unit, ref: unit.steps.add([a_step(the(unit, ref), "crm", 0)]),
    "change steps": lambda unit, ref: change(unit, ref),
    "add an event": lambda unit, ref: unit.events.add(EventKind.STEP_DONE, NOW, actor=None, request=ref),
    "card": lambda unit, ref: unit.cards.add(ref, "slack", "C1", ref, full=False, person_id=None, drawn=0),
    "write past it": lambda unit, ref: (
        unit.connection.execute(
            update(tables.steps).where(tables.steps.c.request_id == ref).values(job_id="other")
        ).rowcount
    ),
    "delete past it": lambda unit, ref: (
        unit.connection.execute(delete(tables.steps).where(tables.steps.c.request_id == ref)).rowcount
    ),
}


@pytest.fixture
def engines(database_url: str) -> Iterator[Engines]:
    opened = open_engines(database_url, readers=1)
    with opened.write.begin() as connection:
        for ref in REQUESTS:
            file_request(unit_at(connection), id=ref)
    yield opened
    opened.dispose()


@settings(max_examples=tries(100), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(sorted(DOES)), st.sampled_from(REQUESTS)), min_size=2, max_size=20))
def test_whatever_a_unit_does_it_sees_what_it_would_see_without_a_memory(
    engines: Engines, does: list[tuple[str, str]]
) -> None:
    assert run(engines, does, remembers=True) == run(engines, does, remembers=False)


def run(engines: Engines, does: list[tuple[str, str]], *, remembers: bool) -> list[Any]:
    """What each gave; nothing of it is kept."""
    gave = []
    with suppress(Abandoned), engines.write.begin() as connection:
        with remembering(connection) if remembers else nullcontext():
            unit = unit_at(connection)
            gave = [without_numbers(DOES[what](unit, ref)) for what, ref in does]
        raise Abandoned
    return gave


def without_numbers(gave: Any) -> str:
    """Numbers of rows go on after what was abandoned."""
    return re.sub(r"\bid=\d+", "id", repr(gave))


async def test_what_was_asked_is_not_asked_again(sqlite_url: str) -> None:
    async with open_store(sqlite_url, MASTER_KEY) as store:
        request = await store.write(file_request)
        asked: list[str] = []

        def look(unit: Unit) -> None:
            driver: Any = unit.connection.connection.driver_connection
            driver.set_trace_callback(asked.append)
            for _ in range(5):
                unit.requests.get(request.id)
                unit.steps.of(request.id)
            driver.set_trace_callback(None)

        await store.read(look)
        assert len(asked) == 2
        await store.write(look)
        assert len(asked) == 4, "another unit remembers nothing of it"


@pytest.mark.parametrize("writes", ["save", "card", "write past it", "start"])
async def test_what_others_wrote_while_a_write_waited_for_them_is_seen(postgresql_url: str, writes: str) -> None:
    others = open_engines(postgresql_url, readers=1)
    async with open_store(postgresql_url, MASTER_KEY) as store:
        first, second = await store.write(file_request), await store.write(file_request)
        await store.write(lambda unit: unit.steps.add([a_step(first, "crm", 0)]))

        def look(unit: Unit) -> tuple[int, int]:
            the(unit, first.id)
            before = KEYS(unit.connection, request=second.id)
            with others.write.begin() as connection:
                unit_at(connection).steps.add([a_step(second)])
            DOES[writes](unit, first.id)
            return len(before), len(KEYS(unit.connection, request=second.id))

        assert await store.write(look) == (0, 1)
    others.dispose()


async def test_what_others_wrote_before_a_lock_was_got_is_seen(postgresql_url: str) -> None:
    others = open_engines(postgresql_url, readers=1)
    async with open_store(postgresql_url, MASTER_KEY) as store:
        request = await store.write(file_request)

        def look(unit: Unit) -> tuple[int, int]:
            before = KEYS(unit.connection, request=request.id)
            with others.write.begin() as connection:
                unit_at(connection).steps.add([a_step(request)])
            unit.requests.get(request.id)
            return len(before), len(KEYS(unit.connection, request=request.id))

        assert await store.write(look) == (0, 1)
    others.dispose()
