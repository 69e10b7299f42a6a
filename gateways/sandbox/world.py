"""What the sandbox remembers, as values. All datetimes are aware and in UTC.

The world holds everything that can change; who the customers and the people in the directory are
comes from the seed and never changes, so it is not kept here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from gateways.sandbox.mailbox import Post


class State(StrEnum):
    """State of a job, a task or a node, as the contract spells it (`WorkflowState`)."""

    QUEUED = "queued"
    NEEDS_UPDATE = "needsUpdate"
    RUNNING = "running"
    FAILED = "failed"
    TIMED_OUT = "timedOut"
    ABORTED = "aborted"
    DELETED = "deleted"
    SUCCESSFUL = "successful"
    SKIPPED = "skipped"


class Behaviour(StrEnum):
    """How the refreshes of a data source go from now on (design §10, and one more)."""

    SUCCEED = "succeed"
    FAIL = "fail"
    RETRY_THEN_SUCCEED = "retry_then_succeed"
    TIME_OUT = "time_out"
    SKIP = "skip"
    HANG = "hang"
    WARN = "warn"  # the data comes in, but for some rows
    FAIL_PROFILING = "fail_profiling"  # the data comes in, its profiling fails: the job fails all the same


@dataclass(frozen=True, kw_only=True)
class Source:
    """A data source and how it is steered. `shown` overrides the state of its node until it is next refreshed."""

    id: str
    name: str
    friendly_name: str
    kind: str
    owner: str
    tables: tuple[str, ...]
    created: datetime
    behaviour: Behaviour = Behaviour.SUCCEED
    seconds: float | None = None  # None: as long as the world says
    provisioning: str = "active"
    shown: str | None = None
    incremental: bool = (
        False  # what is deleted in the original stays in the copy until a full refresh or its Deletes folder
    )
    corrupt: bool = False  # some of its rows could not be read, and lie in a table of their own
    takes_filters: bool = False  # that table does
    corrupt_of: tuple[str, ...] = ()  # whose rows lie there besides, by address


@dataclass(frozen=True, kw_only=True)
class Fault:
    """An error attached to a task (`CIResult`)."""

    culprit: str
    code: str
    message: str
    severity: str = "error"


@dataclass(frozen=True, kw_only=True)
class Phase:
    """A state that a task goes through, and for how many seconds; None: it stays there."""

    state: State
    seconds: float | None = None


@dataclass(frozen=True, kw_only=True)
class Task:
    """One process run inside a job. `phases` are still to come, the next one at `due`."""

    id: str
    operation: str
    identifier: str | None
    name: str
    submitted: datetime
    needs: tuple[str, ...] = ()  # ids of tasks of the same job
    started: datetime | None = None
    state: State = State.QUEUED
    phases: tuple[Phase, ...] = ()
    due: datetime | None = None
    ended: datetime | None = None
    fault: Fault | None = None

    @property
    def node(self) -> str:
        return node_key(self.operation, self.identifier)


@dataclass(kw_only=True)
class Job:
    """One request to refresh. It waits in the queue until `starts`; it has ended once all its tasks have."""

    id: str
    operation: str
    identifiers: tuple[str, ...]
    scheduled: bool
    forced: bool
    submitted: datetime
    starts: datetime
    tasks: dict[str, Task]
    state: State = State.QUEUED
    ended: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Node:
    """Latest state of one process, over all jobs: `job_ids` are those that its latest run was for."""

    operation: str
    identifier: str | None
    name: str
    state: State
    job_ids: tuple[str, ...] = ()
    success_job_ids: tuple[str, ...] = ()
    started: datetime | None = None
    ended: datetime | None = None
    last_success: datetime | None = None
    fault: Fault | None = None
    reason: str = "requested"

    @property
    def at_work(self) -> bool:
        """Retries included."""
        return self.started is not None and self.ended is None


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """A role assignment. One that was removed stays listed until `leaves`, as changes take time to arrive."""

    principal_id: str
    principal_type: str
    roles: tuple[str, ...]
    leaves: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Segment:
    """Every `every`-th customer, as they were when it was last evaluated; `erased` are records gone by then."""

    name: str
    friendly_name: str
    every: int
    active: bool
    static: bool = False
    evaluated: datetime | None = None
    erased: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Outage:
    """What the next calls get instead of, or after, the real answer. Status 0 drops the connection."""

    status: int
    next: int
    path: str
    after: bool = False
    retry_after: int | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The recurring refresh of everything. `seen`: until when its runs were started; what is not full starts none.

    It is on and incremental at first, so that nobody who tries the bot waits for a night.
    """

    active: bool = True
    full: bool = False
    timezone: str = "UTC"
    crons: tuple[str, ...] = ("0 0 2 * * *",)
    seen: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Oddities:
    """In what other forms answers come. `page`: rows of a list in one answer; `wrap`: lists inside an object.

    `case`: of the names of fields; `rename`, `null`: fields that go by another name, or say nothing. `bodiless`: a POST
    is answered 202 without a body. `clock`: seconds by which the service is ahead. `keys`: which of the two still
    work. `routes`: which of two addresses of the same thing there is. `moved`: the environment was reset.
    """

    page: int | None = None
    wrap: bool = False
    case: str = ""
    rename: dict[str, str] = field(default_factory=dict)
    null: tuple[str, ...] = ()
    bodiless: bool = False
    clock: float = 0.0
    keys: str = "both"
    routes: str = "both"
    moved: bool = False


# What one may well meet all at once, and what a client has to read as if it were nothing.
BELIEVABLE = Oddities(page=40, wrap=True, case="lower", clock=90.0, keys="secondary", routes="documented")


@dataclass(kw_only=True)
class World:
    seed: str
    seconds: float  # how long a refresh takes
    linger: float  # how many seconds a removed assignment stays listed
    sources: dict[str, Source]
    nodes: dict[str, Node]
    assignments: dict[str, Assignment]
    segments: dict[str, Segment]
    jobs: dict[str, Job] = field(default_factory=dict)
    # Records by `source/key`: gone in the original source (since when), in the copy that was ingested, in the profiles.
    erased_at_source: dict[str, datetime] = field(default_factory=dict)
    erased_in_copy: set[str] = field(default_factory=set)
    erased_in_profiles: set[str] = field(default_factory=set)
    searchable: tuple[str, ...] = ("FullName", "EMail")
    filterable: tuple[str, ...] = ("EMail",)
    capitals: bool = False  # whether capital letters count in a filter
    searches: str = "phrase"  # or "words": the index splits what is searched for, and any word will do
    made: dict[str, str] = field(default_factory=dict)  # more tables with a row of each customer, and their kind
    keeps: dict[str, tuple[str, ...]] = field(default_factory=dict)  # table: whose rows stay in it whatever happens
    copied_after: float = 0.0  # seconds until what left the profiles leaves the copies in Dataverse, too
    leaves_copies: dict[str, datetime] = field(default_factory=dict)  # records that did, and when
    members: dict[str, tuple[str, ...]] = field(default_factory=dict)  # of groups whose people were changed
    plan: Plan = field(default_factory=Plan)
    outage: Outage | None = None
    oddities: Oddities = field(default_factory=Oddities)
    post: Post = field(default_factory=Post)


def node_key(operation: str, identifier: str | None) -> str:
    return f"{operation}/{identifier or ''}"
