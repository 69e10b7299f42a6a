from __future__ import annotations

import asyncio
from itertools import count

import pytest

from common.cache import SharedAnswer
from domain.trouble import Unreachable


class Service:
    """Answers with the number of the call, or not at all."""

    def __init__(self, *, down: int = 0) -> None:
        self._numbers, self._down = count(1), down

    async def ask(self) -> int:
        await asyncio.sleep(0)
        number = next(self._numbers)
        if number <= self._down:
            raise Unreachable("no answer")
        return number


async def test_all_who_ask_at_once_share_one_call() -> None:
    pulse = SharedAnswer(Service().ask, every=60)
    assert await asyncio.gather(*(pulse.read() for _ in range(50))) == [1] * 50


async def test_an_answer_is_asked_anew_when_it_is_old() -> None:
    pulse = SharedAnswer(Service().ask, every=0)
    assert [await pulse.read(), await pulse.read()] == [1, 2]


async def test_a_failed_call_is_not_kept() -> None:
    pulse = SharedAnswer(Service(down=1).ask, every=60)
    with pytest.raises(Unreachable):
        await pulse.read()
    assert await pulse.read() == 2


async def test_several_processes_ask_together_no_more_often_than_one_alone() -> None:
    there = 1
    pulse = SharedAnswer(Service().ask, every=0.05, among=lambda: there)
    assert await pulse.read() == 1
    there = 1000
    await asyncio.sleep(0.06)
    assert await pulse.read() == 1
    there = 1
    assert await pulse.read() == 2
