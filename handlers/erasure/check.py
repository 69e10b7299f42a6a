"""Looking the person up in every place: *gone*, *still there*, or *could not check*. The plan keeps the looks."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from time import monotonic

from domain.erasure.facts import ErasureFacts
from domain.erasure.places import early_runs, since, successes
from domain.erasure.plan import CHECKS, StepKind, Verdict, name_of, of
from domain.event import EventKind
from domain.request import Request, Step, StepState
from handlers.deps import Deps
from handlers.erasure.look import Seen, look, told, waits
from handlers.erasure.plan import segment_steps
from handlers.erasure.remembered import learnt
from handlers.erasure.still_there import still_there
from handlers.inventory import Lists
from handlers.ports import Unit
from handlers.requests.case import Case
from handlers.requests.sealed import facts, keeping
from handlers.requests.steps import add
from handlers.requests.work import load
from handlers.retrying import Delay


async def check(deps: Deps, request_id: str, run: int, *, settled: bool = True) -> str:
    """The next check; returns its name when the person is gone, and nothing when more must be done first.

    `settled`: the settling time has gone by. Until then the second does not begin, though the first one may have been
    written when a crash came. Nothing is looked up where a later run has begun: after a crash, this one may be repeated
    beside it. While Customer Insights cannot answer it is asked again, for as long as any work may take.
    """
    delay = Delay(deps.policy.poll_every)
    while True:
        request, steps = await load(deps, request_id)
        if request.run != run or request.cancel_asked_by:
            return ""
        step = next((step for step in of(steps, StepKind.CHECK) if step.state is not StepState.DONE), None)
        if not step:  # repeated after a crash, which it had ended before
            return ""
        if not settled and name_of(step.key) != CHECKS[0]:
            return CHECKS[0]
        lists = await deps.inventory.read(monotonic())
        remembers = await deps.storage.read(lambda unit: facts(unit, step, ErasureFacts).since)  # noqa: B023
        if await new_segments(deps, request, steps, remembers, lists):
            return ""
        seen = await look(deps, request, steps, step, lists)
        if not await waits(deps, step, seen):
            await _write(deps, request, step, seen)
            return name_of(step.key) if seen.finding.verdict is Verdict.GONE else ""
        await asyncio.sleep(delay.next())


async def new_segments(
    deps: Deps, request: Request, steps: list[Step], remembers: datetime | None, lists: Lists
) -> bool:
    """Segments that the work has not reached, whether they were put to rest, made static, or have no schedule.

    `remembers`: from when on the profiles were without the person, where a look has shown that.
    """
    if not lists.segments or not lists.states:
        return False  # the look itself says why
    known = {name_of(step.key) for step in of(steps, StepKind.SEGMENT, StepKind.STATIC)}
    nodes, moment = lists.states.nodes, remembers or since(steps)
    runs = successes(nodes)
    early = early_runs(nodes, lists.jobs, moment, steps)
    anew = {s.name for s in lists.segments if s.anew(moment, runs.get(s.name)) and s.name not in early}
    stale = [s for s in lists.segments if s.name not in known | anew]
    fresh = segment_steps(request, stale, ())
    await deps.storage.write(lambda unit: add(unit, fresh))
    return bool(fresh)


async def _write(deps: Deps, request: Request, step: Step, seen: Seen) -> None:
    said, now = seen.finding.verdict, deps.clock()
    state = StepState.DONE if said is Verdict.GONE else StepState.FAILED

    def write(unit: Unit) -> None:
        looked = keeping(unit, step, told(unit, deps, step, seen))
        checked = replace(looked, state=state, note=said.note, silent_since=None, settled_at=now)
        case = Case.open(unit, request.id, deps.policy, now)
        assert case, "it was read before"
        case.put(checked)
        case.event(EventKind.ERASURE_CHECKED, {"step": step.key, "note": said.value})
        if said is Verdict.STILL_THERE:
            _remember(case, checked, seen)
            still_there(case, request.run, checked, seen.finding, seen.names)

    await deps.storage.write(write)


def _remember(case: Case, checked: Step, seen: Seen) -> None:
    """At the other checks too: the person may be gone by then from where this look found who they are."""
    for other in of(case.steps, StepKind.CHECK):
        if other.key != checked.key:
            known = learnt(case.facts(other, ErasureFacts), seen.subjects, seen.profiles)
            case.put(keeping(case.unit, other, known))
