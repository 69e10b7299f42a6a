"""A world of chance with more places in it, whose answers are changed on the way: how things are said, never about
whom. It knows in which places the person is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from domain.erasure.looks import How, Question, Reply, Why
from domain.erasure.rows import Row
from domain.erasure.whereabouts import (
    Column,
    Customer,
    Holding,
    Listed,
    MadeTable,
    Model,
    Segment,
    SourceTable,
    Store,
    StoreState,
    Whereabouts,
)
from domain.insights import Job, Node, NodeState, Snapshot
from domain.trouble import Refused, Unreachable, Unreadable
from tests.handlers.erasure.chance import EMAIL, OTHERS, PERSON, Chance

T = TypeVar("T")
PAGE = 2  # rows
OLD_ID = "c-0"  # of the person, before the profiles were unified anew


@dataclass
class Table:
    """Made for each customer, or of the rows of a `source` that could not be read. `written`: how the person is."""

    inside: bool = True
    written: str = PERSON
    column: str = "CustomerId"
    rebuilt: bool = True  # with the profiles, or with its source
    named: bool = True  # by the list of tables; if not, it was so until the first refresh
    segment: bool = False  # of one that was deleted
    source: str = ""


@dataclass(frozen=True)
class Twist:
    """One way in which answers are changed, from the call `first` on, for so many calls."""

    where: str
    what: str
    table: str = ""  # of questions; empty: each
    how: How | None = None  # None: each
    first: int = 0
    calls: int = 10**9


def _raising(trouble: Exception) -> Callable[[Any], Any]:
    def no(_: Any) -> Any:
        raise trouble

    return no


def _rows(change: Callable[[Row], Row | None]) -> Callable[[Reply], Reply]:
    return lambda reply: replace(reply, rows=tuple(row and change(row) for row in reply.rows))


def _odd(row: Row, *names: str) -> Row:
    """With cells that are not understood."""
    texts = {name: frozenset(row.cells.get(name) or ()) for name in names}
    return Row({**row.cells, **dict.fromkeys(names)}, row.loose, texts)


def _nodes(change: Callable[[Node], Node]) -> Callable[[Snapshot], Snapshot]:
    return lambda states: replace(states, nodes=tuple(map(change, states.nodes)))


def _made(change: Callable[[MadeTable], MadeTable]) -> Callable[[Model], Model]:
    return lambda model: replace(model, made=tuple(map(change, model.made)))


def _columns(change: Callable[[Column], Column]) -> Callable[[Model], Model]:
    return lambda model: replace(model, columns=tuple(map(change, model.columns)))


def _fewer(model: Model) -> Model:
    """One table of each sort was not understood."""
    return replace(model, made=model.made[1:], tables=model.tables[1:], segments=model.segments[1:], unread=3)


def _segments(change: Callable[[Segment], Segment]) -> Callable[[Listed[Segment]], Listed[Segment]]:
    return lambda listed: replace(listed, values=tuple(map(change, listed.values)))


BENDS: Mapping[str, Mapping[str, Callable[[Any], Any]]] = {
    "ask": {
        "rows that are none": _rows(lambda row: None),
        "a row that is none": lambda reply: replace(reply, rows=(None, *reply.rows)),
        "no cells": _rows(lambda row: Row({}, row.loose)),
        "cells not understood": _rows(lambda row: _odd(row, *row.cells)),
        "ids not understood": _rows(lambda row: _odd(row, "customerid")),
        "cut": lambda reply: replace(reply, rows=reply.rows[:1], why=Why.CUT),
        "a page of more": lambda reply: replace(reply, rows=reply.rows[:1], more=True),
        "empty": lambda reply: replace(reply, rows=()),
        "an empty page of more": lambda reply: replace(reply, rows=(), more=True),
        "not understood": lambda reply: Reply(why=Why.UNREAD),
        "400": _raising(Refused("no", status=400)),
        "403": _raising(Refused("no", status=403)),
        "404": _raising(Refused("no", status=404)),
        "silence": _raising(Unreachable("silence")),
    },
    "model": {
        "tables not understood": _fewer,
        "not understood": _raising(Unreadable("what?")),
        "columns not understood": _made(lambda table: replace(table, columns=None)),
        "keys by another name": _made(lambda table: replace(table, columns=(Column(name="Kunde"),))),
        "no meanings": _columns(lambda column: replace(column, meaning="")),
        "no index": _columns(lambda column: replace(column, searchable=False, filterable=False)),
        "an unknown index": _columns(lambda column: replace(column, searchable=None, filterable=None)),
        "only a filter": _columns(lambda column: replace(column, searchable=False)),
        "only a search": _columns(lambda column: replace(column, filterable=False)),
    },
    "segments": {
        "one not understood": lambda listed: Listed(listed.values[1:], 1),
        "one left out": lambda listed: Listed(listed.values[1:]),
        "none": lambda listed: Listed(()),
        "not understood": _raising(Unreadable("what?")),
        "unclear": _segments(lambda segment: replace(segment, unclear=True)),
        "a status nobody knows": _segments(lambda segment: replace(segment, status="sideways")),
        "never evaluated": _segments(lambda segment: replace(segment, evaluated=None, unclear=True)),
        "without count": _segments(lambda segment: replace(segment, count=None)),
    },
    "status": {
        "states nobody knows": _nodes(lambda node: replace(node, state=NodeState.UNKNOWN)),
        "no success": _nodes(lambda node: replace(node, last_success=None, success_job_ids=())),
        "no ends": _nodes(lambda node: replace(node, ended=None, last_success=None)),
        "no names": _nodes(lambda node: replace(node, identifier=None)),
        "none": lambda states: replace(states, nodes=()),
        "not understood": _raising(Unreadable("what?")),
    },
    "jobs": {
        "none": lambda jobs: (),
        "states nobody knows": lambda jobs: tuple(replace(job, state=NodeState.UNKNOWN) for job in jobs),
        "not for what": lambda jobs: tuple(replace(job, covers=()) for job in jobs),
        "no times": lambda jobs: tuple(replace(job, submitted=None, ended=None) for job in jobs),
    },
    "store": {
        "a word nobody knows": lambda state: replace(state, store=Store.UNKNOWN),
        "being built": lambda state: replace(state, store=Store.IN_BUILD),
        "without count": lambda state: replace(state, count=None),
        "counts nobody": lambda state: replace(state, count=0),
        "empty": lambda state: StoreState(store=Store.EMPTY, count=0),
        "silence": _raising(Unreachable("silence")),
    },
    "find": {
        "nobody": lambda found: Whereabouts(),
        "not understood": _raising(Unreadable("what?")),
        "refused": _raising(Refused("no", status=403)),
    },
    "holdings": {"not understood": _raising(Unreadable("what?")), "none": lambda held: ()},
}
WAITED_FOR = {"status", "jobs", "segments", "model", "find"}  # what is asked until it is understood: not for ever


@dataclass
class World(Chance):
    """`parents`: of a nested segment, which is worked out before the one that it is made of. `old`: segments that know
    the person by an older id. `once`: made static since. `capitals`: they count in a filter."""

    tables: dict[str, Table] = field(default_factory=dict)
    twists: tuple[Twist, ...] = ()
    parents: dict[str, str] = field(default_factory=dict)
    old: set[str] = field(default_factory=set)
    once: set[str] = field(default_factory=set)
    capitals: bool = False
    expands: bool | None = True  # None: it takes no heed of what is to come along; False: it refuses
    spelt: str = EMAIL  # as the profile writes the address
    calls: dict[str, int] = field(default_factory=dict)
    merged: datetime | None = None  # when the profiles were last made anew

    def __post_init__(self) -> None:
        self.unlucky = self.luck.turns > 0
        super().__post_init__()
        luck, self.luck = self.luck, type(self.luck)(0, 0)
        for name in sorted(self.once):
            self._node("segmentation", name, self._job("segmentation", ()))
        self.luck = luck

    @property
    def lists_all(self) -> bool:
        """What nothing ever names, nobody can look at."""
        return not any(twist.where in {"model", "find"} for twist in self.twists)

    # ---- the truth

    @property
    def places(self) -> list[str]:
        """Where the person is."""
        found = ["Customer"] if self.profile else []
        found += [name for name, held in self.held.items() if held.inside]
        return found + [name for name, table in self.tables.items() if table.inside]

    @property
    def free(self) -> bool:
        return not self.places

    @property
    def plain(self) -> bool:
        """Whether all is answered, as it is."""
        return not self.unlucky and not self.twists

    def anew(self, segment: str) -> bool:
        """Whether its members were worked out from the profiles as they are."""
        when = self.held[segment].segment.evaluated
        return when is not None and self.merged is not None and when > self.merged

    def _refreshed(self, source_ids: Any) -> Job:
        job = super()._refreshed(source_ids)
        if job.state is NodeState.SUCCESSFUL:
            self._rebuild(lambda table: table.source in source_ids, bool(self.origin & {*source_ids}))
        return job

    def _run(self, operation: str, names: tuple[str, ...]) -> Job:
        job = super()._run(operation, names)
        if operation == "merge" and job.state is NodeState.SUCCESSFUL:
            self.merged = self.time
            self._rebuild(lambda table: not table.source and not table.segment, bool(self.profile))
        return job

    def _rebuild(self, which: Callable[[Table], bool], inside: bool) -> None:
        for table in self.tables.values():
            if table.rebuilt and which(table):
                table.inside = inside

    def evaluated(self, name: str) -> None:
        if name not in self.held:  # it was deleted, and its table is taken away
            self.tables.pop(name, None)
            return
        parent = self.held.get(self.parents.get(name, ""))
        stays = bool(parent and parent.inside)
        super().evaluated(name)
        self.held[name].inside |= stays
        self.old.discard(name)

    async def activate(self, segment: str, *, active: bool = True) -> bool | None:
        if segment not in self.held:
            raise Refused("no such segment", status=404)
        return await super().activate(segment, active=active)

    async def delete_segment(self, segment: str) -> None:
        """Its table may stay."""
        held = self.held.get(segment)
        await super().delete_segment(segment)
        if held and self.luck.pick(2) and segment not in self.held:
            self.tables[segment] = Table(
                inside=held.inside, written=self._known_as(segment), segment=True, named=bool(self.luck.pick(2))
            )

    def _known_as(self, segment: str) -> str:
        return OLD_ID if segment in self.old else PERSON

    # ---- what it answers

    def bent(self, where: str, answer: T, question: Question | None = None) -> T:
        turn = self.calls[where] = self.calls.get(where, 0) + 1
        for twist in self.twists:
            aimed = not question or (
                twist.table in {"", question.table} and twist.how in {None, question.how} and not question.along
            )
            if twist.where == where and aimed and twist.first < turn <= twist.first + twist.calls:
                answer = BENDS[where][twist.what](answer)
        return answer

    async def model(self) -> Model:
        key, mail = Column(name="CustomerId"), await super().model()
        there = {
            name: table for name, table in self.tables.items() if table.named or (self.lists_all and not self.done)
        }
        made = [
            MadeTable(name=name, kind="activity", columns=(replace(key, name=table.column),))
            for name, table in there.items()
            if not table.source and not table.segment
        ]
        segments = [*self.held, *(name for name, table in there.items() if table.segment)]
        corrupt = [
            SourceTable(source_id=t.source, source_name=t.source, name=name, qualified=name,
                        columns=(t.column, "Note"), corrupt=True)
            for name, t in there.items() if t.source
        ]  # fmt: skip
        model = replace(
            mail, made=tuple(made), tables=(*mail.tables, *corrupt), segments=tuple(segments),
            listed=mail.listed + len(there),
        )  # fmt: skip
        return self.bent("model", model)

    async def find(self, who: str, model: Model, store: StoreState | None = None) -> Whereabouts:
        return self.bent("find", await super().find(who, model, store))

    async def store(self) -> StoreState:
        return self.bent("store", await super().store())

    async def status(self) -> Snapshot:
        return self.bent("status", await super().status())

    async def jobs(self) -> tuple[Job, ...]:
        return self.bent("jobs", await super().jobs())

    async def holdings(self, profile: Customer, model: Model) -> tuple[Holding, ...]:
        return self.bent("holdings", await super().holdings(profile, model))

    async def segments(self) -> Listed[Segment]:
        listed = await super().segments()
        counted = [replace(s, count=2 + self.held[s.name].inside if s.ran else None) for s in listed]
        return self.bent("segments", Listed(tuple(counted)))

    async def ask(self, question: Question) -> Reply:
        return self.bent("ask", await self._asked(lambda: self._reply(question)), question)

    def _reply(self, question: Question) -> Reply:
        rows = self._all(question.table)
        if question.along and self.expands is False:
            raise Refused("it brings nothing along", status=400)
        if question.along and self.expands:
            held = {row["customerid"] for row in self._all(question.along)}
            rows = [{**row, question.along.casefold(): ("1",) if row["customerid"] in held else ()} for row in rows]
        if question.how is How.FILTER:
            asked = {self._as_compared(value) for value in question.values}
            column = question.column.casefold()
            rows = [row for row in rows if self._as_compared((row.get(column) or ("",))[0]) in asked]
        if question.how is How.SEARCH:
            terms = [value.casefold() for value in question.values]
            rows = [row for row in rows if any(term in text[0].casefold() for text in row.values() for term in terms)]
        most = question.most * PAGE
        kept = [Row(row, frozenset(text for cell in row.values() for text in cell)) for row in rows[:most]]
        return Reply(rows=tuple(kept), pages=1 + max(0, len(kept) - 1) // PAGE, more=len(rows) > most)

    def _as_compared(self, text: str) -> str:
        return text if self.capitals else text.casefold()

    def _all(self, table: str) -> list[dict[str, tuple[str, ...]]]:
        """Others first: the person is seldom on the first page."""
        customers: list[dict[str, tuple[str, ...]]] = [{"customerid": (who,), "mail": (mail,)} for who, mail in OTHERS]
        if table == "Customer":
            return customers + ([{"customerid": (PERSON,), "mail": (self.spelt,)}] if self.profile else [])
        if table in self.held and self.held[table].segment.ran:  # one that never ran has no table
            return customers + ([{"customerid": (self._known_as(table),)}] if self.held[table].inside else [])
        if table not in self.tables:
            raise Refused("no such table", status=404)
        there = self.tables[table]
        column = there.column.casefold()
        others: list[dict[str, tuple[str, ...]]] = [
            {column: (mail if there.source else who,), "note": ("–",)} for who, mail in OTHERS
        ]
        return others + ([{column: (there.written,), "note": ("–",)}] if there.inside else [])
