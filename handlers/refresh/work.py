"""The durable work of a refresh: note the intent, submit as few jobs as possible, follow them to the end.

Each step may run again after a crash, so each looks first at what is done already. Which job counts: design §4.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic

from common.failing import raise_first
from domain.causes import no_start
from domain.erasure.plan import StepKind, of
from domain.insights import Job, Node, NodeState
from domain.notes import Note
from domain.refresh.facts import RefreshFacts
from domain.refresh.verdict import INTENT_GRAIN, adoptable, busy, judge_all, unclear
from domain.request import SETTLED, Request, Step, StepState
from domain.trouble import Refused, Throttled, Trouble, Unreadable
from handlers.deps import Deps
from handlers.ports import Flow, Workflow
from handlers.requests.attempts import count_attempt, last_look, take_back
from handlers.requests.in_the_way import in_the_way
from handlers.requests.stopping import stop_job
from handlers.requests.work import change_facts, finish, is_here, load, save, stand_still, standing
from handlers.retrying import ODD, Delay, Stopped, patiently

SUBMIT, SETTLED_ALL = "submit", "settled"
_NOT_FOUND = 404
_AT_ONCE = 4  # batches that are submitted beside each other


def refresh_work(deps: Deps) -> Workflow:
    async def work(flow: Flow, request_id: str, run: int) -> None:
        if not await flow.step("here", lambda: is_here(deps, request_id)):
            return
        await refresh_sources(deps, flow, request_id)
        await flow.step("finish", lambda: finish(deps, request_id, run))

    return work


async def refresh_sources(deps: Deps, flow: Flow, request_id: str) -> None:
    """All of the request's sources, to a good or a bad end."""
    await flow.step("intent", lambda: note_intent(deps, request_id))
    while await flow.step("submit", lambda: submit(deps, request_id)) == SUBMIT:
        if await flow.step("follow", lambda: follow(deps, request_id)) == SETTLED_ALL:
            break
    await flow.step("owners", lambda: name_owners(deps, request_id))


async def load_sources(deps: Deps, request_id: str) -> tuple[Request, list[Step]]:
    """Without the other parts of an erasure's plan."""
    request, steps = await load(deps, request_id)
    return request, of(steps, StepKind.SOURCE)


async def note_intent(deps: Deps, request_id: str) -> None:
    """From this instant, by the service's own clock, a job counts. Kept before anything is submitted."""
    _, steps = await load_sources(deps, request_id)
    fresh = [step for step in steps if step.state is StepState.WAITING and not step.intent_at]
    if not fresh:
        return
    try:
        now = await patiently(deps.policy.poll_every, deps.insights.now, silent=lambda: _unless_stopped(deps, fresh))
    except Stopped:
        return  # `submit` and `follow` hear it, too
    await save(deps, [replace(step, intent_at=now, note=Note.QUEUED, silent_since=None) for step in fresh])
    await asyncio.sleep(INTENT_GRAIN.total_seconds())  # so that our own job is surely later than the intent


async def _unless_stopped(deps: Deps, steps: Sequence[Step]) -> None:
    """Raises: Stopped."""
    await _silent(deps, steps)
    if (await load_sources(deps, steps[0].request_id))[0].cancel_asked_by:
        raise Stopped


async def submit(deps: Deps, request_id: str) -> str:
    """Adopt the jobs that count, wait for those that began too early, and submit one job for all the rest."""
    _, steps = await load_sources(deps, request_id)
    waiting = [step for step in steps if step.state is StepState.WAITING]
    try:
        jobs = await deps.insights.jobs()  # by itself: no other's look that hangs holds it up
    except Refused:
        raise
    except Trouble:
        await _silent(deps, waiting)
        return SUBMIT  # `follow` waits until there is an answer, and hears whether somebody cancels meanwhile
    if (await load_sources(deps, request_id))[0].cancel_asked_by:
        return await stop(deps, request_id)
    adopted = [replace(_running(step, job), adopted=True) for step in waiting if (job := adoptable(step, jobs))]
    held = [step for step in waiting if busy(step, jobs) and not adoptable(step, jobs)]
    await save(deps, [*adopted, *(replace(step, note=_why_held(step, jobs)) for step in held)])
    taken = {step.key for step in (*adopted, *held)}
    await _submit(deps, [step for step in waiting if step.key not in taken], jobs)
    return SUBMIT


def _why_held(step: Step, jobs: Sequence[Job]) -> Note:
    return Note.PARTS_UNKNOWN if unclear(step, jobs) else Note.EARLIER_JOB


def _running(step: Step, job: Job) -> Step:
    return replace(step, state=StepState.RUNNING, note=Note.QUEUED, job_id=job.id, silent_since=None)


async def _submit(deps: Deps, steps: Sequence[Step], jobs: Sequence[Job]) -> None:
    """Some batches beside each other: what the first brings would else wait for all that is kept of the others."""
    by_key, turns = {step.key: step for step in steps}, asyncio.Semaphore(_AT_ONCE)

    async def one(batch: Sequence[str]) -> None:
        async with turns:
            await _submit_batch(deps, [by_key[key] for key in batch], jobs)

    ends = await asyncio.gather(*map(one, deps.insights.batches(by_key)), return_exceptions=True)
    raise_first(ends, "a batch could not be submitted")


async def _submit_batch(deps: Deps, steps: Sequence[Step], jobs: Sequence[Job]) -> None:
    """`jobs`: the list before it, of which none was started by it.

    What was asked for too often without a clear answer is left to a person.
    """
    if why := await standing(deps, steps[0].request_id):
        return await _stand_still(deps, steps, why)
    steps, often = await count_attempt(deps, steps)
    await save(deps, [_failed(step, Note.NOT_STARTED, deps) for step in often])
    if not steps:
        return None
    steps, why = await last_look(deps, steps)
    if why:
        return await _stand_still(deps, steps, why)
    try:
        job = await deps.insights.submit([step.key for step in steps])
    except Throttled as pause:
        await _note(deps, await take_back(deps, steps), Note.THROTTLED)
        await asyncio.sleep(Delay(deps.policy.poll_every).after(pause))
    except Refused as refused:
        await _refused(deps, steps, refused, jobs)
    except Trouble:  # whether it took effect is not known: the list of jobs will show it
        await _unclear_answer(deps, steps, Note.UNANSWERED)
    else:
        if job.id in {earlier.id for earlier in jobs}:
            return await _unclear_answer(deps, steps, Note.EARLIER_JOB)
        await save(deps, [_running(step, job) for step in steps])
    return None


async def _stand_still(deps: Deps, steps: Sequence[Step], why: Note) -> None:
    """Who asked to stop is heard by `follow`."""
    await stand_still(deps, steps if why != Note.NOT_BEGUN else [], why)


async def _refused(deps: Deps, steps: Sequence[Step], refused: Refused, jobs: Sequence[Job]) -> None:
    """One source may be the reason for a refusal of many: ask for each alone, so that the others go on."""
    over = {job.id for job in jobs if not job.running}
    if await in_the_way(deps, refused, lambda job: job.of_kind("ingestion") and job.id not in over):
        await _unclear_answer(deps, steps, Note.EARLIER_JOB)
    elif len(steps) > 1 and refused.status != 401:
        for step in await take_back(deps, steps):
            await _submit_batch(deps, [step], jobs)
    else:
        await save(deps, [_failed(step, await _why_not(deps, step, refused), deps) for step in steps])


async def _why_not(deps: Deps, step: Step, refused: Refused) -> Note:
    """It is gone only where the refusal says so and the list of sources, asked anew, lacks it as well."""
    if refused.status != _NOT_FOUND:
        return no_start(refused)
    try:
        listed = await deps.insights.sources()
    except Trouble:
        return no_start(refused)
    gone = len(listed) and not listed.unread and step.key.casefold() not in {one.id.casefold() for one in listed}
    return Note.DELETED if gone else no_start(refused)


async def _unclear_answer(deps: Deps, steps: Sequence[Step], note: Note) -> None:
    """Looked for in the list of jobs before the next time."""
    await _note(deps, steps, note)
    await asyncio.sleep(deps.policy.poll_every.total_seconds())


def _failed(step: Step, note: Note, deps: Deps) -> Step:
    return replace(step, state=StepState.FAILED, note=note, silent_since=None, settled_at=deps.clock())


async def follow(deps: Deps, request_id: str) -> str:
    """Poll until everything is settled, or something can be submitted that could not be before."""
    down, odd = timedelta(), 0
    delay = Delay(deps.policy.poll_every)
    while True:
        began = monotonic()
        request, steps = await load_sources(deps, request_id)
        if request.cancel_asked_by:
            return await stop(deps, request_id)
        try:
            steps = await _look(deps, request, steps, down)
            ready, odd = await _may_submit(deps, steps), 0
        except Refused:
            raise
        except Trouble as silence:
            odd = odd + 1 if isinstance(silence, Unreadable) else 0
            if odd == ODD:
                raise
            await _silent(deps, [step for step in steps if step.state not in SETTLED])
            await asyncio.sleep(delay.after(silence))
            down += timedelta(seconds=monotonic() - began)
            continue
        if all(step.state in SETTLED for step in steps):
            return SETTLED_ALL
        if ready:
            return SUBMIT
        await asyncio.sleep(delay.next())


async def _look(deps: Deps, request: Request, steps: list[Step], down: timedelta) -> list[Step]:
    """One look at the states of all sources; saves what changed and returns the steps as they stand."""
    snapshot = await deps.statuses.read()
    nodes = _by_source(snapshot.nodes)
    now, policy = snapshot.asked_at - down, deps.policy
    active = [step for step in steps if step.state not in SETTLED]
    late = {step.key for step in active if step.intent_at and now - step.intent_at > policy.give_up_after}
    unclear = any(step.key in late or _unclear(step, nodes.get(step.key.casefold(), [])) for step in active)
    jobs = await deps.recent_jobs.read() if unclear else ()
    changed, faults = {}, {}
    for step in active:
        mine, asked = nodes.get(step.key.casefold(), []), replace(step, silent_since=None)
        seen, node = judge_all(asked, mine, jobs, snapshot.asked_at, policy.settle)
        if seen.state not in SETTLED and step.key in late and now - _began(step, jobs) > policy.give_up_after:
            seen = _failed(seen, Note.GAVE_UP, deps)
        if seen != step:
            changed[step.key] = seen
            if seen.state is StepState.FAILED and node and node.fault:
                faults[step.key] = node.fault
    await save(deps, list(changed.values()), faults)
    return [changed.get(step.key, step) for step in steps]


def _began(step: Step, jobs: Iterable[Job]) -> datetime:
    """When the wait for this step began: with its job, or while it has none, with the intent."""
    submitted = next((job.submitted for job in jobs if job.id == step.job_id), None)
    began = submitted or step.intent_at
    assert began, "a step is followed only after its intent was noted"
    return began


def _by_source(nodes: Iterable[Node]) -> Mapping[str, Sequence[Node]]:
    """The ingestion of each source, by its id in small letters: all that bear it."""
    found: dict[str, list[Node]] = {}
    for node in nodes:
        if node.operation == "ingestion" and node.identifier:
            found.setdefault(node.identifier.casefold(), []).append(node)
    return found


def _unclear(step: Step, nodes: Sequence[Node]) -> bool:
    """Whether the state of the source alone does not tell; then the list of jobs is read, once for all."""
    return not nodes or step.state is StepState.RETRYING or any(_leaves_open(node, step.job_id or "") for node in nodes)


def _leaves_open(node: Node, job_id: str) -> bool:
    timeless = node.state is NodeState.SUCCESSFUL and node.last_success is None
    return node.fault is not None or timeless or not node.names(job_id)


async def _may_submit(deps: Deps, steps: Iterable[Step]) -> bool:
    waiting = [step for step in steps if step.state is StepState.WAITING]
    if not waiting:
        return False
    jobs = await deps.recent_jobs.read()
    return any(adoptable(step, jobs) or not busy(step, jobs) for step in waiting)


async def _silent(deps: Deps, steps: Sequence[Step]) -> None:
    now = deps.clock()
    silent = [replace(s, note=Note.UNANSWERED, silent_since=s.silent_since or now) for s in steps]
    await save(deps, [new for old, new in zip(steps, silent, strict=True) if new != old])


async def _note(deps: Deps, steps: Iterable[Step], note: Note) -> None:
    await save(deps, [replace(step, note=note) for step in steps if step.note != note])


async def stop(deps: Deps, request_id: str) -> str:
    """Ask the service to cancel the jobs that are ours alone; say of each item what became of it."""
    _, steps = await load_sources(deps, request_id)
    active = [step for step in steps if step.state not in SETTLED]
    notes = {step.job_id: await stop_job(deps, step) for step in {s.job_id: s for s in active if s.job_id}.values()}
    now = deps.clock()
    await save(
        deps,
        [
            replace(
                step,
                state=StepState.CANCELLED,
                note=notes.get(step.job_id, Note.NOT_BEGUN),
                silent_since=None,
                settled_at=now,
            )
            for step in active
        ],
    )
    return SETTLED_ALL


async def name_owners(deps: Deps, request_id: str) -> None:
    """The owner of a failed source, by name: they can mend what an admin cannot."""
    _, steps = await load_sources(deps, request_id)
    failed = [step for step in steps if step.state is StepState.FAILED]
    if not failed:
        return
    try:
        known = {source.id: source for source in await deps.catalog.sources()}
    except Trouble:
        return  # the card says what failed all the same
    for step in failed:
        if (source := known.get(step.key)) and (name := await deps.catalog.owner(source)):
            await change_facts(deps, step, RefreshFacts, _owned_by(name))


def _owned_by(name: str) -> Callable[[RefreshFacts], RefreshFacts]:
    return lambda known: replace(known, owner=name)
