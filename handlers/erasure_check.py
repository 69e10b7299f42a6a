"""Looking the person up every way that found them before: *gone*, *still there*, or *could not check*."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta

from domain import words
from domain.erasure import DOWNSTREAM, Look, Part, Verdict, key_of, name_of, of
from domain.insights import Refused, Trouble
from domain.request import Request, Step, StepState
from domain.whereabouts import Holding, Model
from handlers.deps import Deps
from handlers.erasure_again import still_there
from handlers.erasure_plan import add, segment_steps
from handlers.ports import Unit
from handlers.progress import load
from handlers.sealed import details, private

SNAPSHOTS = timedelta(days=30)  # how long inactive partitions and snapshots may live on (reference §6)


async def check(deps: Deps, request_id: str, run: int) -> str:
    """The next check; returns its name when the person is gone, and nothing when more must be done first.

    Nothing is looked up where a later run has begun: after a crash, this one may be repeated beside it.
    """
    request, steps = await load(deps, request_id)
    if request.run != run or await _new_segments(deps, request, steps):
        return ""
    step = next(step for step in of(steps, Part.CHECK) if step.state is not StepState.DONE)
    seen = await _looked(deps, request, steps, step)
    await _write(deps, request, step, seen)
    return name_of(step.key) if seen.look.verdict is Verdict.GONE else ""


async def _new_segments(deps: Deps, request: Request, steps: list[Step]) -> bool:
    """Customer Insights puts unused segments to rest by itself, so they are looked for again after every refresh."""
    try:
        segments = await deps.insights.people.segments()
        nodes = (await deps.insights.status()).nodes
    except Trouble:
        return False  # the check itself will say that nothing answers
    known = {name_of(step.key) for step in of(steps, Part.SEGMENT, Part.STATIC)}
    ran = next((s.intent_at for s in steps if s.key == key_of(Part.DOWNSTREAM, DOWNSTREAM[-1])), None)
    stale = [s for s in segments if s.name not in known and not (ran and s.evaluated and s.evaluated > ran)]
    fresh = segment_steps(request, stale, nodes)
    await deps.storage.write(lambda unit: add(unit, fresh))
    return bool(fresh)


@dataclass
class _Seen:
    """What was seen, and how to say it. `places`: source and table as people know them."""

    look: Look
    places: list[tuple[str, str]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def detail(self, deps: Deps) -> str:
        match self.look.verdict:
            case Verdict.GONE:
                until = deps.clock().astimezone(deps.policy.timezone).date() + SNAPSHOTS
                return words.snapshots(until)
            case Verdict.STILL_THERE:
                found = [words.still_there(self.places)] if self.places else []
                return "; ".join(found + ([words.still_in_segments(self.labels)] if self.labels else []))
            case Verdict.NO_CHECK:
                return " ".join(self.sentences)


async def _looked(deps: Deps, request: Request, steps: list[Step], step: Step) -> _Seen:
    asked, known = await deps.storage.read(lambda unit: (details(unit, request), private(unit, step)))
    try:
        return await _look(deps, steps, list(asked["subjects"]), known.get("ids", "").split())
    except Trouble:
        return _Seen(Look(doubts=("down",)), sentences=[words.DOWN])


async def _look(deps: Deps, steps: list[Step], subjects: list[str], ids: list[str]) -> _Seen:
    people = deps.insights.people
    model = await people.model()
    looks = [await people.find(subject, model) for subject in subjects]
    left = {p.id: p for look in looks for p in look.profiles} | {p.id: p for p in await people.by_ids(ids, model)}
    holdings = [holding for profile in left.values() for holding in await people.holdings(profile, model)]
    if left and not holdings:
        holdings = [Holding(source_id=None, source_name=words.NO_PROFILE_SOURCE, table="Customer", records=1)]
    doubts = [doubt for look in looks for doubt in look.doubts]
    members, unsure = await _members(deps, steps, sorted({*ids, *left}))
    corrupt = model.corrupt_tables({step.key for step in of(steps, Part.SOURCE)})
    names = await _names(deps, model)
    look = Look(
        tables=frozenset((h.source_id or "", h.source_name, h.table) for h in holdings),
        segments=frozenset(step.key for step in members),
        doubts=(*dict.fromkeys(doubts), *unsure, *(table.qualified for table in corrupt)),
    )
    sentences = [words.DOUBTS[doubt] for doubt in dict.fromkeys((*doubts, *unsure))]
    sentences += [words.corrupt_table(names.get(t.source_name, t.source_name), t.name) for t in corrupt]
    places = sorted({(names.get(h.source_name, h.source_name), h.table) for h in holdings})
    return _Seen(look, places, [step.label for step in members], sentences, names)


async def _members(deps: Deps, steps: list[Step], ids: list[str]) -> tuple[list[Step], list[str]]:
    """The plan's segments that still hold one of these customers."""
    inside: list[Step] = []
    asked = [step for step in of(steps, Part.SEGMENT, Part.STATIC) if step.note != "segment_gone"]
    doubts = ["nobody"] if asked and not ids else []
    for step in asked if ids else ():
        try:
            inside += [step] if await deps.insights.people.members(name_of(step.key), ids) else []
        except Refused:
            doubts.append("segment")
    return inside, list(dict.fromkeys(doubts))


async def _names(deps: Deps, model: Model) -> dict[str, str]:
    """A source's own name → the one that people see."""
    shown = {source.id: source.name for source in await deps.catalog.sources()}
    return {t.source_name: shown[t.source_id] for t in model.tables if t.source_id and t.source_id in shown}


async def _write(deps: Deps, request: Request, step: Step, seen: _Seen) -> None:
    verdict, now = seen.look.verdict, deps.clock()
    state = StepState.DONE if verdict is Verdict.GONE else StepState.FAILED

    def write(unit: Unit) -> None:
        text = json.dumps({**private(unit, step), "detail": seen.detail(deps)})
        sealed = unit.subjects.seal(step.subject_id, text)
        checked = replace(step, state=state, note=verdict.value, sealed=sealed, settled_at=now)
        unit.steps.save(checked)
        data = {"step": step.key, "note": verdict.value}
        unit.events.add("erasure.checked", now, actor=None, request=request.id, data=data)
        if verdict is Verdict.STILL_THERE:
            still_there(unit, request, checked, seen.look, seen.names, now)
        unit.requests.touch(request.id)

    await deps.storage.write(write)
    deps.wake()
