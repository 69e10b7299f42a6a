"""What Customer Insights says there is: tables, segments, states and the store, and what a control has shown.

Shared by all who look at once. Tables, store and segments are kept for a minute besides, for who only wants to see:
each look-up of a person takes the same of them. They are forgotten at once when something of ours asks for a change,
and what is not told as a whole is not kept. Another process, or a person in the service itself, may have changed it
all the same. So nothing is *decided* on what is kept:

- whether a person is gone, what a plan has to do, what becomes of a segment and how a process ended is asked anew,
  by a moment that the answer must be newer than;
- what is filed rests on a look of its own, whatever the form has shown;
- of what is shown, that somebody was found counts; that they were not, or a doubt, is told after asking all anew
  (`handlers/people/whereabouts.py`).
"""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from common.cache import Shared, SharedAnswer
from domain.erasure.looks import Aim, Control, How, Kind, Look, Why
from domain.erasure.places import is_short
from domain.erasure.whereabouts import Listed, Model, Segment, Store, StoreState
from domain.insights import Job, Snapshot
from domain.trouble import Refused, Trouble, Unreadable

T = TypeVar("T")
KEPT = 60.0  # seconds
_REFUSALS = {401: Why.RIGHTS, 403: Why.RIGHTS, 404: Why.MISSING}


class Says(Protocol):
    async def model(self) -> Model: ...
    async def store(self) -> StoreState: ...
    async def segments(self) -> Listed[Segment]: ...


@dataclass(frozen=True, kw_only=True)
class Lists:
    """None where it was not told; `looks` say why."""

    model: Model | None
    store: StoreState | None
    segments: Listed[Segment] | None
    states: Snapshot | None
    jobs: tuple[Job, ...] = ()  # the recent ones
    looks: tuple[Look, ...]

    @property
    def proved(self) -> bool:
        """Whether all of it was told and understood."""
        return not any(look.reason for look in self.looks)


class Inventory:
    """One call each, however many ask.

    `model`, `store` and `segments` take the moment (of the monotonic clock) after which it must have been asked, and
    give what is at most `kept` seconds old. They raise `domain.trouble.Trouble`.
    """

    def __init__(
        self,
        people: Says,
        states: SharedAnswer[Snapshot],
        jobs: SharedAnswer[tuple[Job, ...]],
        kept: float = KEPT,
    ) -> None:
        self._model = SharedAnswer(people.model, kept, keep=lambda model: model.whole)
        self._store = SharedAnswer(people.store, kept, keep=lambda state: state.store is Store.QUERYABLE)
        self._segments = SharedAnswer(people.segments, kept, keep=lambda listed: not listed.unread)
        self._states, self._jobs = states, jobs
        self.model, self.store, self.segments = self._model.read, self._store.read, self._segments.read

    def forget(self) -> None:
        """Something of ours may have changed it."""
        for answer in (self._model, self._store, self._segments, self._states, self._jobs):
            answer.forget()

    async def read(self, newer: float) -> Lists:
        """All of it, asked after `newer` (of the monotonic clock). Never raises: what was not told says why."""
        model, no_model = await _told(self._model.read(newer))
        store, no_store = await _told(self._store.read(newer))
        segments, no_segments = await _told(self._segments.read(newer))
        states, no_states = await _told(self._states.read(newer))
        jobs, no_jobs = await _told(self._jobs.read(newer))
        tables = (model.listed, model.unread) if model else (0, 0)
        named = (len(segments) + segments.unread, segments.unread) if segments else (0, 0)
        nodes = (len(states.nodes), 0) if states else (0, 0)
        short = model and is_short(model, segments or (), states.nodes if states else ())
        looks = [_look("tables", Why.SHORT if short else no_model, *tables), _look("segments", no_segments, *named)]
        looks += [_look("states", no_states, *nodes)]
        looks += [Look(aim=Aim(kind=Kind.STORE), why=no_store)] if no_store else []
        looks += [Look(aim=Aim(kind=Kind.LIST, table="jobs"), why=no_jobs)] if no_jobs else []
        return Lists(model=model, store=store, segments=segments, states=states, jobs=jobs or (), looks=tuple(looks))


def _look(name: str, why: Why | None, rows: int, unread: int) -> Look:
    """A list needs no control: whatever else names a place is looked at all the same."""
    aim, control = Aim(kind=Kind.LIST, table=name), Control.FOUND if rows else Control.EMPTY
    return Look(aim=aim, pages=1, rows=rows, understood=rows - unread, control=control, why=why)


async def _told(answer: Awaitable[T]) -> tuple[T | None, Why | None]:
    try:
        return await answer, None
    except Unreadable:
        return None, Why.UNREAD
    except Refused as no:
        return None, _REFUSALS.get(no.status or 0, Why.REFUSED)
    except Trouble:
        return None, Why.DOWN


@dataclass(frozen=True)
class Shown:
    """What a control has shown. `blind`: capitals do not count. `why`: why it has shown nothing."""

    control: Control = Control.NONE
    blind: bool = False
    why: Why | None = None


# By table, way of asking, column, and whether there are several values; nothing that names anybody.
Controls = Shared[tuple[str, How, str, bool], Shown]
