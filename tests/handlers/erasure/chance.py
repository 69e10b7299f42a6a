"""A Customer Insights inside the process, in which chance decides what works, and people may act at any moment.

It satisfies `handlers.deps.Insights` and `handlers.deps.Lookups`, and knows the truth that the bot has to find out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar

from domain.erasure.looks import How, Question, Reply
from domain.erasure.rows import Row
from domain.erasure.schedule import Schedule
from domain.erasure.whereabouts import (
    Column,
    Customer,
    Holding,
    Listed,
    Model,
    Segment,
    SourceTable,
    Store,
    StoreState,
    Whereabouts,
)
from domain.insights import Assignment, Job, Node, NodeState, RefreshState, Snapshot, Source
from domain.remove_user.access import AccessList
from domain.trouble import Refused, Throttled, Unreachable

T = TypeVar("T")
PERSON, EMAIL = "c-1", "zoe@contoso.com"
OTHERS = (("c-2", "ida@contoso.com"), ("c-3", "max@contoso.com"))
PROCESSES = ("match", "merge", "segmentation")


class Luck:
    """Bad luck for so many turns, and nothing but good luck after that."""

    def __init__(self, seed: int, turns: int) -> None:
        self._random, self.turns = Random(seed), turns

    def bad(self, one_in: int) -> bool:
        self.turns -= 1
        return self.turns > 0 and self._random.randrange(one_in) == 0

    def pick(self, number: int) -> int:
        return self._random.randrange(number)


@dataclass
class Held:
    """A segment, and whether the person is in it."""

    segment: Segment
    static: bool = False
    inside: bool = True


@dataclass
class Chance:
    """`origin`, `copies`, `profile`: in which sources the person is still, was ingested, and makes up the profile."""

    luck: Luck
    names: tuple[str, ...]
    origin: set[str]
    corrupt: set[str]
    held: dict[str, Held]
    indexed: bool = True
    meanwhile: Callable[[], Awaitable[None]] | None = None  # people act while the bot waits for an answer
    forbidden: Callable[[], Awaitable[str]] | None = None  # why nothing may be done now; empty: it may
    broken: list[str] = field(default_factory=list)  # what was done all the same
    done: list[str] = field(default_factory=list)
    time: datetime = datetime(2026, 11, 2, tzinfo=UTC)

    def __post_init__(self) -> None:
        self._judging, self._judged = 0, asyncio.Event()
        self._judged.set()
        self.copies, self.profile = set(self.origin), set(self.origin)
        self._jobs: dict[str, Job] = {}
        self._nodes: dict[tuple[str, str], Node] = {}
        luck, self.luck = self.luck, Luck(0, 0)
        for operation in PROCESSES[:2]:
            self._node(operation, "", self._job(operation, ()))
        for name, held in self.held.items():
            if held.segment.active and not held.static:
                self._node("segmentation", name, self._job("segmentation", ()))
        self.luck = luck

    @property
    def people(self) -> Chance:
        return self

    @property
    def free(self) -> bool:
        """Whether the person is nowhere any more."""
        inside = [held for held in self.held.values() if held.inside and held.segment.evaluated]
        return not self.profile and not inside

    def rest(self) -> None:
        """Customer Insights puts a segment to rest by itself, because nobody uses it."""
        awake = [held for held in self.held.values() if held.segment.active and not held.static]
        for held in awake[:1]:
            held.segment = replace(held.segment, active=False)

    async def now_and_then(self) -> None:
        await self._people_act()

    # ---- asking

    async def now(self) -> datetime:
        return await self._asked(lambda: self.time)

    async def sources(self) -> Listed[Source]:
        named = (Source(id=name, name=name, kind="", state=RefreshState.UPDATED) for name in self.names)
        return Listed(tuple(named))

    async def status(self) -> Snapshot:
        return await self._asked(lambda: Snapshot(nodes=tuple(self._nodes.values()), asked_at=self.time))

    async def jobs(self) -> tuple[Job, ...]:
        return await self._asked(lambda: tuple(self._jobs.values()))

    async def job(self, job_id: str) -> Job:
        return await self._asked(lambda: self._jobs[job_id])

    async def schedules(self) -> tuple[Schedule, ...]:
        return ()

    async def model(self) -> Model:
        mail = Column(name="Mail", meaning="IdentityServiceEmail", searchable=self.indexed, filterable=self.indexed)
        tables = (*map(_table, self.names), *map(_corrupt, sorted(self.corrupt)))
        columns, segments = (Column(name="CustomerId"), mail), tuple(self.held)
        listed = 1 + len(tables) + len(segments)
        return await self._asked(lambda: Model(columns=columns, tables=tables, segments=segments, listed=listed))

    async def find(self, who: str, model: Model, store: StoreState | None = None) -> Whereabouts:
        if not self.indexed:
            return Whereabouts(doubts=("no_index",))
        return await self._asked(lambda: Whereabouts(profiles=self._profiles()))

    async def store(self) -> StoreState:
        return await self._asked(lambda: StoreState(store=Store.QUERYABLE, count=2 + bool(self.profile)))

    async def ask(self, question: Question) -> Reply:
        """Two others are in every table; the person is where they are."""

        def answer() -> Reply:
            table = {"Customer": bool(self.profile), **{name: held.inside for name, held in self.held.items()}}
            if question.table not in table:
                raise Refused("no such table", status=404)
            people = OTHERS + ((PERSON, EMAIL),) * table[question.table]
            rows = [{"customerid": (who,), "mail": (mail,)} for who, mail in people]
            asked = {value.casefold() for value in question.values}
            if question.how is not How.ALL:
                column = question.column.casefold() if question.how is How.FILTER else "mail"
                rows = [row for row in rows if row[column][0] in asked]
            return Reply(rows=tuple(map(Row, rows)), pages=1)

        return await self._asked(answer)

    async def holdings(self, profile: Customer, model: Model) -> tuple[Holding, ...]:
        held = [Holding(source_id=name, source_name=name, table="t", records=1) for name in sorted(self.profile)]
        return await self._asked(lambda: tuple(held))

    async def segments(self) -> Listed[Segment]:
        return await self._asked(lambda: Listed(tuple(held.segment for held in self.held.values())))

    async def assignments(self) -> AccessList:
        raise NotImplementedError

    async def my_role(self) -> Assignment:
        raise NotImplementedError

    async def _asked(self, answer: Callable[[], T]) -> T:
        self.time += timedelta(seconds=2)
        await self._people_act()
        if self.luck.bad(9):
            raise Unreachable("silence")
        return answer()

    async def _people_act(self) -> None:
        if self.meanwhile and self.luck.bad(4):
            act, self.meanwhile = self.meanwhile, None  # they do not act within their own act
            await self._judged.wait()
            await act()
            self.meanwhile = act

    # ---- doing

    def batches(self, source_ids: Iterable[str]) -> tuple[tuple[str, ...], ...]:
        return tuple((name,) for name in source_ids)

    async def submit(self, source_ids: Sequence[str]) -> Job:
        return await self._does(f"refresh {source_ids[0]}", lambda: self._refreshed(source_ids))

    async def run(self, operation: str, identifiers: Iterable[str] = ()) -> Job:
        names = tuple(identifiers)
        return await self._does(f"run {operation} {names}", lambda: self._run(operation, names))

    async def activate(self, segment: str, *, active: bool = True) -> bool | None:
        def put() -> bool:
            held = self.held[segment]
            held.segment = replace(held.segment, active=active)
            return True

        return await self._does(f"activate {segment}", put) if active else put()

    async def delete_segment(self, segment: str) -> None:
        await self._does(f"delete {segment}", lambda: self.held.pop(segment, None))

    async def remove_assignment(self, principal_id: str) -> None:
        raise NotImplementedError

    async def cancel(self, job_id: str) -> Job:
        return self._jobs[job_id]

    async def _does(self, what: str, effect: Callable[[], T]) -> T:
        """What cannot be undone. It may be refused for now, or be done without an answer."""
        self.time += timedelta(seconds=2)
        await self._judge(what)
        if self.luck.bad(9):
            await self._people_act()
            raise Throttled("later", retry_after=1)
        self.done.append(what)
        result = effect()
        if self.luck.bad(9):
            await self._people_act()
            raise Unreachable("silence")
        return result

    async def _judge(self, what: str) -> None:
        """By what people had done when it was asked for: what they were still at was nothing yet, and they do nothing
        more until it is judged."""
        if not self.forbidden or not self.meanwhile:
            return
        self._judging += 1
        self._judged.clear()
        why = await self.forbidden()
        self._judging -= 1
        if not self._judging:
            self._judged.set()
        self.broken += [f"{what}: {why}"] if why else []

    def _refreshed(self, source_ids: Sequence[str]) -> Job:
        job = self._job("ingestion", tuple(source_ids))
        for name in source_ids:
            self._node("ingestion", name, job)
            if job.state is NodeState.SUCCESSFUL:
                self.copies = self.copies - {name} | (self.origin & {name})
        return job

    def _run(self, operation: str, names: tuple[str, ...]) -> Job:
        job = self._job(operation, names)
        if operation == "segmentation":
            self._evaluate(names or tuple(name for name, held in self.held.items() if not held.static), job)
        else:
            self._node(operation, "", job)
        if operation == "merge" and job.state is NodeState.SUCCESSFUL:
            self.profile = set(self.copies)
        return job

    def _evaluate(self, names: Iterable[str], job: Job) -> None:
        for name in names:
            held = self.held[name]
            if held.segment.active:
                self._node("segmentation", name, job)
                if job.state is NodeState.SUCCESSFUL:
                    self.evaluated(name)

    def evaluated(self, name: str) -> None:
        """Its members are worked out anew."""
        held = self.held[name]
        held.inside, held.segment = bool(self.profile), replace(held.segment, evaluated=self.time)

    def _job(self, operation: str, covers: tuple[str, ...]) -> Job:
        self.time += timedelta(seconds=2)
        state = NodeState.FAILED if self.luck.bad(7) else NodeState.SUCCESSFUL
        job = Job(
            id=f"j{len(self._jobs)}", state=state, operation=operation, scheduled=False, submitted=self.time,
            ended=self.time, covers=covers, full=True,
        )  # fmt: skip
        self._jobs[job.id] = job
        return job

    def _node(self, operation: str, identifier: str, job: Job) -> None:
        good = job.state is NodeState.SUCCESSFUL
        before = self._nodes.get((operation, identifier))
        self._nodes[operation, identifier] = Node(
            operation=operation, identifier=identifier or None, name=operation, state=job.state, job_ids=(job.id,),
            success_job_ids=(job.id,) if good else (), ended=job.ended,
            last_success=job.ended if good else before and before.last_success,
        )  # fmt: skip

    def _profiles(self) -> tuple[Customer, ...]:
        return (Customer(id=PERSON, email=EMAIL),) if self.profile else ()


def _table(name: str) -> SourceTable:
    return SourceTable(source_id=name, source_name=name, name="t", qualified=f"{name}_t", columns=("id",))


def _corrupt(name: str) -> SourceTable:
    return SourceTable(source_id=name, source_name=name, name="t_corrupt", qualified=f"{name}_t_corrupt", corrupt=True)
