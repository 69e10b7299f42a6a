"""The bot killed with SIGKILL at each named moment of an erasure and of a removal, while answers come in other forms.

Each pair of a moment and a form is one run, with the person there and not there by turns. `KILLS` says how many of them
are played (three unless set; `make faults KILLS=400` plays all), and at the end it is told how many at each
moment.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest

from domain.words.en.plan import STILL_SWITCHED_ON
from gateways.sandbox.world import Oddities
from tests.days import TODAY
from tests.faults.moments import NOT_FILED, ODD, Case, Kill, cases
from tests.faults.siege import ADA, BEN, CLEO, MARK, SOURCE, ZOE, Siege, siege
from tests.faults.story import APPROVALS, chat
from tests.house import until

KILLS = int(os.environ.get("KILLS", "3"))
TIMES = 2  # the second time, if the moment comes again
CASES = cases()[:KILLS]
RUNS_AGAIN = 3  # a plan that finds somebody runs again twice, with jobs of its own
GONE = {"gone", "gone_before"}


@pytest.mark.faults
@pytest.mark.timeout(420)
@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
async def test_killed_at_this_moment_it_comes_to_a_true_end(
    case: Case, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    kill, odd, there = case.kill, case.odd, case.there
    async with siege(tmp_path, ODD[odd]) as on:
        if kill.kind == "erasure":
            await _erase(on, kill, there=there)
        else:
            await _remove(on, kill, odd, there=there)
        gone = [key for key, (state, note) in on.steps().items() if state == "done" and note in GONE]
        wrong = bool(gone) and there
        facts = {"moment": f"{kill.kind}: {kill.name}", "kills": on.kills, "gone": int(bool(gone)), "wrong": int(wrong)}
        for name, value in facts.items():
            record_property(name, value)
        said = f"{on.state()}: {on.steps()}\n{on.at.log()}"
        assert not (there and gone), said
        assert gone or there or odd != "as the contract says", said
        await _nothing_was_asked_twice(on, RUNS_AGAIN if there else 1, said)
        await _nothing_was_left_on(on, said)
        await _everybody_heard(on)
        _each_fact_is_on_record_once(on)


async def _erase(on: Siege, kill: Kill, *, there: bool) -> None:
    if there:
        await on.at.steer("PUT", "data", made={"Visits": "measure"}, keeps={"Visits": [ZOE]})
    await on.at.steer("DELETE", f"records/{quote(SOURCE)}?email={quote(ZOE)}")
    await on.file(f'refresh "{SOURCE}" for {ZOE}')
    forms = {
        "State it…": (ADA, {"day": "2026-11-01"}),
        "Decide…": (ADA, {"choice": kill.choice}),
        "Vote…": (BEN, {"choice": "yes"}),
        "Tick off…": (ADA, {"text": "worked out anew"}),
        "Confirm…": (ADA, {"text": ""}),
        "Settle…": (ADA, {"day": TODAY}),
        "Tell…": (ADA, {"day": TODAY}),
    }
    await _play(on, kill, forms, BEN)


async def _remove(on: Siege, kill: Kill, odd: str, *, there: bool) -> None:
    await on.at.steer("PUT", "speed", linger=3600 if there else 0.2)
    if odd in NOT_FILED:
        await on.answers_in(Oddities())
    await on.file(f"remove-user {MARK}")
    await on.answers_in(ODD[odd])
    await _play(on, kill, {}, BEN, CLEO)


async def _play(on: Siege, kill: Kill, forms: dict[str, tuple[str, dict[str, object]]], *approvers: str) -> None:
    killer = asyncio.create_task(on.kill_at(kill.moment, TIMES))
    try:
        if kill.name == "filed":
            await until(lambda: on.kills, "it is killed")
        for approver in approvers:
            await on.story.approve(approver, on.ref)
        await on.sees_through(forms)
        with suppress(AssertionError):  # where the end itself is the moment; or it did not come, which is told
            await until(lambda: on.kills, "it is killed", 3)
        await on.sees_through(forms)
    finally:
        await on.ends(killer)


async def _nothing_was_asked_twice(on: Siege, most: int, said: str) -> None:
    """Of each process and each set of things to be run: at most so many jobs, and none before the list was read."""
    jobs, blind = Counter[tuple[str, str]](), set[tuple[str, str]]()
    for call in await on.at.calls():
        if "/jobs" not in call["path"] or "by" in call["query"]:
            continue
        if call["method"] == "GET":
            blind.clear()
        elif call["status"] in {200, 202}:
            what = (call["query"].get("operationType", "cancel"), call["query"].get("identifiers", ""))
            assert what not in blind, said
            blind.add(what)
            jobs[what] += 1
    assert max(jobs.values(), default=0) <= most, f"{jobs}\n{said}"


async def _nothing_was_left_on(on: Siege, said: str) -> None:
    if await on.switched_on():
        notes = {note for _, note in on.steps().values()}
        assert "left_on" in notes or on.says(STILL_SWITCHED_ON), said


async def _everybody_heard(on: Siege) -> None:
    """The requester in a message of its own, which a dead bot may have had in hand; no card says that it goes on."""
    await until(lambda: on.story.shows(chat(ADA), on.ref), f"the requester hears of {on.ref}", 90)
    assert not on.story.shows(APPROVALS, on.ref, "In progress"), on.state()


def _each_fact_is_on_record_once(on: Siege) -> None:
    """The audit log has no gap, and no act of a person stands in it twice, however often it was delivered."""
    events = on.rows("SELECT id, kind FROM events ORDER BY id")
    assert [number for number, _ in events] == list(range(1, len(events) + 1))
    kinds = Counter(kind for _, kind in events)
    for once in ("request.filed", "request.approved", "erasure.planned", "request.completed"):
        assert kinds[once] <= 1, kinds
    assert kinds["request.filed"] == 1, kinds
