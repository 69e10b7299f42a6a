"""Making the plan of an erasure once it is approved: what is downstream, which segments, who else has the data."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from time import monotonic
from typing import TypeVar

from domain.erasure.facts import ErasureFacts
from domain.erasure.places import successes
from domain.erasure.plan import CHECKS, DOWNSTREAM, StepKind, leads, name_of, of, planned
from domain.erasure.whereabouts import Customer, Listed, Model, Segment, Store, StoreState, same
from domain.event import EventKind
from domain.insights import Node, Snapshot
from domain.notes import Note
from domain.request import Request, Step, StepState
from domain.result import OnDay
from domain.trouble import Refused, Unreadable
from handlers.deps import Deps
from handlers.erasure.everywhere import profiles_now
from handlers.erasure.recipients import recipient_steps
from handlers.erasure.remembered import memory
from handlers.people.same_person import others, unite
from handlers.ports import Unit
from handlers.requests.sealed import details, keeping
from handlers.requests.steps import add, new
from handlers.requests.work import keep_silent, load
from handlers.retrying import patiently

T = TypeVar("T")
_ANY = StoreState(store=Store.UNKNOWN)  # whoever is found is found, however it stands with the store


async def make_plan(deps: Deps, request_id: str) -> None:
    """Once: a plan that is there is left as it is.

    Of a batch, first of each of its people: who they are is kept before the sources are refreshed. What there is is
    asked once for all.
    """
    request, steps = await load(deps, request_id)
    if not planned(steps):
        there = await _there(deps, steps)
        for step in of(steps, StepKind.MEMBER):
            member, own = await load(deps, name_of(step.key))
            if member.open and not planned(own):
                await _plan(deps, member, own, there)
        await _plan(deps, request, steps, there)


@dataclass(frozen=True)
class _There:
    """What Customer Insights has, as it was asked for the plan. `model`: None where the tables are not told."""

    nodes: tuple[Node, ...]
    segments: Listed[Segment]
    model: Model | None


async def _there(deps: Deps, steps: Sequence[Step]) -> _There:
    ask = _Ask(deps, steps)
    return _There((await ask(partial(_processes, deps))).nodes, await _segments(ask), await _model(ask))


async def _plan(deps: Deps, request: Request, steps: Sequence[Step], there: _There) -> None:
    request_id, nodes, segments, model = request.id, there.nodes, there.segments, there.model
    asked = await deps.storage.read(lambda unit: details(unit, request))
    found = await _found(_Ask(deps, steps), asked["subjects"], model) if not leads(steps) else {}
    ids = sorted({*asked.get("seen", ()), *(p.id for profiles in found.values() for p in profiles)} - {""})
    shared = await _shared(_Ask(deps, steps), asked["subjects"], found, model)
    known = memory(asked["subjects"], found, ids, model, shared)
    now = deps.clock()

    def write(unit: Unit) -> None:
        unite(unit, request_id, {named: others(named, profiles) for named, profiles in found.items()}, now)
        stated = str(asked.get("deleted", ""))
        parts = [
            _statement(unit, request, stated),
            *_downstream(request, nodes),
            *segment_steps(request, segments, nodes),
        ]
        parts += [] if leads(steps) else [_check(unit, request, name, known) for name in CHECKS]
        parts += [new(request, StepKind.RECIPIENTS), *recipient_steps(request, _recipients(deps, nodes))]
        parts += [] if leads(steps) else [new(request, StepKind.ANSWER)]
        add(unit, parts)
        unit.events.add(EventKind.ERASURE_PLANNED, now, actor=None, request=request_id, data={"parts": str(len(parts))})

    await deps.storage.write(write)


@dataclass(frozen=True)
class _Ask:
    """Asks until there is an answer; the card says since when there is none. `began`: by the monotonic clock; what was
    asked before counts for no plan."""

    deps: Deps
    steps: Sequence[Step]
    began: float = field(default_factory=monotonic)

    async def __call__(self, question: Callable[[], Awaitable[T]]) -> T:
        deps, steps = self.deps, self.steps
        return await patiently(deps.policy.poll_every, question, silent=lambda: keep_silent(deps, steps))


async def _processes(deps: Deps) -> Snapshot:
    """The states. Raises: Unreadable, where no process stands in them: nothing could be planned, nor ever completed."""
    states = await deps.statuses.read()
    if not any(node.operation in DOWNSTREAM for node in states.nodes):
        raise Unreadable("Customer Insights names no process that works on what the sources bring.")
    return states


async def _segments(ask: _Ask) -> Listed[Segment]:
    """Those that are understood now; the look at the end asks again, and says if the list cannot be read."""
    try:
        return await ask(partial(ask.deps.inventory.segments, ask.began))
    except Unreadable:
        return Listed(())


async def _model(ask: _Ask) -> Model | None:
    try:
        return await ask(partial(ask.deps.inventory.model, ask.began))
    except (Refused, Unreadable):
        return None


async def _found(ask: _Ask, subjects: Iterable[str], model: Model | None) -> dict[str, tuple[Customer, ...]]:
    """The profiles of today; where the tables are not told, those of the filing must do."""
    return {subject: await _profiles(ask, subject, model) for subject in subjects} if model else {}


async def _profiles(ask: _Ask, who: str, model: Model) -> tuple[Customer, ...]:
    """By look-up; where that finds nobody or cannot tell, by every column in which addresses stand."""
    found: tuple[Customer, ...] = ()
    with suppress(Refused, Unreadable):
        found = (await ask(partial(ask.deps.insights.people.find, who, model, _ANY))).profiles
    return found or await profiles_now(ask.deps, who, model)


async def _shared(
    ask: _Ask, subjects: Sequence[str], found: Mapping[str, Sequence[Customer]], model: Model | None
) -> list[str]:
    """Of the addresses under which nobody was named, those that somebody else has, too. Who looked for such a one would
    find, and have erased, that other human."""
    profiles = [profile for some in found.values() for profile in some]
    theirs = {profile.id for profile in profiles}
    beside = {one for profile in profiles for one in profile.addresses if not any(same(one, who) for who in subjects)}
    return [one for one in sorted(beside) if model and await _of_others(ask, one, theirs, model)]


async def _of_others(ask: _Ask, address: str, theirs: Set[str], model: Model) -> bool:
    with suppress(Refused, Unreadable):
        found = await ask(partial(ask.deps.insights.people.find, address, model, _ANY))
        return bool({profile.id for profile in found.profiles} - theirs)
    return False


def _statement(unit: Unit, request: Request, day: str) -> Step:
    step = new(request, StepKind.STATEMENT)
    if not day:
        return step
    said = ErasureFacts(by=(request.requester_id,)).saying(OnDay(date.fromisoformat(day)))
    stated = keeping(unit, step, said)
    return replace(stated, state=StepState.DONE, note=Note.STATED, settled_at=request.created_at)


def _check(unit: Unit, request: Request, name: str, known: ErasureFacts) -> Step:
    return keeping(unit, new(request, StepKind.CHECK, name), known)


def _downstream(request: Request, nodes: Iterable[Node]) -> list[Step]:
    """The processes that this environment has."""
    there = {node.operation for node in nodes}
    return [new(request, StepKind.DOWNSTREAM, name) for name in DOWNSTREAM if name in there]


def segment_steps(request: Request, segments: Iterable[Segment], nodes: Iterable[Node]) -> list[Step]:
    """Inactive ones that ran, and active ones that no run ever reached: nothing else tells a static segment.

    What is not understood of a segment counts as if it had run: a person looks at it.
    """
    reached = {name for name, success in successes(nodes).items() if success}
    parts = {segment: _segment_part(segment, reached) for segment in segments}
    return [new(request, part, segment.name, segment.label) for segment, part in parts.items() if part]


def _segment_part(segment: Segment, reached: set[str]) -> StepKind | None:
    if segment.dormant:
        return StepKind.SEGMENT
    return StepKind.STATIC if segment.ran and segment.name not in reached else None


def _recipients(deps: Deps, nodes: Iterable[Node]) -> list[str]:
    """The company's list, and as hints the exports that Customer Insights knows."""
    names = [*deps.policy.recipients, *(node.name for node in nodes if node.operation == "export" and node.name)]
    return list({name.casefold(): name for name in names}.values())
