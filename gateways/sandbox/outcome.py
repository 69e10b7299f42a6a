"""How a process goes: the states that it will pass through, and the error that it shows when it fails."""

from __future__ import annotations

from gateways.sandbox.world import Behaviour, Fault, Phase, Source, State, Task, World

STEP_SHARE = 0.1  # of the time of a refresh, for everything but ingestion
_END = None

# For each behaviour of a data source: the states in order, each with its share of the time of a refresh.
_INGESTION: dict[Behaviour, tuple[tuple[State, float | None], ...]] = {
    Behaviour.SUCCEED: ((State.RUNNING, 1), (State.SUCCESSFUL, _END)),
    Behaviour.FAIL: ((State.RUNNING, 1), (State.FAILED, _END)),
    Behaviour.RETRY_THEN_SUCCEED: (
        (State.RUNNING, 0.4),
        (State.FAILED, 0.3),
        (State.RUNNING, 0.3),
        (State.SUCCESSFUL, _END),
    ),
    Behaviour.TIME_OUT: ((State.RUNNING, 1), (State.TIMED_OUT, _END)),
    Behaviour.SKIP: ((State.SKIPPED, _END),),
    Behaviour.HANG: ((State.RUNNING, _END),),
    Behaviour.WARN: ((State.RUNNING, 1), (State.SUCCESSFUL, _END)),
    Behaviour.FAIL_PROFILING: ((State.RUNNING, 1), (State.SUCCESSFUL, _END)),
}
_FAULTS = {
    Behaviour.FAIL: Fault(
        culprit="user", code="DataSourceAccessDenied", message="The data source refused access to its tables."
    ),
    Behaviour.RETRY_THEN_SUCCEED: Fault(
        culprit="external", code="StorageUnavailable", message="The storage account did not answer."
    ),
    Behaviour.TIME_OUT: Fault(
        culprit="system", code="IngestionTimedOut", message="The refresh did not end within five hours."
    ),
}
_WARNINGS = {
    Behaviour.WARN: Fault(
        culprit="user", code="IngestionWarnings", message="Some rows could not be read.", severity="warning"
    )
}
_CREDENTIALS = Fault(
    culprit="user", code="DataSourceCredentialsExpired", message="The sign-in of the data source has expired."
)
_PROFILING = Fault(culprit="system", code="DataProfilingFailed", message="Profiling did not end within three hours.")


def phases(world: World, task: Task) -> tuple[Phase, ...]:
    source = world.sources.get(task.identifier or "")
    if source and task.operation == "ingestion":
        seconds = world.seconds if source.seconds is None else source.seconds
        return _over(seconds, _INGESTION[_behaviour(source)])
    step = world.seconds * STEP_SHARE
    if source and source.behaviour is Behaviour.FAIL_PROFILING:
        return _over(step, _INGESTION[Behaviour.FAIL])
    segment = world.segments.get(task.identifier or "")
    if task.operation == "segmentation" and not (segment and segment.active):
        return _over(step, _INGESTION[Behaviour.SKIP])
    return _over(step, _INGESTION[Behaviour.SUCCEED])


def fault(world: World, task: Task) -> Fault | None:
    """The error to show in the states that have one."""
    source = world.sources.get(task.identifier or "")
    if source is None:
        return None
    if task.operation == "dataPreparation":
        return _PROFILING if source.behaviour is Behaviour.FAIL_PROFILING else None
    if source.behaviour in _WARNINGS:
        return _WARNINGS[source.behaviour]
    return _CREDENTIALS if source.provisioning == "refreshCredentials" else _FAULTS.get(source.behaviour)


def _behaviour(source: Source) -> Behaviour:
    return Behaviour.FAIL if source.provisioning == "refreshCredentials" else source.behaviour


def _over(seconds: float, shares: tuple[tuple[State, float | None], ...]) -> tuple[Phase, ...]:
    return tuple(Phase(state=state, seconds=None if share is None else share * seconds) for state, share in shares)
