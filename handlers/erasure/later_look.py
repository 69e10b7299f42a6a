"""Looking once more at an erasure that is completed. It only adds to the record; who is found again is filed again."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from time import monotonic

from domain.erasure.looks import passing
from domain.erasure.plan import StepKind, Verdict, of
from domain.event import EventKind
from domain.notes import Note
from domain.notice import NoticeKind
from domain.request import Request, State, Step, StepState
from domain.target import Target
from handlers.deps import Deps
from handlers.erasure.look import Seen, look, told, waits
from handlers.erasure.refiled import refile, tell_everybody
from handlers.ports import Unit
from handlers.requests.case import Case
from handlers.requests.sealed import is_known, keeping
from handlers.requests.work import load
from handlers.retrying import Delay

_MOST = 7  # days on which it is tried while Customer Insights does not answer


async def look_again(deps: Deps, request_id: str, run: int) -> None:
    """Once, by the step that waits for it. Nothing is changed in Customer Insights."""
    delay = Delay(deps.policy.poll_every)
    while True:
        request, steps = await load(deps, request_id)
        step = next((step for step in of(steps, StepKind.AGAIN) if step.state is StepState.WAITING), None)
        if step is None or request.run != run or request.state is not State.COMPLETED:
            return None
        if await _unknown(deps, request):
            return await _forgotten(deps, step)
        seen = await look(deps, request, steps, step, await deps.inventory.read(monotonic()))
        if not await waits(deps, step, seen):
            return await _write(deps, request, seen)
        await asyncio.sleep(delay.next())


async def _unknown(deps: Deps, request: Request) -> bool:
    """Whether nobody knows any more who it was."""
    return not await deps.storage.read(lambda unit: is_known(unit, request))


async def _forgotten(deps: Deps, step: Step) -> None:
    ended = replace(step, state=StepState.FAILED, note=Note.FORGOTTEN, sealed=None, settled_at=deps.clock())
    await deps.storage.write(lambda unit: unit.steps.save(ended))


async def _write(deps: Deps, asked: Request, seen: Seen) -> None:
    """In one transaction: the record, and where the person was found, the new request and whoever must hear of it."""
    said, now = seen.finding.verdict, deps.clock()

    def write(unit: Unit) -> None:
        case = Case.open(unit, asked.id, deps.policy, now)
        waiting = (one for one in of(case.steps if case else (), StepKind.AGAIN) if one.state is StepState.WAITING)
        if case is None or (step := next(waiting, None)) is None:
            return
        known = told(unit, deps, step, seen)
        known = replace(known, tries=known.tries + 1)
        later = said is Verdict.NO_CHECK and passing(seen.missing) and known.tries < _MOST
        looked = replace(keeping(unit, step, known), note=said.note, silent_since=None)
        if later:
            case.put(looked)
            case.save(due_at=now + timedelta(days=1))
            return
        state = StepState.DONE if said is Verdict.GONE else StepState.FAILED
        goes_on = refile(case, seen.finding, seen.names) if said is Verdict.STILL_THERE else None
        known = replace(known, goes_on=goes_on.id if goes_on else "")
        case.keep(looked, state, said.note, known)
        named = {"goes_on": known.goes_on} if goes_on else {}
        case.event(EventKind.ERASURE_CHECKED, {"step": step.key, "note": said.value, **named})
        if goes_on:
            tell_everybody(case, goes_on)
        elif said is Verdict.NO_CHECK:
            case.notice("again/unproved", NoticeKind.UNPROVED, Target.person(case.request.requester_id))

    await deps.storage.write(write)
