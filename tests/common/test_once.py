"""What is brought twice is done once: while it is being done, and for as many that have ended as are kept."""

from __future__ import annotations

import asyncio

import pytest

from common.once import Once
from common.tasks import Tasks


class Work:
    def __init__(self) -> None:
        self.done, self.open = 0, asyncio.Event()

    async def __call__(self) -> int:
        await self.open.wait()
        self.done += 1
        return self.done


async def test_while_it_is_being_done_it_is_joined_and_one_alone_has_begun_it() -> None:
    once, work = Once(Tasks()), Work()
    tasks = [once.begin("a", work()) for _ in range(5)]
    assert [first for _, first in tasks] == [True, False, False, False, False]
    work.open.set()
    assert await asyncio.gather(*(task for task, _ in tasks)) == [1] * 5


@pytest.mark.parametrize("kept", [0, 1, 3])
async def test_of_those_that_ended_the_last_ones_are_known(kept: int) -> None:
    once, work = Once(Tasks(), kept=kept), Work()
    work.open.set()
    for key in "abcd":
        await once.begin(key, work())[0]
    known = [not first for key in "dcba" for task, first in [once.begin(key, work())] if await task]
    assert known[:kept] == [True] * kept
    assert not any(known[kept:])


async def test_what_is_being_done_is_forgotten_for_nothing() -> None:
    once, slow, fast = Once(Tasks(), kept=1), Work(), Work()
    task, _ = once.begin("slow", slow())
    fast.open.set()
    for number in range(10):
        await once.begin(number + 1, fast())[0]
    assert once.begin("slow", slow()) == (task, False)
    slow.open.set()
    assert await task == 1


@pytest.mark.parametrize("key", [None, ""])
async def test_without_a_key_nothing_is_recognised(key: str | None) -> None:
    once, work = Once(Tasks(), kept=9), Work()
    work.open.set()
    assert [await once.begin(key, work())[0] for _ in range(3)] == [1, 2, 3]


async def test_what_failed_is_told_to_all_who_brought_it_and_may_be_done_again() -> None:
    once = Once(Tasks())

    async def fails() -> None:
        raise ValueError

    both = [once.begin("a", fails())[0] for _ in range(2)]
    assert all(isinstance(one, ValueError) for one in await asyncio.gather(*both, return_exceptions=True))
    assert once.begin("a", asyncio.sleep(0))[1]
