"""Looking the person up in every place: *gone*, *still there*, or *could not check*. The plan keeps the looks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic

from domain import words
from domain.erasure import CHECKS, Finding, Part, Verdict, key_of, name_of, of
from domain.insights import Trouble
from domain.looks import Kind, Look, Why, packed, passing, unproved, verdict
from domain.outliving import outlives
from domain.places import since
from domain.request import Request, Step, StepState
from domain.whereabouts import Holding, Model
from handlers.deps import Deps
from handlers.erasure_again import still_there
from handlers.erasure_plan import add, segment_steps
from handlers.everywhere import Round
from handlers.lists import Lists
from handlers.looking import Looking
from handlers.patience import Delay
from handlers.ports import Unit
from handlers.progress import add_private, load
from handlers.remembered import remembered
from handlers.sealed import details, private


async def check(deps: Deps, request_id: str, run: int) -> str:
    """The next check; returns its name when the person is gone, and nothing when more must be done first.

    Nothing is looked up where a later run has begun: after a crash, this one may be repeated beside it. While Customer
    Insights cannot answer it is asked again, for as long as any work may take.
    """
    delay = Delay(deps.policy.poll_every)
    while True:
        request, steps = await load(deps, request_id)
        if request.run != run or request.cancel_asked_by:
            return ""
        lists = await deps.inventory.read(monotonic())
        if await _new_segments(deps, request, steps, lists):
            return ""
        step = next(step for step in of(steps, Part.CHECK) if step.state is not StepState.DONE)
        seen = await look(deps, request, steps, step, lists)
        if not await _waits(deps, step, seen):
            await _write(deps, request, step, seen)
            return name_of(step.key) if seen.finding.verdict is Verdict.GONE else ""
        await asyncio.sleep(delay.next())


async def _new_segments(deps: Deps, request: Request, steps: list[Step], lists: Lists) -> bool:
    """Segments that the work has not reached, whether they were put to rest, made static, or have no schedule."""
    if not lists.segments or not lists.states:
        return False  # the look itself says why
    known = {name_of(step.key) for step in of(steps, Part.SEGMENT, Part.STATIC)}
    nodes, moment = lists.states.nodes, since(steps)
    runs = {node.identifier: node.last_success for node in nodes if node.operation == "segmentation"}
    stale = [s for s in lists.segments if s.name not in known and not s.anew(moment, runs.get(s.name))]
    fresh = segment_steps(request, stale, ())
    await deps.storage.write(lambda unit: add(unit, fresh))
    return bool(fresh)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What was seen, and how to say it. `missing`: for each thing that nothing proves, the look that came nearest."""

    finding: Finding
    looks: tuple[Look, ...]
    missing: tuple[Look, ...]
    places: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)  # a source's own name → the one that people see
    incremental: bool = False  # a source of the plan is read in parts


async def look(deps: Deps, request: Request, steps: Sequence[Step], step: Step, lists: Lists) -> Seen:
    """One round of looks, from nothing: also at places that were looked at before."""
    asked, known = await deps.storage.read(lambda unit: (details(unit, request), remembered(private(unit, step))))
    names = await _names(deps, lists.model)
    looked = Round(Looking(people=deps.insights.people, controls=deps.controls), known.sought(asked["subjects"]))
    await looked.everywhere(lists, steps, known.tables, names)
    missing = unproved(looked.aims, looked.looks)
    found = await _found(deps, steps, looked, lists, names)
    incremental = await _incremental(deps, {source.key for source in of(steps, Part.SOURCE)})
    return replace(found, looks=tuple(looked.looks), missing=missing, incremental=incremental)


async def _found(deps: Deps, steps: Sequence[Step], looked: Round, lists: Lists, names: Mapping[str, str]) -> Seen:
    """Where they are: sources by the key ring, tables and segments by name."""
    holdings = await _holdings(deps, looked, lists.model)
    tables = {(held.source_id or "", held.source_name, held.table) for held in holdings}
    hits = [seen for seen in looked.looks if seen.found]
    made = [seen for seen in hits if seen.aim.kind is Kind.TABLE]
    unread = [(seen, looked.corrupt_tables[seen.aim.table]) for seen in hits if seen.aim.kind is Kind.CORRUPT]
    tables |= {(table.source_id or "", table.source_name, table.name) for _, table in unread}
    segments = {seen.aim.table: seen.label for seen in hits if seen.aim.kind is Kind.SEGMENT}
    shown = {(names.get(h.source_name, h.source_name), h.table) for h in holdings}
    shown |= {(names.get(table.source_name, table.source_name), table.name) for _, table in unread}
    places = [words.still_there(sorted(shown))] if shown else []
    places += [words.still_in_tables(sorted({seen.label for seen in made}))] if made else []
    places += [words.still_in_segments(sorted(segments.values()))] if segments else []
    keys = _keys(steps, lists, segments)
    said = verdict(looked.aims, looked.looks)
    finding = Finding(
        verdict=said, tables=frozenset(tables), made=frozenset(seen.aim.table for seen in made),
        segments=frozenset(keys), labels=tuple(keys.items()),
    )  # fmt: skip
    return Seen(finding=finding, looks=(), missing=(), places=tuple(places), names=names)


def _keys(steps: Sequence[Step], lists: Lists, segments: Mapping[str, str]) -> dict[str, str]:
    """The steps of the plan for these segments, with their names; a segment that has none gets one."""
    planned = {name_of(step.key): step.key for step in of(steps, Part.SEGMENT, Part.STATIC)}
    asleep = {segment.name for segment in lists.segments or () if not segment.active}
    fresh = {name: key_of(Part.SEGMENT if name in asleep else Part.STATIC, name) for name in segments}
    return {planned.get(name, fresh[name]): label for name, label in segments.items()}


async def _holdings(deps: Deps, looked: Round, model: Model | None) -> list[Holding]:
    """The sources of the profiles that were found; one unknown source where nobody says which they are."""
    profiles = {profile.id: profile for profile in looked.profiles()}
    held: list[Holding] = []
    if model:
        with suppress(Trouble):
            held = [held for p in profiles.values() for held in await deps.insights.people.holdings(p, model)]
    unknown = Holding(source_id=None, source_name=words.NO_PROFILE_SOURCE, table="Customer", records=1)
    return held or ([unknown] if profiles else [])


async def _names(deps: Deps, model: Model | None) -> dict[str, str]:
    """A source's own name → the one that people see; nothing where the sources are not told."""
    try:
        shown = {source.id: source.name for source in await deps.catalog.sources()}
    except Trouble:
        return {}
    tables = model.tables if model else ()
    return {t.source_name: shown[t.source_id] for t in tables if t.source_id and t.source_id in shown}


async def _incremental(deps: Deps, keys: set[str]) -> bool:
    """Whether a source of the plan is read in parts; where it is not told, one may be."""
    try:
        return any(source.incremental for source in await deps.catalog.sources() if source.id in keys)
    except Trouble:
        return True


async def _waits(deps: Deps, step: Step, seen: Seen) -> bool:
    """Whether it is asked again: what is missing may still be answered, and that has not gone on for too long."""
    if seen.finding.verdict is not Verdict.NO_CHECK or not passing(seen.missing):
        return False
    now, known = deps.clock(), await deps.storage.read(lambda unit: private(unit, step))
    began = datetime.fromisoformat(known["waits"]) if known.get("waits") else now
    if now - began > deps.policy.give_up_after:
        return False
    silent = any(look.reason is Why.DOWN for look in seen.missing)
    waiting = replace(step, note="" if silent else "building", silent_since=began if silent else None)
    if waiting != step:
        await add_private(deps, waiting, waits=began.isoformat())
    return True


async def _write(deps: Deps, request: Request, step: Step, seen: Seen) -> None:
    said, now = seen.finding.verdict, deps.clock()
    state = StepState.DONE if said is Verdict.GONE else StepState.FAILED
    kept = json.dumps([packed(look) for look in seen.looks])

    def write(unit: Unit) -> None:
        told = {"detail": _detail(deps, step, seen), "deltas": "1" if seen.incremental else ""}
        facts = {**private(unit, step), **told, "looks": kept, "waits": ""}
        sealed = unit.subjects.seal(step.subject_id, json.dumps(facts))
        checked = replace(step, state=state, note=said.value, sealed=sealed, silent_since=None, settled_at=now)
        unit.steps.save(checked)
        data = {"step": step.key, "note": said.value}
        unit.events.add("erasure.checked", now, actor=None, request=request.id, data=data)
        if said is Verdict.STILL_THERE:
            still_there(unit, request, checked, seen.finding, seen.names, now)
        unit.requests.touch(request.id)

    await deps.storage.write(write)
    deps.wake()


def _detail(deps: Deps, step: Step, seen: Seen) -> str:
    match seen.finding.verdict:
        case Verdict.GONE if name_of(step.key) == CHECKS[0]:
            return words.looked_at(len(seen.looks), len({seen.aim for seen in seen.looks}))
        case Verdict.GONE:
            day = deps.clock().astimezone(deps.policy.timezone).date()
            return words.outlives(outlives(day, incremental=seen.incremental))
        case Verdict.STILL_THERE:
            return "; ".join(seen.places)
        case Verdict.NO_CHECK:
            return words.not_checked(seen.missing)
