"""The only way to write: units of work run by threads of their own, those that wait together in one transaction.

What waits is shared out among the threads that commit in one go: one on SQLite, a few on PostgreSQL, as each waits for
the server most of the time. What has to be put aside (`storage.group`) goes to a second line, so that who must wait for
somebody else's rows holds up only those who must, too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from storage.group import Ended, Work, alone, together

T = TypeVar("T")
_ALONE = 2  # threads


@dataclass(frozen=True, eq=False)
class _Job:
    work: Work
    answer: asyncio.Future[Any]

    def deliver(self, ended: Ended) -> None:
        if self.answer.done():  # whoever asked has gone
            return
        if ended.error is None:
            self.answer.set_result(ended.value)
        else:
            self.answer.set_exception(_carried(ended.error))


_Line = SimpleQueue[_Job | None]  # none: it ends here


class Writer:
    """Belongs to the running loop. `threads` commit, each a share of what waits; `group`: how many units at most.

    `committed` is given on the loop what each unit returned, once it is committed and before whoever asked goes on,
    or though they have gone.
    """

    def __init__(
        self, engine: Engine, *, threads: int, group: int, committed: Callable[[Any], None] = lambda _: None
    ) -> None:
        self._engine, self._threads, self._group, self._committed = engine, threads, group, committed
        self._loop = asyncio.get_running_loop()
        self._closed = False
        self._waiting, self._aside = _Line(), _Line()
        self._groups = [self._begin(self._serve_groups) for _ in range(threads)]
        self._single = [self._begin(self._serve_alone) for _ in range(_ALONE)]

    async def write(self, work: Callable[[Connection], T]) -> T:
        """What `work` returned, once it is committed. It may be run again when it was not.

        Raises:
            Conflict: someone else was first, every time.
            RuntimeError: the writer is closed.
        """
        if self._closed:
            raise RuntimeError("the writer is closed")
        job = _Job(work, self._loop.create_future())
        self._waiting.put(job)
        answer: T = await job.answer
        return answer

    async def close(self) -> None:
        """Finish what was accepted; accept no more."""
        self._closed = True
        await _end(self._waiting, self._groups)
        await _end(self._aside, self._single)

    def _begin(self, serve: Callable[[], None]) -> asyncio.Future[None]:
        ended = self._loop.create_future()
        Thread(target=self._serve, args=(serve, ended), name=f"writer {serve.__name__}", daemon=True).start()
        return ended

    def _serve(self, serve: Callable[[], None], ended: asyncio.Future[None]) -> None:
        try:
            serve()
        finally:
            self._loop.call_soon_threadsafe(ended.set_result, None)

    def _serve_groups(self) -> None:
        while jobs := self._take():
            self._tell(zip(jobs, together(self._engine, [job.work for job in jobs]), strict=True))

    def _serve_alone(self) -> None:
        while job := self._aside.get():
            self._tell([(job, alone(self._engine, job.work))])

    def _tell(self, ended: Iterable[tuple[_Job, Ended | None]]) -> None:
        told = []
        for job, end in ended:
            if end:
                told.append((job, end))
            else:
                self._aside.put(job)
        self._loop.call_soon_threadsafe(self._deliver, told)

    def _deliver(self, told: Sequence[tuple[_Job, Ended]]) -> None:
        for job, ended in told:
            if ended.error is None:
                self._committed(ended.value)
            job.deliver(ended)

    def _take(self) -> list[_Job]:
        """A share of the jobs that wait, at least one; none at the end."""
        jobs = list[_Job]()
        job = self._waiting.get()
        share = min(self._group, 1 + self._waiting.qsize() // self._threads)
        while job:
            jobs.append(job)
            job = self._next() if len(jobs) < share else None
        return jobs

    def _next(self) -> _Job | None:
        """None: there is none just now, or it ends here, which is left for the next look."""
        with suppress(Empty):
            if job := self._waiting.get_nowait():
                return job
            self._waiting.put(None)
        return None


async def _end(line: _Line, ended: Sequence[asyncio.Future[None]]) -> None:
    for _ in ended:
        line.put(None)
    await asyncio.gather(*ended)


def _carried(error: BaseException) -> BaseException:
    """What would end the loop, or whatever awaits the answer, is none of theirs."""
    if isinstance(error, Exception) and not isinstance(error, StopIteration):
        return error
    carried = RuntimeError(f"a unit of work ended with {type(error).__name__}")
    carried.__cause__ = error
    return carried
