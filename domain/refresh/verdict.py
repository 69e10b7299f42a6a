"""Reading the state of one source of one request: done, still under way, retrying, or failed for good.

The rules are those of the reference on Customer Insights §2; no API field says "permanent", so it is worked out here.
All instants are UTC, by the service's own clock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.causes import cause
from domain.insights import Fault, Job, Node, NodeState
from domain.notes import Note
from domain.request import Step, StepState

_ENDS = {
    NodeState.TIMED_OUT: Note.TIMED_OUT,
    NodeState.SKIPPED: Note.SKIPPED,
    NodeState.ABORTED: Note.ABORTED,
    NodeState.DELETED: Note.DELETED,
}
_UNDERWAY = {NodeState.RUNNING: Note.RUNNING, NodeState.UNKNOWN: Note.UNCLEAR, NodeState.SUCCESSFUL: Note.UNCLEAR}
_ENDED = frozenset({*_ENDS, NodeState.SUCCESSFUL, NodeState.FAILED})
_AT_WORK = frozenset({NodeState.QUEUED, NodeState.RUNNING, NodeState.FAILED})
_GRAVITY = {state: grave for grave, state in enumerate((StepState.RUNNING, StepState.RETRYING, StepState.FAILED), 1)}
_NEVER = datetime.min.replace(tzinfo=UTC)
INTENT_GRAIN = timedelta(seconds=1)  # the Date header counts whole seconds


def covers(job: Job, source_id: str) -> bool:
    """Whether it surely reads the source."""
    named = job.of_kind("ingestion") and source_id.casefold() in map(str.casefold, job.covers or ())
    return job.everything or named


def may_cover(job: Job, source_id: str) -> bool:
    """Whether it may read the source: also one that does not say which it reads, or of which kind it is."""
    return covers(job, source_id) or (job.may_be("ingestion") and not (job.clear and job.covers))


def counts(job: Job, step: Step) -> bool:
    """Whether the job may serve this step: it reads all of the source and was submitted after the intent, whoever did
    so."""
    return job.full and _is_later(job, step)


def _is_later(job: Job, step: Step) -> bool:
    return covers(job, step.key) and after_intent(job, step)


def after_intent(job: Job, step: Step) -> bool:
    return job.submitted is not None and step.intent_at is not None and job.submitted >= step.intent_at + INTENT_GRAIN


def serving(step: Step, jobs: Iterable[Job], fresh: Collection[str] = ()) -> Job | None:
    """The newest of the jobs that may serve this part of downstream work, whoever started it.

    `fresh`: ids of those that were not there yet when it was first looked, which was after the intent: where it is not
    said when one of them was submitted, that is what shows it.
    """
    fit = [job for job in jobs if job.full and (after_intent(job, step) or _is_new(job, fresh)) and _hopeful(job)]
    return max(fit, key=lambda job: job.submitted or _NEVER, default=None)


def _is_new(job: Job, fresh: Collection[str]) -> bool:
    return job.submitted is None and job.id in fresh


def _hopeful(job: Job) -> bool:
    return job.state is NodeState.SUCCESSFUL or (job.running and job.state in _AT_WORK)


def adoptable(step: Step, jobs: Sequence[Job]) -> Job | None:
    """The newest job that counts and has not come to a bad end."""
    fit = [job for job in jobs if counts(job, step) and _hopeful(job)]
    return max(fit, key=lambda job: job.submitted or _NEVER, default=None)


def busy(step: Step, jobs: Sequence[Job]) -> bool:
    """A job that does not count may still be reading the source, from before the deletion: it is waited out. So is one
    in a state that nobody knows, which may be ours."""
    return any(_in_the_way(step, job) for job in jobs)


def _in_the_way(step: Step, job: Job) -> bool:
    return job.running and may_cover(job, step.key) and not (counts(job, step) and _hopeful(job))


def unclear(step: Step, jobs: Iterable[Job]) -> bool:
    """Whether one of those does not say what it reads."""
    return any(_in_the_way(step, job) and not job.clear for job in jobs)


def judge_all(
    step: Step, nodes: Sequence[Node], jobs: Sequence[Job], now: datetime, settle: timedelta
) -> tuple[Step, Node | None]:
    """As `judge` says by the worst of the processes that bear the id of its source; and which that is. One that is past
    decides nothing beside another."""

    def gravity(seen: tuple[Step, Node]) -> tuple[int, bool]:
        return _GRAVITY.get(seen[0].state, 0), seen[0].note in {Note.UNCLEAR, Note.WARNED}

    present = [node for node in nodes if not _is_past(step, node, jobs)] or nodes
    seen = [(judge(step, node, jobs, now, settle), node) for node in present]
    return max(seen, key=gravity) if seen else (step, None)


def _is_past(step: Step, node: Node, jobs: Sequence[Job]) -> bool:
    """Whether it was over before the intent, and surely names no job that may serve this step."""
    if node.state not in _ENDED or node.job_ids is None or node.success_job_ids is None:
        return False
    latest = max(filter(None, (node.ended, node.last_success)), default=None)
    mine = {*node.job_ids, *node.success_job_ids}.intersection(_fit(step, jobs))
    return not mine and bool(latest and step.intent_at and latest <= step.intent_at)


def judge(step: Step, node: Node | None, jobs: Sequence[Job], now: datetime, settle: timedelta) -> Step:
    """The step as it stands now. `jobs` are needed only where the node failed, does not mention our job, or does not
    say when it succeeded."""
    if not node or not step.job_id:
        return step
    if winner := _winner(step, node, jobs, now):
        note = Note.WARNED if node.warned else Note.NONE
        return replace(step, state=StepState.DONE, note=note, job_id=winner, failed_at=None, settled_at=now)
    job = next((job for job in jobs if job.id == step.job_id), None)
    ended = job.state if job and not job.running else None
    ours = node.names(step.job_id)
    if (node.state if ours else ended) is NodeState.FAILED:
        return _failed(step, node, job, jobs, now, settle)
    if ours and node.state in _ENDS:
        return _end(step, _ENDS[node.state], now)
    if ended in _ENDS:
        return _end(step, _ENDS[ended], now)
    note = _UNDERWAY.get(node.state, Note.QUEUED) if ours else _elsewhere(node)
    return replace(step, state=StepState.RUNNING, note=note, failed_at=None)


def _elsewhere(node: Node) -> Note:
    return Note.UNCLEAR if node.job_ids is None else Note.QUEUED


def _winner(step: Step, node: Node, jobs: Sequence[Job], now: datetime) -> str | None:
    """The job that refreshed the source for this step: ours, or another that counts. An older success is none."""
    if node.last_success and step.intent_at and node.last_success <= step.intent_at:
        return None
    timed = _says_when(step, node, now)
    return next((job_id for job_id in _fit(step, jobs) if _succeeded(job_id, node, jobs, timed)), None)


def _fit(step: Step, jobs: Iterable[Job]) -> list[str]:
    """The ids of the jobs that may serve it, ours first."""
    return [job_id for job_id in (step.job_id, *(job.id for job in jobs if counts(job, step))) if job_id]


def _says_when(step: Step, node: Node, now: datetime) -> bool:
    """Whether it tells the moment of its success. The contract requires none; then its own end counts, as the
    reference on Customer Insights §2 has it (the source is judged, not its job), where that came after the intent and
    is not planned only."""
    over = node.ended and step.intent_at and step.intent_at < node.ended <= now
    return node.last_success is not None or bool(over)


def _succeeded(job_id: str, node: Node, jobs: Iterable[Job], timed: bool) -> bool:
    """Whether the node says that this job did, and when; without a moment, the job itself must have ended well."""
    if job_id in (node.success_job_ids or ()):
        return True
    if node.state is not NodeState.SUCCESSFUL or not node.names(job_id):
        return False
    return timed or {job.state for job in jobs if job.id == job_id} == {NodeState.SUCCESSFUL}


def _end(step: Step, note: Note, now: datetime) -> Step:
    return replace(step, state=StepState.FAILED, note=note, settled_at=now)


def _failed(step: Step, node: Node, job: Job | None, jobs: Sequence[Job], now: datetime, settle: timedelta) -> Step:
    """Retrying while its job or a later one runs, or the settling time has not passed; then permanent."""
    if job and job.state is NodeState.TIMED_OUT:
        return _end(step, Note.TIMED_OUT, now)
    later = [other for other in jobs if _is_later(other, step)]
    if job is None or job.running or any(other.running for other in later):
        return replace(step, state=StepState.RETRYING, note=Note.RETRYING, failed_at=None)
    ends = filter(None, (node.ended, *(other.ended for other in (job, *later))))
    since = max(ends, default=step.failed_at or now)
    if now - since < settle:
        return replace(step, state=StepState.RETRYING, note=Note.RETRYING, failed_at=since)
    return replace(_end(step, why(node.fault), now), failed_at=since)


_CULPRITS = {"user": Note.USER, "external": Note.EXTERNAL}


def why(fault: Fault | None) -> Note:
    """The code of our own words for an error of the service."""
    if not fault:
        return Note.SYSTEM
    return cause(fault.code, fault.message) or _CULPRITS.get(fault.culprit, Note.SYSTEM)
