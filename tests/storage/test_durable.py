"""Durable work: asked for in its transaction, remembered step by step, never lost in silence."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from dbos import DBOS, DBOSClient, EnqueueOptions
from structlog.testing import capture_logs

from domain.request import Request
from storage.durable import Crew, Durable, Flow, Pace, Run, Station
from storage.engines import durable_engine
from storage.pump import Pump
from storage.store import Store, open_store
from storage.unit import Unit
from tests.databases import MASTER_KEY
from tests.storage.factories import file_request
from tests.storage.waiting import until

QUICK = Pace(poll=0.05, tries=3, pause=0.01, longest=0.02, grace=5)
SECRET = "anna.mueller@contoso.com"

Work = Callable[[Flow, str, int], Awaitable[None]]


class Diary:
    """What happened, in order."""

    def __init__(self) -> None:
        self.entries: list[Any] = []

    def note(self, entry: Any) -> Callable[[], Awaitable[Any]]:
        async def effect() -> Any:
            self.entries.append(entry)
            return entry

        return effect

    async def failed(self, request_id: str, why: str) -> None:
        self.entries.append(("failed", request_id, why))


@pytest.fixture
def diary() -> Diary:
    return Diary()


@asynccontextmanager
async def working(url: str, work: Work | Mapping[str, Work], diary: Diary, pace: Pace = QUICK) -> AsyncIterator[Store]:
    durable = Durable(url, pace)
    workflows = work if isinstance(work, Mapping) else {"refresh": work}
    async with open_store(url, MASTER_KEY) as store:
        await durable.start(workflows, diary.failed)
        try:
            async with pumped(store, durable):
                yield store
        finally:
            await durable.stop()


@asynccontextmanager
async def pumped(store: Store, durable: Durable) -> AsyncIterator[None]:
    pump = asyncio.create_task(Pump(store, durable).run())
    try:
        yield
    finally:
        pump.cancel()
        await asyncio.gather(pump, return_exceptions=True)


def approve(unit: Unit, run: int = 1) -> Request:
    request = file_request(unit, run=run)
    unit.start(request)
    return request


async def test_work_begins_with_the_transaction_that_asked_for_it(database_url: str, diary: Diary) -> None:
    async def work(flow: Flow, request_id: str, run: int) -> None:
        await flow.step("note", diary.note((request_id, run)))

    async with working(database_url, work, diary) as store:
        request = await store.write(lambda unit: approve(unit, run=3))
        await until(lambda: diary.entries)
    assert diary.entries == [(request.id, 3)]


async def test_work_asked_for_by_a_unit_that_failed_never_begins(database_url: str, diary: Diary) -> None:
    async def work(flow: Flow, request_id: str, run: int) -> None:
        await flow.step("note", diary.note(request_id))

    def regret(unit: Unit) -> None:
        approve(unit)
        raise ZeroDivisionError

    async with working(database_url, work, diary) as store:
        with pytest.raises(ZeroDivisionError):
            await store.write(regret)
        later = await store.write(approve)
        await until(lambda: diary.entries)
    assert diary.entries == [later.id]


async def test_a_run_that_was_begun_does_not_begin_again_and_the_next_one_does(database_url: str, diary: Diary) -> None:
    async def work(flow: Flow, request_id: str, run: int) -> None:
        await flow.step("note", diary.note(run))

    async with working(database_url, work, diary) as store:
        request = await store.write(approve)
        await until(lambda: diary.entries)
        await store.write(lambda unit: unit.start(request))
        await asked_for_nothing(store)
        await store.write(lambda unit: again(unit, request.id))
        await until(lambda: len(diary.entries) == 2)
    assert diary.entries == [1, 2]


def again(unit: Unit, request_id: str) -> None:
    """Its next run."""
    request = unit.requests.get(request_id)
    assert request
    unit.start(unit.requests.save(replace(request, run=request.run + 1)))


async def asked_for_nothing(store: Store) -> None:
    """Everything has begun, and it is noted."""
    async with asyncio.timeout(20):
        while await store.read(lambda unit: unit.starts.asked(1)):  # noqa: ASYNC110 - the pump tells nobody
            await asyncio.sleep(0.02)


async def test_what_had_begun_and_was_not_noted_before_a_kill_begins_once(database_url: str, diary: Diary) -> None:
    go_on = asyncio.Event()

    async def work(flow: Flow, request_id: str, run: int) -> None:
        await flow.step("first", diary.note("first"))
        await flow.step("interrupted", go_on.wait)
        await flow.step("last", diary.note("last"))

    durable = Durable(database_url, replace(QUICK, grace=0.05))
    async with open_store(database_url, MASTER_KEY) as store:
        await durable.start({"refresh": work}, diary.failed)
        request = await store.write(approve)
        await asyncio.gather(*(durable.begin("refresh", request.id, 1) for _ in range(5)))
        await until(lambda: diary.entries)
        await durable.stop()
    go_on.set()
    async with working(database_url, work, diary) as store:
        await until(lambda: "last" in diary.entries)
        await asked_for_nothing(store)
    assert diary.entries == ["first", "last"]


async def test_what_an_earlier_release_had_put_into_a_queue_is_done_and_the_queue_goes(
    database_url: str, diary: Diary
) -> None:
    async def work(flow: Flow, request_id: str, run: int) -> None:
        await flow.step("note", diary.note((request_id, run)))

    async with working(database_url, work, diary):
        await DBOS.register_queue_async("requests", polling_interval_sec=0.05, limiter={"limit": 1, "period": 0.2})
    engine = durable_engine(database_url)
    client = DBOSClient(system_database_engine=engine, application_name="dsrbot", lazy=True)
    options: EnqueueOptions = {
        "workflow_name": "work on a request",
        "queue_name": "requests",
        "workflow_id": "DSR-EARLIER/1",
        "app_version": "1",
    }
    await client.enqueue_async(options, "refresh", "DSR-EARLIER", 1)
    async with working(database_url, work, diary):
        await until(lambda: diary.entries)
        await until(lambda: not unfinished(engine))
    async with working(database_url, work, diary):
        assert await DBOS.list_queues_async() == []
    engine.dispose()
    assert diary.entries == [("DSR-EARLIER", 1)]


def unfinished(engine: sqlalchemy.Engine) -> int:
    schema = "dbos." if engine.dialect.name == "postgresql" else ""
    with engine.connect() as connection:
        counted = sqlalchemy.text(f"SELECT count(*) FROM {schema}workflow_status WHERE status != 'SUCCESS'")
        return int(connection.scalar(counted) or 0)


async def test_an_engine_that_does_not_answer_is_tried_again(database_url: str, diary: Diary) -> None:
    async def work(flow: Flow, request_id: str, run: int) -> None:
        await flow.step("note", diary.note(run))

    durable = Durable(database_url, QUICK)
    async with open_store(database_url, MASTER_KEY) as store:
        with capture_logs() as logs:
            pump = asyncio.create_task(Pump(store, durable, every=0.05).run())
            await store.write(approve)
            await until(lambda: logs)
            await durable.start({"refresh": work}, diary.failed)
            await until(lambda: diary.entries)
            pump.cancel()
            await durable.stop()
    assert {entry["event"] for entry in logs} == {"work could not be begun"}
    assert diary.entries == [1]


async def test_a_run_that_cannot_be_begun_holds_up_no_other(database_url: str, diary: Diary) -> None:
    class Picky(Durable):
        async def begin(self, kind: str, request_id: str, run: int, environment: str = "") -> None:
            if run == 1:
                raise OSError(SECRET)
            await super().begin(kind, request_id, run)

    async def work(flow: Flow, request_id: str, run: int) -> None:
        await flow.step("note", diary.note(run))

    durable = Picky(database_url, QUICK)
    async with open_store(database_url, MASTER_KEY) as store:
        await durable.start({"refresh": work}, diary.failed)
        with capture_logs() as logs:
            pump = asyncio.create_task(Pump(store, durable, every=0.05).run())
            for run in (1, 2, 1, 3):
                await store.write(lambda unit, run=run: approve(unit, run))
            await until(lambda: len(diary.entries) == 2)
            pump.cancel()
        await durable.stop()
    assert sorted(diary.entries) == [2, 3]
    assert SECRET not in str(logs)


async def test_what_a_step_did_is_not_done_again_after_a_restart(database_url: str, diary: Diary) -> None:
    go_on = asyncio.Event()

    async def work(flow: Flow, request_id: str, run: int) -> None:
        diary.entries.append(await flow.step("first", diary.note(("done", 1))))
        await flow.step("interrupted", go_on.wait)
        await flow.step("last", diary.note("last"))

    async with working(database_url, work, diary, replace(QUICK, grace=0.05)) as store:
        await store.write(approve)
        await until(lambda: len(diary.entries) == 2)
    go_on.set()
    async with working(database_url, work, diary):
        await until(lambda: "last" in diary.entries)
    assert diary.entries == [("done", 1), ["done", 1], ["done", 1], "last"]


async def test_a_process_that_stops_wakes_nobody_and_waits_for_no_sleeper(database_url: str, diary: Diary) -> None:
    async def work(flow: Flow, request_id: str, run: int) -> None:
        await flow.step("before", diary.note("before"))
        await flow.sleep(0.5)
        await flow.step("after", diary.note("after"))

    async with asyncio.timeout(20), working(database_url, work, diary) as store:
        await store.write(approve)
        await until(lambda: diary.entries)
    assert diary.entries == ["before"]
    async with working(database_url, work, diary):
        await until(lambda: len(diary.entries) == 2)
    assert diary.entries == ["before", "after"]


async def test_a_step_that_runs_when_the_process_stops_is_finished_and_remembered(
    database_url: str, diary: Diary
) -> None:
    async def slow() -> None:
        diary.entries.append("begun")
        await asyncio.sleep(0.3)
        diary.entries.append("finished")

    async def work(flow: Flow, request_id: str, run: int) -> None:
        await flow.step("slow", slow)
        await flow.step("next", diary.note("next"))

    async with working(database_url, work, diary) as store:
        await store.write(approve)
        await until(lambda: diary.entries)
    assert diary.entries == ["begun", "finished"]
    async with working(database_url, work, diary):
        await until(lambda: "next" in diary.entries)
    assert diary.entries == ["begun", "finished", "next"]


async def test_a_step_that_fails_is_tried_again(database_url: str, diary: Diary) -> None:
    async def third_time_lucky() -> str:
        diary.entries.append("try")
        if len(diary.entries) < 3:
            raise OSError(SECRET)
        return "done"

    async def work(flow: Flow, request_id: str, run: int) -> None:
        diary.entries.append(await flow.step("lucky", third_time_lucky))

    async with working(database_url, work, diary) as store:
        await store.write(approve)
        await until(lambda: "done" in diary.entries)
    assert diary.entries == ["try", "try", "try", "done"]


async def failing_step(flow: Flow, request_id: str, run: int) -> None:
    async def fail() -> None:
        raise OSError(SECRET)

    await flow.step("fail", fail)


async def failing_body(flow: Flow, request_id: str, run: int) -> None:
    raise ValueError(SECRET)


@pytest.mark.parametrize("works", [{"refresh": failing_step}, {"refresh": failing_body}, {}])
async def test_work_that_fails_for_good_is_told_of(database_url: str, diary: Diary, works: dict[str, Work]) -> None:
    async with working(database_url, works, diary) as store:
        request = await store.write(approve)
        await until(lambda: diary.entries)
    assert diary.entries == [("failed", request.id, "broke")]


async def test_telling_of_a_failure_is_tried_until_it_succeeds(database_url: str, diary: Diary) -> None:
    class Deaf(Diary):
        async def failed(self, request_id: str, why: str) -> None:
            self.entries.append("deaf")
            if len(self.entries) <= 2 * QUICK.tries:
                raise OSError

    deaf = Deaf()
    async with working(database_url, failing_body, deaf) as store:
        await store.write(approve)
        await until(lambda: len(deaf.entries) == 2 * QUICK.tries + 1)


async def test_the_text_of_an_exception_is_neither_logged_nor_stored(
    sqlite_url: str, diary: Diary, capfd: pytest.CaptureFixture[str]
) -> None:
    with capture_logs() as logs:
        async with working(sqlite_url, failing_step, diary) as store:
            await store.write(approve)
            await until(lambda: diary.entries)
    assert [entry["error"] for entry in logs if "error" in entry] == ["OSError"] * QUICK.tries + ["StepFailed"]
    assert any("test_durable.py" in where for entry in logs for where in entry.get("where", []))
    assert SECRET not in str(logs)
    assert SECRET.encode() not in contents(sqlite_url)
    assert capfd.readouterr() == ("", "")


def contents(url: str) -> bytes:
    path = Path(url.removeprefix("sqlite:///"))
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


async def test_a_start_and_a_stop_have_nothing_to_say(
    database_url: str, diary: Diary, capfd: pytest.CaptureFixture[str]
) -> None:
    with capture_logs() as logs:
        async with working(database_url, {}, diary):
            pass
    assert logs == []
    assert capfd.readouterr() == ("", "")


async def test_the_loop_has_threads_of_its_own_again_after_a_stop(database_url: str, diary: Diary) -> None:
    async with working(database_url, {}, diary):
        pass
    assert await asyncio.to_thread(lambda: "a thread") == "a thread"


def remembered(url: str) -> list[str]:
    """Whose steps are kept."""
    engine = durable_engine(url)
    schema = "dbos." if engine.dialect.name == "postgresql" else ""
    with engine.connect() as connection:
        rows = connection.execute(sqlalchemy.text(f"SELECT workflow_uuid FROM {schema}operation_outputs"))
        found = sorted({row.workflow_uuid for row in rows})
    engine.dispose()
    return found


async def test_work_that_ended_is_forgotten_with_its_steps_and_what_goes_on_is_not(
    database_url: str, diary: Diary
) -> None:
    go_on = asyncio.Event()

    async def work(flow: Flow, request_id: str, run: int) -> None:
        await flow.step("note", diary.note(run))
        if run == 9:
            await flow.step("wait", go_on.wait)
            await flow.step("last", diary.note("last"))

    durable = Durable(database_url, QUICK)
    async with open_store(database_url, MASTER_KEY) as store:
        await durable.start({"refresh": work}, diary.failed)
        pump = asyncio.create_task(Pump(store, durable).run())
        begun = datetime.now(UTC) - timedelta(seconds=1)  # on SQLite, DBOS keeps whole seconds of an end
        requests = [await store.write(lambda unit, run=run: approve(unit, run)) for run in (1, 2, 9)]
        await until(lambda: sorted(diary.entries) == [1, 2, 9])
        assert await durable.forget(begun, 10) == 0
        later = datetime.now(UTC) + timedelta(days=1)
        forgotten = 0
        async with asyncio.timeout(20):
            while forgotten < 2:  # an end is recorded a moment after the last step
                forgotten += await durable.forget(later, 1)
        assert await durable.forget(later, 10) == 0
        assert remembered(database_url) == [f"{requests[2].id}/9"]
        go_on.set()
        await until(lambda: "last" in diary.entries)
        pump.cancel()
        await durable.stop()


async def test_what_is_tried_until_it_succeeds_counts_as_stuck_meanwhile(sqlite_url: str, diary: Diary) -> None:
    well = asyncio.Event()

    async def break_off(flow: Flow, request_id: str, run: int) -> None:
        raise ZeroDivisionError

    async def failed(request_id: str, why: str) -> None:
        if not well.is_set():
            raise ConnectionError
        await diary.failed(request_id, why)

    durable = Durable(sqlite_url, QUICK)
    async with open_store(sqlite_url, MASTER_KEY) as store:
        await durable.start({"refresh": break_off}, failed)
        try:
            async with pumped(store, durable):
                request = await store.write(approve)
                await until(lambda: durable.stuck)
                assert durable.stuck == {Run(request.id, 1)}
                well.set()
                await until(lambda: diary.entries)
                await until(lambda: not durable.stuck)
        finally:
            await durable.stop()


async def test_runs_that_the_engine_ended_by_itself_are_found(database_url: str, diary: Diary) -> None:
    async def work(flow: Flow, request_id: str, run: int) -> None:
        await flow.step("note", diary.note(run))

    durable = Durable(database_url, QUICK)
    table = "workflow_status" if database_url.startswith("sqlite") else "dbos.workflow_status"
    async with open_store(database_url, MASTER_KEY) as store:
        await durable.start({"refresh": work}, diary.failed)
        try:
            async with pumped(store, durable):
                request = await store.write(lambda unit: approve(unit, run=3))
                await until(lambda: diary.entries)
                assert await durable.broken(9) == []
                for status in ("ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"):
                    change = sqlalchemy.text(f"UPDATE {table} SET status = '{status}'")
                    await store.write(lambda unit, change=change: unit.connection.execute(change))
                    assert await durable.broken(9) == [Run(request.id, 3)]
        finally:
            await durable.stop()


async def test_requests_of_the_same_number_in_two_environments_are_two_pieces_of_work(
    database_url: str, diary: Diary
) -> None:
    """Each is done by those of its environment; what is of one that is not there waits, and does not fail."""

    def note(where: str) -> Work:
        async def work(flow: Flow, request_id: str, run: int) -> None:
            diary.entries.append(f"{where}: {request_id}/{run}")

        return work

    durable = Durable(database_url, QUICK)
    durable.join("emea", Crew({"refresh": note("emea")}, diary.failed))
    stations = [Station(durable, environment) for environment in ("emea", "gone")]
    early = [asyncio.create_task(station.begin("refresh", "DSR-1", 1)) for station in stations]  # waits for the engine
    await durable.start({"refresh": note("first")}, diary.failed)
    await durable.begin("refresh", "DSR-1", 1)
    await asyncio.gather(*early)
    await until(lambda: len(diary.entries) == 2)
    await durable.stop()
    assert sorted(diary.entries) == ["emea: DSR-1/1", "first: DSR-1/1"]
    again = Durable(database_url, QUICK)
    again.join("gone", Crew({"refresh": note("gone")}, diary.failed))
    await again.start({"refresh": note("first")}, diary.failed)
    await until(lambda: len(diary.entries) == 3)
    assert diary.entries[-1] == "gone: DSR-1/1"
    await Station(again, "emea").forget_requests(["DSR-1"])
    left = [work.workflow_id for work in await DBOS.list_workflows_async()]
    await again.stop()
    assert sorted(left) == ["DSR-1/1", "gone@DSR-1/1"]


async def test_what_many_of_one_environment_left_hides_nothing_of_another(database_url: str, diary: Diary) -> None:
    """Each is given its own, however many there are of others, and forgets its own alone."""

    async def work(flow: Flow, request_id: str, run: int) -> None:
        diary.entries.append(run)

    durable = Durable(database_url, QUICK)
    first, emea = Station(durable, ""), Station(durable, "emea")
    table = "workflow_status" if database_url.startswith("sqlite") else "dbos.workflow_status"
    ends = sqlalchemy.text(f"UPDATE {table} SET status = 'ERROR' WHERE status = 'SUCCESS'")
    async with open_store(database_url, MASTER_KEY) as store:
        durable.join("emea", Crew({"refresh": work}, diary.failed))
        await durable.start({"refresh": work}, diary.failed)
        for station, numbers in ((first, (1, 2)), (emea, (3, 4, 5, 6, 7)), (first, (8,)), (emea, (9,))):
            for number in numbers:
                await station.begin("refresh", f"DSR-{number}", number)
                await until(lambda number=number: number in diary.entries)
        async with asyncio.timeout(20):
            while len(await first.broken(9) + await emea.broken(9)) < 9:
                await store.write(lambda unit: unit.connection.execute(ends))
        assert [run.number for run in await first.broken(2)] == [8, 2]
        assert [run.number for run in await emea.broken(2)] == [9, 7]
        later = datetime.now(UTC) + timedelta(days=1)
        assert await emea.forget(later, 4) == 4
        assert len(await emea.broken(9)) == 2
        assert await emea.forget(later, 4) == 2
        assert len(await first.broken(9)) == 3
        assert await first.forget(later, 9) == 3
        await durable.stop()
