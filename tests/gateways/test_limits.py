from __future__ import annotations

import asyncio

import pytest

from gateways.limits import Limiter, RetryPolicy, Stopwatch
from tests.gateways.scripted import FakeTime


def limiter(time: FakeTime, turns: int) -> Limiter:
    return Limiter(turns, 60.0, watch=Stopwatch(now=time.now, sleep=time.sleep))


async def test_as_many_turns_as_allowed_are_free_and_the_next_waits_out_the_minute() -> None:
    time = FakeTime()
    limit = limiter(time, 100)
    for _ in range(100):
        await limit.turn()
    assert time.naps == []
    time.seconds = 45.0
    await limit.turn()
    assert time.naps == [15.0]


async def test_no_minute_ever_holds_more_turns_than_allowed() -> None:
    time = FakeTime()
    limit = limiter(time, 7)
    turns = []
    for number in range(60):
        time.seconds += number % 5
        await limit.turn()
        turns.append(time.seconds)
    assert all(later - earlier >= 60.0 for earlier, later in zip(turns, turns[7:], strict=False))


async def test_processes_have_the_turns_together_however_many_there_are() -> None:
    """Each has its share of them; one that is left alone has them all again."""
    time, there = FakeTime(), 3
    watch = Stopwatch(now=time.now, sleep=time.sleep)
    limits = [Limiter(90, 60.0, watch=watch, among=lambda: there) for _ in range(3)]
    for limit in limits:
        for _ in range(30):
            await limit.turn()
    assert time.naps == []
    await limits[0].turn()
    assert time.naps == [60.0]
    there = 1
    for _ in range(89):
        await limits[0].turn()
    assert time.naps == [60.0]


async def test_one_that_had_more_waits_until_it_has_no_more_than_its_share() -> None:
    time, there = FakeTime(), 1
    limit = Limiter(4, 60.0, watch=Stopwatch(now=time.now, sleep=time.sleep), among=lambda: there)
    for second in range(4):
        time.seconds = second
        await limit.turn()
    there = 2
    await limit.turn()
    assert time.seconds == 62, "two of the four are in the last minute until then"


async def test_who_comes_first_goes_first() -> None:
    limit = limiter(FakeTime(), 1)
    order: list[int] = []

    async def one(number: int) -> None:
        await limit.turn()
        order.append(number)

    await asyncio.gather(*(one(number) for number in range(10)))
    assert order == list(range(10))


async def test_who_stops_waiting_takes_no_turn() -> None:
    time = FakeTime()
    limit = Limiter(1, 60.0, watch=Stopwatch(now=time.now))
    await limit.turn()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(limit.turn(), 0.01)
    time.seconds = 60.0
    await asyncio.wait_for(limit.turn(), 0.5)


@pytest.mark.parametrize(("attempt", "shortest", "longest"), [(1, 0.25, 0.5), (2, 0.5, 1.0), (3, 1.0, 2.0)])
def test_pauses_double_and_are_spread(attempt: int, shortest: float, longest: float) -> None:
    pauses = {RetryPolicy(attempts=4).pause(attempt, None) or 0.0 for _ in range(50)}
    assert shortest <= min(pauses) < max(pauses) <= longest


def test_the_service_may_ask_for_another_pause() -> None:
    assert RetryPolicy().pause(1, 7.0) == 7.0


def test_a_long_pause_is_left_to_the_caller() -> None:
    assert RetryPolicy(longest_pause=20.0).pause(1, 20.5) is None


def test_the_last_attempt_is_followed_by_none() -> None:
    assert RetryPolicy(attempts=3).pause(3, None) is None
