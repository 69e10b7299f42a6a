"""A batch whose people are at work: it stops with them, begins nobody twice, hands down what is new alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime

from domain.card import Form
from domain.erasure.plan import StepKind, key_of, of
from domain.event import EventKind
from domain.notes import Note
from domain.request import State, StepState
from domain.words import en as words
from handlers.erasure.batch import work_off
from handlers.erasure.plan import make_plan
from handlers.ports import Unit
from handlers.requests.steps import new
from handlers.requests.work import finish
from tests.handlers.erasure.batches import asked_for, members, somebody
from tests.handlers.erasure.erasing import part, settle, typed_recipients
from tests.stage import Scene, said


async def begun(on: Scene, count: int) -> tuple[str, list[str]]:
    """A batch that has done for all what there is to do, and the requests of its people, whose turn it is now."""
    ref = await asked_for(on, somebody(count))
    await on.act("ben", "approve", ref)
    await make_plan(on.bot.deps, ref)
    shared = f"request_id = '{ref}' AND key NOT LIKE 'member:%' AND key NOT LIKE 'recipient%'"
    long_ago = "intent_at = '2026-01-01', settled_at = '2026-01-01'"
    on.rows(f"UPDATE steps SET state = 'done', {long_ago} WHERE {shared}")
    return ref, await members(on, ref)


@asynccontextmanager
async def working(on: Scene, ref: str) -> AsyncIterator[None]:
    """The people of the batch are seen to, as in its run."""
    task = asyncio.create_task(work_off(on.bot.deps, ref, (await on.request(ref)).run))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def set_to(on: Scene, ref: str, state: State, run: int = 1) -> None:
    on.rows(f"UPDATE requests SET state = '{state}', run = {run} WHERE id = '{ref}'")


async def of_batch(on: Scene, ref: str, member: str) -> tuple[StepState, Note]:
    step = await part(on, ref, key_of(StepKind.MEMBER, member))
    return step.state, step.note


async def all_begun(on: Scene, ref: str, their: list[str]) -> None:
    async with working(on, ref):
        for one in their:
            await on.wait_for(lambda one=one: _runs(on, one))


async def _runs(on: Scene, ref: str) -> bool:
    return (await on.request(ref)).run > 0


async def test_a_batch_that_is_cancelled_stops_whoever_is_at_work_and_closes_all_others(desk: Scene) -> None:
    ref, [works, waits, stalled] = await begun(desk, 3)
    set_to(desk, works, State.IN_PROGRESS)
    set_to(desk, stalled, State.NEEDS_ATTENTION)
    await desk.act("ada", "cancel", ref)
    assert (await desk.request(ref)).state is State.IN_PROGRESS
    await finish(desk.bot.deps, ref, 1)
    assert [(await desk.request(one)).state for one in (ref, waits, stalled)] == [State.CANCELLED] * 3
    ada = (await desk.request(ref)).cancel_asked_by
    assert (await desk.request(works)).cancel_asked_by == ada
    cancelled = desk.rows(f"SELECT request_id, actor_id FROM events WHERE kind = '{EventKind.REQUEST_CANCELLED}'")
    assert {(row.request_id, row.actor_id) for row in cancelled} == {(one, ada) for one in (ref, waits, stalled)}
    await finish(desk.bot.deps, works, 1)
    assert (await desk.request(works)).state is State.CANCELLED


async def test_a_batch_that_is_begun_anew_begins_nobody_twice_and_cancels_nobody(desk: Scene) -> None:
    ref, [stuck, own, out, later] = await begun(desk, 4)
    await all_begun(desk, ref, [stuck, own, out, later])
    set_to(desk, stuck, State.NEEDS_ATTENTION)
    check = "UPDATE steps SET state = 'failed', note = 'still_there' WHERE key = 'check:1' AND request_id"
    desk.rows(f"{check} = '{stuck}'")
    set_to(desk, own, State.IN_PROGRESS, run=2)
    set_to(desk, out, State.CANCELLED)
    for one in (stuck, own, out):
        desk.rows(f"UPDATE steps SET state = 'failed' WHERE key = 'member:{one}'")
    set_to(desk, ref, State.NEEDS_ATTENTION)
    await desk.act("ada", "retry", ref)
    async with working(desk, ref):
        await desk.wait_for(lambda: _is(desk, ref, stuck, (StepState.FAILED, Note.STILL_THERE)))
        await desk.wait_for(lambda: _is(desk, ref, out, (StepState.CANCELLED, Note.CANCELLED)))
        await desk.wait_for(lambda: _is(desk, ref, own, (StepState.RUNNING, Note.NONE)))
    assert [(await desk.request(one)).run for one in (stuck, own, out, later)] == [1, 2, 1, 1]


async def _is(on: Scene, ref: str, member: str, wanted: tuple[StepState, Note]) -> bool:
    return await of_batch(on, ref, member) == wanted


async def test_a_click_on_the_batch_leaves_alone_what_somebody_does_by_a_run_of_their_own(desk: Scene) -> None:
    ref, [own, other] = await begun(desk, 2)
    await all_begun(desk, ref, [own, other])
    source = next(step for step in await desk.steps(own) if ":" not in step.key)
    desk.rows(f"UPDATE steps SET state = 'waiting', note = '' WHERE request_id = '{own}' AND key = '{source.key}'")
    set_to(desk, own, State.IN_PROGRESS, run=2)
    await settle(desk, "ada", ref, "recipients:", text="Mailing house")
    [mailing] = await typed_recipients(desk, ref)
    for one in (own, other):
        assert (await part(desk, one, "recipients:")).note == Note.CONFIRMED
        assert await typed_recipients(desk, one) == [mailing]
        assert "Mailing house" in said(await desk.typed("ada", f"show {one}"))
    assert (await part(desk, own, source.key)).state is StepState.WAITING
    assert (await part(desk, other, source.key)).state is StepState.DONE
    await settle(desk, "ada", ref, mailing, day=desk.today)
    assert (await part(desk, own, source.key)).state is StepState.WAITING
    assert (await part(desk, own, mailing)).note == Note.TOLD


async def test_a_segment_that_came_up_meanwhile_is_done_once_for_all_who_wait_for_it(desk: Scene) -> None:
    ref, [waits, own] = await begun(desk, 2)
    await all_begun(desk, ref, [waits, own])
    late = key_of(StepKind.SEGMENT, "late")
    now = desk.bot.deps.clock()

    def came_up(unit: Unit) -> None:
        for name in (ref, waits, own):
            found = unit.requests.get(name)
            assert found
            unit.steps.add([replace(new(found, StepKind.SEGMENT, "late", "Late"), position=900)])
        [step] = [one for one in unit.steps.of(ref) if one.key == late]
        unit.steps.save(replace(step, state=StepState.DONE, note=Note.EMPTIED, settled_at=now))

    await desk.bot.deps.storage.write(came_up)
    set_to(desk, waits, State.NEEDS_ATTENTION)
    set_to(desk, own, State.NEEDS_ATTENTION, run=2)  # begun anew for itself since
    async with working(desk, ref):
        await desk.wait_for(lambda: _is(desk, ref, own, (StepState.FAILED, Note.APART)))
    assert (await part(desk, waits, late)).note == Note.EMPTIED
    assert ((await desk.request(waits)).state, (await desk.request(waits)).run) == (State.IN_PROGRESS, 2)
    assert (await part(desk, own, late)).state is StepState.WAITING
    assert await of_batch(desk, ref, waits) == (StepState.RUNNING, Note.NONE)


def looked_up(unit: Unit, refs: list[str]) -> None:
    """As both looks leave it that find nobody."""
    for step in [step for ref in refs for step in of(unit.steps.of(ref), StepKind.CHECK)]:
        unit.steps.save(replace(step, state=StepState.DONE, note=Note.GONE))
        said, now = {"step": step.key, "note": Note.GONE}, datetime.now(UTC)
        unit.events.add(EventKind.ERASURE_CHECKED, now, actor=None, request=step.request_id, data=said)


async def test_an_answer_is_noted_for_those_alone_whom_the_form_counted(desk: Scene) -> None:
    """Whoever is gone since was written to by nobody: they wait for their answer still."""
    ref, their = await begun(desk, 4)
    await all_begun(desk, ref, their)
    for one in their:
        set_to(desk, one, State.NEEDS_ATTENTION)
    await desk.bot.store.write(lambda unit: looked_up(unit, their[:1]))
    read = await desk.act("ada", "tell-all", ref)
    assert isinstance(read, Form)
    assert read.text == words.batch.tell(1)
    await desk.bot.store.write(lambda unit: looked_up(unit, their[1:3]))
    for stale in (read.ref, ref):  # as an earlier release wrote it, too
        now = await desk.act("ada", "tell-all", stale, {"day": desk.today})
        assert isinstance(now, Form)
        assert now.text == words.batch.tell(3)
        assert [(field.value, field.error) for field in now.fields] == [(desk.today, words.batch.TELL_OTHERS)]
    assert not await noted(desk, their)
    assert said(await desk.act("ada", "tell-all", now.ref, {"day": desk.today})) == words.batch.told_now(3)
    assert await noted(desk, their) == their[:3]


async def test_who_was_answered_by_a_form_of_their_own_is_counted_no_more(desk: Scene) -> None:
    ref, their = await begun(desk, 2)
    await all_begun(desk, ref, their)
    for one in their:
        set_to(desk, one, State.NEEDS_ATTENTION)
    await desk.bot.store.write(lambda unit: looked_up(unit, their))
    read = await desk.act("ada", "tell-all", ref)
    assert isinstance(read, Form)
    await settle(desk, "amir", their[0], "answer:", day=desk.today)
    now = await desk.act("ada", "tell-all", read.ref, {"day": desk.today})
    assert isinstance(now, Form)
    assert now.text == words.batch.tell(1)
    assert said(await desk.act("ada", "tell-all", now.ref, {"day": desk.today})) == words.batch.told_now(1)
    assert said(await desk.act("ada", "tell-all", now.ref, {"day": desk.today})) == words.errors.NOT_OPEN


async def noted(on: Scene, their: list[str]) -> list[str]:
    return [one for one in their if (await part(on, one, "answer:")).note == Note.TOLD]


async def test_the_card_of_the_batch_follows_whatever_becomes_of_its_people(desk: Scene) -> None:
    ref, their = await begun(desk, 2)
    await all_begun(desk, ref, their)
    await desk.bot.store.write(lambda unit: looked_up(unit, their))
    for one in their:
        set_to(desk, one, State.NEEDS_ATTENTION)
    before = (await desk.request(ref)).version
    early = {"day": "2016-11-28"}  # of another year
    read = await desk.act("ada", "tell-all", ref)
    assert isinstance(read, Form)
    assert words.errors.BEFORE_RECEIPT in said(await desk.act("ada", "tell-all", read.ref, early))
    assert said(await desk.act("ada", "tell-all", read.ref, {"day": desk.today})) == words.batch.told_now(2)
    told = (await desk.request(ref)).version
    assert told == before + 1
    await desk.act("ada", "cancel", their[0])
    assert (await desk.request(ref)).version == told + 1
