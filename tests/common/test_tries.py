"""What does not work is left alone for longer each time, and has a clean sheet once it did."""

from __future__ import annotations

from common.tries import LONGEST, Tries
from tests.gateways.scripted import FakeTime


def test_each_time_in_a_row_the_rest_is_twice_as_long_up_to_a_bound() -> None:
    time = FakeTime()
    tries: Tries[str] = Tries(time.now)
    rests = []
    for _ in range(10):
        tries.failed("a")
        begun = time.seconds
        while tries.resting("a"):
            time.seconds += 1
        rests.append(time.seconds - begun)
    assert rests == [1, 2, 4, 8, 16, 32, 64, LONGEST, LONGEST, LONGEST]


def test_who_says_when_to_come_back_is_left_alone_until_then() -> None:
    time = FakeTime()
    tries: Tries[str] = Tries(time.now)
    assert tries.failed("a", pause=30) == 1
    time.seconds = 29
    assert tries.resting("a")
    assert not tries.resting("b")
    time.seconds = 30
    assert not tries.resting("a")
    assert tries.times("a") == 1


def test_what_worked_begins_anew_and_what_nobody_comes_back_to_is_forgotten() -> None:
    time = FakeTime()
    tries: Tries[str] = Tries(time.now)
    tries.failed("a")
    tries.over("a")
    assert tries.failed("a") == 1
    time.seconds = 86_400
    tries.failed("b")
    tries.forget()
    assert (tries.times("a"), tries.times("b")) == (0, 1)
