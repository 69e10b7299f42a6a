"""Scheduled runs that failed are told once each, though nobody asked for them."""

from __future__ import annotations

from domain.card import Card
from domain.words import en as words
from handlers.refresh.scheduled_failures import watch
from tests.stage import FAILURES, Scene, filed


async def watched(on: Scene) -> int:
    """Look once; how many failures were put down to be told until now."""
    await watch(on.bot.deps)
    return len(on.rows("SELECT id FROM notices WHERE kind = 'scheduled' AND place IS NULL"))


async def run_schedule(on: Scene) -> None:
    await past(on, (await on.steer("POST", "/scheduled-run"))["jobId"])


async def past(on: Scene, job_id: str) -> None:
    """Wait until the job has ended, and a failure of it cannot mend itself any more."""
    insights, settle = on.bot.deps.insights, on.bot.deps.policy.settle

    async def over() -> bool:
        [job] = [job for job in await insights.jobs() if job.id == job_id]
        return job.ended is not None and await insights.now() - job.ended >= settle

    await on.wait_for(over)


async def test_a_failed_scheduled_run_is_told_once_for_each_source_with_what_to_do(on: Scene) -> None:
    await on.behave("CRM Contacts", "fail")
    await on.behave("CRM Web", "time_out")
    await run_schedule(on)
    assert [await watched(on), await watched(on)] == [2, 2]
    card = await on.until(FAILURES, words.refresh.scheduled_failure("CRM Contacts"))
    assert words.steps.owner_is("Ines Roth") in card.text
    assert "D365CI@microsoft.com" in card.copy
    assert "DataSourceAccessDenied" in card.copy
    await on.until(FAILURES, words.refresh.scheduled_failure("CRM Web"))
    assert on.read(FAILURES).count(words.refresh.scheduled_failure("CRM Web")) == 1
    await refreshed_by_its_button(on, card)


async def refreshed_by_its_button(on: Scene, card: Card) -> None:
    [button] = card.buttons
    ref = filed(await on.act("ada", button.verb, button.ref))
    assert [step.label for step in await on.steps(ref)] == ["CRM Contacts"]


async def test_the_next_failed_run_is_told_again(on: Scene) -> None:
    await on.behave("CRM Contacts", "fail")
    await run_schedule(on)
    assert await watched(on) == 1
    await run_schedule(on)
    assert await watched(on) == 2


async def test_runs_that_went_well_are_not_told(desk: Scene) -> None:
    await run_schedule(desk)
    assert await watched(desk) == 0


async def test_jobs_that_people_started_are_not_told(desk: Scene) -> None:
    await desk.behave("CRM Contacts", "fail")
    job_id = await desk.start_job("CRM Contacts")
    await past(desk, job_id)
    assert await watched(desk) == 0
