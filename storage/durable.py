"""Durable work, and the only place that knows DBOS, but for its log, its rest and a table (`storage.recorded`).
Three rules keep every request moving:

* one constant version, so that a new release takes up what the old one left; each process has an executor of its own
  (`storage.replicas`), and who takes one for dead takes up what it left;
* one effect a step: a step may run again, but what it returned is remembered and never changes;
* no exception reaches DBOS: it would end the work for good, and keep the exception's text.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import count
from typing import Any, TypeVar

import structlog
from dbos import DBOS, DBOSClient, DBOSConfig, Serializer, SetWorkflowID

from common.faults import describe
from common.tracing import span
from domain.cell import Altered
from domain.notes import Note
from domain.trouble import Refused, Unreadable, because
from storage import dbos_log, dbos_rest
from storage.dbos_rest import has_no_other_queue, looks_each
from storage.drain import Drain
from storage.engines import durable_engine
from storage.recorded import EARLIER, hand_on

T = TypeVar("T")
_log = structlog.get_logger(__name__)
_APPLICATION = "dsrbot"
_VERSION = "1"  # of the order of steps in every workflow; see DBOS.patch before changing that order
_QUEUE = "requests"  # where an earlier release put its work
_WORK = "work on a request"
_UNFINISHED = ["ENQUEUED", "DELAYED", "PENDING"]
_FINISHED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_BROKEN = [status for status in _FINISHED if status != "SUCCESS"]
_BESIDE = "@"  # behind the name of an environment beside the first one
BROKE = "broke"  # the note where nothing is known but that it failed
# Seconds after a start. What of thousands is left by then waits for a look that is seldom.
_AT_FIRST, _TAKEN_UP = 3.0, 30.0
_THREADS = 16  # DBOS lends its threads to the whole loop, and has no limit of its own


@dataclass(frozen=True)
class Pace:
    """Seconds, but for `tries`. A step that fails is tried again after pauses that double from `pause` to `longest`;
    with the default, for about five minutes."""

    poll: float = 0.2  # between two looks for what was left, at a start, and for what an earlier release had enqueued
    starts: int = 5  # a second at most: far more than Customer Insights takes, and no flood for those who act
    tries: int = 12
    pause: float = 0.5
    longest: float = 60.0
    grace: float = 5.0  # how long a step that runs may go on when the process stops
    look: float = 4.0  # between two looks for work that is taken up
    seldom: float = 60.0  # the same where no other process can leave any, once what was left at the start is taken up


@dataclass(frozen=True)
class Run:
    """One run of one request."""

    request: str
    number: int


class StepFailed(Exception):
    """A step failed at every try, or for a reason that no try mends. The work ends; `on_failure` hears of the request.

    `why` is the note for what it leaves undone.
    """

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name)
        self.why = why


class Flow:
    """Satisfies `handlers.ports.Flow`."""

    def __init__(self, shift: Drain, pace: Pace, run: Run, stuck: set[Run]) -> None:
        self._shift = shift
        self._pace = pace
        self._run, self._stuck = run, stuck

    async def step(self, name: str, do: Callable[[], Awaitable[T]]) -> T:
        """Raises StepFailed when every try failed, and at once when a service has definitely said no."""
        done = await self._remembered(name, do, self._pace.tries)
        if "result" not in done:
            raise StepFailed(name, done.get("why", BROKE))
        result: T = done["result"]
        return result

    async def insist(self, name: str, do: Callable[[], Awaitable[None]]) -> None:
        """A step that is tried until it succeeds."""
        await self._remembered(name, do, None)

    async def sleep(self, seconds: float) -> None:
        with self._shift.idle():
            await DBOS.sleep_async(seconds)

    async def _remembered(self, name: str, do: Callable[[], Awaitable[Any]], tries: int | None) -> dict[str, Any]:
        self._shift.check()
        return await DBOS.run_step_async({"name": name}, self._tried, name, do, tries)

    async def _tried(self, name: str, do: Callable[[], Awaitable[Any]], tries: int | None) -> dict[str, Any]:
        for tried in count(1):
            try:
                with span(f"step {name}"):
                    result = _plain(await do())
                self._stuck.discard(self._run)
                return {"result": result}
            except Exception as error:
                _log.warning("step failed", step=name, tried=tried, **describe(error))
                if isinstance(error, Refused | Unreadable) and tries is not None:
                    return {"why": because(error)}
                if isinstance(error, Altered) and tries is not None:
                    return {"why": Note.ALTERED}
            if tried == tries:
                break
            if tried >= self._pace.tries:
                self._stuck.add(self._run)
            with self._shift.idle():
                await asyncio.sleep(min(self._pace.pause * 2 ** (tried - 1), self._pace.longest))
        return {}


Workflow = Callable[[Flow, str, int], Awaitable[None]]  # (flow, request id, run)
OnFailure = Callable[[str, str], Awaitable[None]]  # (request id, note)


@dataclass(frozen=True)
class Crew:
    """Who works on the requests of one environment, and hears of the work that failed for good."""

    workflows: Mapping[str, Workflow]
    on_failure: OnFailure


class Durable:
    """DBOS is one per process, so there can be one of these started at a time. It may work for several environments:
    their work stands in this database, by the name of each, and what it changes in its own."""

    def __init__(self, url: str, pace: Pace | None = None, executor: str = EARLIER) -> None:
        """`executor`: whose work this is to be. What an earlier start with the same one left is taken up."""
        self._pace = pace or Pace()
        self._executor = executor
        self._shift = Drain()
        self.stuck: set[Run] = set()  # a step of theirs has failed more often than others may, and is tried still
        self._crews: dict[str, Crew] = {}
        self._started = asyncio.Event()
        self._calming: list[asyncio.TimerHandle] = []
        self._engine = durable_engine(url)
        self._client = DBOSClient(
            system_database_engine=self._engine,
            serializer=_Json(),
            application_name=_APPLICATION,
            lazy=True,
        )

    async def start(self, workflows: Mapping[str, Workflow], on_failure: OnFailure) -> None:
        """Take up what is unfinished, then work until `stop`, on the running loop, which it blocks for a moment.

        `on_failure` is given the request whose work failed for good, and why; it is tried until it succeeds.
        """
        self.join("", Crew(workflows, on_failure))
        await self.launch()

    async def launch(self) -> None:
        """The same for whoever has joined."""
        crews = _Crews(self._crews, self._pace, self._shift, _Turns(self._pace.starts), self.stuck)
        dbos_log.install()
        dbos_rest.install()
        engine = DBOS(config=self._config())

        @DBOS.workflow(name=_WORK, max_recovery_attempts=None)
        async def work(kind: str, request_id: str, run: int) -> None:
            await crews.work(kind, request_id, run)

        self._work = work
        looks_each(engine, self._pace.poll)
        DBOS.launch()
        self._calm_down(engine)
        if await self._has_left_queue():
            has_no_other_queue(engine)
        self._started.set()

    def _calm_down(self, engine: DBOS) -> None:
        slower = [(_AT_FIRST, self._pace.look)]
        if self._engine.dialect.name == "sqlite":
            slower.append((_TAKEN_UP, self._pace.seldom))
        loop = asyncio.get_running_loop()
        self._calming = [loop.call_later(after, looks_each, engine, seconds) for after, seconds in slower]

    async def ready(self) -> None:
        """Wait until it has started."""
        await self._started.wait()

    def join(self, environment: str, crew: Crew) -> None:
        """Work for this environment, too; to be called before it starts."""
        self._crews[environment] = crew

    async def _has_left_queue(self) -> bool:
        """Of an earlier release, once nothing is left in it: it is looked into five times a second. What one that still
        runs has put there since is done, too, at the next start."""
        if await self._client.list_workflows_async(queue_name=_QUEUE, status=_UNFINISHED, limit=1):
            await DBOS.register_queue_async(_QUEUE, polling_interval_sec=self._pace.poll)
            return False
        await DBOS.delete_queue_async(_QUEUE)
        return True

    async def stop(self) -> None:
        """Let steps that run finish for a moment, put the rest down, and let go of the database."""
        for timer in self._calming:
            timer.cancel()
        await self._shift.end(self._pace.grace)
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1) as leaving:
            await loop.run_in_executor(leaving, partial(DBOS.destroy, destroy_registry=True))
        loop.set_default_executor(ThreadPoolExecutor())  # DBOS had lent the loop its own, which is gone now
        if self._executor != EARLIER:
            try:
                await self.adopt({self._executor})  # for any other process, also one of an earlier release
            except Exception as error:
                _log.warning("what is left was not handed on", **describe(error))
        self._engine.dispose()

    async def adopt(self, dead: Collection[str]) -> None:
        """Put the work of these executors into the engine's queue, from which it is taken once. Nothing that they still
        do of it is kept."""
        await asyncio.to_thread(self._queue_work, dead)

    def _queue_work(self, of: Collection[str]) -> None:
        with self._engine.begin() as connection:
            hand_on(connection, of)

    async def begin(self, kind: str, request_id: str, run: int, environment: str = "") -> None:
        """Once, however often it is called with the same run."""
        with SetWorkflowID(f"{_within(environment, request_id)}/{run}"):
            await DBOS.start_workflow_async(self._work, _within(environment, kind), request_id, run)

    async def forget(self, before: datetime, limit: int, environment: str = "") -> int:
        """Delete work of an environment that ended before this moment, with its steps; the oldest first, and no more
        than `limit`. On SQLite the moment counts by the second.

        What was begun before and still goes on stays. Returns how much was deleted.
        """
        ended = await self._of(
            environment,
            limit,
            status=_FINISHED,
            end_time=before.isoformat(),  # when it was asked for: only this has an index
            completed_before=before.isoformat(),
        )
        if ended:
            await self._client.delete_workflows_async(ended)
        return len(ended)

    async def forget_requests(self, request_ids: Collection[str], environment: str = "") -> None:
        """Delete all work on these, with its steps, whether it has ended or not."""
        prefixes = [f"{_within(environment, request_id)}/" for request_id in request_ids]
        if not prefixes:
            return
        found = await self._client.list_workflows_async(
            workflow_id_prefix=prefixes, load_input=False, load_output=False
        )
        if found:
            await self._client.delete_workflows_async([work.workflow_id for work in found])

    async def broken(self, limit: int, environment: str = "") -> list[Run]:
        """Of an environment, those that ended though they were not done, and whose end nobody was told: the engine
        itself failed, or gave them up. The newest first, as far as they are on record."""
        found = await self._of(environment, limit, status=_BROKEN, sort_desc=True)
        return [run for name in found if (run := _run_of(name))]

    async def _of(self, environment: str, limit: int, **which: Any) -> list[str]:
        """The names of so much work of one environment. That of the first one is what is of no other: so it is looked
        for among all, a page at a time."""
        listed = partial(self._client.list_workflows_async, limit=limit, load_input=False, load_output=False, **which)
        if environment:
            return [work.workflow_id for work in await listed(workflow_id_prefix=_within(environment, ""))]
        found = list[str]()
        for start in count(0, limit):
            page = await listed(offset=start)
            found += [work.workflow_id for work in page if _BESIDE not in work.workflow_id]
            if len(page) < limit or len(found) >= limit:
                break
        return found[:limit]

    def _config(self) -> DBOSConfig:
        return {
            "name": _APPLICATION,
            "application_version": _VERSION,
            "executor_id": self._executor,
            "system_database_engine": self._engine,
            "serializer": _Json(),
            "max_executor_threads": _THREADS,
            "use_listen_notify": False,  # nothing waits for messages
            "log_level": "WARNING",
        }


@dataclass(frozen=True)
class Station:
    """What is worked on for one environment, where a process works for several."""

    durable: Durable
    environment: str

    async def begin(self, kind: str, request_id: str, run: int) -> None:
        """As soon as the engine has started, which it does with the first environment."""
        await self.durable.ready()
        await self.durable.begin(kind, request_id, run, self.environment)

    @property
    def stuck(self) -> set[Run]:
        return {run for one in self.durable.stuck if (run := self._mine(one))}

    async def adopt(self, dead: Collection[str]) -> None:
        """The engine has its workers in the database of the first environment."""
        if not self.environment:
            await self.durable.adopt(dead)

    async def broken(self, limit: int) -> list[Run]:
        found = await self.durable.broken(limit, self.environment)
        return [run for one in found if (run := self._mine(one))]

    def _mine(self, run: Run) -> Run | None:
        environment, _, request = run.request.rpartition(_BESIDE)
        return Run(request, run.number) if environment == self.environment else None

    async def forget(self, before: datetime, limit: int) -> int:
        return await self.durable.forget(before, limit, self.environment)

    async def forget_requests(self, request_ids: Collection[str]) -> None:
        await self.durable.forget_requests(request_ids, self.environment)


def _within(environment: str, name: str) -> str:
    """The first environment has no name here: so an earlier release called its work."""
    return f"{environment}{_BESIDE}{name}" if environment else name


class _Turns:
    """So many begin in a second, also of those that a new start takes up again."""

    def __init__(self, a_second: int) -> None:
        self._gap, self._next = 1 / a_second, 0.0

    async def take(self) -> None:
        now = asyncio.get_running_loop().time()
        mine = max(now, self._next)
        self._next = mine + self._gap
        await asyncio.sleep(mine - now)


@dataclass(frozen=True)
class _Crews:
    """What DBOS calls; no exception leaves it."""

    crews: Mapping[str, Crew]
    pace: Pace
    shift: Drain
    turns: _Turns
    stuck: set[Run]

    async def work(self, kind: str, request_id: str, run: int) -> None:
        environment, _, kind = kind.rpartition(_BESIDE)
        if crew := self.crews.get(environment):
            await self._work(crew, kind, request_id, Run(_within(environment, request_id), run))
            return
        _log.error("work of an environment that is configured no more waits until it is", environment=environment)
        with self.shift.on(), self.shift.idle():
            await asyncio.Event().wait()  # until the process stops; the next one takes it up

    async def _work(self, crew: Crew, kind: str, request_id: str, run: Run) -> None:
        flow = Flow(self.shift, self.pace, run, self.stuck)
        with self.shift.on():
            try:
                with self.shift.idle():
                    await self.turns.take()
                await crew.workflows[kind](flow, request_id, run.number)
            except Exception as error:
                _log.error("work failed", request=request_id, run=run.number, **describe(error))
                why = error.why if isinstance(error, StepFailed) else BROKE
                await flow.insist("tell of the failure", partial(crew.on_failure, request_id, why))


def _run_of(name: str) -> Run | None:
    request, _, number = name.rpartition("/")
    return Run(request, int(number)) if request and number.isdecimal() else None


class _Json(Serializer):
    """Instead of pickles. Of an exception only the class is kept."""

    def serialize(self, data: Any) -> str:
        return json.dumps(data, default=_class_name, separators=(",", ":"))

    def deserialize(self, serialized_data: str) -> Any:
        return json.loads(serialized_data)

    def name(self) -> str:
        return "dsrbot_json"


def _class_name(value: Any) -> str:
    if isinstance(value, BaseException):
        return type(value).__name__
    raise TypeError(f"{type(value).__name__} is not JSON")


def _plain(result: T) -> T:
    """The result as it will be remembered, so that a first run and a repeated one see the same."""
    remembered: T = json.loads(json.dumps(result))
    return remembered
