"""Two replicas that want the same process run: it is asked for once, and serves both."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest

from domain.erasure.plan import StepKind, key_of
from domain.request import StepState
from handlers.erasure.downstream import process
from tests.handlers.conftest import Open, judged
from tests.handlers.erasure.erasing import ANNA, ZOE, part
from tests.handlers.erasure.test_killed import planned
from tests.handlers.export.test_replicas import another

MERGE = key_of(StepKind.DOWNSTREAM, "merge")


@pytest.fixture
def opened(postgresql_url: str, tmp_path: Path) -> Open:
    return partial(judged, postgresql_url, tmp_path)


async def test_a_job_that_one_asks_for_is_not_asked_for_by_another(opened: Open) -> None:
    async with opened(works=False) as on, another(on) as other:
        refs = [await planned(on, ZOE), await planned(on, ANNA)]
        steps = [await part(on, ref, MERGE) for ref in refs]
        asked = on.wire.hold("POST", "operationType=merge")
        first = asyncio.create_task(process(on.bot.deps, steps[0], "merge"))
        await on.wait(lambda: asked.met)
        second = asyncio.create_task(process(other, steps[1], "merge"))
        await asyncio.sleep(2)  # longer than it waits before it counts
        asked.release.set()
        async with asyncio.timeout(30):
            ended = await asyncio.gather(first, second)
        assert [step.state for step, _ in ended] == [StepState.DONE] * 2
        assert len(await on.calls("POST", "/jobs")) == 1
