"""What was begun is seen to its end, or cancelled when the patience is over."""

from __future__ import annotations

import asyncio

import pytest
import structlog

from common.tasks import Tasks


async def test_closing_waits_for_what_is_under_way_and_for_what_that_begins() -> None:
    owned, done = Tasks(), list[str]()

    async def first() -> None:
        await asyncio.sleep(0)
        owned.spawn(second(), "lost")
        done.append("first")

    async def second() -> None:
        await asyncio.sleep(0)
        done.append("second")

    owned.spawn(first(), "lost")
    await owned.close(5)
    assert done == ["first", "second"]


async def test_closing_does_not_wait_for_ever() -> None:
    owned = Tasks()
    task = owned.begin(asyncio.sleep(60))
    await owned.close(0.01)
    assert task.cancelled()


async def test_a_fault_that_nobody_waits_for_is_logged() -> None:
    owned = Tasks()

    async def fails() -> None:
        raise ValueError("x")

    with structlog.testing.capture_logs() as logged:
        owned.spawn(fails(), "it was lost")
        await owned.close(5)
    assert [line["event"] for line in logged] == ["it was lost"]


async def test_a_fault_reaches_whoever_waits() -> None:
    async def fails() -> None:
        raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        await Tasks().begin(fails())
