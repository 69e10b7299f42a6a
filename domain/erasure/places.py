"""Where a person may be in Customer Insights, from everything that names a place: lists, states, and the plan.

A list may be cut, a table renamed, a segment deleted: what anything names is looked at, and what was known when the
plan was made is looked at again. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.erasure.plan import DOWNSTREAM, StepKind, key_of, name_of, of
from domain.erasure.whereabouts import MadeTable, Model, Segment, SourceTable
from domain.insights import Job, Node, NodeState
from domain.refresh.verdict import INTENT_GRAIN
from domain.request import Step

ID = "CustomerId"


@dataclass(frozen=True, kw_only=True)
class SegmentPlace:
    """`listed`: a list of segments or tables names it. `success`: when its process last succeeded, by the states;
    `reached`: that one of that name, in whatever case, ever did."""

    name: str
    label: str
    segment: Segment | None = None
    listed: bool = True
    success: datetime | None = None
    reached: bool = False

    @property
    def empty(self) -> bool | None:
        """Whether the service counts nobody in it, or somebody; None where it does not say."""
        count = self.segment.count if self.segment else None
        return None if count is None else count == 0

    def anew(self, since: datetime | None) -> bool:
        """Whether its members were worked out after `since`."""
        if self.segment:
            return self.segment.anew(since, self.success)
        return since is not None and self.success is not None and self.success > since


def segment_places(
    segments: Iterable[Segment], model: Model, nodes: Iterable[Node], steps: Sequence[Step]
) -> tuple[SegmentPlace, ...]:
    """Every segment that anything names, also one that was deleted."""
    known = {segment.name: segment for segment in segments}
    ran = [*_by_segment(nodes)]
    planned = {name_of(step.key): step.label for step in of(steps, StepKind.SEGMENT, StepKind.STATIC)}
    living = [name for name, node in ran if node.state is not NodeState.DELETED]
    success = successes(node for _, node in ran)
    reached = {name.casefold() for name, node in ran if node.last_success}
    names = dict.fromkeys((*known, *model.segments, *planned, *living))
    return tuple(
        SegmentPlace(
            name=name,
            label=known[name].label if name in known else planned.get(name) or name,
            segment=known.get(name),
            listed=name in known or name in model.segments,
            success=success.get(name),
            reached=name.casefold() in reached,
        )
        for name in names
        if name
    )


def successes(nodes: Iterable[Node]) -> dict[str, datetime | None]:
    """When the process of each segment last succeeded. Of several that bear its name, in whatever case, the earliest
    counts; None where one of them does not say."""
    ran = [*_by_segment(nodes)]
    moments: dict[str, list[datetime | None]] = {}
    for name, node in _present(ran):
        moments.setdefault(name.casefold(), []).append(node.last_success)
    told = {name: min(filter(None, some), default=None) if all(some) else None for name, some in moments.items()}
    return {name: told[name.casefold()] for name, _ in ran}


def _present(ran: Sequence[tuple[str, Node]]) -> list[tuple[str, Node]]:
    """Without those that were deleted, where another of the same name is there."""
    living = {name.casefold() for name, node in ran if node.state is not NodeState.DELETED}
    return [(name, n) for name, n in ran if n.state is not NodeState.DELETED or name.casefold() not in living]


def _by_segment(nodes: Iterable[Node]) -> Iterator[tuple[str, Node]]:
    return ((node.identifier, node) for node in nodes if node.operation == "segmentation" and node.identifier)


def tables_of_customers(model: Model, remembered: Iterable[str]) -> tuple[MadeTable, ...]:
    """The tables with rows of each customer, and those that were so when the plan was made and are named no more."""
    there = {table.name: table for table in model.made if table.about_customers}
    lost = [MadeTable(name=name, columns=None) for name in remembered if name not in there]
    return (*there.values(), *lost)


def is_short(model: Model, segments: Iterable[Segment], nodes: Iterable[Node]) -> bool:
    """Whether the list of tables cannot be whole: a source that was refreshed, or a segment that was worked out, has
    no table in it. Tables that do not say whose they are may be those of as many sources."""
    refreshed = {node.identifier.casefold() for node in nodes if node.identifier and _was_refreshed(node)}
    shown = {table.source_id.casefold() for table in model.tables if table.source_id}
    nameless = {table.source_name for table in model.tables if not table.source_id}
    worked_out = {segment.name.casefold() for segment in segments if segment.active and segment.evaluated}
    tables = {name.casefold() for name in (*model.segments, *(made.name for made in model.made))}
    return len(refreshed - shown) > len(nameless) or bool(worked_out - tables)


def _was_refreshed(node: Node) -> bool:
    return node.operation == "ingestion" and node.state is not NodeState.DELETED and node.last_success is not None


def since(steps: Sequence[Step]) -> datetime | None:
    """When what segments are worked out from was ready, by the service's clock: they must be newer than that."""
    begun = {step.key: step.intent_at for step in steps if step.intent_at}
    order = [key_of(StepKind.DOWNSTREAM, name) for name in reversed(DOWNSTREAM)]
    first = next((begun[key] for key in order if key in begun), None)
    sources = [step.intent_at for step in of(steps, StepKind.SOURCE) if step.intent_at]
    moment = first or max(sources, default=None)
    return moment and moment + INTENT_GRAIN


def early_runs(
    nodes: Iterable[Node], jobs: Iterable[Job], since: datetime | None, steps: Sequence[Step]
) -> frozenset[str]:
    """The segments that were last worked out by a run that began before what it rests on was done.

    `since`: when the profiles were ready. A run of everything makes the profiles itself, so it must have begun after
    the sources were to be refreshed. Where it is not told when a run began, only its end tells (`SegmentPlace.anew`);
    where it is not understood which run it was, it is among them. What was over by then says nothing of a segment that
    was worked out since, such as a static one that somebody made anew by hand, as long as its process agrees: one that
    worked on it later, and names no later run, did so in that one.
    """
    begun = {step.intent_at + INTENT_GRAIN for step in of(steps, StepKind.SOURCE) if step.intent_at}
    known = {job.id: job for job in jobs}

    def early(job: Job) -> bool:
        moment = max(begun, default=since) if job.everything else since
        return bool(job.submitted and moment and job.submitted < moment)

    def over(node: Node) -> bool:
        named = {*(node.job_ids or ()), *(node.success_job_ids or ())}
        ends = [known[one].ended if one in known else None for one in named]
        later = any(when and since and when > since for when in (node.ended, node.last_success))
        return node.job_ids is not None and not later and all(end and since and end < since for end in ends)

    def is_early(node: Node) -> bool:
        named = node.job_ids if node.success_job_ids == () else node.success_job_ids
        runs = [known[one] for one in named or () if one in known]
        return named is None or (bool(runs) and all(map(early, runs)) and not over(node))

    ran = [*_by_segment(nodes)]
    begun_early = {name.casefold() for name, node in _present(ran) if is_early(node)}
    return frozenset(name for name, _ in ran if name.casefold() in begun_early)


def corrupt_columns(table: SourceTable, keys: Mapping[str, SourceTable]) -> tuple[str, ...]:
    """The columns of a table of unread rows that may hold an identifier: addresses, ids, and keys of its source."""
    mine = [(column, t) for column, t in keys.items() if t.source_name == table.source_name]
    own = {column.removeprefix(f"{t.source_name}_{t.name}_").casefold() for column, t in mine}
    return tuple(column for column in table.columns if column.casefold() in own or _may_identify(column))


def _may_identify(column: str) -> bool:
    name = column.casefold()
    return "mail" in name or name.endswith(("id", "key")) or "customer" in name
