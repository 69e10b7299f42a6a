"""The only way to write: units of work run by threads of their own, several in one transaction where that pays.

On SQLite one thread commits whatever waits in one go, each unit under a savepoint, so that one that fails takes
nothing along; on PostgreSQL a few threads commit one unit each.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from domain.request import Conflict

T = TypeVar("T")
_TRIES = 25
_PAUSE = 0.002  # seconds, times the tries so far, at random
_COLLISIONS = {"40001", "40P01"}  # PostgreSQL: serialization failure, deadlock


@dataclass(frozen=True, eq=False)
class _Job:
    work: Callable[[Connection], Any]
    answer: asyncio.Future[Any]


@dataclass(frozen=True)
class _Outcome:
    job: _Job
    value: Any = None
    error: BaseException | None = None

    def deliver(self) -> None:
        if self.job.answer.done():  # whoever asked has gone
            return
        if self.error is None:
            self.job.answer.set_result(self.value)
        else:
            self.job.answer.set_exception(_carried(self.error))


class Writer:
    """Belongs to the running loop. `group` is how many units may share a transaction.

    `committed` is given on the loop what each unit returned, once it is committed and before whoever asked goes on,
    or though they have gone.
    """

    def __init__(
        self, engine: Engine, *, threads: int, group: int, committed: Callable[[Any], None] = lambda _: None
    ) -> None:
        self._engine = engine
        self._group = group
        self._committed = committed
        self._loop = asyncio.get_running_loop()
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._closed = False
        self._ended = [self._loop.create_future() for _ in range(threads)]
        for number, ended in enumerate(self._ended):
            Thread(target=self._serve, args=(ended,), name=f"writer-{number}", daemon=True).start()

    async def write(self, work: Callable[[Connection], T]) -> T:
        """What `work` returned, once it is committed. It may be run again after a `Conflict`.

        Raises:
            Conflict: someone else was first, every time.
            RuntimeError: the writer is closed.
        """
        if self._closed:
            raise RuntimeError("the writer is closed")
        job = _Job(work, self._loop.create_future())
        self._jobs.put(job)
        answer: T = await job.answer
        return answer

    async def close(self) -> None:
        """Finish what was accepted; accept no more."""
        if not self._closed:
            self._closed = True
            for _ in self._ended:
                self._jobs.put(None)
        await asyncio.gather(*self._ended)

    def _serve(self, ended: asyncio.Future[None]) -> None:
        while (jobs := self._take()) is not None:
            outcomes = self._run(jobs)
            self._loop.call_soon_threadsafe(self._deliver, outcomes)
        self._loop.call_soon_threadsafe(ended.set_result, None)

    def _deliver(self, outcomes: Sequence[_Outcome]) -> None:
        for outcome in outcomes:
            if outcome.error is None:
                self._committed(outcome.value)
            outcome.deliver()

    def _take(self) -> list[_Job] | None:
        """The jobs that wait, at least one; None at the end."""
        job = self._jobs.get()
        if job is None:
            return None
        jobs = [job]
        while len(jobs) < self._group and not self._jobs.empty():
            following = self._jobs.get()
            if following is None:
                self._jobs.put(None)
                break
            jobs.append(following)
        return jobs

    def _run(self, jobs: Sequence[_Job]) -> list[_Outcome]:
        return [self._alone(jobs[0])] if self._group == 1 else self._together(jobs)

    def _alone(self, job: _Job) -> _Outcome:
        """A transaction of its own, begun anew after a collision with another thread or replica."""
        tried = 0
        while True:
            tried += 1
            try:
                with self._engine.begin() as connection:
                    value = job.work(connection)
                return _Outcome(job, value)
            except Exception as error:
                if tried == _TRIES or not _collided(error):
                    return _Outcome(job, error=error)
            time.sleep(random.random() * _PAUSE * tried)  # noqa: S311 - spreads out those who collided

    def _together(self, jobs: Sequence[_Job]) -> list[_Outcome]:
        try:
            with self._engine.begin() as connection:
                return [_under_savepoint(connection, job) for job in jobs]
        except Exception as error:  # the database itself: nothing of the group was kept
            return [_Outcome(job, error=error) for job in jobs]


def _under_savepoint(connection: Connection, job: _Job) -> _Outcome:
    tried, cursor = 0, connection.connection.cursor()
    while True:
        tried += 1
        cursor.execute("SAVEPOINT unit")
        try:
            return _Outcome(job, job.work(connection))
        except Exception as error:
            cursor.execute("ROLLBACK TO unit")  # fails, as it should, when the whole transaction is lost
            if tried == _TRIES or not _collided(error):
                return _Outcome(job, error=error)
        finally:
            cursor.execute("RELEASE unit")


def _carried(error: BaseException) -> BaseException:
    """A future takes no StopIteration, as it would end whatever awaits it; that must not keep the others waiting."""
    if not isinstance(error, StopIteration):
        return error
    carried = RuntimeError("a unit of work ended with StopIteration")
    carried.__cause__ = error
    return carried


def _collided(error: Exception) -> bool:
    told = getattr(error, "orig", error)  # what the driver said, whether or not SQLAlchemy stood between
    return isinstance(error, Conflict) or getattr(told, "sqlstate", None) in _COLLISIONS
