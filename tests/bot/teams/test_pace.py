"""A conversation gets no more than Teams takes, and a rest where Teams asks for one; others wait for nobody."""

from __future__ import annotations

import pytest

from bot.door import Busy
from bot.teams.pace import Pace
from tests.bot.teams.conftest import Time


async def turns(pace: Pace, time: Time, count: int, where: str = "here") -> list[float]:
    """When each turn came, in seconds."""
    taken = []
    for _ in range(count):
        await pace.turn(where)
        taken.append(time.now)
    return taken


@pytest.mark.parametrize(("most", "seconds"), [(7, 1), (8, 2), (60, 30)])
async def test_no_stretch_of_time_holds_more_than_teams_takes(time: Time, most: int, seconds: float) -> None:
    taken = await turns(Pace(time.watch), time, 200)
    assert all(later - earlier >= seconds for earlier, later in zip(taken, taken[most:], strict=False))


async def test_a_burst_waits_for_nothing(time: Time) -> None:
    assert await turns(Pace(time.watch), time, 7) == [0.0] * 7


async def test_another_conversation_has_its_own_turn(time: Time) -> None:
    pace = Pace(time.watch)
    await turns(pace, time, 20)
    before = time.now
    assert await turns(pace, time, 7, "there") == [before] * 7


async def test_a_conversation_that_rests_is_left_alone_until_it_is_over(time: Time) -> None:
    pace = Pace(time.watch)
    pace.rest("here", 60)
    with pytest.raises(Busy) as busy:
        await pace.turn("here")
    assert busy.value.retry_after == 60
    await pace.turn("there")
    time.now += 60
    await pace.turn("here")


async def test_quiet_conversations_are_forgotten(time: Time) -> None:
    pace = Pace(time.watch)
    for number in range(5_000):
        await pace.turn(f"conversation {number}")
    assert len(pace) <= 2_000
