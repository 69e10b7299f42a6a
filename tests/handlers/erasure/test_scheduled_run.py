"""Downstream work that a scheduled full refresh does in time is left to it; what it does not do, the bot does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from domain.erasure.places import since
from domain.erasure.plan import StepKind, of
from domain.request import State, Step, StepState
from domain.words import en as words
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ZOE, deleted, filed_for, gone, recreate, settle, state
from tests.stage import APPROVALS, Scene, rules, said

WAITING = rules(refresh={"wait_for_schedule": "12h"})


async def schedule(on: Scene, seconds: float, *, full: bool = True) -> None:
    """The next full run comes in so many seconds."""
    run = datetime.now(UTC) + timedelta(seconds=seconds)
    await on.steer("PUT", "/schedule", {"cron": [f"{run:%S %M %H} * * *"], "full": full})


async def downstream_jobs(on: Scene) -> list[str]:
    """The processes that the bot started."""
    posts = [call["query"]["operationType"] for call in await on.calls("POST", "/workflows/main/jobs")]
    return [operation for operation in posts if operation != "Ingestion"]


async def downstream(on: Scene, ref: str) -> list[Step]:
    return of(await on.steps(ref), StepKind.DOWNSTREAM)


async def waiting(on: Scene) -> str:
    """An erasure whose sources are done, and that waits for the schedule."""
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await on.noted(ref, "scheduled")
    return ref


async def test_a_scheduled_run_that_comes_in_time_is_waited_for_and_does_the_work(opened: Open) -> None:
    async with opened(config=WAITING) as on:
        await schedule(on, 3600)
        ref = await waiting(on)
        assert "waits for the scheduled refresh of " in said(await on.typed("ada", f"show {ref}"))
        await on.until(APPROVALS, ref, words.steps.NOTES["scheduled"])
        assert "waits for the scheduled refresh of " not in on.read(APPROVALS)
        await on.wait_for(lambda: a_second_later(on, ref))
        await on.steer("POST", "/scheduled-run")
        await state(on, ref, State.NEEDS_ATTENTION)
        assert {step.state for step in await downstream(on, ref)} == {StepState.DONE}
        assert await downstream_jobs(on) == []
        assert "done by the scheduled refresh of " in said(await on.typed("ada", f"show {ref}"))


async def test_a_run_that_does_not_come_is_made_up_for_by_the_bot(opened: Open) -> None:
    async with opened(config=WAITING) as on:
        await schedule(on, 8)
        ref = await waiting(on)
        await on.steer("PUT", "/schedule", {"active": False})
        await state(on, ref, State.NEEDS_ATTENTION)
        assert {step.state for step in await downstream(on, ref)} == {StepState.DONE}
        assert "merge" in await downstream_jobs(on)
        assert words.plan.RUN_MISSED in said(await on.typed("ada", f"show {ref}"))


async def test_what_a_failed_run_left_undone_is_done_by_the_bot(opened: Open) -> None:
    async with opened(config=WAITING) as on:
        await schedule(on, 3600)
        ref = await waiting(on)
        await on.behave("CRM Web", "fail", 0.05)  # so that the scheduled run skips everything after the sources
        await on.wait_for(lambda: a_second_later(on, ref))
        await on.steer("POST", "/scheduled-run")
        await state(on, ref, State.NEEDS_ATTENTION)
        assert {step.state for step in await downstream(on, ref)} == {StepState.DONE}
        assert "merge" in await downstream_jobs(on)


async def test_a_full_run_that_somebody_starts_counts_too(opened: Open) -> None:
    async with opened(config=WAITING) as on:
        await schedule(on, 3600)
        ref = await waiting(on)
        await on.wait_for(lambda: a_second_later(on, ref))
        await on.bot.deps.insights.people.run("all")
        await state(on, ref, State.NEEDS_ATTENTION)
        assert await downstream_jobs(on) == ["all"]
        assert "done by the full refresh of " in said(await on.typed("ada", f"show {ref}"))


async def test_what_was_worked_out_before_the_run_that_did_the_work_is_not_worked_out_anew(opened: Open) -> None:
    """While it was waited for, segments were still worked out from the profiles as they had been."""
    async with opened(config=WAITING) as on:
        await schedule(on, 3600)
        people = on.bot.deps.insights.people
        (zoe,) = (await people.find(ZOE, await people.model())).profiles

        def by_an_older_id(answer: dict[str, Any]) -> dict[str, Any]:
            rows = [row | ({"CustomerId": "older"} if row["CustomerId"] == zoe.id else {}) for row in answer["value"]]
            return answer | {"value": [] if len(rows) == 1 and rows[0]["CustomerId"] == "older" else rows}

        on.wire.change("GET", "/data/Seg_TradeFair", by_an_older_id)
        ref = await waiting(on)
        await on.wait_for(lambda: a_second_later(on, ref))
        await recreate(on, "Seg_TradeFair")
        await on.steer("POST", "/scheduled-run")
        await state(on, ref, State.NEEDS_ATTENTION)
        runs = [job for job in await on.bot.deps.insights.jobs() if job.everything]
        nodes = (await on.bot.deps.insights.status()).nodes
        ends = [node.last_success for node in nodes if node.operation == "merge" and node.names(runs[-1].id)]
        counted_from = since(await on.steps(ref))
        assert counted_from
        assert all(end and counted_from >= end for end in ends)  # not from the beginning of the run
        assert counted_from > max(job.submitted for job in runs if job.submitted)
        await settle(on, "ada", ref, "segment:Seg_OldCampaign", choice="run")
        await settle(on, "ada", ref, "static:Seg_TradeFair", text="recreated before that")
        await on.noted(ref, "no_check")
        await state(on, ref, State.NEEDS_ATTENTION)
        shown = said(await on.typed("ada", f"show {ref}"))
        assert "(not worked out anew since the refresh)" in shown
        await recreate(on, "Seg_TradeFair")
        await on.act("ada", "retry", ref)
        await gone(on)


async def a_second_later(on: Scene, ref: str) -> bool:
    """The service's clock counts seconds: a run counts when it began in a later one than the wait."""
    began = (await downstream(on, ref))[0].intent_at
    return began is not None and datetime.now(UTC) > began + timedelta(seconds=1)


async def test_a_plan_that_runs_again_waits_for_no_second_run_and_tells_of_no_first_one(opened: Open) -> None:
    async with opened(config=WAITING) as on:
        await on.bot.deps.insights.people.delete_segment("Seg_TradeFair")
        await schedule(on, 3600)
        ref = await filed_for(on, ZOE, "Webshop Orders")
        await on.noted(ref, "scheduled")
        await on.wait_for(lambda: a_second_later(on, ref))
        await on.steer("POST", "/scheduled-run")
        await state(on, ref, State.NEEDS_ATTENTION)
        await deleted(on, ZOE, "Webshop Orders")
        await settle(on, "ada", ref, "segment:Seg_OldCampaign", choice="run")
        await gone(on)
        assert "merge" in await downstream_jobs(on)
        assert "done by the scheduled refresh of " not in said(await on.typed("ada", f"show {ref}"))


async def test_a_cancel_ends_the_wait_at_once(opened: Open) -> None:
    async with opened(config=WAITING) as on:
        await schedule(on, 3600)
        ref = await waiting(on)
        await on.typed("ada", f"cancel {ref}")
        await state(on, ref, State.CANCELLED)
        assert {step.note for step in await downstream(on, ref)} == {"not_begun"}
        assert await downstream_jobs(on) == []
        assert words.steps.NOTES["scheduled"] not in said(await on.typed("ada", f"show {ref}"))


@pytest.mark.parametrize(("status", "note"), [(401, "no_keys"), (404, "no_instance")])
async def test_a_definite_no_ends_the_wait_at_once_and_says_what_to_do(opened: Open, status: int, note: str) -> None:
    async with opened(config=WAITING) as on:
        await schedule(on, 3600)
        ref = await waiting(on)
        on.wire.refuse("GET", "/jobs", status, times=9999)
        await on.noted(ref, note)
        await state(on, ref, State.NEEDS_ATTENTION)
        shown = said(await on.typed("ada", f"show {ref}"))
        assert words.steps.NOTES[note].rstrip(".") in shown
        assert "waits for the scheduled refresh of " not in shown


async def test_while_there_is_no_answer_the_wait_says_since_when_and_goes_on_after_it(opened: Open) -> None:
    async with opened(config=WAITING) as on:
        await schedule(on, 3600)
        ref = await waiting(on)
        silent = "SELECT 1 FROM steps WHERE silent_since IS NOT NULL AND note = 'scheduled'"
        on.wire.down = True
        await on.wait(lambda: on.rows(silent))
        on.wire.down = False
        await on.wait(lambda: not on.rows(silent))
        assert "waits for the scheduled refresh of " in said(await on.typed("ada", f"show {ref}"))


async def test_whether_a_run_came_is_told_by_the_services_clock_alone(opened: Open) -> None:
    async with opened(config=WAITING) as on:
        await on.steer("PUT", "/oddities", {"clock": 3600})
        await schedule(on, 3608)
        ref = await waiting(on)
        await on.steer("PUT", "/schedule", {"active": False})
        await state(on, ref, State.NEEDS_ATTENTION)
        assert "merge" in await downstream_jobs(on)


async def test_under_a_hold_nothing_is_started_in_place_of_a_run_that_does_not_come(opened: Open) -> None:
    async with opened(config=WAITING) as on:
        await schedule(on, 8)
        ref = await waiting(on)
        await on.typed("ada", f"hold {ref} a court case")
        await on.steer("PUT", "/schedule", {"active": False})
        await state(on, ref, State.NEEDS_ATTENTION)
        assert "held" in {step.note for step in await downstream(on, ref)}
        assert await downstream_jobs(on) == []


async def test_a_bot_that_starts_anew_goes_on_waiting_for_the_same_run(opened: Open) -> None:
    async with opened(config=WAITING) as on:
        await schedule(on, 3600)
        ref = await waiting(on)
        before = [(step.key, step.intent_at) for step in await downstream(on, ref)]
    async with opened(config=WAITING) as on:  # with a sandbox that knows of no schedule
        on.numbers = count(1000)
        assert [(step.key, step.intent_at) for step in await downstream(on, ref)] == before
        assert {step.note for step in await downstream(on, ref)} == {"scheduled"}
        await on.wait_for(lambda: a_second_later(on, ref))
        await on.bot.deps.insights.people.run("all")
        await state(on, ref, State.NEEDS_ATTENTION)
        assert await downstream_jobs(on) == ["all"]


async def test_without_the_wish_or_a_full_schedule_nothing_waits(opened: Open) -> None:
    async with opened(config=rules(refresh={"wait_for_schedule": "0"})) as on:
        await schedule(on, 3600)
        await deleted(on, ZOE, "Webshop Orders")
        ref = await filed_for(on, ZOE, "Webshop Orders")
        await state(on, ref, State.NEEDS_ATTENTION)
        assert not await on.calls("GET", "/schedules")
        assert "merge" in await downstream_jobs(on)


async def test_a_schedule_that_is_not_told_or_not_full_is_not_waited_for(opened: Open) -> None:
    async with opened(config=WAITING) as on:
        await schedule(on, 3600, full=False)
        await deleted(on, ZOE, "Webshop Orders")
        ref = await filed_for(on, ZOE, "Webshop Orders")
        await state(on, ref, State.NEEDS_ATTENTION)
        await schedule(on, 3600)
        silent = on.wire.refuse("GET", "/schedules", 403)
        other = await filed_for(on, "anna.berg@contoso.com", "CRM Contacts")
        await state(on, other, State.NEEDS_ATTENTION)
        assert silent.met == 1
        assert {step.state for step in await downstream(on, other)} == {StepState.DONE}
