from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from math import inf

import pytest

from domain.trouble import Refused, Throttled, Trouble, Unreachable
from handlers.retrying import Delay, Stopped, patiently

SOON = timedelta(milliseconds=1)


def answering(*answers: Trouble | str) -> Callable[[], Awaitable[str]]:
    """A question that gets these answers, one after the other."""
    left = list(answers)

    async def ask() -> str:
        answer = left.pop(0)
        if isinstance(answer, Trouble):
            raise answer
        return answer

    return ask


def test_the_pause_between_two_looks_grows_to_ten_times_its_length() -> None:
    delay = Delay(timedelta(seconds=2))
    pauses = [delay.next() for _ in range(100)]
    assert (pauses[0], pauses[-1]) == (2, 20)
    assert pauses == sorted(pauses)


async def test_a_question_is_asked_until_there_is_an_answer() -> None:
    ask = answering(Unreachable("down"), Throttled("slow", retry_after=0.001), Unreachable("down"), "here")
    assert await patiently(SOON, ask) == "here"


async def test_a_refusal_is_an_answer() -> None:
    with pytest.raises(Refused):
        await patiently(SOON, answering(Unreachable("down"), Refused("no", status=403), "never asked"))


async def test_a_pause_that_is_asked_for_is_said_and_not_slept_through() -> None:
    said: list[str] = []

    async def silent() -> None:
        said.append("no answer yet")

    async with asyncio.timeout(5):
        answer = await patiently(SOON, answering(Throttled("slow", retry_after=86_400), "here"), silent=silent)
    assert (answer, said) == ("here", ["no answer yet"])


@pytest.mark.parametrize(("wished", "seconds"), [(0, 2), (1.5, 2), (7, 7), (20, 20), (21, 20), (86_400, 20), (inf, 20)])
def test_a_pause_is_never_shorter_than_between_two_looks_nor_longer_than_somebody_waits_to_be_heard(
    wished: float, seconds: float
) -> None:
    assert Delay(timedelta(seconds=2)).after(Throttled("slow", retry_after=wished)) == seconds


def test_without_a_pause_that_is_asked_for_it_is_the_next_one() -> None:
    delay = Delay(timedelta(seconds=2), growth=2)
    assert [delay.after(Unreachable("down")) for _ in range(6)] == [2, 4, 8, 16, 20, 20]


async def test_whoever_asks_to_stop_is_heard_while_there_is_no_answer() -> None:
    async def silent() -> None:
        raise Stopped

    with pytest.raises(Stopped):
        await patiently(SOON, answering(Throttled("slow", retry_after=86_400)), silent=silent)
