"""Where a platform takes only so many changes, what was decided is drawn before progress, and the end always."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.delivery.recipients import Fanout
from bot.delivery.redraws import Redraws
from bot.door import Busy, Door
from domain.notice import Behind
from domain.request import State, StepState
from domain.words import en as words
from tests.bot.delivery.test_outbox import EXPECTED, filed_and_told_of
from tests.logged import Logged
from tests.stage import APPROVALS, MoodyTerminal, Scene, said, scene

CARDS = sum(EXPECTED.values())


@pytest.fixture
async def on(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Scene]:
    async with scene(sqlite_url, tmp_path) as on:
        yield on


async def under_way(on: Scene, source: str = "crm contacts") -> str:
    """A request that is worked on and does not end, with all of its cards drawn."""
    await on.behave("CRM Contacts", "hang")
    ref = await filed_and_told_of(on, source)
    await on.act("ben", "approve", ref)
    await on.wait_for(lambda: _runs(on, ref))
    await on.settled()
    return ref


async def _runs(on: Scene, ref: str) -> bool:
    return {step.state for step in await on.steps(ref)} == {StepState.RUNNING}


async def progress(on: Scene, ref: str) -> None:
    """One more thing is to be seen on its cards."""
    [step] = await on.steps(ref)
    deps = on.bot.deps
    await deps.storage.write(lambda unit: unit.steps.save(replace(step, silent_since=deps.clock())))


def drawn(on: Scene, ref: str, since: int) -> list[str]:
    """The places in which cards of a request were changed."""
    return [place for place, address in on.terminal.changed[since:] if address in on.terminal.addresses(place, ref)]


async def test_what_was_decided_is_drawn_before_progress_that_waited_already(on: Scene) -> None:
    other, ref = await under_way(on), await filed_and_told_of(on, "crm web")
    on.terminal.room, before = 0, len(on.terminal.changed)
    await progress(on, other)
    await on.act("ben", "deny", ref, reason="not now")
    await asyncio.sleep(0.3)
    assert on.terminal.changed[before:] == []
    on.terminal.room = CARDS
    await on.wait(lambda: not on.terminal.room)
    await on.wait(lambda: len(on.terminal.changed) == before + CARDS)
    assert sorted(drawn(on, ref, before)) == sorted(EXPECTED)
    assert drawn(on, other, before) == []
    on.terminal.room = None
    await on.settled()
    assert sorted(drawn(on, other, before)) == sorted(EXPECTED)
    await on.stopped(other)


async def test_who_asked_sees_first_what_was_decided_then_the_channel(on: Scene) -> None:
    ref = await filed_and_told_of(on, "crm web")
    on.terminal.room, before = 0, len(on.terminal.changed)
    await on.act("ben", "deny", ref, reason="not now")
    for number in range(1, CARDS + 1):
        on.terminal.room = 1
        await on.wait(lambda number=number: len(on.terminal.changed) == before + number)
    assert drawn(on, ref, before)[:2] == ["@ada", APPROVALS]


async def test_decisions_are_drawn_in_the_order_in_which_they_were_made(on: Scene) -> None:
    refs = [await filed_and_told_of(on, source) for source in ("crm contacts", "crm web", "loyalty members")]
    on.terminal.room, before = 0, len(on.terminal.changed)
    for ref in reversed(refs):
        await on.act("ben", "deny", ref, reason="not now")
    for number in range(1, CARDS * len(refs) + 1):
        on.terminal.room = 1
        await on.wait(lambda number=number: len(on.terminal.changed) == before + number)
    changed = on.terminal.changed[before:]
    of = [next(ref for ref in refs if address in on.terminal.addresses(place, ref)) for place, address in changed]
    assert of == [ref for ref in reversed(refs) for _ in EXPECTED]


async def test_progress_that_was_left_out_loses_neither_the_end_nor_what_came_last(on: Scene) -> None:
    ref = await under_way(on)
    on.terminal.patient, before = True, len(on.terminal.changed)
    for _ in range(5):
        await progress(on, ref)
        await asyncio.sleep(0.1)
    assert on.terminal.changed[before:] == []
    await on.act("ada", "cancel", ref)
    for place in EXPECTED:
        await on.until(place, ref, words.requests.STATES[State.CANCELLED])
    on.terminal.patient = False
    await on.settled()
    assert on.rows("SELECT id FROM requests WHERE changed = 1") == []


async def test_of_much_progress_only_what_came_last_is_drawn(on: Scene) -> None:
    ref = await under_way(on)
    on.terminal.room, before = 0, len(on.terminal.changed)
    for _ in range(5):
        await progress(on, ref)
        await asyncio.sleep(0.1)
    on.terminal.room = None
    await on.settled()
    assert sorted(drawn(on, ref, before)) == sorted(EXPECTED)
    await on.stopped(ref)


async def test_one_whose_card_cannot_be_drawn_keeps_none_of_the_others(on: Scene, logged: Logged) -> None:
    ref = await filed_and_told_of(on, "crm web")
    on.terminal.broken.add("cleo")
    await on.act("ben", "deny", ref, reason="not now")
    for place in EXPECTED.keys() - {"@cleo"}:
        await on.until(place, ref, words.requests.STATES[State.DENIED])
    assert "a card could not be redrawn" in logged
    [address] = on.terminal.addresses("@cleo", ref)
    assert words.requests.STATES[State.PENDING_APPROVAL] in said(on.terminal.shown["@cleo", address])
    on.terminal.broken.clear()
    await on.until("@cleo", ref, words.requests.STATES[State.DENIED])


async def test_a_chat_that_cannot_be_asked_for_is_closed_and_no_proof_that_it_is_somebody_elses(
    on: Scene, logged: Logged
) -> None:
    """Who decides is still one who does: their card is not told that it is nobody's, and comes anew."""
    ref = await under_way(on)
    [address] = on.terminal.addresses("@cleo", ref)
    before = on.terminal.shown["@cleo", address]
    on.terminal.unreachable.add("cleo")
    await progress(on, ref)
    await on.wait(lambda: "a card is lost" in logged)
    assert on.terminal.shown["@cleo", address] == before
    on.terminal.unreachable.clear()
    await on.wait(lambda: not on.rows(f"SELECT id FROM cards WHERE place = '@cleo' AND address = '{address}'"))
    assert on.rows(f"SELECT id FROM notices WHERE request_id = '{ref}' AND key LIKE '%/lost/%'")
    await on.stopped(ref)


async def test_a_card_that_was_drawn_since_the_rows_were_looked_at_is_not_drawn_again(on: Scene) -> None:
    ref = await filed_and_told_of(on, "crm web")
    await on.settled()
    deps, doors = on.bot.deps, {on.terminal.surface: on.terminal}
    redraws = Redraws(doors, Fanout(doors, {}, deps.roster), 8, lambda: None)
    [address] = on.terminal.addresses("@ada", ref)
    shown = await deps.storage.read(lambda unit: unit.cards.find(on.terminal.surface, "@ada", address))
    assert shown
    stale = [Behind(**vars(shown), turned=shown.drawn + 1)]
    before = len(on.terminal.changed)
    redraws.looking()
    await began(redraws, on, stale)
    await began(redraws, on, stale)
    assert on.terminal.changed[before:] == [("@ada", address)]
    redraws.looking()
    await began(redraws, on, stale)
    assert on.terminal.changed[before:] == [("@ada", address)] * 2


async def began(redraws: Redraws, on: Scene, stale: Sequence[Behind]) -> None:
    """And ended."""
    async with asyncio.TaskGroup() as group:
        await redraws.begin(on.bot.deps, group, stale)


class Speechless(MoodyTerminal):
    """Does not know whose turn it is."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    async def turn(self, place: str, address: str, *, progress: bool) -> float:
        self.asked.append(address)
        raise Busy(30)


async def test_a_door_that_does_not_know_whose_turn_it_is_is_asked_once_a_look(on: Scene) -> None:
    door = Speechless()
    doors: dict[str, Door] = {door.surface: door}
    redraws = Redraws(doors, Fanout(doors, {}, on.bot.deps.roster), 8, lambda: None)
    stale = [
        Behind(id=n, request_id=f"r{n}", surface=door.surface, place=f"@{n}", address=str(n), full=False,
               person_id=None, drawn=1, turned=2)
        for n in range(5)
    ]  # fmt: skip
    for looks in (1, 2):
        await began(redraws, on, stale)
        assert door.asked == ["0"] * looks
    assert door.changed == []
