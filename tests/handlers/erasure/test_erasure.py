"""Erasures against the sandbox: wherever the person can hide, the bot finds them and does not say *gone*."""

from __future__ import annotations

from collections import Counter

import pytest

from domain.card import Form
from domain.erasure.plan import HumanTask, StepKind, of
from domain.people import Role
from domain.request import State, StepState
from domain.votes import Objection
from domain.words import en as words
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import (
    ANNA,
    ZOE,
    checked,
    deleted,
    filed_for,
    gone,
    index,
    part,
    people_do_their_part,
    place_of,
    recreate,
    settle,
    state,
    typed_recipients,
)
from tests.stage import APPROVALS, Scene, filed, rules, said

WAITS, DONE = State.NEEDS_ATTENTION, State.COMPLETED
BY_ITSELF = "SELECT data FROM events WHERE kind = 'request.retried' AND actor_id IS NULL"
STATIC, DORMANT = "static:Seg_TradeFair", "segment:Seg_OldCampaign"


async def found_out(on: Scene, ref: str, name: str = "check:1") -> str:
    """What a check found that did not come out *gone*, as it stands on the card."""
    query = f"SELECT 1 FROM steps WHERE request_id = '{ref}' AND key = '{name}' AND state = 'failed'"
    await on.wait(lambda: on.rows(query))
    await state(on, ref, WAITS)
    shown = said(await on.typed("olga", f"show {ref}"))
    assert "– gone" not in shown
    return shown


async def test_with_everything_going_right_the_person_is_gone_and_the_request_completed(on: Scene) -> None:
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await checked(on, ref)
    shown = said(await on.typed("ada", f"show {ref}"))
    assert shown.count("– gone") == 2
    assert "the answer to the person (an admin)" in shown
    await settle(on, "ada", ref, "answer:", day=on.today)
    await state(on, ref, DONE)
    assert not (await on.bot.deps.insights.people.find(ZOE, await on.bot.deps.insights.people.model())).found


async def test_without_the_statement_nothing_is_refreshed_until_it_is_made(on: Scene) -> None:
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders", stated=False)
    await state(on, ref, WAITS)
    assert not await on.submitted()
    assert "the statement that the record was deleted" in said(await on.typed("ada", f"show {ref}"))
    await settle(on, "ada", ref, "statement:", day="2026-11-01")
    await on.wait(lambda: on.rows("SELECT 1 FROM steps WHERE job_id IS NOT NULL"))


# ---- hiding places


async def test_a_source_that_was_not_refreshed_still_holds_the_person_and_is_named(on: Scene) -> None:
    await deleted(on, ANNA, "Webshop Orders", "Loyalty Members", "CRM Web")
    ref = await filed_for(on, ANNA, "Webshop Orders", "Loyalty Members", "CRM Web")
    await state(on, ref, WAITS)
    await people_do_their_part(on, ref)
    assert "still there; source CRM Contacts, table contacts" in await found_out(on, ref)
    crm = await on.source_id("CRM Contacts")
    assert (await part(on, ref, crm)).note == "still_holds"
    await deleted(on, ANNA, "CRM Contacts")
    await on.act("ada", "retry", ref)
    await checked(on, ref)
    assert (await part(on, ref, crm)).state is StepState.DONE


async def refreshes(on: Scene) -> list[str]:
    """The sources of each refresh that was started."""
    posts = [call["query"] for call in await on.calls("POST", "/workflows/main/jobs")]
    return [query["identifiers"] for query in posts if query["operationType"] == "Ingestion"]


async def worked_out(on: Scene) -> list[str]:
    """The segments that were worked out, one by one."""
    posts = [call["query"] for call in await on.calls("POST", "/workflows/main/jobs")]
    return [query.get("identifiers", "all") for query in posts if query["operationType"] == "segmentation"]


async def without_static_segments(on: Scene) -> None:
    await on.bot.deps.insights.people.delete_segment("Seg_TradeFair")


async def test_a_record_deleted_only_after_the_first_refresh_is_refreshed_again_without_anybody(on: Scene) -> None:
    await without_static_segments(on)
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, WAITS)
    await deleted(on, ZOE, "Webshop Orders")
    await settle(on, "ada", ref, DORMANT, choice="run")
    await gone(on)
    await state(on, ref, WAITS)
    webshop = await on.source_id("Webshop Orders")
    assert await refreshes(on) == [webshop, webshop]
    assert (await on.request(ref)).run == 3
    assert len(on.rows(BY_ITSELF)) == 1
    assert said(await on.typed("ada", f"show {ref}")).count("– gone") == 2


async def test_a_record_that_was_never_deleted_is_refreshed_twice_more_and_then_waits_for_a_person(on: Scene) -> None:
    await without_static_segments(on)
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, WAITS)
    await settle(on, "ada", ref, DORMANT, choice="run")
    assert "still there; source Webshop Orders, table orders" in await found_out(on, ref)
    assert len(await refreshes(on)) == 3
    assert (await part(on, ref, await on.source_id("Webshop Orders"))).note == "still_holds"
    await on.act("ada", "retry", ref)
    await state(on, ref, WAITS, run=5)
    assert len(await refreshes(on)) == 4


async def test_a_static_segment_worked_out_from_a_source_that_held_the_person_is_ticked_off_again(on: Scene) -> None:
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, WAITS)
    await deleted(on, ZOE, "Webshop Orders")
    await people_do_their_part(on, ref)
    await on.wait(lambda: on.rows(BY_ITSELF))
    await state(on, ref, WAITS)
    ticked, emptied = await part(on, ref, STATIC), await part(on, ref, DORMANT)
    assert (ticked.state, emptied.state) == (StepState.WAITING, StepState.DONE)
    await checked(on, ref)
    assert Counter(await worked_out(on))["Seg_OldCampaign"] == 2, "it was emptied of a person who was still there"


async def test_under_a_hold_a_person_who_is_still_there_is_refreshed_no_more(on: Scene) -> None:
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, WAITS)
    await settle(on, "ada", ref, DORMANT, choice="run")
    await on.noted(ref, "emptied")
    await state(on, ref, WAITS, run=2)
    look_up = on.wire.hold("GET", "/data/Customer")
    await settle(on, "ada", ref, STATIC, text="recreated")
    await on.wait(lambda: look_up.met)
    await on.typed("ada", f"hold {ref} a court case")
    look_up.release.set()
    assert "still there; source Webshop Orders, table orders" in await found_out(on, ref)
    assert len(await refreshes(on)) == 1


async def test_a_cancel_during_the_look_up_leaves_a_person_who_is_still_there_unrefreshed(on: Scene) -> None:
    await without_static_segments(on)
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, WAITS)
    look_up = on.wire.hold("GET", "/data/Customer")
    await settle(on, "ada", ref, DORMANT, choice="run")
    await on.wait(lambda: look_up.met)
    await on.typed("ada", f"cancel {ref}")
    look_up.release.set()
    await state(on, ref, State.CANCELLED)
    assert not on.rows(BY_ITSELF)
    assert len(await refreshes(on)) == 1


async def test_when_unification_did_not_run_it_is_named_and_nobody_is_looked_up(on: Scene) -> None:
    await deleted(on, ZOE, "Webshop Orders")
    knot = on.wire.refuse("POST", "/jobs?operationType=merge", 400, times=1)
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, WAITS)
    assert knot.met == 1
    merging = await part(on, ref, "downstream:merge")
    assert (merging.state, merging.note) == (StepState.FAILED, "refused")
    shown = said(await on.typed("ada", f"show {ref}"))
    assert "⚠ Downstream: merging" in shown
    assert "gone" not in shown
    assert (await part(on, ref, "check:1")).state is StepState.WAITING
    await on.act("ada", "retry", ref)
    await state(on, ref, WAITS, run=2)
    await checked(on, ref)


async def test_a_static_segment_is_ticked_off_only_once_nothing_can_put_the_person_in_again(on: Scene) -> None:
    await deleted(on, ZOE, "Webshop Orders")
    on.wire.refuse("POST", "/jobs?operationType=merge", 400, times=1)
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, WAITS)
    shown = await on.typed("ada", f"show {ref}")
    assert words.plan.COMES_LATER[StepKind.STATIC] in said(shown)
    assert words.plan.HUMAN[HumanTask.TICK] not in said(shown)
    before, place = await on.steps(ref), await place_of(on, ref, STATIC)
    for answer in (await on.act("ada", "settle", place), await on.act("ada", "settle", place, {"text": "recreated"})):
        assert said(answer) == words.plan.EARLY[StepKind.STATIC]
    answered = await on.act("ada", "settle", await place_of(on, ref, "answer:"), {"day": on.today})
    assert said(answered) == words.plan.EARLY[StepKind.ANSWER]
    assert await on.steps(ref) == before
    await on.act("ada", "retry", ref)
    await state(on, ref, WAITS, run=2)
    assert words.plan.COMES_LATER[StepKind.STATIC] not in said(await on.typed("ada", f"show {ref}"))
    assert await settle(on, "ada", ref, STATIC, text="recreated") == words.erasure.DONE_NOW


async def test_an_inactive_segment_waits_for_a_decision_and_is_emptied_by_a_run(on: Scene) -> None:
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, WAITS)
    await recreate(on, "Seg_TradeFair")
    await settle(on, "ada", ref, STATIC, text="recreated")
    shown = said(await on.typed("ada", f"show {ref}"))
    assert "Inactive segment: Campaign 2024" in shown
    assert "a decision on 1 inactive segment (an admin)" in shown
    assert "gone" not in shown
    await settle(on, "ada", ref, DORMANT, choice="run")
    await gone(on)
    (old,) = [s for s in await on.bot.deps.insights.people.segments() if s.name == "Seg_OldCampaign"]
    assert not old.active


async def test_deleting_a_segment_takes_the_vote_of_an_approver_who_did_not_ask_for_it(on: Scene) -> None:
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders", by="amir")
    await state(on, ref, WAITS)
    assert await settle(on, "ada", ref, DORMANT, choice="delete") == words.erasure.ASKED_NOW
    assert await settle(on, "amir", ref, DORMANT, choice="yes") == words.rights.NOT_FOR_YOU
    assert await settle(on, "ada", ref, DORMANT, choice="yes") == words.rights.NOT_FOR_YOU
    assert not await on.calls("DELETE", "/segments/")
    await settle(on, "ben", ref, DORMANT, choice="yes")
    await on.noted(ref, "segment_gone")
    assert len(await on.calls("DELETE", "/segments/Seg_OldCampaign")) == 1


async def test_who_asked_for_a_deletion_hears_the_same_when_that_is_delivered_again(on: Scene) -> None:
    """By then the part waits for the vote of somebody else: no right of theirs."""
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders", by="amir")
    await state(on, ref, WAITS)
    place = await place_of(on, ref, DORMANT)
    for _ in range(2):
        assert said(await on.act("ada", "settle", place, choice="delete", delivery="once")) == words.erasure.ASKED_NOW
    assert await settle(on, "ada", ref, DORMANT, choice="yes") == words.rights.NOT_FOR_YOU


async def test_deleting_a_segment_takes_the_quorum_of_the_request(opened: Open) -> None:
    async with opened(config=rules(approval={"required": {"default": 2}})) as on:
        await deleted(on, ZOE, "Webshop Orders")
        ref = await filed_for(on, ZOE, "Webshop Orders")
        await on.act("cleo", "approve", ref)
        await state(on, ref, WAITS)
        await settle(on, "amir", ref, DORMANT, choice="delete")
        await on.until("@ben", words.erasure.vote_wanted(ref))
        assert await settle(on, "ben", ref, DORMANT, choice="yes") == words.erasure.vote_counted(1, 2)
        again = words.requests.OBJECTIONS[Objection.VOTED_ALREADY]
        assert again in await settle(on, "ben", ref, DORMANT, choice="yes")
        assert again in said(await on.act("ben", "settle", await place_of(on, ref, DORMANT)))
        assert await settle(on, "amir", ref, DORMANT, choice="yes") == words.rights.NOT_FOR_YOU
        await on.until(APPROVALS, ref, words.erasure.votes_so_far(1, 2, ["Ben Bauer"]))
        assert not await on.calls("DELETE", "/segments/")
        await settle(on, "cleo", ref, DORMANT, choice="yes")
        await on.noted(ref, "segment_gone")
        assert len(await on.calls("DELETE", "/segments/Seg_OldCampaign")) == 1


async def test_one_no_keeps_the_segment_and_a_new_question_begins_from_nothing(opened: Open) -> None:
    async with opened(config=rules(approval={"required": {"default": 2}})) as on:
        ref = await filed_for(on, ZOE, "Webshop Orders")
        await on.act("cleo", "approve", ref)
        await state(on, ref, WAITS)
        await settle(on, "ada", ref, DORMANT, choice="delete")
        await settle(on, "ben", ref, DORMANT, choice="yes")
        assert await settle(on, "cleo", ref, DORMANT, choice="no") == words.erasure.KEPT_NOW
        await settle(on, "ada", ref, DORMANT, choice="delete")
        assert await settle(on, "cleo", ref, DORMANT, choice="yes") == words.erasure.vote_counted(1, 2)
        assert (await part(on, ref, DORMANT)).note == "delete_asked"


async def test_a_static_segment_ticked_off_in_vain_still_holds_the_person(on: Scene) -> None:
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, WAITS)
    assert "Segment that may be static: Trade fair 2025" in said(await on.typed("ada", f"show {ref}"))
    await settle(on, "ada", ref, STATIC, text="I believe it is fine")
    await settle(on, "ada", ref, DORMANT, choice="run")
    assert "still there; segment Trade fair 2025" in await found_out(on, ref)
    await recreate(on, "Seg_TradeFair")
    await on.act("ada", "retry", ref)
    await state(on, ref, WAITS, run=3)
    await settle(on, "ada", ref, STATIC, text="recreated")
    await gone(on)
    assert Counter(await worked_out(on))["Seg_OldCampaign"] == 1, "no profile held the person when it was emptied"


async def test_a_table_of_corrupt_rows_is_named_and_could_not_be_checked(on: Scene) -> None:
    await on.steer("PUT", "/datasources/WebshopOrders", {"corrupt": True})
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, WAITS)
    await people_do_their_part(on, ref)
    shown = await found_out(on, ref)
    assert f"could not check; {words.looks.corrupt_table('Webshop Orders', 'orders_corrupt')}" in shown


async def test_a_source_whose_job_failed_is_named_and_nothing_after_it_is_done(on: Scene) -> None:
    await deleted(on, ZOE, "Webshop Orders")
    await on.behave("Webshop Orders", "fail", 0.05)
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, WAITS)
    shown = said(await on.typed("ada", f"show {ref}"))
    assert "⚠ Webshop Orders" in shown
    assert "gone" not in shown
    assert (await part(on, ref, "downstream:match")).state is StepState.WAITING


async def test_an_index_without_the_column_is_no_proof_and_another_approver_may_close_it(on: Scene) -> None:
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders", by="amir")
    await index(on, searchable=False, filterable=False)
    await on.steer("PUT", "/oddities", {"null": ["rowCount"]})  # or reading every row would tell
    await state(on, ref, WAITS)
    await people_do_their_part(on, ref)
    assert f"could not check; {words.find.DOUBTS['no_index']}" in await found_out(on, ref)
    assert await settle(on, "amir", ref, "check:1", text="fine") == words.rights.NOT_FOR_YOU
    assert await settle(on, "ada", ref, "check:1", text="fine") == words.rights.NOT_FOR_YOU
    assert await settle(on, "cleo", ref, "check:1", text="looked by hand") == words.erasure.DONE_NOW
    assert words.steps.NOTES["closed"] in said(await on.typed("ada", f"show {ref}"))


async def test_a_column_in_no_index_is_read_to_the_end_where_there_are_few_customers(on: Scene) -> None:
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await index(on, searchable=False, filterable=False)
    await checked(on, ref)
    assert said(await on.typed("ada", f"show {ref}")).count("– gone") == 2


async def test_segments_that_cannot_be_asked_because_no_customer_id_was_ever_known_are_no_proof(on: Scene) -> None:
    await deleted(on, ZOE, "Webshop Orders")
    await index(on, searchable=False, filterable=False)
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, WAITS)
    await index(on, searchable=True, filterable=True)
    await settle(on, "ada", ref, STATIC, text="I believe it is fine")
    await settle(on, "ada", ref, DORMANT, choice="run")
    assert f"could not check; {words.find.DOUBTS['nobody']}" in await found_out(on, ref)


# ---- refusing


@pytest.mark.parametrize("missing", ["ground", "complaint", "remedy"])
async def test_a_refusal_takes_all_three_texts(desk: Scene, missing: str) -> None:
    ref = await desk.file("ada", f"refresh webshop orders for {ZOE}")
    texts = {"ground": "legal claims", "complaint": "the authority", "remedy": "the court"}
    await desk.act("ada", "refuse", ref, {**texts, missing: ""})
    assert (await desk.request(ref)).state is State.PENDING_APPROVAL
    await desk.act("ada", "refuse", ref, texts)
    assert (await desk.request(ref)).state is State.REFUSED
    assert "legal claims" not in str(desk.rows("SELECT * FROM events"))


# ---- how many calls


async def test_two_hundred_sources_and_fifty_segments_cost_calls_by_the_poll(opened: Open) -> None:
    """What there is is asked for at once; each check asks every segment and every table, with a control for each."""
    async with opened(seed="many") as on:
        await on.steer("PUT", "/datasources/StoreReceipts", {"corrupt": False})
        await deleted(on, ZOE, "Webshop Orders")
        names = [source["friendly_name"] for source in await on.steer("GET", "/datasources")]
        assert (len(names), len(await on.bot.deps.insights.people.segments())) == (200, 50)
        ref = await filed_for(on, ZOE, *names)
        await checked(on, ref)
        made = [call for call in await on.steer("GET", "/calls") if call["path"].startswith("/v1/")]
        count = Counter(f"{call['method']} {call['path'].rpartition('/')[2]}" for call in made)
        planned = [step for step in await on.steps(ref) if step.key.startswith(("segment:", "static:"))]
        posts = Counter(call["query"]["operationType"] for call in made if call["method"] == "POST")
        assert posts["Ingestion"] == 5  # as many as the length of an address asks for
        assert sum(posts.values()) == 5 + 7 + len(planned)  # one for each process, and one for each of those segments
        looks = sum(number for call, number in count.items() if call.startswith("GET Seg_"))
        holding = 49  # all segments but the draft, which holds nobody
        assert looks == 2 * (3 * holding + 1)  # two checks: who is in it, the control, the question
        made_tables = count["GET UnifiedActivity"] + count["GET Customer_Measure"]
        assert made_tables == 2 * 2 * 3
        assert count["GET entities"] == 4  # filing, plan, and once a check
        print(f"{len(made)} calls: {count.most_common(8)}")  # noqa: T201
        assert len(made) - looks - made_tables < 150


async def test_a_segment_that_was_put_to_rest_meanwhile_is_found_after_the_refresh(on: Scene) -> None:
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders", stated=False)
    await state(on, ref, WAITS)
    await on.bot.deps.insights.people.activate("Seg_Vip", active=False)
    await settle(on, "ada", ref, "statement:", day="2026-11-01")
    await state(on, ref, WAITS, run=2)
    await people_do_their_part(on, ref)
    await state(on, ref, WAITS, run=3)
    assert (await part(on, ref, "segment:Seg_Vip")).state is StepState.WAITING
    assert (await part(on, ref, "check:1")).state is StepState.WAITING


# ---- people and holds


async def test_a_hold_set_meanwhile_stops_what_was_decided_before_any_call(on: Scene) -> None:
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, WAITS)
    lost = on.wire.catch("PUT", "/activate")
    await settle(on, "ada", ref, DORMANT, choice="run")
    await on.wait(lambda: lost.met)
    await on.typed("ada", f"hold {ref} a court case")
    lost.release.set()
    await on.noted(ref, "held")
    await state(on, ref, WAITS, run=2)
    assert not await on.calls("PUT", "/activate")
    await settle(on, "ada", ref, DORMANT, choice="delete")
    assert not await on.calls("DELETE", "/segments/")
    assert words.hold.ON_HOLD in said(await on.typed("ada", f"show {ref}"))


async def test_the_list_of_recipients_is_completed_by_a_person_and_each_is_settled(on: Scene) -> None:
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, WAITS)
    await settle(on, "ada", ref, "recipients:", text="Fabrikam Mailing, Ads audience")
    assert [step.label for step in of(await on.steps(ref), StepKind.RECIPIENT)] == ["Ads audience", "1"]
    [mailing] = await typed_recipients(on, ref)
    nothing = await on.act("ada", "settle", await place_of(on, ref, mailing), {"day": "", "text": ""})
    assert words.erasure.TELL_EITHER in said(nothing)
    await settle(on, "ada", ref, mailing, text="they are out of business")
    await settle(on, "ada", ref, "recipient:ads audience", day=on.today)
    shown = said(await on.typed("ada", f"show {ref}"))
    assert "Recipient: Fabrikam Mailing – could not be told; they are out of business" in shown
    assert f"Recipient: Ads audience – told; {on.shown_today}" in shown


async def test_a_day_in_the_future_is_not_taken(on: Scene) -> None:
    ref = await filed_for(on, ZOE, "Webshop Orders", stated=False)
    await state(on, ref, WAITS)
    assert words.errors.FUTURE_DAY in await settle(on, "ada", ref, "statement:", day="2999-01-01")
    assert (await part(on, ref, "statement:")).state is StepState.WAITING


async def test_no_recipient_was_told_before_the_request_but_a_source_may_have_lost_the_person(on: Scene) -> None:
    ref = await filed_for(on, ZOE, "Webshop Orders", stated=False)
    await state(on, ref, WAITS)
    await settle(on, "ada", ref, "recipients:", text="Ads audience")
    told = "recipient:ads audience"
    assert words.errors.BEFORE_RECEIPT in await settle(on, "ada", ref, told, day="2019-01-01", text="")
    assert (await part(on, ref, told)).state is StepState.WAITING
    assert await settle(on, "ada", ref, "statement:", day="2019-01-01") == words.erasure.DONE_NOW


async def test_the_answer_to_the_person_waits_for_the_result(on: Scene) -> None:
    ref = await filed_for(on, ZOE, "Webshop Orders", stated=False)
    await state(on, ref, WAITS)
    assert await settle(on, "ada", ref, "answer:", day=on.today) == words.plan.EARLY[StepKind.ANSWER]


@pytest.mark.parametrize("who", ["ben", "olga", "nils"])
async def test_settling_takes_an_admin(on: Scene, who: str) -> None:
    ref = await filed_for(on, ZOE, "Webshop Orders", stated=False)
    await state(on, ref, WAITS)
    refusal = words.rights.needs_role({Role.ADMIN, Role.APPROVER} if who == "nils" else {Role.ADMIN}, words.rights.THIS)
    assert await settle(on, who, ref, "statement:", day="2026-11-01") == refusal
    assert said(await on.act(who, "settle", await place_of(on, ref, "statement:"))) == refusal
    assert (await part(on, ref, "statement:")).state is StepState.WAITING


async def test_without_a_source_the_form_proposes_those_that_hold_the_person(desk: Scene) -> None:
    form = await desk.typed("ada", f"refresh for {ANNA}")
    assert isinstance(form, Form)
    chosen = form.fields[0].value.splitlines()
    assert set(chosen) == {
        await desk.source_id(name) for name in ("CRM Contacts", "Webshop Orders", "Loyalty Members", "CRM Web")
    }


async def test_filing_says_what_counts_as_the_same_person_and_what_does_not(desk: Scene) -> None:
    respelt = said(await desk.typed("ada", f"refresh webshop orders for {ZOE.upper()}"))
    assert words.find.respelt(1) in respelt
    other = await desk.typed("ada", f"refresh webshop orders for {ZOE.replace('@', '+news@')}")
    assert words.find.other_tags(1) in said(other)


async def test_filing_says_whether_the_person_was_found_and_a_silent_service_keeps_nobody_from_filing(
    desk: Scene,
) -> None:
    assert words.find.FOUND_NOW.format("Webshop Orders") in said(
        await desk.typed("ada", f"refresh webshop orders for {ZOE}")
    )
    missing = await desk.typed("ada", "refresh webshop orders for ghost@contoso.com")
    assert words.find.NOT_FOUND_NOW.format("ghost@contoso.com") in said(missing)
    desk.wire.down = True
    silent = await desk.typed("ada", f"refresh webshop orders for {ANNA}")
    assert words.find.NOT_LOOKED in said(silent)
    assert filed(silent)
