"""The machine never harms: what is not understood is looked for before it is asked again; it is shared, and undone."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from domain.request import State, StepState
from domain.words import en as words
from handlers.retrying import ATTEMPTS
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ZOE, deleted, filed_for, part, settle, state
from tests.stage import Scene, filed

JOBS = "/workflows/main/jobs"


async def asked_for(on: Scene, operation: str) -> int:
    """How often a job of this kind was asked for and made."""
    calls = await on.calls("POST", JOBS)
    return sum(
        call["query"].get("operationType", "").casefold() == operation and call["status"] == 200
        for call in calls
        if call["path"].endswith("/jobs")
    )


UNREADABLE: dict[str, Any] = {
    "null": None,
    "a list": [],
    "an object without an id": {"jobStatus": "queued"},
    "text": "ok",
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
async def test_a_refresh_that_was_answered_unreadably_is_found_in_the_list_and_not_asked_again(
    on: Scene, body: Any
) -> None:
    on.wire.change("POST", JOBS, lambda answer: body)
    ref = await on.approved("ada", "refresh crm contacts")
    await on.until("@ada", ref, words.requests.STATES[State.COMPLETED])
    assert len(await on.submitted()) == 1


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
async def test_downstream_work_that_was_answered_unreadably_is_asked_for_few_times(on: Scene, body: Any) -> None:
    await deleted(on, ZOE, "Webshop Orders")
    on.wire.change("POST", "operationType", lambda answer: body)
    await filed_for(on, ZOE, "Webshop Orders")
    await on.wait(lambda: on.rows("SELECT 1 FROM steps WHERE key = 'downstream:segmentation' AND state = 'done'"))
    operations = {name for call in await on.calls("POST", JOBS) if (name := call["query"].get("operationType"))}
    assert max([await asked_for(on, name.casefold()) for name in operations]) <= 2


async def test_what_is_answered_and_never_listed_ends_with_a_person(on: Scene) -> None:
    lost = on.wire.refuse("POST", JOBS, 500, times=99)
    ref = await on.approved("ada", "refresh crm contacts")
    await on.until("@ada", ref, words.steps.NOTES["not_started"])
    assert lost.met <= 5
    await state(on, ref, State.NEEDS_ATTENTION)
    await on.act("ada", "retry", ref)  # a person begins anew
    await on.wait(lambda: lost.met > 5)


@pytest.mark.parametrize("status", [409])
async def test_what_runs_already_is_waited_for(on: Scene, status: int) -> None:
    busy = on.wire.refuse("POST", JOBS, status, times=2)
    ref = await on.approved("ada", "refresh crm contacts")
    await on.until("@ada", ref, words.requests.STATES[State.COMPLETED])
    assert busy.met == 2
    assert on.seen("@ada", ref, words.steps.NOTES["earlier_job"])


async def counted(on: Scene, where: str, steps: int) -> None:
    """Wait until there are so many; as long as the work of several takes on a busy machine."""
    async with asyncio.timeout(90):
        while len(on.rows(f"SELECT 1 FROM steps WHERE {where}")) < steps:  # noqa: ASYNC110  the database offers nothing to await
            await asyncio.sleep(0.1)


async def test_requests_at_once_share_their_downstream_runs(opened: Open) -> None:
    async with opened() as on:
        await on.behave("Webshop Orders", "hang")
        people = (ZOE, "anna.berg@contoso.com", "nobody.one@example.org", "nobody.two@example.org")
        form = {"sources": await on.source_id("Webshop Orders"), "deleted": "2026-11-01"}
        refs = [filed(await on.act("ada", "refresh", "", {**form, "for": who})) for who in people]
        await asyncio.gather(*(on.act("ben", "approve", ref) for ref in refs))
        await counted(on, "job_id IS NOT NULL OR note = 'earlier_job'", len(people))
        await on.behave("Webshop Orders", "succeed")  # the work of all has begun
        await counted(on, "key = 'downstream:segmentation' AND state = 'done'", len(people))
        posts = [call["query"] for call in await on.calls("POST", JOBS) if call["status"] == 200]
        runs = Counter(query.get("operationType") for query in posts if "identifiers" not in query)
        assert max(runs.values()) < len(people)  # what began before the others asked serves the first alone


@pytest.mark.parametrize(("status", "note"), [(401, "no_keys"), (404, "no_instance")])
async def test_a_definite_no_ends_a_refresh_at_once_in_the_middle_too(on: Scene, status: int, note: str) -> None:
    await on.behave("CRM Contacts", "hang")
    ref = await on.approved("ada", "refresh crm contacts")
    await on.noted(ref, "running")
    on.wire.refuse("GET", "/status", status, times=9999)
    await on.until("@ada", ref, words.steps.NOTES[note])
    await state(on, ref, State.NEEDS_ATTENTION)


async def test_states_that_cannot_be_read_end_with_a_person(on: Scene) -> None:
    await on.behave("CRM Contacts", "hang")
    ref = await on.approved("ada", "refresh crm contacts")
    await on.noted(ref, "running")
    on.wire.change("GET", "/status", lambda nodes: {"odd": nodes})
    await on.until("@ada", ref, words.steps.NOTES["unreadable"])


async def test_words_of_states_are_read_without_regard_to_case(on: Scene) -> None:
    def shouted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        keep = {"identifier", "jobId", "jobIds", "idList", "lastSuccessJobIds"}
        return [{k: v.upper() if isinstance(v, str) and k not in keep else v for k, v in row.items()} for row in rows]

    on.wire.change("GET", "/status", shouted)
    on.wire.change("GET", JOBS, shouted)
    ref = await on.approved("ada", "refresh crm contacts")
    await on.until("@ada", ref, words.requests.STATES[State.COMPLETED])


# ---- a segment that was switched on


async def _to_run(on: Scene) -> tuple[str, str]:
    """An erasure whose inactive segment somebody decided to run: the request, and the key of the segment's part."""
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, State.NEEDS_ATTENTION)
    key = next(step.key for step in await on.steps(ref) if step.key.startswith("segment:"))
    return ref, key


async def _is_active(on: Scene, key: str) -> bool:
    name = key.partition(":")[2]
    return next(s.active for s in await on.bot.deps.insights.people.segments() if s.name == name)


async def test_a_segment_is_switched_off_again_after_its_run_failed(on: Scene) -> None:
    ref, key = await _to_run(on)
    on.wire.refuse("POST", "operationType=segmentation", 400, times=9)
    await settle(on, "ada", ref, key, choice="run")
    await on.noted(ref, "refused")
    await on.wait_for(lambda: _inactive(on, key))


async def _inactive(on: Scene, key: str) -> bool:
    return not await _is_active(on, key)


async def test_a_segment_is_switched_off_again_when_somebody_cancels(on: Scene) -> None:
    ref, key = await _to_run(on)
    starting = on.wire.hold("POST", "operationType=segmentation")
    await settle(on, "ada", ref, key, choice="run")
    await on.wait(lambda: starting.met)
    assert await _is_active(on, key)
    await on.act("ada", "cancel", ref)
    starting.release.set()
    await state(on, ref, State.CANCELLED)
    assert not await _is_active(on, key)


async def test_a_segment_that_cannot_be_switched_off_again_is_told(on: Scene) -> None:
    ref, key = await _to_run(on)
    on.wire.refuse("PUT", "/deactivate", 403, times=99)
    await settle(on, "ada", ref, key, choice="run")
    await on.noted(ref, "left_on")
    assert (await part(on, ref, key)).state is StepState.DONE
    await on.until("@ada", ref, words.steps.NOTES["left_on"])


async def test_an_activation_without_an_answer_is_looked_for_in_the_list(on: Scene) -> None:
    ref, key = await _to_run(on)
    lost = on.wire.lose("PUT", "/activate")
    await settle(on, "ada", ref, key, choice="run")
    await on.noted(ref, "emptied")
    assert lost.met == 1
    assert not await _is_active(on, key)


@pytest.mark.parametrize("answer", [{"value": True}, "true", None, {}, 1])
async def test_whatever_an_activation_is_answered_with_the_list_says_whether_it_worked(on: Scene, answer: Any) -> None:
    ref, key = await _to_run(on)
    on.wire.change("PUT", "/activate", lambda _: answer)
    await settle(on, "ada", ref, key, choice="run")
    await on.noted(ref, "emptied")
    assert len(await on.calls("PUT", "/activate")) == 1
    assert not await _is_active(on, key)


async def test_an_activation_that_the_service_says_no_to_is_refused(on: Scene) -> None:
    ref, key = await _to_run(on)
    on.wire.change("PUT", "/activate", lambda _: False)
    await settle(on, "ada", ref, key, choice="run")
    await on.noted(ref, "refused")


async def test_a_segment_that_is_being_worked_on_is_switched_on_and_off_when_that_has_ended(on: Scene) -> None:
    ref, key = await _to_run(on)
    busy = [on.wire.refuse("PUT", part, 409, times=2) for part in ("/activate", "/deactivate")]
    await settle(on, "ada", ref, key, choice="run")
    await on.noted(ref, "emptied")
    assert [knot.met for knot in busy] == [2, 2]
    assert not await _is_active(on, key)


async def test_a_segment_that_is_being_worked_on_is_deleted_when_that_has_ended(opened: Open) -> None:
    async with opened(settle=timedelta(seconds=0.1)) as on:
        ref, key = await _to_run(on)
        busy = on.wire.refuse("DELETE", "/segments/", 409, times=2)
        await settle(on, "ada", ref, key, choice="delete")
        await settle(on, "ben", ref, key, choice="yes")
        await on.noted(ref, "segment_gone")
        assert busy.met == 2


async def test_a_deletion_that_was_voted_on_waits_for_the_end_of_a_pause_and_takes_no_new_vote(opened: Open) -> None:
    async with opened(settle=timedelta(seconds=0.1)) as on:
        ref, key = await _to_run(on)
        await settle(on, "ada", ref, key, choice="delete")
        await on.typed("ada", "pause the wrong list")
        await settle(on, "ben", ref, key, choice="yes")
        await on.noted(ref, "paused")
        await state(on, ref, State.NEEDS_ATTENTION)
        assert not await on.calls("DELETE", "/segments/")
        await on.typed("amir", "resume")
        await on.noted(ref, "segment_gone")
        assert len(await on.calls("DELETE", "/segments/")) == 1


@pytest.mark.parametrize("odd", [[], [{"name": None}]], ids=["empty", "unread"])
async def test_a_list_that_names_nobody_does_not_show_that_a_segment_was_deleted(opened: Open, odd: Any) -> None:
    async with opened(settle=timedelta(seconds=0.1)) as on:
        ref, key = await _to_run(on)
        await settle(on, "ada", ref, key, choice="delete")
        on.wire.change("GET", "/manage/segments", lambda rows: odd)
        await settle(on, "ben", ref, key, choice="yes")
        await on.noted(ref, "segment_gone")
        assert len(await on.calls("DELETE", "/segments/")) == 1


async def test_while_the_list_of_jobs_is_not_answered_every_request_says_so(opened: Open) -> None:
    async with opened() as on:
        await deleted(on, ZOE, "Webshop Orders")
        on.wire.refuse("GET", "/jobs", 503, times=9999)
        waiting = "SELECT 1 FROM steps WHERE silent_since IS NOT NULL"
        for who in (ZOE, "anna.berg@contoso.com"):
            await filed_for(on, who, "Webshop Orders")
        await on.wait(lambda: len(on.rows(waiting)) == 2)


async def test_a_deletion_that_errs_each_time_ends_with_a_person(opened: Open) -> None:
    async with opened(settle=timedelta(seconds=0.1)) as on:
        ref, key = await _to_run(on)
        broken = on.wire.refuse("DELETE", "/segments/", 500, times=99)
        await settle(on, "ada", ref, key, choice="delete")
        await settle(on, "ben", ref, key, choice="yes")
        await on.noted(ref, "not_deleted")
        assert broken.met <= 5
        await asyncio.sleep(0)


async def test_a_retry_takes_no_job_that_ran_before_the_work_it_rests_on_was_done(on: Scene) -> None:
    """A segmentation of somebody else's, after the sources and before the profiles were made anew, serves nobody."""
    await deleted(on, ZOE, "Webshop Orders")
    on.wire.refuse("POST", "operationType=merge", 400)
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, State.NEEDS_ATTENTION)
    assert (await part(on, ref, "downstream:merge")).state is StepState.FAILED
    early = await on.bot.deps.insights.people.run("segmentation")
    await on.wait_for(lambda: ended(on, early.id))
    refused = on.wire.refuse("POST", "operationType=segmentation", 400)
    await on.act("ada", "retry", ref)
    await state(on, ref, State.NEEDS_ATTENTION, run=2)
    assert (refused.met, (await part(on, ref, "downstream:segmentation")).state) == (1, StepState.FAILED)
    await on.act("ada", "retry", ref)
    await state(on, ref, State.NEEDS_ATTENTION, run=3)
    segmentation, merge = await part(on, ref, "downstream:segmentation"), await part(on, ref, "downstream:merge")
    assert (segmentation.state, merge.state) == (StepState.DONE, StepState.DONE)
    jobs = {job.id: job for job in await on.bot.deps.insights.jobs()}
    worked, before = jobs[segmentation.job_id or ""], jobs[merge.job_id or ""]
    assert worked.submitted
    assert before.ended
    assert worked.submitted >= before.ended


async def ended(on: Scene, job_id: str) -> bool:
    return any(job.id == job_id and job.ended for job in await on.bot.deps.insights.jobs())


# ---- attempts, and what is refused because something else runs


async def test_attempts_are_counted_over_restarts(opened: Open) -> None:
    met = 0
    async with opened() as on:
        await deleted(on, ZOE, "Webshop Orders")
        lost = on.wire.refuse("POST", "operationType=match", 500, times=3)
        ref = await filed_for(on, ZOE, "Webshop Orders")
        await on.wait(lambda: lost.met == 3)
        on.wire.down = True
        met += lost.met
    async with opened() as on:
        lost = on.wire.refuse("POST", "operationType=match", 500, times=99)
        await on.noted(ref, "not_started")
        met += lost.met
        await state(on, ref, State.NEEDS_ATTENTION)
    assert met <= ATTEMPTS


@pytest.mark.parametrize("code", ["JobAlreadyRunning", "Conflict", "Queued", "BadRequest", None])
async def test_a_400_without_a_run_in_the_list_is_a_refusal_whatever_it_is_called(on: Scene, code: str | None) -> None:
    body = {"errorCode": code, "message": "already running"} if code else None
    sources = on.wire.refuse("POST", JOBS, 400, times=99, body=body)
    ref = await on.approved("ada", "refresh crm contacts")
    await on.until("@ada", ref, words.steps.NOTES["refused"])
    assert sources.met == 1


async def test_a_400_while_a_run_of_that_kind_is_seen_is_waited_for(on: Scene) -> None:
    await deleted(on, ZOE, "Webshop Orders")
    refused, left = on.wire.refuse("POST", "operationType=match", 400), [3]
    other = {"jobId": "other", "jobStatus": "running", "operationType": "match", "idList": ["another part"]}

    def crowded(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        left[0] -= refused.met
        return [*rows, other] if refused.met and left[0] >= 0 else rows

    on.wire.change("GET", JOBS, crowded)
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, State.NEEDS_ATTENTION)
    assert (await part(on, ref, "downstream:match")).state is StepState.DONE
    assert await asked_for(on, "match") == 1


@pytest.mark.parametrize("odd", ["merge", {"value": []}, [None], 7])
async def test_a_run_that_does_not_say_what_it_works_on_serves_nobody(on: Scene, odd: Any) -> None:
    def unclear(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [row | {"idList": odd} for row in rows]

    await on.behave("CRM Contacts", "hang")
    on.wire.change("GET", JOBS, unclear)
    await on.bot.deps.insights.submit([await on.source_id("CRM Contacts")])
    ref = await on.approved("ada", "refresh crm contacts")
    await on.until("@ada", ref, words.steps.NOTES["parts_unknown"])
    assert len(await on.submitted()) == 1


async def test_a_post_that_is_answered_with_a_run_of_before_starts_nothing(on: Scene) -> None:
    """It may have read the source before the deletion."""
    before = await on.bot.deps.insights.submit([await on.source_id("CRM Contacts")])
    await on.wait_for(lambda: ended(on, before.id))
    same = on.wire.change("POST", JOBS, lambda answer: answer | {"jobId": before.id}, times=1)
    ref = await on.approved("ada", "refresh crm contacts")
    await on.until("@ada", ref, words.requests.STATES[State.COMPLETED])
    assert same.met == 1
    assert (await on.steps(ref))[0].job_id != before.id
