"""An answer is asked for once, however many wait for it, and forgotten when it is old."""

from __future__ import annotations

import asyncio

import pytest

from bot.delivery.memory import Memory
from bot.door import Busy, Doubtful


class Oracle:
    """Answers with how often it was asked, once it may."""

    def __init__(self) -> None:
        self.asked, self.now, self.fault = 0, 0.0, False
        self.may = asyncio.Event()
        self.may.set()

    async def __call__(self, key: str) -> str:
        self.asked += 1
        number = self.asked
        await self.may.wait()
        if self.fault:
            raise Busy(1)
        return f"{key}{number}"


@pytest.fixture
def oracle() -> Oracle:
    return Oracle()


@pytest.fixture
def memory(oracle: Oracle) -> Memory[str, str]:
    return Memory(oracle, 60, size=3, clock=lambda: oracle.now)


async def test_an_answer_is_good_for_its_time(memory: Memory[str, str], oracle: Oracle) -> None:
    assert [await memory("a"), await memory("a")] == ["a1", "a1"]
    oracle.now = 60
    assert await memory("a") == "a2"


async def test_many_who_wait_ask_once(memory: Memory[str, str], oracle: Oracle) -> None:
    oracle.may.clear()
    waiting = [asyncio.create_task(memory("a")) for _ in range(20)]
    await asyncio.sleep(0)
    oracle.may.set()
    assert set(await asyncio.gather(*waiting)) == {"a1"}


async def test_a_fault_is_told_to_all_and_not_kept(memory: Memory[str, str], oracle: Oracle) -> None:
    oracle.fault = True
    oracle.may.clear()
    waiting = [asyncio.create_task(memory("a")) for _ in range(2)]
    await asyncio.sleep(0)
    oracle.may.set()
    told = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(one) for one in told] == [Busy, Busy]
    oracle.fault = False
    assert await memory("a") == "a2"


async def test_who_waits_is_told_when_the_one_who_asked_gives_up(memory: Memory[str, str], oracle: Oracle) -> None:
    oracle.may.clear()
    first, second = asyncio.create_task(memory("a")), asyncio.create_task(memory("a"))
    await asyncio.sleep(0)
    first.cancel()
    with pytest.raises(Doubtful):
        await second


async def test_what_was_under_way_when_it_was_forgotten_is_not_kept(memory: Memory[str, str], oracle: Oracle) -> None:
    oracle.may.clear()
    old = asyncio.create_task(memory("a"))
    await asyncio.sleep(0)
    memory.forget("a")
    oracle.may.set()
    assert (await old, await memory("a")) == ("a1", "a2")


async def test_it_does_not_grow_for_ever(memory: Memory[str, str], oracle: Oracle) -> None:
    for key in "abcd":
        await memory(key)
    assert await memory("d") == "d4"
    assert await memory("a") == "a5"
