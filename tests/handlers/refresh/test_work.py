"""The durable work of a refresh, against a sandbox over HTTP: which job counts, what the card says, how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.card import Button
from domain.drawing.lines import SIGNS
from domain.notes import Note
from domain.refused import refused
from domain.request import State, StepState
from domain.rights import CANCEL, Way
from domain.rule import Refusal, Why
from domain.words import en as words
from domain.words.en import EN
from handlers.commands import KNOWN
from tests.handlers.conftest import Open
from tests.stage import APPROVALS, FAILURES, Scene, filed, rules, said

DONE, RUNNING, FAILED, CANCELLED = StepState.DONE, StepState.RUNNING, StepState.FAILED, StepState.CANCELLED
COMPLETED, ATTENTION = words.requests.STATES[State.COMPLETED], words.requests.STATES[State.NEEDS_ATTENTION]


async def ends(on: Scene, ref: str) -> dict[str, tuple[StepState, str]]:
    """How each source of a request stands, by name."""
    return {step.label: (step.state, step.note) for step in await on.steps(ref)}


# ---- the ordinary way


async def test_several_sources_are_one_job_and_one_look_a_poll(anywhere: Scene) -> None:
    on = anywhere
    await on.behave("CRM Contacts", "succeed", 0.3)
    await on.behave("CRM Web", "succeed", 0.9)
    refs = [await on.approved("ada", text) for text in ("refresh crm contacts, crm web", "refresh survey answers")]
    for ref in refs:
        await on.until("@ada", ref, COMPLETED)
    assert sorted(map(len, await on.submitted())) == [1, 2]
    looks = [datetime.fromisoformat(call["at"]) for call in await on.calls("GET", "/status")]
    assert len(looks) <= 2 + (looks[-1] - looks[0]) / on.bot.deps.policy.poll_every
    assert on.seen(APPROVALS, refs[0], words.lists.progress(1, 2), "✓ CRM Contacts", "⏳ CRM Web")
    assert on.seen(APPROVALS, refs[0], words.steps.NOTES["running"])
    assert (await ends(on, refs[0])) == {"CRM Contacts": (DONE, ""), "CRM Web": (DONE, "")}
    await on.until("@ada", words.notices.ended(refs[0], State.COMPLETED))


async def test_a_failure_that_mends_itself_is_told_as_trying_again(on: Scene) -> None:
    await on.behave("CRM Contacts", "retry_then_succeed", 1)
    ref = await on.approved("ada", "refresh crm contacts")
    await on.until("@ada", ref, COMPLETED)
    assert on.seen("@ada", ref, "⏳ CRM Contacts", words.steps.NOTES["retrying"])
    assert ATTENTION not in "".join(card for _, card in on.terminal.history)


async def test_what_fails_for_good_is_told_with_its_reason_and_only_that_is_tried_again(on: Scene) -> None:
    await on.behave("CRM Contacts", "fail")
    await on.behave("CRM Web", "time_out")
    await on.behave("Survey Answers", "skip")
    await on.steer(
        "PUT", f"/datasources/{await on.source_id('Call Centre Log')}", {"provisioning": "refreshCredentials"}
    )
    await on.behave("Store Receipts", "fail_profiling")
    names = "crm contacts, crm web, survey answers, call centre log, store receipts, webshop orders"
    ref = await on.approved("ada", f"refresh {names}")
    card = await on.until(FAILURES, ref, ATTENTION)
    assert await ends(on, ref) == {
        "CRM Contacts": (FAILED, "user"),
        "CRM Web": (FAILED, "timed_out"),
        "Survey Answers": (FAILED, "skipped"),
        "Call Centre Log": (FAILED, "credentials"),
        "Store Receipts": (DONE, ""),  # only its profiling failed
        "Webshop Orders": (DONE, ""),
    }
    shown = {item.text: item for item in card.all_items}
    for name, (state, note) in (await ends(on, ref)).items():
        assert shown[name].sign == SIGNS[state]
        assert words.steps.NOTES.get(Note(note), "") in shown[name].note
    assert words.steps.owner_is("Ines Roth") in shown["CRM Contacts"].note
    assert words.steps.service_says("The data source refused access to its tables.") in on.read("@ada")
    assert "refused access" not in on.read(FAILURES)  # free text of the service may name a person
    assert "D365CI@microsoft.com" in card.copy
    assert all((name in card.copy) is (state is FAILED) for name, (state, _) in (await ends(on, ref)).items())
    await on.until("@ada", words.notices.ended(ref, State.NEEDS_ATTENTION))
    await _retried(on, ref, next(button for button in card.buttons if button.verb == "retry"))


async def _retried(on: Scene, ref: str, retry: Button) -> None:
    failed = [step.key for step in await on.steps(ref) if step.state is FAILED]
    for name in ("CRM Contacts", "CRM Web", "Survey Answers"):
        await on.behave(name, "succeed")
    await on.steer("PUT", f"/datasources/{await on.source_id('Call Centre Log')}", {"provisioning": "active"})
    assert "role admin" in said(await on.act("ben", retry.verb, retry.ref))
    assert said(await on.act("amir", retry.verb, retry.ref)) == words.requests.retried(ref)
    assert (await on.request(ref)).run == 2
    await on.until(FAILURES, ref, COMPLETED)
    assert (await on.submitted())[1:] == [failed]
    assert said(await on.act("amir", retry.verb, retry.ref)) == words.requests.cannot_retry(ref, State.COMPLETED)


async def test_what_nobody_knows_whether_it_was_done_is_not_begun_anew_with_the_rest(desk: Scene) -> None:
    ref = await desk.approved("ada", "refresh crm contacts, crm web")
    desk.rows(f"UPDATE requests SET state = 'needs_attention' WHERE id = '{ref}'")
    desk.rows(f"UPDATE steps SET state = 'failed', note = 'doubtful' WHERE request_id = '{ref}' AND position = 1")
    desk.rows(f"UPDATE steps SET state = 'failed', note = 'user' WHERE request_id = '{ref}' AND position <> 1")
    assert said(await desk.act("amir", "retry", ref)) == words.requests.retried(ref)
    steps = {step.position: (step.state, step.note) for step in await desk.steps(ref)}
    assert steps.pop(1) == (FAILED, "doubtful")
    assert set(steps.values()) == {(StepState.WAITING, "")}


async def test_a_time_out_is_permanent_at_once_and_a_failure_only_after_its_time(opened: Open) -> None:
    async with opened(config=rules(refresh={"settle": "1h"})) as on:
        await on.behave("CRM Contacts", "fail")
        await on.behave("CRM Web", "time_out")
        ref = await on.approved("ada", "refresh crm contacts, crm web")
        await on.noted(ref, "timed_out")
        assert (await ends(on, ref))["CRM Contacts"] == (StepState.RETRYING, "retrying")
        assert (await on.request(ref)).state is State.IN_PROGRESS
        await on.stopped(ref)


async def test_sources_are_asked_for_by_id_whatever_they_are_called(opened: Open) -> None:
    async with opened(seed="odd") as on:
        twins = [s["id"] for s in await on.steer("GET", "/datasources") if s["friendly_name"] == "Partner Portal"]
        ref = await on.approved("ada", f'refresh "for" "all" {twins[1]}')
        await on.until("@ada", ref, COMPLETED)
        assert await on.submitted() == [[await on.source_id("for"), await on.source_id("all"), twins[1]]]


async def test_what_one_source_is_refused_for_does_not_keep_the_others(on: Scene) -> None:
    theirs, gone = await on.source_id("CRM Contacts"), await on.source_id("CRM Web")
    on.wire.refuse("POST", theirs, 403, times=2)
    ref = await on.file("ada", "refresh crm contacts, crm web, survey answers")
    await on.steer("DELETE", f"/datasources/{gone}")
    await on.act("ben", "approve", ref)
    await on.until(FAILURES, ref, ATTENTION)
    assert await ends(on, ref) == {
        "CRM Contacts": (FAILED, "no_rights"),
        "CRM Web": (FAILED, "deleted"),
        "Survey Answers": (DONE, ""),
    }


async def test_a_source_that_is_listed_still_is_not_called_gone(on: Scene) -> None:
    on.wire.refuse("POST", await on.source_id("CRM Web"), 404, times=2)
    ref = await on.approved("ada", "refresh crm web")
    await on.until(FAILURES, ref, ATTENTION)
    assert await ends(on, ref) == {"CRM Web": (FAILED, "refused")}


async def test_some_batches_of_many_sources_are_under_way_at_once_and_each_source_is_asked_for_once(
    opened: Open,
) -> None:
    async with opened(seed="many") as on:
        held = [on.wire.hold("POST", "/jobs") for _ in range(4)]
        ref = await on.approved("ada", "refresh all")
        await on.wait(lambda: all(one.met for one in held))
        on.wire.clear()
        await on.wait_for(lambda: _is_over(on, ref))
        sent = [source for batch in await on.submitted() for source in batch]
        there = [source["id"] for source in await on.steer("GET", "/datasources")]
        assert sorted(sent) == sorted(there)
        assert len(await on.submitted()) > 4


async def _is_over(on: Scene, ref: str) -> bool:
    return (await on.request(ref)).state is not State.IN_PROGRESS


# ---- jobs of others


async def test_a_job_from_before_is_waited_out_because_it_may_have_read_too_early(on: Scene) -> None:
    await on.behave("CRM Contacts", "hang")
    earlier = await on.start_job("CRM Contacts")
    ref = await on.approved("ada", "refresh crm contacts, crm web")
    await on.noted(ref, "earlier_job")
    await on.until("@ada", ref, "✓ CRM Web", words.steps.NOTES["earlier_job"])
    assert await on.submitted() == [[await on.source_id("CRM Contacts")], [await on.source_id("CRM Web")]]
    await on.behave("CRM Contacts", "succeed")
    await on.until("@ada", ref, COMPLETED)
    assert len(await on.submitted()) == 3
    assert earlier not in {step.job_id for step in await on.steps(ref)}


ODDLY_TOLD: dict[str, dict[str, object]] = {
    "in a state that nobody knows": {"jobStatus": "initializing"},
    "of all sources, or of some that it does not name": {"idList": None},
    "of a kind that nobody knows, of parts that it does not name": {"operationType": "dataIngestion", "idList": []},
    "with an end that is planned": {"endTimestamp": "2099-01-01T00:00:00Z"},
    "submitted later than the intent, by a clock that is ahead": {"submittedTimestamp": "2099-01-01T00:00:00Z"},
}


@pytest.mark.parametrize("told", ODDLY_TOLD.values(), ids=ODDLY_TOLD)
async def test_a_job_from_before_that_is_not_understood_is_waited_out_too(on: Scene, told: dict[str, object]) -> None:
    await on.behave("CRM Contacts", "hang")
    earlier = await on.start_job("CRM Contacts")

    def oddly(rows: Any) -> Any:
        return [row | told if row["jobId"] == earlier and not row["endTimestamp"] else row for row in rows]

    on.wire.change("GET", "/jobs", oddly)
    ref = await on.approved("ada", "refresh crm contacts")
    await _is_held(on, ref)
    assert len(await on.submitted()) == 1
    await on.behave("CRM Contacts", "succeed")
    await on.until("@ada", ref, COMPLETED)
    assert earlier not in {step.job_id for step in await on.steps(ref)}
    assert len(await on.submitted()) == 2


async def _is_held(on: Scene, ref: str) -> None:
    held = {"earlier_job", "parts_unknown"}

    async def noted() -> bool:
        return all(step.note in held for step in await on.steps(ref))

    await on.wait_for(noted)


UNTOLD = {"taskStatus": "successful", "lastSuccessfulTimestamp": None}


@pytest.mark.parametrize("told", [UNTOLD, UNTOLD | {"lastSuccessfulTimestamp": "2099-01-01T00:00:00Z"}], ids=str)
async def test_a_success_that_does_not_say_when_is_believed_once_our_job_has_succeeded(
    on: Scene, told: dict[str, object]
) -> None:
    await on.behave("CRM Contacts", "hang")
    crm = await on.source_id("CRM Contacts")
    on.wire.change("GET", "/status", lambda nodes: [n | (told if n["identifier"] == crm else {}) for n in nodes])
    ref = await on.approved("ada", "refresh crm contacts")
    await on.noted(ref, "unclear")
    assert (await on.request(ref)).state is State.IN_PROGRESS
    await on.behave("CRM Contacts", "succeed")
    await on.until("@ada", ref, COMPLETED)
    assert await ends(on, ref) == {"CRM Contacts": (DONE, "")}


@pytest.mark.parametrize("said", [{"jobStatus": "failed"}, {"jobId": "another"}], ids=str)
async def test_a_success_that_does_not_say_when_is_believed_by_its_end_whatever_became_of_the_job(
    on: Scene, said: dict[str, object]
) -> None:
    """As the reference has it, a job may be called failed although the source was read."""
    untold = {"lastSuccessfulTimestamp": None, "lastSuccessJobIds": None}
    on.wire.change("GET", "/status", lambda nodes: [n | untold for n in nodes])
    on.wire.change("GET", "/jobs", lambda jobs: [job | said for job in jobs])
    ref = await on.approved("ada", "refresh crm contacts")
    await on.until("@ada", ref, COMPLETED)
    assert await ends(on, ref) == {"CRM Contacts": (DONE, "")}


@pytest.mark.parametrize("spelt", [str, str.upper])
@pytest.mark.parametrize("last", [True, False])
async def test_of_two_processes_of_one_source_the_one_that_failed_decides(
    on: Scene, spelt: Callable[[str], str], last: bool
) -> None:
    await on.behave("CRM Contacts", "fail")
    crm = await on.source_id("CRM Contacts")

    def twice(nodes: Any) -> Any:
        mine = [n for n in nodes if n["identifier"] == crm and n["taskStatus"] == "failed"]
        said = {"taskStatus": "successful", "identifier": spelt(crm), "ciError": None}
        well = [n | said | {"lastSuccessfulTimestamp": n["endTimestamp"]} for n in mine]
        return [*nodes, *well] if last else [*well, *nodes]

    on.wire.change("GET", "/status", twice)
    ref = await on.approved("ada", "refresh crm contacts")
    await on.until("@ada", ref, ATTENTION)
    assert await ends(on, ref) == {"CRM Contacts": (FAILED, "user")}


async def test_two_requests_share_somebody_elses_job_that_counts_and_neither_stops_it(on: Scene) -> None:
    await on.behave("CRM Contacts", "hang")
    earlier = await on.start_job("CRM Contacts")
    refs = [await on.approved("ada", "refresh crm contacts")]
    refs.append(await _filed_anyway(on, "amir", refs[0]))
    for ref in refs:
        await on.noted(ref, "earlier_job")
    theirs = await on.start_job("CRM Contacts")
    for ref in refs:
        await on.noted(ref, "queued")
    assert said(await on.act("ada", "cancel", refs[0])) == words.requests.CANCEL_ASKED
    await on.until("@ada", refs[0], words.requests.STATES[State.CANCELLED], words.steps.NOTES["shared"])
    await on.stop_job(earlier)
    await on.behave("CRM Contacts", "succeed")
    await on.until("@amir", refs[1], COMPLETED)
    assert [step.job_id for step in await on.steps(refs[1])] == [theirs]
    assert len(await on.submitted()) == 2
    assert [call["path"].split("/")[-2] for call in await on.calls("POST", "/cancel")] == [earlier]


async def test_the_job_of_one_request_is_not_stopped_while_it_serves_another(on: Scene) -> None:
    await on.behave("CRM Contacts", "hang")
    late = on.wire.refuse("POST", "/jobs", 503)
    second = await on.approved("amir", "refresh crm contacts")
    await on.wait(lambda: late.met)
    held = on.wire.hold("GET", "/jobs")  # so that the second one looks only when the first one's job is there
    await on.wait(lambda: held.met)
    first = await _filed_anyway(on, "ada", second)
    [job] = [step.job_id for step in await on.noted(first, "running")]
    held.release.set()
    await on.noted(second, "running")
    assert [step.job_id for step in await on.steps(second)] == [job]
    await on.act("ada", "cancel", first)
    await on.until("@ada", first, words.steps.NOTES["shared"])
    assert await on.calls("POST", "/cancel") == []
    await on.stopped(second)


async def _filed_anyway(on: Scene, who: str, twin: str) -> str:
    """The same refresh once more, filed by its form and approved."""
    values = {"sources": (await on.source_id("CRM Contacts"),)}
    ref = filed(await on.act(who, "refresh", f"anyway:{twin}", values))
    await on.act("ben", "approve", ref)
    return ref


async def test_somebody_elses_job_is_not_stopped_with_the_request_that_counted_on_it(on: Scene) -> None:
    await on.behave("CRM Contacts", "hang")
    ref, earlier = await on.file("ada", "refresh crm contacts"), await on.start_job("CRM Contacts")
    await on.act("ben", "approve", ref)
    await on.noted(ref, "earlier_job")
    await on.start_job("CRM Contacts")
    await on.noted(ref, "queued")
    await on.act("ada", "cancel", ref)
    await on.until("@ada", ref, words.requests.STATES[State.CANCELLED], words.steps.NOTES["shared"])
    assert await on.calls("POST", "/cancel") == []
    assert earlier not in {step.job_id for step in await on.steps(ref)}


# ---- stopping


async def test_cancelling_stops_the_running_job_and_says_what_was_stopped(on: Scene) -> None:
    await on.behave("CRM Contacts", "hang")
    ref = await on.approved("ada", "refresh crm contacts, crm web")
    await on.until("@ada", ref, "✓ CRM Web", words.steps.NOTES["running"])
    assert said(await on.act("ada", "cancel", ref)) == words.requests.CANCEL_ASKED
    await on.until("@ada", ref, words.requests.STATES[State.CANCELLED], words.steps.NOTES["cancelled"])
    assert await ends(on, ref) == {"CRM Contacts": (CANCELLED, "cancelled"), "CRM Web": (DONE, "")}
    [call] = await on.calls("POST", "/cancel")
    assert (await on.steps(ref))[0].job_id in call["path"]
    assert said(await on.act("ada", "cancel", ref)) == words.requests.cannot_cancel(ref, State.CANCELLED)


async def test_a_job_that_cannot_be_stopped_is_said_to_go_on(on: Scene) -> None:
    await on.behave("CRM Contacts", "hang")
    ref = await on.approved("ada", "refresh crm contacts")
    await on.noted(ref, "running")
    on.wire.refuse("POST", "/cancel", 409)
    await on.act("ada", "cancel", ref)
    await on.until("@ada", ref, words.requests.STATES[State.CANCELLED], words.steps.NOTES["too_late"])


STILL = ["running", "queued", "successful", "initializing", None]


@pytest.mark.parametrize("state", STILL)
async def test_a_job_counts_as_stopped_only_where_the_service_says_so(on: Scene, state: str | None) -> None:
    await on.behave("CRM Contacts", "hang")
    ref = await on.approved("ada", "refresh crm contacts")
    await on.noted(ref, "running")
    for method, part in (("POST", "/cancel"), ("GET", f"/jobs/{(await on.steps(ref))[0].job_id}")):
        on.wire.change(method, part, lambda job: job | {"jobStatus": state, "endTimestamp": None})
    await on.act("ada", "cancel", ref)
    await on.until("@ada", ref, words.requests.STATES[State.CANCELLED], words.steps.NOTES["too_late"])


@pytest.mark.parametrize("state", STILL)
async def test_where_the_answer_says_that_the_job_goes_on_it_is_looked_at_once_more(
    on: Scene, state: str | None
) -> None:
    await on.behave("CRM Contacts", "hang")
    ref = await on.approved("ada", "refresh crm contacts")
    await on.noted(ref, "running")
    on.wire.change("POST", "/cancel", lambda job: job | {"jobStatus": state})
    await on.act("ada", "cancel", ref)
    await on.until("@ada", ref, words.requests.STATES[State.CANCELLED], words.steps.NOTES["cancelled"])


async def test_what_is_cancelled_during_an_outage_is_never_submitted(on: Scene) -> None:
    on.wire.refuse("GET", "/jobs", 503, times=1000)
    ref = await on.approved("ada", "refresh crm contacts")
    await on.noted(ref, "unanswered")
    await on.act("ada", "cancel", ref)
    await on.until("@ada", ref, words.requests.STATES[State.CANCELLED], words.steps.NOTES["not_begun"])
    assert await on.submitted() == []


@pytest.mark.parametrize("status", [429, 503])
async def test_who_cancels_before_there_was_any_answer_is_heard(on: Scene, status: int) -> None:
    on.wire.refuse("GET", "/rbac/myrole", status, times=9_999)
    ref = await on.approved("ada", "refresh crm contacts")
    await on.noted(ref, "unanswered")
    assert (await on.steps(ref))[0].silent_since
    on.wire.refuse("GET", "/jobs", status, times=9_999)
    await on.act("ada", "cancel", ref)
    await on.until("@ada", ref, words.requests.STATES[State.CANCELLED])
    assert not await on.submitted()


async def test_what_is_cancelled_right_before_its_job_is_never_submitted(on: Scene) -> None:
    looking = on.wire.hold("GET", "/jobs")
    ref = await on.approved("ada", "refresh crm contacts")
    await on.wait(lambda: looking.met)
    await on.act("ada", "cancel", ref)
    looking.release.set()
    await on.until("@ada", ref, words.requests.STATES[State.CANCELLED], words.steps.NOTES["not_begun"])
    assert await on.submitted() == []


async def test_only_the_requester_and_admins_may_cancel(on: Scene) -> None:
    ref = await on.file("ada", "refresh crm contacts")
    assert said(await on.act("ben", "cancel", ref)) == refused(
        KNOWN.asked(Way.COMMAND, "cancel"), Refusal(Why.ROLE, CANCEL), EN
    )
    assert said(await on.act("amir", "cancel", ref)) == words.requests.cancelled(ref)
    await on.until("@ada", words.notices.ended(ref, State.CANCELLED))


# ---- patience


async def test_a_job_without_any_end_is_given_up(opened: Open) -> None:
    async with opened(config=rules(refresh={"give_up_after": "1s"})) as on:
        await on.behave("CRM Contacts", "hang")
        await on.behave("CRM Web", "hang")
        await on.start_job("CRM Web")
        ref = await on.approved("ada", "refresh crm contacts, crm web")
        await on.until(FAILURES, ref, ATTENTION, words.steps.NOTES["gave_up"])
        assert await ends(on, ref) == {"CRM Contacts": (FAILED, "gave_up"), "CRM Web": (FAILED, "gave_up")}


async def test_the_wait_for_an_earlier_job_is_not_counted_against_the_own_one(opened: Open) -> None:
    async with opened(config=rules(refresh={"give_up_after": "3s"})) as on:
        await on.behave("CRM Contacts", "hang")
        earlier = await on.start_job("CRM Contacts")
        ref = await on.approved("ada", "refresh crm contacts")
        [step] = await on.noted(ref, "earlier_job")
        await on.wait(lambda: step.intent_at and datetime.now(UTC) - step.intent_at > timedelta(seconds=2))
        await on.behave("CRM Contacts", "succeed", 2.2)
        await on.stop_job(earlier)
        await on.until("@ada", ref, COMPLETED)


async def test_an_outage_in_the_middle_is_said_and_its_time_does_not_count(opened: Open) -> None:
    async with opened(config=rules(refresh={"give_up_after": "1.5s"})) as on:
        await on.behave("CRM Contacts", "hang")
        ref = await on.approved("ada", "refresh crm contacts")
        await on.noted(ref, "running")
        on.wire.down = True
        await on.until("@ada", ref, words.steps.NOTES["unanswered"])
        await asyncio.sleep(2.6)  # the outage itself: longer than anyone would wait for a job
        await on.behave("CRM Contacts", "succeed", 0.4)
        on.wire.down = False
        await on.until("@ada", ref, COMPLETED)


async def test_every_kind_of_outage_is_outlasted(on: Scene) -> None:
    ref = await on.file("ada", "refresh crm contacts")
    on.wire.down = True
    await on.act("ben", "approve", ref)
    await on.until("@ada", ref, words.steps.NOTES["unanswered"])
    on.wire.down = False
    await on.steer("PUT", "/faults", {"status": 503, "next": 5})
    await on.noted(ref, "queued")
    await on.steer("PUT", "/faults", {"status": 429, "retry_after": 0, "next": 5})
    await on.behave("CRM Contacts", "hang")
    await on.noted(ref, "running")
    await on.steer("PUT", "/faults", {"status": 0, "next": 5})
    await on.behave("CRM Contacts", "succeed")
    await on.until("@ada", ref, COMPLETED)
    assert len(await on.submitted()) == 1


async def test_a_job_whose_answer_was_lost_is_found_and_one_that_never_arrived_is_sent_again(on: Scene) -> None:
    on.wire.lose("POST", await on.source_id("CRM Contacts"))
    on.wire.refuse("POST", await on.source_id("CRM Web"), 0)
    for text in ("refresh crm contacts", "refresh crm web"):
        await on.until("@ada", await on.approved("ada", text), COMPLETED)
    assert await on.submitted() == [[await on.source_id("CRM Contacts")], [await on.source_id("CRM Web")]]


# ---- starting again


async def test_work_of_another_environment_stops_and_says_so(opened: Open) -> None:
    async with opened(works=False) as on:
        started = await on.approved("ada", "refresh crm contacts")
        pending = await on.file("ada", "refresh crm web")
    async with opened(environment="another") as on:
        await on.until(FAILURES, started, ATTENTION, words.steps.NOTES["elsewhere"])
        assert said(await on.act("ben", "approve", pending)) == words.errors.elsewhere(pending)
        assert await on.submitted() == []


async def test_a_stop_in_the_middle_is_taken_up_where_it_was(opened: Open) -> None:
    async with opened(works=False) as on:
        ref = filed(await on.typed("ada", "refresh crm contacts"))
        await on.act("ben", "approve", ref)
    async with opened() as on:
        await on.until("@ada", ref, COMPLETED)
        assert len(await on.submitted()) == 1
