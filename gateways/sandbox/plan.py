"""Which processes a job consists of, and what each waits for (documentation, system.md).

Sources depend on nothing, matching on all of them, merging on matching, the rest on merging. Static segments
are part of no job unless one names them; inactive ones are taken along and skipped.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from gateways.sandbox.world import Task, World


@dataclass(frozen=True)
class Stage:
    operation: str
    name: str
    after: str


STAGES = (
    Stage("match", "Match", after="ingestion"),
    Stage("merge", "Merge", after="match"),
    Stage("profileStore", "Profile store", after="merge"),
    Stage("search", "Search index", after="merge"),
    Stage("activity", "Activities", after="merge"),
    Stage("measures", "Lifetime spend", after="activity"),
    Stage("segmentation", "Segments", after="merge"),
    Stage("export", "Ads audience", after="segmentation"),
)
_OPERATIONS = """
    none ingestion derivedEntity hierarchy dataPreparation map realtimeM3Search match merge profileStore search activity
    contact attributeMeasures entityMeasures measures segmentation segmentMembership enrichment preEnrichment transform
    intelligence aiBuilder insights export modelManagement relationship roleAssignment analysis semanticEntity all
"""


def operation_type(name: str) -> str | None:
    """The contract's `OperationType`; the documentation writes `Ingestion`, the client `ingestion`."""
    return {known.lower(): known for known in _OPERATIONS.split()}.get(name.lower())


def plan(world: World, operation: str, identifiers: tuple[str, ...], now: datetime) -> list[Task]:
    """The tasks of a job. Raises KeyError with an identifier that nothing answers to."""
    tasks: list[Task] = []
    if operation in {"all", "ingestion"}:
        wanted = world.sources if operation == "all" else identifiers or world.sources
        tasks += _source_tasks(world, wanted, now)
    for stage in STAGES:
        if operation in {"all", stage.operation}:
            tasks += _stage_tasks(world, stage, identifiers, tasks, now)
    return tasks


def _source_tasks(world: World, wanted: Iterable[str], now: datetime) -> list[Task]:
    tasks = []
    for source in [world.sources[source_id] for source_id in dict.fromkeys(wanted)]:
        ingestion = _task("ingestion", source.id, source.friendly_name, now)
        tasks += [ingestion, _task("dataPreparation", source.id, source.friendly_name, now, [ingestion])]
    return tasks


def _stage_tasks(
    world: World, stage: Stage, identifiers: tuple[str, ...], tasks: list[Task], now: datetime
) -> list[Task]:
    needs = [task for task in tasks if task.operation == stage.after and not _idle(world, task)]
    if stage.operation != "segmentation":
        return [_task(stage.operation, None, stage.name, now, needs)]
    named = [world.segments[name] for name in identifiers]
    wanted = named or [segment for segment in world.segments.values() if not segment.static]
    return [_task("segmentation", segment.name, segment.friendly_name, now, needs) for segment in wanted]


def _idle(world: World, task: Task) -> bool:
    return task.operation == "segmentation" and not world.segments[str(task.identifier)].active


def _task(operation: str, identifier: str | None, name: str, now: datetime, needs: Iterable[Task] = ()) -> Task:
    return Task(
        id=str(uuid.uuid4()),
        operation=operation,
        identifier=identifier,
        name=name,
        submitted=now,
        needs=tuple(task.id for task in needs),
    )
