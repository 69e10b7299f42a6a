"""The life of a request: its states and the one table that says how they change (design §4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from domain.notes import Note

T = TypeVar("T")


class Kind(StrEnum):
    REFRESH = "refresh"
    ERASURE = "erasure"  # of a person, from what is refreshed and all that is made of it
    REMOVE_USER = "remove-user"
    EXPORT = "export"

    @property
    def asked_as(self) -> str:
        """The command and the form that ask for it: a refresh for somebody is their erasure."""
        return "refresh" if self is Kind.ERASURE else self.value

    @property
    def deletes(self) -> bool:
        """Whether it takes data away, which a legal hold forbids. A copy of what is kept may be given all the same."""
        return self is not Kind.EXPORT

    @property
    def crosses(self) -> Kind | None:
        """The kind that it must not run over unseen, and that not over it: what is erased is in no copy any more."""
        return {Kind.ERASURE: Kind.EXPORT, Kind.EXPORT: Kind.ERASURE}.get(self)

    @property
    def hides(self) -> bool:
        """Whether the things to do are people: the keys of its steps are not their ids then, but hide them."""
        return self is Kind.REMOVE_USER


def chosen(by_name: Mapping[str, T], kind: Kind) -> T | None:
    """What is configured for a kind: by its name, by what it is asked as, or by `default`."""
    return next((by_name[name] for name in (kind, kind.asked_as, "default") if name in by_name), None)


class State(StrEnum):
    PENDING_APPROVAL = "pending_approval"
    IN_PROGRESS = "in_progress"
    NEEDS_ATTENTION = "needs_attention"
    COMPLETED = "completed"
    DENIED = "denied"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REFUSED = "refused"


OPEN = frozenset({State.PENDING_APPROVAL, State.IN_PROGRESS, State.NEEDS_ATTENTION})
CLOSED = frozenset(State) - OPEN
BEGUN = frozenset({State.IN_PROGRESS, State.NEEDS_ATTENTION})  # approved, and not over
UNANSWERED = frozenset(
    {State.DENIED, State.EXPIRED, State.CANCELLED, State.REFUSED}
)  # closed, and the subject may still wait


class Change(StrEnum):
    """What can happen to a request."""

    APPROVE = "approve"  # the votes reached the quorum
    DENY = "deny"
    EXPIRE = "expire"
    SETTLE = "settle"  # everything is done
    STALL = "stall"  # something failed for good, or only a person can go on
    RESUME = "resume"  # a retry, an answer, a tick
    CANCEL = "cancel"
    REFUSE = "refuse"


TABLE: dict[tuple[State, Change], State] = {
    (State.PENDING_APPROVAL, Change.APPROVE): State.IN_PROGRESS,
    (State.PENDING_APPROVAL, Change.DENY): State.DENIED,
    (State.PENDING_APPROVAL, Change.EXPIRE): State.EXPIRED,
    (State.IN_PROGRESS, Change.SETTLE): State.COMPLETED,
    (State.IN_PROGRESS, Change.STALL): State.NEEDS_ATTENTION,
    (State.NEEDS_ATTENTION, Change.RESUME): State.IN_PROGRESS,
    **{(state, Change.CANCEL): State.CANCELLED for state in OPEN},
    **{(state, Change.REFUSE): State.REFUSED for state in OPEN},
}


class NotPossible(Exception):
    """The request is in a state in which this cannot happen."""

    def __init__(self, state: State, change: Change) -> None:
        super().__init__(f"{change} is not possible in {state}")
        self.state = state
        self.change = change


class Illegible(ValueError):
    """What stands about a request is none to us: somebody else wrote it, or a newer release. `request`: its id."""

    def __init__(self, request: str) -> None:
        super().__init__("a request cannot be read")
        self.request = request


class Conflict(Exception):
    """Someone changed the row first. `Storage.write` catches it and runs the unit again."""


def after(state: State, change: Change) -> State:
    """The state that follows.

    Raises:
        NotPossible: when the table has no such cell.
    """
    try:
        return TABLE[state, change]
    except KeyError:
        raise NotPossible(state, change) from None


@dataclass(frozen=True, kw_only=True)
class Request:
    """One row of the board. Instants are UTC; `received_on` is a date in the company's own time zone.

    `version` is raised by every change; `run` by every (re)start of the work; `sealed` holds what was
    asked for (addresses, reference) under the key of `subject_id`.
    """

    id: str
    kind: Kind
    environment: str
    state: State
    requester_id: str
    subject_id: str
    sealed: bytes
    quorum: int
    created_at: datetime
    received_on: date
    expires_at: datetime
    due_at: datetime | None  # when the sweep must look next; None: never
    surface: str  # where it was asked
    place: str
    reminders: int = 0
    version: int = 1
    run: int = 0
    decided_at: datetime | None = None
    closed_at: datetime | None = None
    cancel_asked_by: str | None = None
    replaces: str | None = None
    extended_on: date | None = None  # the day on which the person was told that the answer takes longer
    questioned_on: date | None = None  # the day on which the person was asked who they are
    proved_on: date | None = None  # and the day on which they answered that
    batch: str | None = None  # the request that leads it, where many people were asked for at once
    counted_on: date | None = None  # the day that the days left on its cards are counted from; None: they show none

    @property
    def open(self) -> bool:
        return self.state in OPEN

    @property
    def by_law(self) -> bool:
        """Whether the law sets a date: a person asked for it. Users are removed because the company wants it."""
        return self.kind is not Kind.REMOVE_USER


class StepState(StrEnum):
    """How far one item of the work is."""

    WAITING = "waiting"  # not begun, or an earlier job is waited out
    RUNNING = "running"
    RETRYING = "retrying"  # failed, may still recover by itself
    DONE = "done"
    FAILED = "failed"  # for good: a person must act
    CANCELLED = "cancelled"


SETTLED = frozenset({StepState.DONE, StepState.FAILED, StepState.CANCELLED})


@dataclass(frozen=True, kw_only=True)
class Step:
    """One item of a request's work: a source to refresh, a user to remove.

    `label` is clear text and names no person; what does is in `sealed`, under the key of `subject_id`.
    `note` is a code that `words` turns into a sentence. `fault` is sealed free text of the service.
    """

    request_id: str
    key: str
    position: int
    subject_id: str
    label: str = ""
    sealed: bytes | None = None
    state: StepState = StepState.WAITING
    note: Note = Note.NONE
    fault: bytes | None = None
    job_id: str | None = None
    adopted: bool = False  # the job was started by someone else, so it is not ours to cancel
    intent_at: datetime | None = None  # by the service's own clock
    failed_at: datetime | None = None
    silent_since: datetime | None = None  # the service that it waits for has not answered since; by our own clock
    settled_at: datetime | None = None
    told_on: date | None = None  # of the answer to the person: the day on which, somebody states, they had it


class Factor(StrEnum):
    """What is given with an approval, besides the press (`domain.codes`)."""

    NUMBER = "number"  # of the request, typed
    CODE = "code"  # of a device of the person


class Verdict(StrEnum):
    APPROVE = "approve"
    DENY = "deny"


@dataclass(frozen=True, kw_only=True)
class Vote:
    request_id: str
    person_id: str
    verdict: Verdict
    at: datetime
    reason: bytes | None = None  # sealed under the request's subject key
    factor: Factor | None = None
    cast_by: str | None = field(default=None, compare=False)  # the person as they were then, where it was stored
    circles: str = ""  # that whoever's seat it fills belonged to then, in order, apart by spaces
    instead_of: str | None = None  # the id of the person who is away, and in whose name it is given
    away_until: date | None = None  # that person, the day included
    marks: str = ""  # by which these are known in this request, in order, apart by spaces

    @property
    def holder(self) -> str:
        """The id of the person whose seat it fills."""
        return self.instead_of or self.person_id

    @property
    def known_as(self) -> frozenset[str]:
        return frozenset(self.marks.split())

    @property
    def seat(self) -> frozenset[str]:
        """The circles that it counts for."""
        return frozenset(self.circles.split())
