"""One round of looks at a person, what it came to, and whether it is worth asking again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from domain.erasure import outliving
from domain.erasure.facts import ErasureFacts
from domain.erasure.looks import PASSING, Kind, Look, Why, passing, unproved, verdict
from domain.erasure.places import since
from domain.erasure.plan import CHECKS, Finding, StepKind, Verdict, key_of, name_of, of
from domain.erasure.whereabouts import Customer, Holding, Model
from domain.notes import Note
from domain.request import Request, Step
from domain.result import LookedAt, NotChecked, Result, StillIn
from domain.trouble import Trouble
from handlers.deps import Copies, Deps
from handlers.erasure.copied import Copied, copied_tables
from handlers.erasure.everywhere import Round
from handlers.erasure.looking import CUSTOMER, Looking
from handlers.erasure.remembered import learnt, remembered
from handlers.inventory import Lists
from handlers.ports import Unit
from handlers.requests.days import today
from handlers.requests.sealed import details, facts
from handlers.requests.work import change_facts


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What was seen, and how to say it. `missing`: for each thing that nothing proves, the look that came nearest."""

    finding: Finding
    looks: tuple[Look, ...]
    missing: tuple[Look, ...]
    places: StillIn
    names: Mapping[str, str] = field(default_factory=dict)  # a source's own name → the one that people see
    profiles: tuple[Customer, ...] = field(default=(), repr=False)
    subjects: tuple[str, ...] = field(default=(), repr=False)  # who was asked about
    incremental: bool = False  # a source of the plan is read in parts


async def look(deps: Deps, request: Request, steps: Sequence[Step], step: Step, lists: Lists) -> Seen:
    """One round of looks, from nothing: also at places that were looked at before."""
    asked, known = await deps.storage.read(
        lambda unit: (details(unit, request), remembered(facts(unit, step, ErasureFacts)))
    )
    names = await _names(deps, lists.model)
    looked = Round(Looking(people=deps.insights.people, controls=deps.controls), known.sought(asked["subjects"]))
    await looked.everywhere(lists, steps, known.tables, names, known.since or since(steps))
    if deps.copies and not looked.looking.found:  # what is copied from there is copied anew later
        await _copies(deps, deps.copies, looked, lists.model)
    missing = unproved(looked.aims, looked.looks)
    found = await _found(deps, steps, looked, lists, names)
    profiles, subjects = tuple(looked.profiles()), tuple(asked["subjects"])
    return replace(found, looks=tuple(looked.looks), missing=missing, profiles=profiles, subjects=subjects)


async def _copies(deps: Deps, copies: Copies, looked: Round, model: Model | None) -> None:
    """In Dataverse, by all that is known of the person by then. What is odd there says nothing of anything else."""
    there = Round(Looking(people=copies, controls=deps.controls_of_copies), looked.sought)
    customers = await looked.looking.sample(CUSTOMER)
    await Copied(copies=copies, round=there, model=model, customers=customers).everywhere()
    for look in there.looks:
        looked.note(look)


async def _found(deps: Deps, steps: Sequence[Step], looked: Round, lists: Lists, names: Mapping[str, str]) -> Seen:
    """Where they are: sources by the key ring, tables and segments by name."""
    held = [(held.source_id or "", held.source_name, held.table) for held in await _holdings(deps, looked, lists.model)]
    hits = [seen for seen in looked.looks if seen.found]
    unread = [looked.corrupt_tables[seen.aim.table] for seen in hits if seen.aim.kind is Kind.CORRUPT]
    tables = {*held, *((table.source_id or "", table.source_name, table.name) for table in unread)}
    made = {seen.aim.table: seen.label for seen in hits if seen.aim.kind is Kind.TABLE}
    segments = {seen.aim.table: seen.label for seen in hits if seen.aim.kind is Kind.SEGMENT}
    keys, parts = _keys(steps, lists, segments), await _parts(deps)
    finding = Finding(
        verdict=verdict(looked.aims, looked.looks), tables=frozenset(tables), made=frozenset(made),
        segments=frozenset(keys), parts=parts or frozenset(), labels=tuple(keys.items()),
        copies=frozenset(copied_tables(hits)),
    )  # fmt: skip
    places = StillIn(
        tables=tuple(sorted({(names.get(name, name), table) for _, name, table in tables})),
        made=tuple(sorted(made.values())),
        segments=tuple(sorted(segments.values())),
        copies=copied_tables(hits) or None,
        unasked=True if deps.copies and looked.looking.found else None,
    )
    incremental = parts is None or any(source.key in parts for source in of(steps, StepKind.SOURCE))
    return Seen(finding=finding, looks=(), missing=(), places=places, names=names, incremental=incremental)


def _keys(steps: Sequence[Step], lists: Lists, segments: Mapping[str, str]) -> dict[str, str]:
    """The steps of the plan for these segments, with their names; a segment that has none gets one."""
    planned = {name_of(step.key): step.key for step in of(steps, StepKind.SEGMENT, StepKind.STATIC)}
    asleep = {segment.name for segment in lists.segments or () if not segment.active}
    fresh = {name: key_of(StepKind.SEGMENT if name in asleep else StepKind.STATIC, name) for name in segments}
    return {planned.get(name, fresh[name]): label for name, label in segments.items()}


async def _holdings(deps: Deps, looked: Round, model: Model | None) -> list[Holding]:
    """The sources of the profiles that were found; one unknown source where nobody says which they are."""
    profiles = {profile.id: profile for profile in looked.profiles()}
    held: list[Holding] = []
    if model:
        with suppress(Trouble):
            held = [held for p in profiles.values() for held in await deps.insights.people.holdings(p, model)]
    unknown = Holding(source_id=None, source_name="", table="Customer", records=1)
    return held or ([unknown] if profiles else [])


async def _names(deps: Deps, model: Model | None) -> dict[str, str]:
    """A source's own name → the one that people see; nothing where the sources are not told."""
    try:
        shown = {source.id: source.name for source in await deps.catalog.sources()}
    except Trouble:
        return {}
    tables = model.tables if model else ()
    return {t.source_name: shown[t.source_id] for t in tables if t.source_id and t.source_id in shown}


async def _parts(deps: Deps) -> frozenset[str] | None:
    """The sources that are read in parts; None where it is not told."""
    try:
        return frozenset(source.id for source in await deps.catalog.sources() if source.incremental)
    except Trouble:
        return None


async def waits(deps: Deps, step: Step, seen: Seen) -> bool:
    """Whether it is asked again: what is missing may still be answered, and that has not gone on for too long."""
    late = seen.finding.is_late and all(look.reason in PASSING for look in seen.missing)
    if not late and (seen.finding.verdict is not Verdict.NO_CHECK or not passing(seen.missing)):
        return False
    now, known = deps.clock(), await deps.storage.read(lambda unit: facts(unit, step, ErasureFacts))
    began = known.waits or now
    if now - began > deps.policy.give_up_after:
        return False
    silent = any(look.reason is Why.DOWN for look in seen.missing)
    note = Note.COPIED if late else Note.NONE if silent else Note.BUILDING
    waiting = replace(step, note=note, silent_since=began if silent else None)
    if waiting != step:
        await change_facts(deps, waiting, ErasureFacts, lambda known: replace(known, waits=began))
    return True


def told(unit: Unit, deps: Deps, step: Step, seen: Seen) -> ErasureFacts:
    """What is kept of the look under the key of the step: the looks, and what they came to."""
    known = learnt(facts(unit, step, ErasureFacts), seen.subjects, seen.profiles)
    left = _left(deps, step, seen)
    return replace(known, looks=seen.looks, deltas=seen.incremental, left=left, waits=None).saying(_result(seen))


def _left(deps: Deps, step: Step, seen: Seen) -> outliving.Left:
    """What outlives the last look of the plan; the one that is made much later comes when it has ended."""
    if seen.finding.verdict is not Verdict.GONE or step.key != key_of(StepKind.CHECK, CHECKS[-1]):
        return ()
    copied = not any(look.aim.kind is Kind.DATAVERSE for look in seen.looks)
    return outliving.outlives(today(deps), incremental=seen.incremental, copied=copied)


def _result(seen: Seen) -> Result:
    match seen.finding.verdict:
        case Verdict.GONE:
            proofs = [look for look in seen.looks if look.verdict is Verdict.GONE]
            aims = {look.aim for look in proofs}
            return LookedAt(len(proofs), len(aims), sum(aim.kind is Kind.DATAVERSE for aim in aims) or None)
        case Verdict.STILL_THERE:
            return seen.places
        case Verdict.NO_CHECK:
            return NotChecked(seen.missing)
