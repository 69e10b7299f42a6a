"""A bell that wakes whoever waits, and whoever was busy when it rang."""

from __future__ import annotations

import asyncio

from common.bell import Bell

LONG = 3600.0


async def test_all_who_wait_hear_it() -> None:
    bell = Bell()
    async with asyncio.timeout(20), asyncio.TaskGroup() as listeners:
        for _ in range(3):
            listeners.create_task(bell.wait(bell.rung, LONG))
        await asyncio.sleep(0)
        bell.ring()
    assert bell.rung == 1


async def test_who_looked_around_when_it_rang_does_not_wait_and_the_next_time_does() -> None:
    bell = Bell()
    before = bell.rung
    bell.ring()
    async with asyncio.timeout(20):
        await bell.wait(before, LONG)
    waiting = asyncio.create_task(bell.wait(bell.rung, LONG))
    await asyncio.sleep(0)
    assert not waiting.done()
    bell.ring()
    await asyncio.wait_for(waiting, 20)


async def test_without_a_sound_the_time_is_up() -> None:
    bell = Bell()
    await bell.wait(bell.rung, 0.01)
    assert bell.rung == 0
