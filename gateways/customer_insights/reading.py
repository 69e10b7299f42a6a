"""From the service's JSON to values. Any field may be missing or null (contract file, general facts)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta
from typing import TypeVar

from domain.erasure.schedule import Schedule
from domain.insights import OPERATIONS, Fault, Instance, Job, Node, NodeState, RefreshState, Source
from domain.trouble import Unreadable
from gateways.beside import fails

Row = Mapping[str, object]
T = TypeVar("T")
_APART = timedelta(hours=1)  # that clocks of one service may be, with room to spare
_CLOSE = timedelta(seconds=10)  # the same, where it decides whether a job counts
_NEVER = {MINYEAR, MAXYEAR}  # in no zone does one of another year leave what can be written


def one(body: object) -> Row:
    """Raises Unreadable when the answer is something else than an object, so what was done is not known."""
    if not isinstance(body, dict):
        raise Unreadable("Customer Insights gave an answer that cannot be read.")
    return body


def answered(body: object) -> Row:
    """An answer that is one object. Raises Unreadable also where an error stands beside what was asked for."""
    row = one(body)
    if fails(row):
        raise Unreadable("Customer Insights gave an answer that cannot be read.")
    return row


def each(body: object, read: Callable[[Row], T | None]) -> tuple[T, ...]:
    """Rows without an id are left out. Raises Unreadable for no list: nothing listed would mean *gone*."""
    if not isinstance(body, list | tuple):
        raise Unreadable("Customer Insights gave an answer that cannot be read.")
    return tuple(value for row in body if (value := read(one(row))) is not None)


def source(row: Row) -> Source | None:
    """Either shape of the list: the fields inside `dataSourceMetadata`, or at the top (v2, not published)."""
    inner = given(row, "dataSourceMetadata")
    fields = inner if isinstance(inner, dict) else row
    if not (source_id := text(fields, "dataSourceId")):
        return None
    return Source(
        id=source_id,
        name=text(fields, "friendlyName") or text(fields, "name") or source_id,
        kind=text(fields, "kind"),
        state=RefreshState(text(fields, "refreshState")),
        provisioning=text(fields, "provisioningState") or "unknown",
        last_refresh=moment(fields, "lastRefresh"),
        owner=text(fields, "createdBy") or None,
        incremental=bool(given(fields, "incrementalRefreshProperties")),
    )


def job(row: Row, now: datetime | None) -> Job | None:
    """`now`: by the service's own clock. One that is over may lack an id. Raises Unreadable for any other."""
    found = _job(row, now)
    if found.id:
        return found
    if found.running:
        raise Unreadable("Customer Insights names a job that cannot be told from others.")
    return None


def the_job(body: object, now: datetime | None) -> Job:
    """Raises Unreadable for a job without an id: something was started or stopped, but nobody can tell what."""
    found = _job(answered(body), now)
    if not found.id:
        raise Unreadable("Customer Insights gave an answer that cannot be read.")
    return found


def _job(row: Row, now: datetime | None) -> Job:
    return Job(
        id=text(row, "jobId"),
        state=NodeState(text(row, "jobStatus")),
        operation=operation(row),
        scheduled=text(row, "jobSubmissionKind").casefold() == "scheduled",
        submitted=_past(row, "submittedTimestamp", now),
        ended=_past(row, "endTimestamp", now),
        covers=_ids(row, "idList") if _fields(row, "idList") else None,
        full=_is_full(row),
    )


def _past(row: Row, name: str, now: datetime | None) -> datetime | None:
    """Of a job: what lies ahead by more than seconds is an end that is planned, or of a clock that nobody knows. It
    counts once it is past."""
    found = moment(row, name)
    return None if now and found and found > now + _CLOSE else found


def _is_full(row: Row) -> bool:
    """Whether it says so: the contract knows `full` and `incremental`, and requires neither."""
    return text(row, "jobType").casefold() == "full"


def node(row: Row, now: datetime) -> Node:
    """`now`: by the service's own clock."""
    return Node(
        operation=operation(row),
        identifier=text(row, "identifier") or None,
        name=text(row, "friendlyName"),
        state=NodeState(text(row, "taskStatus")),
        job_ids=_ids(row, "jobIds"),
        success_job_ids=_ids(row, "lastSuccessJobIds"),
        ended=moment(row, "endTimestamp", now),
        last_success=moment(row, "lastSuccessfulTimestamp", now),
        fault=_fault(row),
    )


def role(row: Row) -> str | None:
    return text(row, "roleName") or None


def schedule(row: Row) -> Schedule:
    return Schedule(
        operation=operation(row),
        full=_is_full(row),
        active=given(row, "isActive") is True,
        timezone=text(row, "timezoneId"),
        crons=_ids(row, "cronSchedules") or (),
        covers=_ids(row, "identifiers"),
    )


def instance(row: Row) -> Instance:
    return Instance(name=text(row, "name"), credentials_required=given(row, "isRefreshCredentialRequired") is True)


_SPELT = {name.casefold(): name for name in OPERATIONS}  # a word that is none of them stays as it came


def operation(row: Row) -> str:
    """The kind of process, in the spelling of the contract whatever its case."""
    word = text(row, "operationType")
    return _SPELT.get(word.casefold(), word)


def _fault(row: Row) -> Fault | None:
    """The gravest of `ciError` and `ciErrors`; one that is not understood is an error, a recommendation is none."""
    several = given(row, "ciErrors")
    found = [given(row, "ciError"), *(several if isinstance(several, list) else [several])]
    faults: list[Row] = [fault if isinstance(fault, dict) else {} for fault in found if fault]
    faults = [fault for fault in faults if text(fault, "resultSeverity").casefold() != "recommendation"]
    faults.sort(key=lambda fault: text(fault, "resultSeverity").casefold() == "warning")
    if not faults:
        return None
    return Fault(
        code=text(faults[0], "errorCode"),
        message=text(faults[0], "message"),
        culprit=text(faults[0], "exceptionCulprit").casefold(),
        warning=text(faults[0], "resultSeverity").casefold() == "warning",
    )


def given(row: Row, name: str) -> object:
    """The value of a field, by its name in any case; None too where two fields differ in their case alone."""
    if name in row:
        return row[name]
    found = [value for other, value in row.items() if other.casefold() == name.casefold()]
    return found[0] if len(found) == 1 else None


def text(row: Row, name: str) -> str:
    value = given(row, name)
    return value if isinstance(value, str) else ""


def _fields(row: Row, name: str) -> int:
    """How many have this name, in whatever case."""
    return [*map(str.casefold, row)].count(name.casefold())


def _ids(row: Row, name: str) -> tuple[str, ...] | None:
    """Empty where there is none, which the contract writes as null; None where it is not understood as a whole: a part
    that cannot be read must not make the rest look like all."""
    values = given(row, name)
    if values is None and _fields(row, name) <= 1:
        return ()
    if not isinstance(values, list) or _fields(row, name) > 1:
        return None
    known = tuple(value.strip() for value in values if isinstance(value, str))
    return known if len(known) == len(values) and all(known) else None


def moment(row: Row, name: str, now: datetime | None = None) -> datetime | None:
    """Aware, UTC. Without a zone it is UTC already; the first and the last year are how .NET writes *never*.

    `now`: by the service's own clock, where the moment is of something that has happened: what lies ahead did not.
    """
    try:
        moment = datetime.fromisoformat(text(row, name))
    except ValueError:
        return None
    if moment.year in _NEVER:
        return None
    found = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return None if now and found > now + _APART else found
