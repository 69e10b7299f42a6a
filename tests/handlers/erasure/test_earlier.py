"""An earlier release called an erasure a refresh: what it has filed, begun and shown goes on as an erasure."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from dbos import DBOSClient, EnqueueOptions
from sqlalchemy import text

from domain.request import Kind, State
from domain.words import en as words
from handlers.erasure.earlier import refresh_or_erase, take_over
from handlers.requests.sweep import sweep
from storage.durable import _Json
from storage.engines import durable_engine
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import (
    ZOE,
    deleted,
    ended_well,
    filed_for,
    part,
    state,
)
from tests.stage import FAILURES, Scene, Values, filed, said

AS_BEFORE = "UPDATE requests SET kind = 'refresh' WHERE kind = 'erasure'"


def as_an_earlier_release_left_it(url: str) -> int:
    """What was asked for stands in the engine's queue, and an erasure is called a refresh. How many are. What the
    migration does: `tests.storage.test_migrate`."""
    engine = durable_engine(url)
    with engine.begin() as connection:
        asked = connection.execute(text("SELECT id, run, kind FROM requests WHERE begins IS NOT NULL")).all()
        connection.execute(text(AS_BEFORE))
        connection.execute(text("UPDATE requests SET begins = NULL"))
    client = DBOSClient(system_database_engine=engine, serializer=_Json(), application_name="dsrbot", lazy=True)
    for row in asked:
        options: EnqueueOptions = {
            "workflow_name": "work on a request", "queue_name": "requests", "workflow_id": f"{row.id}/{row.run}",
            "app_version": "1",
        }  # fmt: skip
        client.enqueue(options, "refresh", row.id, row.run)
    engine.dispose()
    return sum(row.kind == Kind.ERASURE for row in asked)


async def test_work_that_an_earlier_release_began_as_a_refresh_ends_as_an_erasure(
    opened_anywhere: Open, database_url: str
) -> None:
    async with opened_anywhere(works=False) as old:
        ref = await filed_for(old, ZOE, "Webshop Orders")
        plain = filed(await old.act("ada", "refresh", "", {"sources": (await old.source_id("CRM Contacts"),)}))
        await old.act("ben", "approve", plain)
        assert ((await old.request(ref)).kind, (await old.request(plain)).kind) == (Kind.ERASURE, Kind.REFRESH)
    assert as_an_earlier_release_left_it(database_url) == 1
    async with opened_anywhere() as on:
        on.numbers = count(1000)  # of deliveries, of which none is one of before
        await deleted(on, ZOE, "Webshop Orders")
        await state(on, ref, State.NEEDS_ATTENTION)
        await ended_well(on, ref)
        await state(on, plain, State.COMPLETED)
        assert ((await on.request(ref)).kind, (await on.request(plain)).kind) == (Kind.ERASURE, Kind.REFRESH)
        assert (await part(on, ref, "check:2")).note == "gone"


async def test_work_whose_first_step_is_on_record_when_the_name_is_lost_goes_on_as_an_erasure(
    opened_anywhere: Open, database_url: str
) -> None:
    """An old replica that wrote the row, and was stopped after this release had begun its work."""
    async with opened_anywhere(works=False) as old:
        ref = await filed_for(old, ZOE, "Webshop Orders")
    assert as_an_earlier_release_left_it(database_url) == 1
    async with opened_anywhere() as now:
        await now.wait(lambda: now.rows("SELECT 1 FROM steps WHERE key LIKE 'check:%'"))
        jobs = now.wire.hold("GET", "/jobs")
        await now.wait(lambda: jobs.met)
    assert as_an_earlier_release_left_it(database_url) == 0
    async with opened_anywhere() as on:
        assert (await on.request(ref)).kind is Kind.ERASURE
        on.numbers = count(1000)
        await deleted(on, ZOE, "Webshop Orders")
        await state(on, ref, State.NEEDS_ATTENTION)
        await ended_well(on, ref)
        assert not on.seen(FAILURES, ref)  # that it waits for people is no failure


async def test_what_is_taken_up_before_it_has_its_name_ends_by_the_rules_of_an_erasure(on: Scene) -> None:
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, State.NEEDS_ATTENTION)
    on.rows(f"UPDATE requests SET kind = 'refresh', state = 'in_progress', run = 2 WHERE id = '{ref}'")
    await refresh_or_erase(on.bot.deps)(Recorded(), ref, 2)
    found = await on.request(ref)
    assert (found.kind, found.state) == (Kind.REFRESH, State.NEEDS_ATTENTION)
    await on.settled()
    assert not on.seen(FAILURES, ref)


class Recorded:
    """A flow whose first step was done before."""

    async def step(self, name: str, do: Callable[[], Awaitable[Any]]) -> Any:
        return True if name == "erasure" else await do()

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("nothing is waited for")


async def test_what_waits_for_approval_is_called_an_erasure_at_the_start(
    opened_anywhere: Open, database_url: str
) -> None:
    async with opened_anywhere(works=False) as old:
        values: Values = {"sources": (await old.source_id("Webshop Orders"),), "for": ZOE}
        ref = filed(await old.act("ada", "refresh", "", values))
        plain = filed(await old.act("ada", "refresh", "", {"sources": (await old.source_id("CRM Contacts"),)}))
        before = await old.request(ref), await old.request(plain)
    as_an_earlier_release_left_it(database_url)
    async with opened_anywhere() as on:
        on.numbers = count(1000)
        first, second = before
        assert await on.request(ref) == replace(first, version=first.version + 1)
        assert await on.request(plain) == second
        await on.until("@ben", ref, f"Erase {ZOE}")
        assert words.requests.twin(ref) in said(await on.act("ada", "refresh", "", values))
        named = await on.request(ref)
        assert await take_over(on.bot.deps) == 0  # the minute after
        assert await on.request(ref) == named


async def test_what_is_completed_is_looked_at_again_though_an_earlier_release_has_filed_it(
    opened: Open, sqlite_url: str
) -> None:
    async with opened() as old:
        await deleted(old, ZOE, "Webshop Orders")
        ref = await filed_for(old, ZOE, "Webshop Orders")
        await state(old, ref, State.NEEDS_ATTENTION)
        await ended_well(old, ref)
    as_an_earlier_release_left_it(sqlite_url)
    async with opened() as on:
        await sweep(on.bot.deps, datetime.now(UTC) + timedelta(days=31))
        await on.wait(lambda: on.rows("SELECT 1 FROM steps WHERE key = 'again:' AND state != 'waiting'"))


async def test_what_an_old_replica_files_meanwhile_has_its_name_within_a_minute(on: Scene) -> None:
    """Called every minute, as here."""
    values: Values = {"sources": (await on.source_id("Webshop Orders"),), "for": ZOE}
    ref = filed(await on.act("ada", "refresh", "", values))
    on.rows("UPDATE requests SET kind = 'refresh'")
    assert await take_over(on.bot.deps) == 1
    assert (await on.request(ref)).kind is Kind.ERASURE
    await on.settled()


async def test_what_an_earlier_release_filed_is_found_as_a_duplicate_and_corrected_by_its_form(
    opened_anywhere: Open, database_url: str
) -> None:
    async with opened_anywhere(works=False) as old:
        values: Values = {"sources": (await old.source_id("Webshop Orders"),), "for": ZOE}
        ref = filed(await old.act("ada", "refresh", "", values))
    as_an_earlier_release_left_it(database_url)
    async with opened_anywhere(works=False) as on:
        on.numbers = count(1000)
        await take_over(on.bot.deps)
        assert words.requests.twin(ref) in said(await on.act("ada", "refresh", "", values))
        form = await on.act("ada", "correct", ref)
        assert getattr(form, "verb", "") == "refresh"
        assert getattr(form, "ref", "") == f"correct:{ref}"
        new = filed(await on.act("ada", "refresh", f"correct:{ref}", {**values, "reference": "CASE-1"}))
        assert (await on.request(ref)).state is State.CANCELLED
        assert (await on.request(new)).replaces == ref
        assert f"Erase {ZOE}" in said(await on.typed("ada", f"show {ref}"))


async def test_a_correction_may_leave_out_for_whom_and_is_a_refresh_then(desk: Scene) -> None:
    """Whom it leaves out waits on (`tests.handlers.requests.test_left_out`)."""
    values: Values = {"sources": (await desk.source_id("Webshop Orders"),), "for": ZOE}
    ref = filed(await desk.act("ada", "refresh", "", values))
    new = filed(await desk.act("ada", "refresh", f"correct:{ref}", {**values, "for": ""}))
    assert (await desk.request(new)).kind is Kind.REFRESH
    back = filed(await desk.act("ada", "refresh", f"correct:{new}", values))
    assert (await desk.request(back)).kind is Kind.ERASURE
