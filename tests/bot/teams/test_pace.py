"""A conversation gets no more than Teams takes, and a rest where Teams asks for one; others wait for nobody."""

from __future__ import annotations

import pytest

from bot.delivery.turns import REST
from bot.door import Busy
from bot.teams.conversations import THREAD
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


def asked(pace: Pace, time: Time, count: int, *, progress: bool) -> list[float]:
    """How long each of so many messages waits, one after the other."""
    waits = []
    for number in range(count):
        waits.append(pace.ask("here", f"{number} {progress}", progress=progress))
        time.now += waits[-1]
    return waits


@pytest.mark.parametrize(("most", "seconds"), [(7, 1), (8, 2), (60, 30)])
async def test_those_who_ask_first_get_no_more_either(time: Time, most: int, seconds: float) -> None:
    pace, taken = Pace(time.watch), list[float]()
    for number in range(200):
        while wait := pace.ask("here", str(number), progress=False):
            time.now += wait
        taken.append(time.now)
    assert all(later - earlier >= seconds - 1e-6 for earlier, later in zip(taken, taken[most:], strict=False))


async def test_progress_leaves_most_of_the_room_to_decisions(time: Time) -> None:
    pace = Pace(time.watch)
    assert asked(pace, time, 3, progress=True) == [0] * 3
    assert pace.ask("here", "one more", progress=True) > 0
    assert asked(pace, time, 4, progress=False) == [0] * 4
    assert pace.ask("there", "1", progress=True) == 0


async def test_much_progress_leaves_room_for_a_decision_a_second_and_has_some_itself(time: Time) -> None:
    pace, taken = Pace(time.watch), 0
    for second in range(120):
        time.now = float(second)
        assert pace.ask("here", f"decided {second}", progress=False) == 0
        while not pace.ask("here", f"progress {taken}", progress=True):
            taken += 1
    assert 30 <= taken <= 60


async def test_a_turn_is_of_one_message_and_used_once(time: Time) -> None:
    pace = Pace(time.watch)
    for number in range(7):
        assert pace.ask("here", str(number), progress=False) == 0
    assert pace.ask("here", "0", progress=False) == 0
    assert pace.ask("here", "7", progress=False) > 0
    await pace.drawing("here", "0")
    assert time.now == 0
    await pace.drawing("here", "0")
    assert time.now > 0


async def test_progress_rests_on_a_message_that_was_drawn_a_moment_ago(time: Time) -> None:
    pace = Pace(time.watch)
    await pace.drawing("here", "1")
    assert pace.ask("here", "1", progress=True) == REST
    assert pace.ask("here", "1", progress=False) == 0


async def test_the_threads_of_a_channel_are_one_conversation(time: Time) -> None:
    pace = Pace(time.watch)
    for number in range(7):
        await pace.turn(f"here{THREAD}{number}")
    assert pace.ask("here", "1", progress=False) > 0
    assert len(pace) == 1


async def test_nobody_has_a_turn_where_teams_asked_for_a_rest(time: Time) -> None:
    pace = Pace(time.watch)
    pace.rest(f"here{THREAD}1", 60)
    assert pace.ask("here", "1", progress=False) == 60


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
