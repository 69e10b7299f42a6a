"""The durable work of removing users: look, remove, and look again until nobody of them is listed any more.

Nobody counts as gone but by a list that is whole (`domain.remove_user.access`), twice in a row.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

from domain.notes import Note
from domain.remove_user.access import AccessList, Doubt, folded
from domain.remove_user.facts import RemovalFacts
from domain.request import SETTLED, Kind, Step, StepState
from domain.trouble import Refused, Throttled, Trouble, Unreadable, because
from handlers.deps import Deps
from handlers.ports import Flow, Unit, Workflow
from handlers.remove_user.beside import REMOVED, known, name_missing
from handlers.remove_user.groups import groups_with_access
from handlers.requests.attempts import count_attempt, last_look, take_back
from handlers.requests.in_the_way import CONFLICT
from handlers.requests.order import ordered
from handlers.requests.sealed import facts, whom
from handlers.requests.work import (
    change_facts,
    finish,
    is_here,
    keep_silent,
    load,
    save,
    stand_still,
    stopped_by,
)
from handlers.retrying import Delay, patiently

T = TypeVar("T")
_PAST = frozenset({Note.REMOVED, Note.LISTED, Note.GONE_ONCE})  # the removal itself
OWNER_STAYS = frozenset({"unabletorevokepermission"})  # of the owner, or of the last administrator


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
    return [step.key for step in await _pending(deps, request_id)]


async def _pending(deps: Deps, request_id: str) -> list[Step]:
    _, steps = await load(deps, request_id)
    return [step for step in steps if step.state not in SETTLED]


# ---- removing


async def remove(deps: Deps, request_id: str, key: str) -> None:
    """One removal. Never after a recorded success, and never when a whole list shows that it is gone."""
    step = next((step for step in await _pending(deps, request_id) if step.key == key), None)
    if step is None or step.note in _PAST:
        return
    await _keep(deps, step, state=StepState.RUNNING, note=Note.REMOVING)
    try:
        await _until_clear(deps, step)
    except (Refused, Unreadable) as trouble:
        await _settle(deps, step, StepState.FAILED, because(trouble))


async def _until_clear(deps: Deps, step: Step) -> None:
    """Look, then remove, until what became of it is known; errors of the service count, its pauses do not."""
    while who := await _look_first(deps, step):
        counted, _ = await count_attempt(deps, [await _again(deps, step)])
        if not counted:
            return await _settle(deps, step, StepState.FAILED, Note.NOT_REMOVED)
        if (await last_look(deps, counted))[1]:
            continue  # the first look says what there is to say
        try:
            await deps.insights.remove_assignment(who)
        except Throttled as pause:
            await take_back(deps, [await _again(deps, step)])
            await asyncio.sleep(Delay(deps.policy.poll_every).after(pause))
        except Trouble as trouble:  # whether it took effect is not known: the list will show it
            if isinstance(trouble, Refused) and trouble.status != CONFLICT:
                await change_facts(deps, step, RemovalFacts, _not_asked)
                await _settle(deps, step, StepState.FAILED, _refusal(trouble))
                return None
            await asyncio.sleep(deps.policy.poll_every.total_seconds())
        else:
            return await _keep(deps, step, note=Note.REMOVED)
    return None


def _not_asked(known: RemovalFacts) -> RemovalFacts:
    """Nothing was done: whoever stays must be in every list."""
    return replace(known, asked=False)


def _refusal(refused: Refused) -> Note:
    return Note.OWNER if (refused.code or "").casefold() in OWNER_STAYS else because(refused)


async def _look_first(deps: Deps, step: Step) -> str:
    """Who is to be removed now, by the order; empty where nobody is. Who is listed then is kept, to tell later whether
    the list is whole."""
    listed = await _ask(deps, step, deps.insights.assignments)
    own = await _ask(deps, step, deps.insights.my_role)
    if folded(await _whom(deps, step)) == folded(own.principal_id):
        end = StepState.FAILED, Note.OWN_APP
    elif await _was_gone(deps, step, listed, own.principal_id):
        end = StepState.DONE, Note.GONE_BEFORE
    elif why := await stopped_by(deps, step.request_id):  # only now: it may have been cancelled during an outage
        await stand_still(deps, [await _again(deps, step)], why)
        return ""
    elif not (who := await ordered(deps, step)):
        end = StepState.FAILED, Note.ALTERED
    else:
        await _remember(deps, step, listed)
        return who
    await _settle(deps, step, *end)
    return ""


async def _whom(deps: Deps, step: Step) -> str:
    """Raises: Altered."""
    return await deps.storage.read(lambda unit: whom(unit, step))


async def _was_gone(deps: Deps, step: Step, listed: AccessList, own: str) -> bool:
    """Twice in a row, as after a removal: one list alone may lack somebody for a moment."""
    if not await _shows_gone(deps, step, listed, own):
        return False
    await asyncio.sleep(deps.policy.poll_every.total_seconds())
    return await _shows_gone(deps, step, await _ask(deps, step, deps.insights.assignments), own)


async def _shows_gone(deps: Deps, step: Step, listed: AccessList, own: str) -> bool:
    return not listed.lists(await _whom(deps, step)) and not await _doubt(deps, step, listed, own)


async def _remember(deps: Deps, step: Step, listed: AccessList) -> None:
    """That it is asked for now, and who is there. Only a list with the person in it says who else must be in the next
    one; whoever was in an earlier one must be, too: this one may be cut already, though the person is in it."""
    is_there = listed.lists(await _whom(deps, step))
    there = frozenset(listed.ids | await _seen(deps, step)) if is_there else frozenset[str]()

    def remember(known: RemovalFacts) -> RemovalFacts:
        return replace(known, asked=True, there=there or known.there)

    await change_facts(deps, step, RemovalFacts, remember)


async def _seen(deps: Deps, step: Step) -> frozenset[str]:
    return (await deps.storage.read(lambda unit: known(unit, step))).ids


def _settled(deps: Deps, step: Step, state: StepState, note: Note) -> Step:
    return replace(step, state=state, note=note, silent_since=None, settled_at=deps.clock())


async def _settle(deps: Deps, step: Step, state: StepState, note: Note) -> None:
    await save(deps, [_settled(deps, await _again(deps, step), state, note)])


async def _keep(deps: Deps, step: Step, **changed: Any) -> None:
    """As it stands now, but for this: what it keeps privately may be newer than the step in hand."""
    now = await _again(deps, step)
    if (new := replace(now, **changed)) != now:
        await save(deps, [new])


async def _ask(deps: Deps, step: Step, question: Callable[[], Awaitable[T]]) -> T:
    """Asked until there is an answer; the card says since when there is none. Raises: Refused, Unreadable."""

    answer = await patiently(deps.policy.poll_every, question, silent=partial(keep_silent, deps, [step]))
    await _keep(deps, step, silent_since=None)
    return answer


async def _again(deps: Deps, step: Step) -> Step:
    _, steps = await load(deps, step.request_id)
    return next(now for now in steps if now.key == step.key)


# ---- looking again


async def confirm(deps: Deps, request_id: str) -> None:
    """Look until everyone is gone from a whole list twice in a row, or the longest time that CI states has passed."""
    pending = await _pending(deps, request_id)
    try:
        if pending:
            own = await _ask(deps, pending[0], deps.insights.my_role)
            await _watch(deps, request_id, own.principal_id)
    except (Refused, Unreadable) as trouble:
        note = because(trouble)
        left = await _pending(deps, request_id)
        await save(deps, [_settled(deps, step, StepState.FAILED, note) for step in left])


async def _watch(deps: Deps, request_id: str, own: str) -> None:
    delay, waited, gone_once = Delay(deps.policy.poll_every), timedelta(), set[str]()
    while pending := await _pending(deps, request_id):
        listed = await _ask(deps, pending[0], deps.insights.assignments)
        late = waited >= deps.policy.gone_within
        pending = await _pending(deps, request_id)
        seen = [await _looked(deps, step, listed, own, late=late, again=step.key in gone_once) for step in pending]
        await save(deps, [new for old, new in zip(pending, seen, strict=True) if new != old])
        gone_once = {step.key for step in seen if step.note == Note.GONE_ONCE}
        if any(step.state not in SETTLED for step in seen):
            pause = delay.next()
            await asyncio.sleep(pause)
            waited += timedelta(seconds=pause)  # while there was no answer, no time went by


async def _looked(deps: Deps, step: Step, listed: AccessList, own: str, *, late: bool, again: bool) -> Step:
    doubt, is_there = await _doubt(deps, step, listed, own), listed.lists(await _whom(deps, step))
    if not is_there and not doubt:
        return _settled(deps, step, StepState.DONE, Note.GONE) if again else replace(step, note=Note.GONE_ONCE)
    if not late:
        return replace(step, note=Note.LISTED)
    if is_there:
        return _settled(deps, step, StepState.FAILED, Note.STILL_LISTED)
    if doubt is Doubt.SHORT:
        step, doubt = await name_missing(deps, step, listed, await _left(deps, step))
    assert doubt, "who is not listed and not doubtful was settled above"
    return _settled(deps, step, StepState.FAILED, doubt.note)


async def _doubt(deps: Deps, step: Step, listed: AccessList, own: str) -> Doubt | None:
    before = (await deps.storage.read(lambda unit: known(unit, step))).still
    doubt = listed.doubt(own, before, [await _whom(deps, step)])
    return listed.doubt(own, before, await _left(deps, step)) if doubt is Doubt.SHORT else doubt


async def _left(deps: Deps, step: Step) -> list[str]:
    """Whom we removed, by other requests, too, or may have removed: what became of it was not always answered."""

    def look(unit: Unit) -> list[str]:
        others = unit.steps.noted(Kind.REMOVE_USER, {*REMOVED, Note.GONE, Note.GONE_BEFORE})
        known_of = partial(facts, unit.shown(), of=RemovalFacts)  # whose key is destroyed is not known any more
        return [whom(unit, step), *known(unit, step).asked, *filter(None, (known_of(one).principal for one in others))]

    return await deps.storage.read(look)


# ---- what remains


async def name_groups(deps: Deps, request_id: str) -> None:
    """Warn of access that remains through a group; where that cannot be told, say so.

    Only a list that is whole shows that no group of the user is in it.
    """
    _, steps = await load(deps, request_id)
    for step in steps:
        if step.state is not StepState.DONE:
            continue
        who = await _whom(deps, step)
        try:
            listed = await _ask(deps, step, deps.insights.assignments)
            own = await _ask(deps, step, deps.insights.my_role)
            groups = await _ask(deps, step, partial(groups_with_access, deps, who, listed.assignments))
        except (Refused, Unreadable):
            await change_facts(deps, step, RemovalFacts, lambda known: replace(known, groups_unknown=True))
        else:
            doubt = await _doubt(deps, step, listed, own.principal_id)
            await _name_groups(deps, step, groups, unknown=doubt is not None)


async def _name_groups(deps: Deps, step: Step, groups: Iterable[str], *, unknown: bool) -> None:
    names = tuple(groups)
    await change_facts(deps, step, RemovalFacts, lambda known: replace(known, groups=names, groups_unknown=unknown))
