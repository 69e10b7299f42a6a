from __future__ import annotations

import asyncio
from itertools import count
from time import monotonic

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


async def test_who_comes_while_a_call_is_under_way_shares_its_failure() -> None:
    pulse = SharedAnswer(Service(down=1).ask, every=60)
    came = await asyncio.gather(*(pulse.read() for _ in range(5)), return_exceptions=True)
    assert [type(one) for one in came] == [Unreachable] * 5, "none of them asks a service that is down once more"
    assert await pulse.read() == 2


async def test_who_wants_a_newer_answer_does_not_take_the_one_under_way() -> None:
    pulse = SharedAnswer(Service().ask, every=60)
    first = asyncio.create_task(pulse.read())
    await asyncio.sleep(0)
    newer = monotonic()
    later = await asyncio.gather(*(pulse.read(newer) for _ in range(5)))
    assert (await first, later) == (1, [2] * 5)


async def test_what_is_forgotten_serves_nobody_also_where_it_is_under_way() -> None:
    pulse = SharedAnswer(Service().ask, every=60)
    first = asyncio.create_task(pulse.read())
    await asyncio.sleep(0)
    pulse.forget()
    assert await asyncio.gather(first, pulse.read(), pulse.read()) == [1, 2, 2]
    pulse.forget()
    assert await pulse.read() == 3


async def test_an_answer_that_is_not_worth_keeping_serves_those_who_waited_for_it_alone() -> None:
    pulse = SharedAnswer(Service().ask, every=60, keep=lambda number: number > 1)
    assert await asyncio.gather(pulse.read(), pulse.read()) == [1, 1]
    assert [await pulse.read(), await pulse.read()] == [2, 2]


async def test_whoever_asks_and_goes_away_takes_no_answer_from_the_others() -> None:
    pulse = SharedAnswer(Service().ask, every=60)
    first, second = asyncio.create_task(pulse.read()), asyncio.create_task(pulse.read())
    await asyncio.sleep(0)
    first.cancel()
    assert await second == 1, "the call went away with who asked"
