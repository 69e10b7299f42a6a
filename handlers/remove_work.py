"""The durable work of removing users: look, remove, and look again until nobody of them is listed any more."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from domain.insights import Assignment, Refused, Throttled, Trouble
from domain.request import SETTLED, Step, StepState
from handlers.deps import Deps
from handlers.patience import Delay, patiently
from handlers.ports import Flow, Workflow
from handlers.progress import add_private, finish, is_held, is_here, load, save
from handlers.users import groups_with_access

REMOVED = frozenset({"removed", "listed"})


def remove_work(deps: Deps) -> Workflow:
    async def work(flow: Flow, request_id: str, run: int) -> None:
        if not await flow.step("here", lambda: is_here(deps, request_id)):
            return
        keys = await flow.step("who", lambda: unsettled(deps, request_id))
        for key in keys:
            await flow.step("remove", partial(remove, deps, request_id, key))
        await flow.step("confirm", lambda: confirm(deps, request_id))
        await flow.step("groups", lambda: name_groups(deps, request_id))
        await flow.step("finish", lambda: finish(deps, request_id, run))

    return work


async def unsettled(deps: Deps, request_id: str) -> list[str]:
    _, steps = await load(deps, request_id)
    return [step.key for step in steps if step.state not in SETTLED]


async def remove(deps: Deps, request_id: str, key: str) -> None:
    """One removal. Never after a recorded success, and never when the list shows that it is gone."""
    _, steps = await load(deps, request_id)
    step = next(step for step in steps if step.key == key)
    if step.state in SETTLED or step.note in REMOVED:
        return
    await save(deps, [replace(step, state=StepState.RUNNING, note="removing")])
    done = False
    while not done:
        done = await _try(deps, step)


async def _try(deps: Deps, step: Step) -> bool:
    """One look and one removal; False when it must be looked at again, because there was no clear answer."""
    listed = await patiently(deps.policy.poll_every, deps.insights.assignments)
    own = await patiently(deps.policy.poll_every, deps.insights.my_role)
    request, _ = await load(deps, step.request_id)  # only now: it may have been cancelled during an outage
    if step.key == own.principal_id:
        await save(deps, [_settled(deps, step, StepState.FAILED, "own_app")])
    elif not _is_listed(step, listed):
        await save(deps, [_settled(deps, step, StepState.DONE, "gone_before")])
    elif request.cancel_asked_by:
        await save(deps, [_settled(deps, step, StepState.CANCELLED, "not_begun")])
    else:
        return await _remove(deps, step)
    return True


async def _remove(deps: Deps, step: Step) -> bool:
    if await is_held(deps, step.request_id):
        await save(deps, [_settled(deps, step, StepState.FAILED, "held")])
        return True
    try:
        await deps.insights.remove_assignment(step.key)
    except Throttled as pause:
        await asyncio.sleep(pause.retry_after)
        return False
    except Refused as refused:
        note = "no_rights" if refused.status in {401, 403} and not refused.code else "owner"
        await save(deps, [_settled(deps, step, StepState.FAILED, note)])
    except Trouble:  # whether it took effect is not known: the list will show it
        await asyncio.sleep(deps.policy.poll_every.total_seconds())
        return False
    else:
        await save(deps, [replace(step, state=StepState.RUNNING, note="removed")])
    return True


def _settled(deps: Deps, step: Step, state: StepState, note: str) -> Step:
    return replace(step, state=state, note=note, settled_at=deps.clock())


def _is_listed(step: Step, listed: Sequence[Assignment]) -> bool:
    return any(assignment.principal_id == step.key for assignment in listed)


async def confirm(deps: Deps, request_id: str) -> None:
    """Look at the list until everyone is gone from it, or the longest time that CI states has passed."""
    delay = Delay(deps.policy.poll_every)
    began = await patiently(deps.policy.poll_every, deps.insights.now)
    while True:
        _, steps = await load(deps, request_id)
        pending = [step for step in steps if step.state not in SETTLED]
        if not pending:
            return
        listed = await patiently(deps.policy.poll_every, deps.insights.assignments)
        late = await patiently(deps.policy.poll_every, deps.insights.now) - began > deps.policy.gone_within
        seen = [_looked(deps, step, _is_listed(step, listed), late) for step in pending]
        await save(deps, [new for old, new in zip(pending, seen, strict=True) if new != old])
        if any(step.state not in SETTLED for step in seen):
            await asyncio.sleep(delay.next())


def _looked(deps: Deps, step: Step, listed: bool, late: bool) -> Step:
    if not listed:
        return _settled(deps, step, StepState.DONE, "gone")
    return _settled(deps, step, StepState.FAILED, "still_listed") if late else replace(step, note="listed")


async def name_groups(deps: Deps, request_id: str) -> None:
    """Warn of access that remains through a group; a directory that does not answer is asked again."""
    _, steps = await load(deps, request_id)
    removed = [step for step in steps if step.state is StepState.DONE]
    if not removed:
        return
    listed = await patiently(deps.policy.poll_every, deps.insights.assignments)
    for step in removed:
        try:
            groups = await patiently(deps.policy.poll_every, partial(groups_with_access, deps, step.key, listed))
        except Refused:
            groups = ()
        if groups:
            await add_private(deps, step, groups="\n".join(groups))
