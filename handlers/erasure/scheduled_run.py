"""Leaving downstream work to a full refresh that is scheduled soon. It is only watched: nothing is started here.

A request waits so once. What the run did not do, because it failed or did not come, is started by the bot.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.erasure.facts import AwaitedRun, ErasureFacts
from domain.erasure.plan import PROFILES, StepKind, name_of, of
from domain.erasure.schedule import worth_waiting
from domain.insights import Job
from domain.law import last_day as last_day_of
from domain.notes import Note
from domain.refresh.verdict import INTENT_GRAIN
from domain.request import SETTLED, Request, Step, StepState
from domain.result import AwaitsRun, DoneByRun, Result, RunMissed
from domain.trouble import Refused, Trouble, Unreadable
from handlers.deps import Deps
from handlers.erasure.downstream import Outcome, outcomes
from handlers.ports import Unit
from handlers.requests.sealed import facts, keeping
from handlers.requests.steps import note_end
from handlers.requests.work import keep_silent, load, save
from handlers.retrying import ODD, Delay, patiently

_Change = Callable[[ErasureFacts], ErasureFacts]


async def await_run(deps: Deps, request_id: str) -> None:
    """Returns when nothing waits for a scheduled run any more. After a crash it takes up what it was waiting for.

    While there is no answer the card says since when. Raises: Refused; Unreadable, where that goes on.
    """
    delay, odd = Delay(deps.policy.poll_every), 0
    await _decide(deps, request_id)
    while True:
        request, steps = await load(deps, request_id)
        waiting = [step for step in of(steps, StepKind.DOWNSTREAM) if step.note is Note.SCHEDULED]
        if not waiting:
            return None
        if request.cancel_asked_by:
            return await _keep(deps, [_stopped(deps, step) for step in waiting], _came_to(None))
        try:
            await _look(deps, waiting)
            odd, pause = 0, delay.next()
        except Trouble as trouble:
            odd = odd + 1 if isinstance(trouble, Unreadable) else 0
            if isinstance(trouble, Refused) or odd == ODD:
                await _keep(deps, waiting, _came_to(None))
                raise
            await keep_silent(deps, waiting)
            pause = delay.after(trouble)
        await asyncio.sleep(pause)


async def _decide(deps: Deps, request_id: str) -> None:
    """Once, before anything downstream is begun. From now on, by the service's own clock, a full run counts."""
    request, steps = await load(deps, request_id)
    downstream = of(steps, StepKind.DOWNSTREAM)
    begun = any(step.state is not StepState.WAITING or step.job_id for step in downstream)
    known = await deps.storage.read(lambda unit: [facts(unit, step, ErasureFacts) for step in downstream])
    if any(one.scheduled for one in known):
        stale = [step for step, one in zip(downstream, known, strict=True) if _old(step, one)]
        await _keep(deps, stale, _came_to(None))
        return
    if begun or not deps.policy.wait_for_schedule:
        return
    now = await patiently(deps.policy.poll_every, deps.insights.now, silent=lambda: keep_silent(deps, downstream))
    run = await _run_in_time(deps, request, now)
    note = Note.SCHEDULED if run else Note.NONE
    await _keep(deps, [replace(step, note=note, intent_at=now if run else None) for step in downstream], _awaits(run))


def _came_to(result: Result | None) -> _Change:
    return lambda known: known.saying(result)


def _awaits(run: datetime | None) -> _Change:
    def decided(known: ErasureFacts) -> ErasureFacts:
        known = replace(known, scheduled=AwaitedRun(run))
        return known.saying(AwaitsRun(run)) if run else known

    return decided


def _old(step: Step, known: ErasureFacts) -> bool:
    """Whether it is to be done anew, and still tells of the run that did it before."""
    anew = step.state is StepState.WAITING and not step.note and not step.job_id
    return anew and not isinstance(known.result, RunMissed | None)


async def _run_in_time(deps: Deps, request: Request, now: datetime) -> datetime | None:
    """A service that does not say when it refreshes is not waited for."""
    try:
        schedules = await deps.insights.schedules()
    except Trouble:
        return None
    last_day = last_day_of(request, deps.policy.where)
    return worth_waiting(schedules, now, deps.policy.wait_for_schedule, last_day)


def _stopped(deps: Deps, step: Step) -> Step:
    return replace(step, state=StepState.CANCELLED, note=Note.NOT_BEGUN, settled_at=deps.clock())


async def _look(deps: Deps, waiting: Sequence[Step]) -> None:
    """Settle what a full run has done; leave to the bot what it has not, or what no run will do any more."""
    began = max(step.intent_at for step in waiting if step.intent_at) + INTENT_GRAIN
    now, jobs = (await deps.statuses.read()).asked_at, await deps.recent_jobs.read()
    await save(deps, [replace(step, silent_since=None) for step in waiting if step.silent_since])
    runs = [job for job in jobs if job.everything and job.full and job.submitted and job.submitted >= began]
    ended, clear = [job for job in runs if not job.running], True
    for run in sorted(ended, key=lambda job: job.submitted or began):
        since = run.submitted or began
        seen = await outcomes(deps, {name_of(step.key): since - INTENT_GRAIN for step in waiting}, run)
        done = _in_order(waiting, seen, since)
        await _settle(deps, done, run, since)
        waiting = waiting[len(done) :]
        clear = all(seen[name_of(step.key)].state in SETTLED for step in waiting)
    over = clear and any(job.scheduled for job in ended)
    if waiting and (over or await _too_late(deps, waiting[0], now, under_way=len(runs) > len(ended))):
        await _keep(deps, [replace(step, note=Note.NONE, intent_at=None) for step in waiting], _came_to(RunMissed()))


def _in_order(waiting: Sequence[Step], seen: Mapping[str, Outcome], began: datetime) -> list[tuple[Step, datetime]]:
    """What the run did, each with the end of what it rests on: from then on, not from the beginning of the run, it
    counts.

    What comes after something that the run did not do, or of which it is not told when that ended, is left out.
    """
    done, since = list[tuple[Step, datetime]](), began
    for step in waiting:
        outcome = seen[name_of(step.key)]
        if outcome.state is not StepState.DONE:
            break
        done.append((step, since))
        if name_of(step.key) in PROFILES:
            if not outcome.ended:
                break
            since = max(since, outcome.ended)
    return done


async def _settle(deps: Deps, steps: Sequence[tuple[Step, datetime]], run: Job, began: datetime) -> None:
    """`began`: when the run was submitted."""
    done: dict[str, Any] = {"state": StepState.DONE, "note": Note.NONE, "job_id": run.id, "adopted": True}
    done |= {"settled_at": deps.clock()}
    came = _came_to(DoneByRun(began, run.scheduled))
    await _keep(deps, [replace(step, **done, intent_at=since - INTENT_GRAIN) for step, since in steps], came)


async def _too_late(deps: Deps, step: Step, now: datetime, *, under_way: bool) -> bool:
    """By the service's own clock, as its schedule is. A run may begin as late as a failed one may recover; one that is
    under way has the time of any work."""
    known, policy = await deps.storage.read(lambda unit: facts(unit, step, ErasureFacts)), deps.policy
    at = known.scheduled and known.scheduled.at
    assert at, "it waits for a run"
    allowed = policy.give_up_after if under_way else max(policy.settle, policy.poll_every)
    return now > at + allowed


async def _keep(deps: Deps, steps: Sequence[Step], change: _Change) -> None:
    """The steps, with what is known about the run of each, and the audit event of each that is settled now."""
    if not steps:
        return
    now = deps.clock()

    def write(unit: Unit) -> None:
        for step in steps:
            unit.steps.save(keeping(unit, step, change(facts(unit, step, ErasureFacts))))
            note_end(unit, step, now)

    await deps.storage.write(write)
