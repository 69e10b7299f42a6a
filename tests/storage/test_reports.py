"""What a report is reckoned from, on SQLite and PostgreSQL, beside many requests that have nothing to do with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import text

from domain.erasure.plan import StepKind, key_of
from domain.event import EventKind
from domain.export import plan as ticket
from domain.notes import Note
from domain.report import Filed
from domain.request import Kind, State, StepState
from storage import tables
from storage.store import Store
from storage.unit import Unit
from storage.waiting import ANSWER
from tests.storage.factories import NOW, a_step, file_request

FIRST, END = date(2026, 11, 1), date(2026, 12, 1)
OLD = 100_000


def received(unit: Unit) -> list[Filed]:
    return unit.reports.received(FIRST, END)


async def test_the_first_day_belongs_to_it_and_the_day_behind_it_does_not(store: Store) -> None:
    days = [FIRST - timedelta(days=1), FIRST, END - timedelta(days=1), END]
    await store.write(lambda unit: [file_request(unit, received_on=day) for day in days])
    assert {one.received_on for one in await store.read(received)} == {FIRST, END - timedelta(days=1)}


async def test_an_answer_is_known_by_when_it_was_noted_and_a_forgotten_one_is_not(store: Store) -> None:
    def write(unit: Unit) -> None:
        for kind, key, state, note in (
            (Kind.ERASURE, ANSWER, StepState.DONE, Note.TOLD),
            (Kind.EXPORT, ticket.key_of(ticket.Stage.ANSWER), StepState.DONE, Note.TOLD),
            (Kind.ERASURE, ANSWER, StepState.WAITING, Note.NONE),
            (Kind.ERASURE, ANSWER, StepState.DONE, Note.FORGOTTEN),
        ):
            request = file_request(unit, kind=kind)
            unit.steps.add([a_step(request, key, state=state, note=note, settled_at=NOW)])

    await store.write(write)
    assert sorted(str(one.answered_at) for one in await store.read(received)) == [str(NOW)] * 2 + ["None"] * 2


async def test_the_day_that_was_stated_for_an_answer_comes_with_it(store: Store) -> None:
    def write(unit: Unit) -> None:
        for state, note in (
            (StepState.DONE, Note.TOLD),
            (StepState.DONE, Note.FORGOTTEN),
            (StepState.WAITING, Note.NONE),
        ):
            told = a_step(file_request(unit), ANSWER, state=state, note=note, settled_at=NOW, told_on=FIRST)
            unit.steps.add([told])

    await store.write(write)
    assert sorted(str(one.told_on) for one in await store.read(received)) == [str(FIRST), "None", "None"]


async def test_who_waits_and_whom_it_is_about_come_with_it(store: Store) -> None:
    def write(unit: Unit) -> None:
        about = file_request(unit, kind=Kind.ERASURE)
        unit.subjects.link(about.id, unit.subjects.for_address("anna@contoso.com", NOW))
        file_request(unit, state=State.COMPLETED, closed_at=NOW)

    await store.write(write)
    found = await store.read(received)
    assert {(one.kind, one.somebody, one.waits) for one in found} == {
        (Kind.ERASURE, True, True),
        (Kind.REFRESH, False, False),
    }


async def test_one_that_leads_others_is_none_itself_and_each_of_those_is_one(store: Store) -> None:
    def write(unit: Unit) -> set[str]:
        lead = file_request(unit, kind=Kind.ERASURE, received_on=FIRST)
        led = [file_request(unit, kind=Kind.ERASURE, received_on=END - timedelta(days=1), batch=lead.id) for _ in "abc"]
        unit.steps.add(a_step(lead, key_of(StepKind.MEMBER, one.id), n) for n, one in enumerate(led))
        return {lead.id, *(one.id for one in led)}

    assert len(await store.write(write)) == 4
    assert [one.received_on for one in await store.read(received)] == [END - timedelta(days=1)] * 3


async def test_a_failure_that_was_mended_counts_by_the_name_of_its_source(store: Store) -> None:
    def write(unit: Unit) -> None:
        for day, times in ((NOW.date(), 2), (FIRST - timedelta(days=1), 1)):
            request = file_request(unit, received_on=day)
            unit.steps.add([a_step(request, "0b5a", label="CRM contacts", state=StepState.DONE)])
            for note in [Note.GAVE_UP] * times + [Note.HELD]:
                data = {"step": "0b5a", "note": note, "job": ""}
                unit.events.add(EventKind.STEP_FAILED, NOW, actor=None, request=request.id, data=data)

    await store.write(write)
    assert await store.read(lambda unit: unit.reports.failures(FIRST, END)) == [("CRM contacts", 2)]


async def test_a_hundred_thousand_closed_requests_of_other_times_cost_nothing(store: Store) -> None:
    """What is read is what was received in that time, however much there is."""

    def write(unit: Unit) -> None:
        request = file_request(unit, received_on=date(2025, 1, 1), state=State.COMPLETED, closed_at=NOW)
        names = ", ".join(column.name for column in tables.requests.columns)
        values = names.replace("id,", "'old' || value,", 1)
        numbers = f"WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < {OLD})"
        unit.connection.execute(
            text(f"INSERT INTO requests ({names}) {numbers} SELECT {values} FROM requests, n WHERE id = '{request.id}'")
        )
        file_request(unit)

    await store.write(write)
    found, read = await store.read(lambda unit: (received(unit), read_for(unit, everything)))
    assert (len(found), read < 100) == (1, True), read


def everything(unit: Unit) -> None:
    received(unit)
    unit.reports.failures(FIRST, END)


def read_for(unit: Unit, look: Callable[[Unit], object]) -> int:
    """Rows that PostgreSQL reads for it; of SQLite, hundreds of its instructions."""
    if unit.connection.dialect.name == "postgresql":
        before, _, after = rows_read(unit), look(unit), rows_read(unit)
        return after - before
    ticks: list[int] = []
    driver = unit.connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.set_progress_handler(lambda: ticks.append(1), 100)
    look(unit)
    driver.set_progress_handler(None, 0)
    return len(ticks)


def rows_read(unit: Unit) -> int:
    """From the requests, in this transaction."""
    read = text("SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables WHERE relname = :table")
    return int(unit.connection.scalar(read, {"table": "requests"}) or 0)
