"""One request in one unit of work: what everything that is done about it needs, opened once and handed on as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TypedDict, Unpack

from domain.event import EventKind
from domain.facts import Facts
from domain.notes import Note
from domain.notice import NoticeKind
from domain.policy import Policy
from domain.request import SETTLED, Request, State, Step, StepState
from domain.target import Target
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.sealed import F, facts, keeping
from handlers.requests.steps import add


class Changed(TypedDict, total=False):
    """What changes of a request while it lives; the rest stays as it was filed."""

    state: State
    run: int
    reminders: int
    expires_at: datetime
    due_at: datetime | None
    decided_at: datetime | None
    closed_at: datetime | None
    cancel_asked_by: str
    counted_on: date
    extended_on: date
    questioned_on: date
    proved_on: date
    received_on: date


class Case:
    """The request and its steps as they stand, whatever was saved through the case since it was opened.

    `now`: when it is done, UTC. `by`: the id of who does it; None: the bot itself. Who saves beside the case what it
    holds, and goes on with the case, runs into a `domain.request.Conflict`.
    """

    def __init__(self, unit: Unit, request: Request, policy: Policy, now: datetime, by: str | None = None) -> None:
        self.unit, self.request, self.policy, self.now, self.by = unit, request, policy, now, by
        self._steps: Sequence[Step] | None = None

    @classmethod
    def open(cls, unit: Unit, request_id: str, policy: Policy, now: datetime, by: str | None = None) -> Case | None:
        """None where there is no such request."""
        found = unit.requests.get(request_id)
        return cls(unit, found, policy, now, by) if found else None

    @classmethod
    def of(cls, unit: Unit, deps: Deps, act: Act, now: datetime) -> Case | None:
        """Of the request that the act names, in the name of who acts."""
        return cls.open(unit, act.request_id, deps.policy, now, act.person.id)

    @property
    def id(self) -> str:
        return self.request.id

    @property
    def person(self) -> str:
        """The id of who does it, where it is something that only a person does."""
        assert self.by, "the bot itself does not do this"
        return self.by

    @property
    def steps(self) -> Sequence[Step]:
        """In order of position; read when they are asked for, and once."""
        if self._steps is None:
            self._steps = self.unit.steps.of(self.id)
        return self._steps

    def change(self, **changes: Unpack[Changed]) -> None:
        """Of the request; written with what is saved next."""
        self.request = replace(self.request, **changes)

    def save(self, **changes: Unpack[Changed]) -> None:
        """Write the request, with these changes."""
        self.change(**changes)
        self.request = self.unit.requests.save(self.request)

    def start(self, **changes: Unpack[Changed]) -> None:
        """Save it, and begin its next run."""
        self.change(**changes)
        self.change(run=self.request.run + 1)
        self.request = self.unit.requests.save(self.request, begins=True)

    def put(self, step: Step) -> None:
        """Write a step as it is."""
        self.unit.steps.save(step)
        self._steps = None

    def facts(self, step: Step, of: type[F]) -> F:
        """What is kept of a step, as the facts of one capability."""
        return facts(self.unit, step, of)

    def keep(self, step: Step, state: StepState, note: Note, facts: Facts, *, told_on: date | None = None) -> Step:
        """What came of a step, with its facts in the place of those that it had. The step as it is kept."""
        settled_at = self.now if state in SETTLED else None
        kept = replace(keeping(self.unit, step, facts), state=state, note=note, settled_at=settled_at, told_on=told_on)
        self.put(kept)
        return kept

    def add(self, parts: Iterable[Step]) -> None:
        """Behind what is there; a part that is there already is left alone."""
        add(self.unit, parts)
        self._steps = None

    def event(self, kind: EventKind, data: Mapping[str, str] | None = None) -> None:
        """An audit event of who does it. `data`: see `handlers.ports.Events.add`."""
        self.unit.events.add(kind, self.now, actor=self.by, request=self.id, data=data)

    def tell_below(self, key: str, data: Mapping[str, str]) -> None:
        """Below its cards in channels, once a `key`: `data` says what, and whose doing it was."""
        self.notice(f"thread/{key}", NoticeKind.THREAD, Target.threads(), data)

    def notice(self, key: str, kind: NoticeKind, target: Target, data: Mapping[str, str] | None = None) -> bool:
        """Something to be told about the request, once a `key`; False when it was told, or is to be told, already."""
        return self.unit.notices.add(f"{self.id}/{key}", kind, target, self.now, request=self.id, data=data)
