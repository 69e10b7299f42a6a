"""What Customer Insights tells us, as values. All datetimes are aware and in UTC."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class NodeState(StrEnum):
    """State of a job, a task or a node; anything the service adds later is UNKNOWN, never success."""

    QUEUED = "queued"
    NEEDS_UPDATE = "needsUpdate"
    RUNNING = "running"
    FAILED = "failed"
    TIMED_OUT = "timedOut"
    ABORTED = "aborted"
    DELETED = "deleted"
    SUCCESSFUL = "successful"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> NodeState:
        return next((state for state in cls if state.casefold() == str(value).casefold()), cls.UNKNOWN)


_OVER = {NodeState.TIMED_OUT, NodeState.ABORTED, NodeState.DELETED, NodeState.SUCCESSFUL, NodeState.SKIPPED}

# Kinds of process, as the contract lists them. What is of another kind, or of `none`, may be anything.
OPERATIONS = (
    "none", "ingestion", "derivedEntity", "hierarchy", "dataPreparation", "map", "realtimeM3Search", "match", "merge",
    "profileStore", "search", "activity", "contact", "attributeMeasures", "entityMeasures", "measures", "segmentation",
    "segmentMembership", "enrichment", "preEnrichment", "transform", "intelligence", "aiBuilder", "insights", "export",
    "modelManagement", "relationship", "roleAssignment", "analysis", "semanticEntity", "all",
)  # fmt: skip
_KINDS = frozenset(map(str.casefold, OPERATIONS)) - {"none"}


class RefreshState(StrEnum):
    """State of the latest refresh of a data source."""

    NOT_UPDATED = "notUpdated"
    UPDATED = "updated"
    UPDATING = "updating"
    UPDATE_FAILED = "updateFailed"
    UPDATE_CANCELLED = "updateCancelled"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> RefreshState:
        return next((state for state in cls if state.casefold() == str(value).casefold()), cls.UNKNOWN)


class PrincipalType(StrEnum):
    USER = "user"
    GROUP = "group"
    APP = "app"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> PrincipalType:
        return cls.UNKNOWN


@dataclass(frozen=True, kw_only=True)
class Source:
    """A data source. `owner` is an e-mail address: never show it, look the name up."""

    id: str
    name: str  # what people see
    kind: str
    state: RefreshState
    provisioning: str = "active"
    last_refresh: datetime | None = None
    owner: str | None = None
    incremental: bool = False  # read in parts: what is missing in a later part is not deleted by that


@dataclass(frozen=True, kw_only=True)
class Fault:
    """An error or warning attached to a task or node. `message` is free text and may name a person."""

    code: str
    message: str
    culprit: str  # system | user | external
    warning: bool = False  # the work was done all the same


@dataclass(frozen=True, kw_only=True)
class Job:
    """One request to refresh. `covers`: the ids that were asked for, empty for all of its kind; None: not known which.

    What is not known is no evidence: such a run counts for nothing, and may be in the way all the same.
    `full`: it says that it reads all there is; an incremental one does not see what was deleted.
    """

    id: str
    state: NodeState
    operation: str
    scheduled: bool
    submitted: datetime | None
    ended: datetime | None
    covers: tuple[str, ...] | None = ()
    full: bool = False

    @property
    def everything(self) -> bool:
        """It is for `all`, and names no part of that."""
        return self.operation.casefold() == "all" and self.covers == ()

    def runs(self, operation: str, names: Collection[str] = ()) -> bool:
        """Whether it surely works on this process, or on these parts of it: one for other parts alone does not."""
        if self.everything:
            return True
        if self.covers is None or self.operation.casefold() != operation.casefold():
            return False
        return not self.covers or (bool(names) and set(names) <= set(self.covers))

    def of_kind(self, operation: str) -> bool:
        """Whether it is of this kind, for whatever part of it."""
        return self.operation.casefold() in {operation.casefold(), "all"}

    def may_run(self, operation: str, names: Collection[str] = ()) -> bool:
        """Whether it may work on that: also one of which nobody knows the kind, or the parts."""
        return self.runs(operation, names) or (not self.clear and self.may_be(operation))

    def may_be(self, operation: str) -> bool:
        """Whether it may be of this kind: it is, or nobody knows of which it is."""
        return self.of_kind(operation) or not self._known

    @property
    def clear(self) -> bool:
        """Whether it says what it works on."""
        return self._known and self.covers is not None

    @property
    def _known(self) -> bool:
        return self.operation.casefold() in _KINDS

    @property
    def running(self) -> bool:
        """It may still be at work: it has not ended, and its state is no end. A state that nobody knows is none."""
        return self.ended is None and self.state not in _OVER


@dataclass(frozen=True, kw_only=True)
class Node:
    """Latest state of one process. For `ingestion`, `identifier` is the source id."""

    operation: str
    identifier: str | None
    name: str
    state: NodeState
    job_ids: tuple[str, ...] | None = ()  # None: not known which; it belongs to no job then
    success_job_ids: tuple[str, ...] | None = ()
    ended: datetime | None = None
    last_success: datetime | None = None
    fault: Fault | None = None

    @property
    def warned(self) -> bool:
        """Whether rows may be missing although the work was done: it warns, or succeeded and names an error beside."""
        return self.fault is not None and (self.fault.warning or self.state is NodeState.SUCCESSFUL)

    def names(self, job_id: str) -> bool:
        return job_id in (self.job_ids or ())


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The states of all processes at one moment. `asked_at` is the service's own time, cut down to the second."""

    nodes: tuple[Node, ...]
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class Instance:
    """The environment. `credentials_required`: some source waits for someone to sign in again."""

    name: str
    credentials_required: bool


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """A role assignment. CI gives neither name nor e-mail: ask the directory."""

    principal_id: str
    principal_type: PrincipalType
    roles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Principal:
    """Somebody or something in the directory (Microsoft Graph). `email` is personal: never log it."""

    id: str
    type: PrincipalType
    name: str
    email: str | None = None


@dataclass(frozen=True, kw_only=True)
class User:
    """A user of the directory, as far as it says who counts. `upn` is the sign-in name, and personal: never log it."""

    id: str
    name: str
    upn: str
    user_type: str | None  # Member or Guest
    enabled: bool
