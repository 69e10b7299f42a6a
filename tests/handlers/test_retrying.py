from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from domain.trouble import Refused, Throttled, Trouble, Unreachable
from handlers.retrying import Delay, patiently

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
