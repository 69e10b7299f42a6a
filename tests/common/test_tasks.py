"""What was begun is seen to its end, or cancelled when the patience is over."""

from __future__ import annotations

import asyncio

import pytest
import structlog

from common.tasks import Owned


async def test_closing_waits_for_what_is_under_way_and_for_what_that_begins() -> None:
    owned, done = Owned(), list[str]()

    async def first() -> None:
        await asyncio.sleep(0)
        owned.entrust(second(), "lost")
        done.append("first")

    async def second() -> None:
        await asyncio.sleep(0)
        done.append("second")

    owned.entrust(first(), "lost")
    await owned.close(5)
    assert done == ["first", "second"]


async def test_closing_does_not_wait_for_ever() -> None:
    owned = Owned()
    task = owned.begin(asyncio.sleep(60))
    await owned.close(0.01)
    assert task.cancelled()


async def test_a_fault_that_nobody_waits_for_is_logged() -> None:
    owned = Owned()

    async def fails() -> None:
        raise ValueError("x")

    with structlog.testing.capture_logs() as logged:
        owned.entrust(fails(), "it was lost")
        await owned.close(5)
    assert [line["event"] for line in logged] == ["it was lost"]


async def test_a_fault_reaches_whoever_waits() -> None:
    async def fails() -> None:
        raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        await Owned().begin(fails())
