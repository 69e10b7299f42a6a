"""No faster than Slack takes it, in order, and only the latest card of a message."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial

import pytest

from bot.delivery.turns import REST
from bot.door import Busy, Gone
from bot.slack.pacer import BURST, SPARE, UPDATE_BURST, UPDATES_A_SECOND, Pacer
from domain.card import Card
from domain.replica import Fenced
from gateways.limits import Stopwatch


@dataclass
class Stage:
    """Time that passes when somebody sleeps, and what was sent when."""

    now: float = 1_000.0
    sent: list[tuple[float, str]] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)
    slow: asyncio.Event = field(default_factory=asyncio.Event)

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)

    async def redraw(self, place: str, address: str, card: Card) -> None:
        await self.post(f"{place}/{address}/{card.title}")

    async def post(self, what: str) -> str:
        await self.slow.wait()
        if self.faults:
            raise self.faults.pop(0)
        self.sent.append((round(self.now - 1_000.0, 3), what))
        return what


@pytest.fixture
def stage() -> Stage:
    stage = Stage()
    stage.slow.set()
    return stage


@pytest.fixture
async def pacer(stage: Stage) -> AsyncIterator[Pacer]:
    pacer = Pacer(stage.redraw, Stopwatch(lambda: stage.now, stage.sleep))
    yield pacer
    await pacer.close(1)


async def test_posts_in_a_channel_begin_with_a_burst_and_go_on_once_a_second(pacer: Pacer, stage: Stage) -> None:
    names = [str(n) for n in range(BURST + 3)]
    await asyncio.gather(*(pacer.post("C1", partial(stage.post, name)) for name in names))
    assert stage.sent == [*((0, n) for n in names[:BURST]), *((i + 1, n) for i, n in enumerate(names[BURST:]))]


async def test_a_full_channel_does_not_hold_up_another(pacer: Pacer, stage: Stage) -> None:
    for n in range(BURST):
        await pacer.post("C1", partial(stage.post, str(n)))
    await pacer.post("C2", partial(stage.post, "other"))
    assert stage.sent[-1] == (0, "other")


async def drawn_in_turn(pacer: Pacer, stage: Stage, place: str, card: Card, *, progress: bool = False) -> None:
    while (wait := pacer.turn(place, "1", progress=progress)) > 0:
        stage.now += wait
    await pacer.update(place, "1", card)


async def test_updates_keep_to_fewer_than_fifty_a_minute_over_all_channels(pacer: Pacer, stage: Stage) -> None:
    for n in range(UPDATE_BURST + 60):
        await drawn_in_turn(pacer, stage, f"C{n}", Card(title=str(n)))
    minute = [when for when, _ in stage.sent if 10 <= when < 70]
    assert 40 <= len(minute) <= 50


async def test_without_a_turn_nothing_is_drawn_where_there_is_none(pacer: Pacer, stage: Stage) -> None:
    for n in range(UPDATE_BURST):
        await pacer.update(f"C{n}", "1", Card(title=str(n)))
    with pytest.raises(Busy) as told:
        await pacer.update("C", "1", Card(title="too much"))
    assert len(stage.sent) == UPDATE_BURST
    stage.now += told.value.retry_after
    await pacer.update("C", "1", Card(title="in time"))


async def test_a_turn_stays_until_it_is_used_and_is_used_once(pacer: Pacer, stage: Stage) -> None:
    for n in range(UPDATE_BURST):
        assert pacer.turn(f"C{n}", "1", progress=False) == 0
    assert pacer.turn("C0", "1", progress=False) == 0
    assert pacer.turn("C", "1", progress=False) > 0
    await pacer.update("C0", "1", Card(title="x"))
    with pytest.raises(Busy):
        await pacer.update("C0", "1", Card(title="y"))


async def test_an_update_takes_nobodys_turn_to_post(pacer: Pacer, stage: Stage) -> None:
    for n in range(BURST + 1):
        await pacer.post("C1", partial(stage.post, str(n)))
    before = stage.now
    await pacer.update("C1", "1", Card(title="x"))
    assert stage.now == before


async def test_updates_that_are_under_way_together_become_one_with_the_latest_card(pacer: Pacer, stage: Stage) -> None:
    stage.slow.clear()
    first = asyncio.create_task(pacer.update("C1", "1", Card(title="first")))
    await asyncio.sleep(0.01)
    later = [asyncio.create_task(pacer.update("C1", "1", Card(title=str(n)))) for n in range(UPDATE_BURST - 1)]
    await asyncio.sleep(0.01)
    stage.slow.set()
    await asyncio.gather(first, *later)
    assert [what for _, what in stage.sent] == ["C1/1/first", f"C1/1/{UPDATE_BURST - 2}"]


async def test_progress_leaves_the_last_of_the_burst_to_decisions(pacer: Pacer, stage: Stage) -> None:
    for n in range(UPDATE_BURST - SPARE):
        await drawn_in_turn(pacer, stage, f"C{n}", Card(title="progress"), progress=True)
    wait = pacer.turn("C", "1", progress=True)
    assert wait > 0
    for n in range(SPARE):
        await drawn_in_turn(pacer, stage, f"D{n}", Card(title="decided"))
    assert [when for when, _ in stage.sent] == [0] * UPDATE_BURST
    stage.now += wait + SPARE / UPDATES_A_SECOND
    assert pacer.turn("C", "1", progress=True) == 0


async def test_progress_rests_on_a_card_that_was_drawn_a_moment_ago_and_a_decision_does_not(
    pacer: Pacer, stage: Stage
) -> None:
    await drawn_in_turn(pacer, stage, "C1", Card(title="decided"))
    assert pacer.turn("C1", "1", progress=True) == REST
    assert pacer.turn("C2", "1", progress=True) == 0
    assert pacer.turn("C1", "1", progress=False) == 0
    stage.now += REST
    assert pacer.turn("C1", "1", progress=True) == 0


async def test_what_is_drawn_in_another_way_takes_no_turn(pacer: Pacer, stage: Stage) -> None:
    for n in range(UPDATE_BURST):
        await pacer.update(f"C{n}", "1", Card(title=str(n)))
    assert pacer.turn("C", "1", progress=True, free=True) == 0
    pacer.drawn("C", "1")
    assert pacer.turn("C", "1", progress=True, free=True) == REST
    assert pacer.turn("C", "1", progress=False) > 0


async def test_different_messages_are_all_drawn(pacer: Pacer, stage: Stage) -> None:
    await asyncio.gather(*(pacer.update("C1", str(n), Card(title="x")) for n in range(3)))
    assert [what for _, what in stage.sent] == ["C1/0/x", "C1/1/x", "C1/2/x"]


async def test_a_rest_that_slack_asks_for_holds_the_channel(pacer: Pacer, stage: Stage) -> None:
    stage.faults = [Busy(30)]
    with pytest.raises(Busy):
        await pacer.post("C1", partial(stage.post, "early"))
    await pacer.post("C1", partial(stage.post, "late"))
    await pacer.post("C2", partial(stage.post, "elsewhere"))
    assert stage.sent == [(30, "late"), (30, "elsewhere")]


async def test_a_rest_for_updates_holds_all_updates_and_no_post(pacer: Pacer, stage: Stage) -> None:
    stage.faults = [Busy(30)]
    with pytest.raises(Busy):
        await pacer.update("C1", "1", Card(title="x"))
    await pacer.post("C1", partial(stage.post, "post"))
    await drawn_in_turn(pacer, stage, "C2", Card(title="y"))
    assert stage.sent == [(0, "post"), (30, "C2/1/y")]


async def test_a_fault_reaches_everyone_who_waited_and_the_next_update_is_tried(pacer: Pacer, stage: Stage) -> None:
    stage.faults = [Gone("message_not_found")]
    told = await asyncio.gather(
        *(pacer.update("C1", "1", Card(title=str(n))) for n in range(3)), return_exceptions=True
    )
    assert [type(one) for one in told] == [Gone] * 3
    await pacer.update("C1", "1", Card(title="again"))
    assert stage.sent == [(0, "C1/1/again")]


async def test_who_gives_up_waiting_does_not_stop_the_drawing(pacer: Pacer, stage: Stage) -> None:
    stage.slow.clear()
    waiting = asyncio.create_task(pacer.update("C1", "1", Card(title="x")))
    await asyncio.sleep(0.01)
    waiting.cancel()
    stage.slow.set()
    await pacer.close(1)
    assert stage.sent == [(0, "C1/1/x")]


async def test_who_was_taken_for_dead_while_a_card_waited_does_not_draw_it(stage: Stage) -> None:
    """Another has drawn a later one meanwhile."""
    dead = False

    def check() -> None:
        if dead:
            raise Fenced

    pacer = Pacer(stage.redraw, Stopwatch(lambda: stage.now, stage.sleep), check)
    stage.slow.clear()
    drawing = asyncio.create_task(pacer.update("C1", "1", Card(title="first")))
    await asyncio.sleep(0.01)
    waiting = asyncio.create_task(pacer.update("C1", "2", Card(title="second")))
    later = asyncio.create_task(pacer.update("C1", "1", Card(title="third")))
    dead = True
    stage.slow.set()
    results = await asyncio.gather(drawing, waiting, later, return_exceptions=True)
    assert [what for _, what in stage.sent] == ["C1/1/first"]
    assert any(isinstance(one, Fenced) for one in results)
    await pacer.close(1)
