"""One more look at a completed erasure: it adds to the record, and who is found again is filed again."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from domain.cell import of_request
from domain.erasure.plan import CHECKS, Finding, StepKind, Verdict
from domain.request import OPEN, Kind, State, StepState
from domain.words import en as words
from domain.words.en import EN
from handlers.erasure.certificate import certificate
from handlers.erasure.refiled import refile
from handlers.ports import Unit
from handlers.requests.case import Case
from handlers.requests.filing import new_id
from handlers.requests.sealed import details
from handlers.requests.steps import new
from handlers.requests.sweep import sweep
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import (
    ZOE,
    checked,
    deleted,
    ended_well,
    filed_for,
    part,
    settle,
    state,
)
from tests.stage import APPROVALS, FAILURES, Scene, rules, said

AGAIN = "again:"
LATER = timedelta(days=31)


async def erased(on: Scene) -> str:
    """An erasure of Zoe that is completed."""
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, State.NEEDS_ATTENTION)
    await ended_well(on, ref)
    return ref


async def looked(on: Scene, ref: str) -> StepState:
    """Let the day come, as often as it likes."""
    for _ in range(3):
        await sweep(on.bot.deps, datetime.now(UTC) + LATER)
    query = f"SELECT 1 FROM steps WHERE request_id = '{ref}' AND key = '{AGAIN}' AND state != 'waiting'"
    await on.wait(lambda: on.rows(query))
    return (await part(on, ref, AGAIN)).state


async def test_a_completed_erasure_says_when_it_is_looked_at_again_and_nothing_works_until_then(on: Scene) -> None:
    ref = await erased(on)
    waits = await part(on, ref, AGAIN)
    day = (datetime.now(on.bot.deps.policy.timezone) + timedelta(days=30)).date()
    assert (waits.state, waits.label) == (StepState.WAITING, day.isoformat())
    due = (await on.request(ref)).due_at
    assert due is not None
    assert timedelta(days=29) < due - datetime.now(UTC) <= timedelta(days=30)
    shown = said(await on.typed("ada", f"show {ref}"))
    assert "Looked once more" in shown
    assert words.moments.day(day) in shown
    before = (await on.request(ref)).run
    await sweep(on.bot.deps, datetime.now(UTC))
    assert (await on.request(ref)).run == before


async def test_who_is_gone_stays_gone_and_the_record_says_so(on: Scene) -> None:
    ref = await erased(on)
    assert await looked(on, ref) is StepState.DONE
    assert (await part(on, ref, AGAIN)).note == "gone"
    assert (await on.request(ref)).state is State.COMPLETED
    assert len(on.rows("SELECT id FROM requests")) == 1
    policy, now = on.bot.deps.policy, datetime.now(UTC)
    record = await on.bot.deps.storage.read(lambda unit: certificate(unit, ref, policy, now, EN))
    assert record
    assert record.verified
    assert any("Looked once more" in act.what and "gone" in act.result for act in record.acts)


async def test_who_is_found_again_is_filed_again_once_and_everybody_is_told(on: Scene) -> None:
    ref = await erased(on)
    await on.steer("PUT", "/data", {"keeps": {"Customer": [ZOE]}})
    assert await looked(on, ref) is StepState.FAILED
    rows = on.rows(f"SELECT id, state, requester_id FROM requests WHERE replaces = '{ref}'")
    assert [(row.state, row.requester_id) for row in rows] == [
        (State.PENDING_APPROVAL, (await on.request(ref)).requester_id)
    ]
    (new,) = [row.id for row in rows]
    for place in ("@ada", "@ben", APPROVALS, FAILURES):
        await on.until(place, words.notices.found_again(ref, new))
    assert (await on.request(ref)).state is State.COMPLETED
    card = await on.until("@ada", new, words.card.INSTEAD_OF)
    assert any(fact.value == ZOE for fact in card.facts)
    assert await on.source_id("Webshop Orders") in [step.key for step in await on.steps(new)]
    await looked(on, ref)
    assert len(on.rows("SELECT id FROM requests")) == 2
    policy, now = on.bot.deps.policy, datetime.now(UTC)
    record = await on.bot.deps.storage.read(lambda unit: certificate(unit, ref, policy, now, EN))
    assert record
    assert not record.verified
    assert new in record.verdict


async def test_the_new_request_is_worked_off_as_any_other(on: Scene) -> None:
    ref = await erased(on)
    await on.steer("PUT", "/data", {"keeps": {"Customer": [ZOE]}})
    await looked(on, ref)
    (new,) = [row.id for row in on.rows(f"SELECT id FROM requests WHERE replaces = '{ref}'")]
    await on.steer("PUT", "/data", {"keeps": {}})
    await on.act("ben", "approve", new)
    await state(on, new, State.NEEDS_ATTENTION)
    assert (await part(on, new, "statement:")).state is StepState.WAITING
    await settle(on, "ada", new, "statement:", day="2026-11-06")
    await checked(on, new)
    assert (await part(on, new, "check:2")).note == "gone"


async def test_what_cannot_be_checked_then_is_told_to_who_asked_for_it(on: Scene) -> None:
    ref = await erased(on)
    on.wire.change("GET", "/data/Customer", lambda body: {"value": []})
    assert await looked(on, ref) is StepState.FAILED
    assert (await part(on, ref, AGAIN)).note == "no_check"
    await on.until("@ada", words.notices.unproved_later(ref))
    assert not on.rows(f"SELECT id FROM requests WHERE replaces = '{ref}'")


async def test_a_service_that_does_not_answer_then_is_asked_on_another_day(opened: Open) -> None:
    async with opened(config=rules(refresh={"give_up_after": "2s"})) as on:
        ref = await erased(on)
        on.wire.down = True
        await sweep(on.bot.deps, datetime.now(UTC) + LATER)
        await on.wait(lambda: on.rows(f"SELECT 1 FROM steps WHERE key = '{AGAIN}' AND note = 'no_check'"))
        waits = await part(on, ref, AGAIN)
        due = (await on.request(ref)).due_at
        assert waits.state is StepState.WAITING
        assert due is not None
        assert due - datetime.now(UTC) <= timedelta(days=1)
        on.wire.down = False
        assert await looked(on, ref) is StepState.DONE


async def test_without_the_persons_key_nobody_can_be_looked_for(opened: Open) -> None:
    async with opened() as on:
        ref = await erased(on)
    async with opened() as on:
        on.rows("UPDATE subjects SET wrapped_key = NULL, lookup = NULL")
        assert await looked(on, ref) is StepState.FAILED
        assert (await part(on, ref, AGAIN)).note == "forgotten"


@pytest.mark.parametrize("setting", ["0", "0s"])
async def test_it_can_be_left_out(opened: Open, setting: str) -> None:
    async with opened(config=rules(erasure={"look_again": setting})) as on:
        ref = await erased(on)
        assert AGAIN not in [step.key for step in await on.steps(ref)]
        assert (await on.request(ref)).due_at is None


# ---- what counts as filed already

YAN = "yan@contoso.com"


async def naming(on: Scene, ref: str, who: str = ZOE, *, checked: bool = False, **other: Any) -> str:
    """Another request that names this one, or what `names` says, about somebody or nobody."""
    old, name, names = await on.request(ref), new_id(), other.pop("names", ref)
    other = {"state": State.PENDING_APPROVAL, "kind": Kind.ERASURE, "closed_at": None, "due_at": None} | other

    def write(unit: Unit) -> None:
        told = json.dumps(details(unit, old))
        sealed = unit.subjects.seal(old.subject_id, told, of_request(name))
        request = replace(old, id=name, replaces=names, sealed=sealed, created_at=datetime.now(UTC), **other)
        unit.requests.add(request)
        if who:
            unit.subjects.link(name, unit.subjects.for_address(who, request.created_at))
        if checked:
            unit.steps.add([replace(new(request, StepKind.CHECK, key), state=StepState.DONE) for key in CHECKS])

    await on.bot.deps.storage.write(write)
    return name


async def test_only_an_open_erasure_of_the_same_person_that_will_look_counts_as_filed_already(on: Scene) -> None:
    ref = await erased(on)
    others = {await naming(on, ref, state=state) for state in State if state not in OPEN} | {
        await naming(on, ref, kind=Kind.EXPORT),
        await naming(on, ref, ""),
        await naming(on, ref, YAN),
        await naming(on, ref, cancel_asked_by="ada"),
        await naming(on, ref, state=State.NEEDS_ATTENTION, checked=True),
    }
    await on.steer("PUT", "/data", {"keeps": {"Customer": [ZOE]}})
    await looked(on, ref)
    filed = {row.id for row in on.rows(f"SELECT id FROM requests WHERE replaces = '{ref}'")} - others
    assert len(filed) == 1
    for place in ("@ada", "@ben", APPROVALS, FAILURES):
        await on.until(place, words.notices.found_again(ref, *filed))
    assert await on.bot.deps.storage.read(lambda unit: unit.requests.replaced(ref)) in filed


@pytest.mark.parametrize("state", sorted(OPEN))
async def test_one_that_is_open_is_left_as_it_is_and_everybody_is_told_of_it(on: Scene, state: State) -> None:
    ref = await erased(on)
    await naming(on, ref, state=State.DENIED)
    there = await naming(on, ref, state=state)
    await on.steer("PUT", "/data", {"keeps": {"Customer": [ZOE]}})
    await looked(on, ref)
    assert len(on.rows(f"SELECT id FROM requests WHERE replaces = '{ref}'")) == 2
    for place in ("@ada", "@ben", APPROVALS, FAILURES):
        await on.until(place, words.notices.found_again(ref, there))


# ---- two that are completed for the same person


async def test_a_request_that_is_open_for_the_person_and_names_another_one_is_named_in_the_record(
    opened_anywhere: Open,
) -> None:
    async with opened_anywhere() as on:
        ref = await erased(on)
        there = await naming(on, ref, names=None)
        await on.steer("PUT", "/data", {"keeps": {"Customer": [ZOE]}})
        assert await looked(on, ref) is StepState.FAILED
        assert len(on.rows("SELECT id FROM requests")) == 2
        policy, now = on.bot.deps.policy, datetime.now(UTC)
        record = await on.bot.deps.storage.read(lambda unit: certificate(unit, ref, policy, now, EN))
        assert record
        assert there in record.verdict
        await on.until("@ada", words.notices.found_again(ref, there))


async def test_two_that_are_refiled_at_the_same_moment_are_one(opened_anywhere: Open) -> None:
    """As by two replicas, each in a transaction of its own."""
    async with opened_anywhere() as on:
        ref = await erased(on)
        refs = [ref, await naming(on, ref, state=State.COMPLETED)]
        deps, found = on.bot.deps, Finding(verdict=Verdict.STILL_THERE)

        def again(unit: Unit, ref: str) -> str:
            case = Case.open(unit, ref, deps.policy, datetime.now(UTC))
            assert case
            return refile(case, found, {}).id

        new = await asyncio.gather(*(deps.storage.write(partial(again, ref=ref)) for ref in refs for _ in range(4)))
        assert len(set(new)) == 1
        assert len(on.rows("SELECT id FROM requests WHERE state = 'pending_approval'")) == 1
