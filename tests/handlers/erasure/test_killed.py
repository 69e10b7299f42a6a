"""Work that is broken off where a kill can come, and begun again: nothing is left on, asked twice, or early."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from domain.erasure.plan import CHECKS, StepKind, key_of
from domain.request import StepState
from domain.words.en.plan import STILL_SWITCHED_ON
from handlers.erasure.check import check
from handlers.erasure.downstream import process
from handlers.erasure.plan import make_plan
from handlers.erasure.work import segments
from tests.handlers.erasure.erasing import ZOE, deleted, filed_for, part, settle
from tests.stage import Scene, said
from tests.wire import Knot

ASLEEP = "Seg_OldCampaign"
SEGMENT, MERGE = key_of(StepKind.SEGMENT, ASLEEP), key_of(StepKind.DOWNSTREAM, "merge")


async def killed(work: Coroutine[Any, Any, object], at: Knot) -> None:
    """Whatever this had in hand is lost, as if the process had died there."""
    running = asyncio.create_task(work)
    async with asyncio.timeout(15):
        while not at.met:  # noqa: ASYNC110  the wire offers nothing to await
            await asyncio.sleep(0.01)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    at.release.set()


async def planned(on: Scene, who: str = ZOE) -> str:
    """An erasure whose plan is made, and of which nothing works by itself."""
    await deleted(on, who, "Webshop Orders")
    ref = await filed_for(on, who, "Webshop Orders")
    await make_plan(on.bot.deps, ref)
    return ref


async def active(on: Scene) -> bool:
    return next(s.active for s in await on.bot.deps.insights.people.segments() if s.name == ASLEEP)


MOMENTS = {
    "it was switched on": ("PUT", f"/{ASLEEP}/activate"),
    "its run was asked for": ("POST", f"identifiers={ASLEEP}"),
    "it is to be switched off": ("PUT", f"/{ASLEEP}/deactivate"),
}


@pytest.mark.parametrize(("method", "call"), MOMENTS.values(), ids=MOMENTS)
@pytest.mark.parametrize("late", [False, True])
async def test_a_segment_that_was_to_be_switched_on_is_put_to_rest(
    desk: Scene, method: str, call: str, late: bool
) -> None:
    ref = await planned(desk)
    await settle(desk, "ada", ref, SEGMENT, choice="run")
    await killed(segments(desk.bot.deps, ref), desk.wire.catch(method, call, late=late))
    await segments(desk.bot.deps, ref)
    assert not await active(desk)
    assert (await part(desk, ref, SEGMENT)).note == "emptied"
    assert len([job for job in await desk.calls("POST", f"identifiers={ASLEEP}") if job["status"] == 200]) <= 1


async def test_a_segment_whose_run_had_failed_is_put_to_rest_or_named_as_still_on(desk: Scene) -> None:
    ref = await planned(desk)
    await settle(desk, "ada", ref, SEGMENT, choice="run")
    desk.wire.refuse("POST", f"identifiers={ASLEEP}", 400, times=9)
    await killed(segments(desk.bot.deps, ref), desk.wire.catch("PUT", f"/{ASLEEP}/deactivate"))
    assert (await part(desk, ref, SEGMENT)).state is StepState.FAILED
    desk.wire.refuse("PUT", f"/{ASLEEP}/deactivate", 403, times=9)
    await segments(desk.bot.deps, ref)
    assert await active(desk)
    assert STILL_SWITCHED_ON in said(await desk.typed("ada", f"show {ref}"))


async def test_a_job_whose_answer_never_came_is_found_again(desk: Scene) -> None:
    ref = await planned(desk)
    deps = desk.bot.deps
    asked = desk.wire.catch("POST", "operationType=merge", late=True)
    await killed(process(deps, await part(desk, ref, MERGE), "merge"), asked)
    ended, _ = await process(deps, await part(desk, ref, MERGE), "merge")
    assert ended.state is StepState.DONE
    assert len(await desk.calls("POST", "/jobs")) == 1


@pytest.mark.parametrize("settled", [False, True])
async def test_the_second_look_waits_for_the_settling_time_also_after_the_first_was_written(
    desk: Scene, settled: bool
) -> None:
    ref = await planned(desk)
    first, second = (key_of(StepKind.CHECK, name) for name in CHECKS)
    seen = replace(await part(desk, ref, first), state=StepState.DONE, note="gone")
    await desk.bot.deps.storage.write(lambda unit: unit.steps.save(seen))
    run = (await desk.request(ref)).run
    said = await check(desk.bot.deps, ref, run, settled=settled)
    assert (said == CHECKS[0]) is not settled
    assert settled or (await part(desk, ref, second)).state is StepState.WAITING
