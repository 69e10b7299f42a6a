"""Erasures where Customer Insights is odd: what is not proved is not gone, and what may pass is waited for."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.card import Card
from domain.erasure import outliving
from domain.erasure.looks import Verdict, unpacked
from domain.erasure.outliving import outlives
from domain.erasure.plan import HumanTask, StepKind, of
from domain.request import State, Step, StepState
from domain.words import en as words
from domain.words.en import EN
from handlers.erasure.certificate import certificate
from handlers.requests.sealed import keep_private, private
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import (
    ZOE,
    checked,
    deleted,
    filed_for,
    part,
    people_do_their_part,
    place_of,
    recreate,
    settle,
    state,
)
from tests.stage import APPROVALS, Scene, rules, said

WAITS = State.NEEDS_ATTENTION


async def to_the_look(on: Scene, *sources: str) -> str:
    """An erasure of Zoe, deleted in the original, for which people have done their part."""
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, *(sources or ("Webshop Orders",)))
    await state(on, ref, WAITS)
    await people_do_their_part(on, ref)
    return ref


async def noted(on: Scene, ref: str, note: str, key: str = "check:1") -> str:
    """Wait until the look ends so, and what the card says then."""
    query = f"SELECT 1 FROM steps WHERE request_id = '{ref}' AND key = '{key}' AND note = '{note}'"
    query += " AND state = 'failed'"
    async with asyncio.timeout(60):
        while not on.rows(query) or (await on.request(ref)).state is not WAITS:
            if (await on.request(ref)).state is WAITS:
                await people_do_their_part(on, ref)  # again, after what was in vain
            await asyncio.sleep(0.05)
    return said(await on.typed("ada", f"show {ref}"))


async def offered(on: Scene, who: str, ref: str) -> set[str]:
    """What the lines of its card offer this person."""
    shown = await on.typed(who, f"show {ref}")
    assert isinstance(shown, Card)
    return {item.button.label for item in shown.items if item.button}


async def in_clear(on: Scene, step: Step) -> dict[str, str]:
    return await on.bot.deps.storage.read(lambda unit: private(unit, step))


# ---- what is kept


async def test_the_looks_are_kept_sealed_and_stand_on_the_record_in_a_line_each(on: Scene) -> None:
    ref = await to_the_look(on)
    await checked(on, ref)
    for name in ("check:1", "check:2"):
        step = await part(on, ref, name)
        kept = [unpacked(look) for look in json.loads((await in_clear(on, step))["looks"])]
        assert len(kept) > 15
        assert {look.verdict for look in kept} <= {Verdict.GONE, Verdict.NO_CHECK}
        assert {"Customer", "UnifiedActivity", "Seg_Vip", "Seg_Draft"} <= {look.aim.table for look in kept}
        assert b"Seg_Vip" not in (step.sealed or b"")
    await settle(on, "ada", ref, "answer:", day=on.today)
    await state(on, ref, State.COMPLETED)
    policy, now = on.bot.deps.policy, datetime.now(UTC)
    record = await on.bot.deps.storage.read(lambda unit: certificate(unit, ref, policy, now, EN))
    assert record
    lines = {act.what: act.result for act in record.looks}
    assert (
        lines["Segment VIP, by CustomerId"]
        == "not there: 0 entries, all read; the same question found another customer (2 times)"
    )
    assert "The customers by EMail" in lines
    assert not [line for pair in lines.items() for line in pair if "zoe" in line.casefold() or "@" in line]


# ---- what may pass is waited for


async def test_a_look_that_is_not_answered_now_waits_and_says_since_when(on: Scene) -> None:
    silence = on.wire.refuse("GET", "/data/UnifiedActivity", 503, times=20)
    ref = await to_the_look(on)
    silent = f"SELECT silent_since FROM steps WHERE request_id = '{ref}' AND silent_since IS NOT NULL"
    await on.wait(lambda: on.rows(silent))
    await checked(on, ref)
    assert silence.met >= 6
    step = await part(on, ref, "check:1")
    assert (step.note, step.silent_since) == ("gone", None)


async def test_a_store_that_is_being_rebuilt_is_waited_for(on: Scene) -> None:
    building = {"currentState": "inBuild"}
    on.wire.change("GET", "/stateinfo", lambda info: info | {"primaryInfo": building}, times=6)
    ref = await to_the_look(on)
    await on.wait(lambda: on.rows("SELECT 1 FROM steps WHERE note = 'building'"))
    await checked(on, ref)


async def test_what_is_not_answered_for_too_long_could_not_be_checked(opened: Open) -> None:
    async with opened(config=rules(refresh={"give_up_after": "2s"})) as on:
        on.wire.refuse("GET", "/data/UnifiedActivity", 500, times=10**6)
        ref = await to_the_look(on)
        assert words.looks.DOWN.rstrip(".") in await noted(on, ref, "no_check")


@pytest.mark.parametrize("status", [401, 403])
async def test_a_definite_no_is_told_at_once_with_a_mend(on: Scene, status: int) -> None:
    on.wire.refuse("GET", "/data/UnifiedActivity", status, times=10**6)
    ref = await to_the_look(on)
    shown = await noted(on, ref, "no_check")
    assert "not checked: table UnifiedActivity (DSR Bot may not ask; whoever runs it should run “dsrbot check”" in shown


async def test_what_could_not_be_checked_is_not_closed_under_a_legal_hold(opened: Open) -> None:
    """What must be kept is not called gone without a look; the form may have been open before."""
    async with opened(config=rules(refresh={"give_up_after": "2s"})) as on:
        on.wire.refuse("GET", "/data/UnifiedActivity", 500, times=10**6)
        ref = await to_the_look(on)
        await noted(on, ref, "no_check")
        assert words.plan.HUMAN[HumanTask.CLOSE] in await offered(on, "cleo", ref)
        assert said(await on.typed("ada", f"hold {ref} a court case")) == words.hold.HELD_NOW
        assert words.plan.HUMAN[HumanTask.CLOSE] not in await offered(on, "cleo", ref)
        before, place = await on.steps(ref), await place_of(on, ref, "check:1")
        assert said(await on.act("cleo", "settle", place)) == words.hold.CLOSE_HELD
        assert said(await on.act("cleo", "settle", place, {"text": "I asked Contoso"})) == words.hold.CLOSE_HELD
        assert await on.steps(ref) == before
        await on.typed("amir", f"release {ref}")
        assert said(await on.act("cleo", "settle", place, {"text": "I asked Contoso"})) == words.erasure.DONE_NOW
        assert (await part(on, ref, "check:1")).note == "closed"


# ---- segments


async def test_a_segment_that_was_made_static_since_is_asked_of_a_person(on: Scene) -> None:
    await deleted(on, ZOE, "Webshop Orders")
    await on.steer("PUT", "/segments/Seg_Newsletter", {"static": True})  # its process succeeded last night
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, WAITS)
    await people_do_their_part(on, ref)
    query = f"SELECT 1 FROM steps WHERE request_id = '{ref}' AND key = 'static:Seg_Newsletter'"
    await on.wait(lambda: on.rows(query))
    await state(on, ref, WAITS)
    await settle(on, "ada", ref, "static:Seg_Newsletter", text="I believe it is fine")
    shown = await noted(on, ref, "no_check")
    assert "not checked: segment Newsletter readers (not worked out anew since the refresh)" in shown
    await recreate(on, "Seg_Newsletter")
    await on.act("ada", "retry", ref)
    await checked(on, ref)


async def test_the_table_of_a_deleted_segment_is_asked_again(on: Scene) -> None:
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders", by="amir")
    await state(on, ref, WAITS)
    await recreate(on, "Seg_TradeFair")
    await settle(on, "ada", ref, "static:Seg_TradeFair", text="recreated")
    await settle(on, "ada", ref, "segment:Seg_OldCampaign", choice="delete")
    await on.steer("PUT", "/data", {"keeps": {"Seg_OldCampaign": [ZOE]}})
    await settle(on, "ben", ref, "segment:Seg_OldCampaign", choice="yes")
    assert "still there; segment Campaign 2024" in await noted(on, ref, "still_there")


async def test_an_id_that_only_a_look_has_shown_is_asked_for_from_then_on(on: Scene) -> None:
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, WAITS)

    def unified_anew(answer: dict[str, Any]) -> dict[str, Any]:
        rows = [row | ({"CustomerId": "c-anew"} if row.get("EMail") == ZOE else {}) for row in answer["value"]]
        return answer | {"value": rows}

    on.wire.change("GET", "/data/Customer", unified_anew)
    await people_do_their_part(on, ref)
    await noted(on, ref, "still_there")
    await deleted(on, ZOE, "Webshop Orders")
    await on.act("ada", "retry", ref)
    await checked(on, ref)
    for place in ("/data/Customer", "/data/Seg_OldCampaign"):
        asked = [call["query"].get("$filter", "") for call in await on.calls("GET", place)]
        assert any("c-anew" in question for question in asked), place


# ---- tables


@pytest.mark.parametrize("kind", ["enrichment", "genericPrediction", "semanticActivity"])
async def test_a_table_made_for_each_customer_still_holds_the_person_and_is_named(on: Scene, kind: str) -> None:
    await on.steer("PUT", "/data", {"made": {"Visits": kind}, "keeps": {"Visits": [ZOE]}})
    ref = await to_the_look(on)
    assert "still there; table Visits" in await noted(on, ref, "still_there")
    posts = [call["query"]["operationType"] for call in await on.calls("POST", "/workflows/main/jobs")]
    assert posts.count("merge") == 3  # by itself twice more, as the profiles are made anew
    await on.steer("PUT", "/data", {"keeps": {}})
    await on.act("ada", "retry", ref)
    await checked(on, ref)


async def test_rows_that_could_not_be_read_still_hold_the_person_and_their_source_is_named(on: Scene) -> None:
    await on.steer("PUT", "/datasources/WebshopOrders", {"corrupt": True, "takes_filters": True, "corrupt_of": [ZOE]})
    ref = await to_the_look(on)
    assert "still there; source Webshop Orders, table orders_corrupt" in await noted(on, ref, "still_there")
    assert (await part(on, ref, await on.source_id("Webshop Orders"))).note == "still_holds"
    await on.steer("PUT", "/datasources/WebshopOrders", {"corrupt_of": []})
    await on.act("ada", "retry", ref)
    await checked(on, ref)


@pytest.mark.parametrize("odd", [{"capitals": True}, {"searches": "words"}, {"capitals": True, "searches": "words"}])
async def test_however_an_index_compares_who_is_gone_is_gone(on: Scene, odd: dict[str, Any]) -> None:
    await on.steer("PUT", "/data", odd)
    await checked(on, await to_the_look(on))


async def test_where_the_list_of_tables_cannot_be_read_nobody_is_gone(on: Scene) -> None:
    on.wire.change("GET", "/manage/entities", lambda body: {"tables": body["entities"]})
    ref = await to_the_look(on)
    assert "not checked: the list of tables" in await noted(on, ref, "no_check")


def of_kind(kind: object) -> Any:
    """The table of activities names a source, and is said to be of this kind."""
    said = {"entityType": kind, "dataSourceName": "WebshopOrders", "datasourceId": "d1"}

    def change(body: dict[str, Any]) -> dict[str, Any]:
        return body | {"entities": [e | (said if e["name"] == "UnifiedActivity" else {}) for e in body["entities"]]}

    return change


async def test_a_table_of_no_kind_is_looked_at_though_it_names_a_source(on: Scene) -> None:
    on.wire.change("GET", "/manage/entities", of_kind(None))
    ref = await to_the_look(on)
    await checked(on, ref)
    kept = json.loads((await in_clear(on, await part(on, ref, "check:1")))["looks"])
    assert "UnifiedActivity" in {unpacked(look).aim.table for look in kept}


async def test_where_the_kind_of_a_table_cannot_be_read_nobody_is_gone(on: Scene) -> None:
    on.wire.change("GET", "/manage/entities", of_kind(10))
    assert "not checked: the list of tables" in await noted(on, await to_the_look(on), "no_check")


# ---- advice that fits the cause


async def test_a_refresh_that_warned_is_told_and_is_part_of_the_verdict(on: Scene) -> None:
    await on.behave("Webshop Orders", "warn", 0.05)
    ref = await to_the_look(on)
    shown = await noted(on, ref, "no_check")
    assert "not checked: source Webshop Orders (the refresh warned that rows may be missing" in shown
    assert (await part(on, ref, await on.source_id("Webshop Orders"))).note == "warned"


def broken(operation: str, code: str) -> Any:
    """This process failed, with an error of this code."""
    fault = {"errorCode": code, "message": "", "exceptionCulprit": "user", "resultSeverity": "error"}

    def change(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
        mine = {"taskStatus": "failed", "ciError": fault}
        return [node | (mine if node["operationType"] == operation else {}) for node in nodes]

    return change


@pytest.mark.parametrize(
    ("code", "note"),
    [
        ("DataverseDependency", "dependency"),
        ("CachedDataNotAvailable", "expired"),
        ("MergeRuleWrong", "user"),
    ],
)
async def test_what_blocks_the_merge_is_told_with_what_to_do_and_blames_no_source(
    on: Scene, code: str, note: str
) -> None:
    on.wire.change("GET", "/status", broken("merge", code))
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, WAITS)
    merge = await part(on, ref, "downstream:merge")
    assert (merge.state, merge.note) == (StepState.FAILED, note)
    shown = said(await on.typed("ada", f"show {ref}"))
    assert words.steps.note(note, StepKind.DOWNSTREAM).rstrip(".") in shown
    assert "owner should" not in shown


async def test_a_refusal_to_start_that_says_why_is_told_so(on: Scene) -> None:
    refused = {"httpStatusCode": "400", "errorCode": "UnableToCompleteOperation", "message": ""}
    on.wire.refuse("POST", "operationType=merge", 400, times=9, body=refused)
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, WAITS)
    assert (await part(on, ref, "downstream:merge")).note == "expired"
    assert "refresh all" in said(await on.typed("ada", f"show {ref}"))


async def test_a_refresh_that_warned_bears_no_tick(on: Scene) -> None:
    await on.behave("CRM Contacts", "warn", 0.05)
    ref = await on.approved("ada", "refresh crm contacts")
    card = await on.until("@ada", ref, words.requests.STATES[State.COMPLETED])
    assert [(item.sign, item.note) for item in card.items] == [("⚠", words.steps.NOTES["warned"])]


async def test_a_source_that_is_read_in_parts_is_told_about_its_deletes_folder(on: Scene) -> None:
    await on.steer("PUT", "/datasources/WebshopOrders", {"incremental": True})
    ref = await to_the_look(on)
    shown = await noted(on, ref, "still_there")
    assert (await part(on, ref, await on.source_id("Webshop Orders"))).note == "still_holds_parts"
    assert "Deletes folder" in shown


async def test_where_a_source_of_the_plan_is_read_in_parts_the_result_says_who_must_act(on: Scene) -> None:
    await on.steer("PUT", "/datasources/LoyaltyMembers", {"incremental": True})
    ref = await to_the_look(on, "Webshop Orders", "Loyalty Members")
    await checked(on, ref)
    kept = (await in_clear(on, await part(on, ref, "check:2")))["left"]
    today = datetime.now(on.bot.deps.policy.timezone).date()
    assert outliving.unpacked(kept) == outlives(today, incremental=True)
    shown = said(await on.typed("ada", f"show {ref}"))
    for what, until in outlives(today, incremental=True):
        assert f"{words.plan.OUTLIVES[what]} – {words.plan.outlives_until(what, until)}" in shown


async def test_another_plus_address_found_at_filing_stays_on_the_card(on: Scene) -> None:
    tagged = ZOE.replace("@", "+news@")
    ref = await on.file("ada", f"refresh webshop orders for {tagged}")
    assert words.find.other_tags(1) in said(await on.typed("ada", f"show {ref}"))
    assert not on.seen(APPROVALS, ref, words.find.other_tags(1))


# ---- what an earlier revision wrote


async def test_a_plan_of_an_earlier_revision_is_worked_off(on: Scene) -> None:
    """Its checks know the ids of the customer and nothing else; its looks were not kept."""
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, WAITS)
    for step in of(await on.steps(ref), StepKind.CHECK):
        ids = (await in_clear(on, step))["ids"]
        await on.bot.deps.storage.write(
            lambda unit, step=step, ids=ids: unit.steps.save(
                replace(step, sealed=keep_private(unit, step, {"ids": ids}))
            )
        )
    await checked(on, ref)
    await settle(on, "ada", ref, "answer:", day=on.today)
    await state(on, ref, State.COMPLETED)


async def test_a_record_whose_looks_were_not_kept_is_drawn_without_them(on: Scene) -> None:
    ref = await to_the_look(on)
    await checked(on, ref)
    for step in of(await on.steps(ref), StepKind.CHECK):
        known = {name: fact for name, fact in (await in_clear(on, step)).items() if name in {"ids", "result"}}
        await on.bot.deps.storage.write(
            lambda unit, step=step, known=known: unit.steps.save(replace(step, sealed=keep_private(unit, step, known)))
        )
    await settle(on, "ada", ref, "answer:", day=on.today)
    await state(on, ref, State.COMPLETED)
    policy, now = on.bot.deps.policy, datetime.now(UTC)
    record = await on.bot.deps.storage.read(lambda unit: certificate(unit, ref, policy, now, EN))
    assert record
    assert (record.verified, record.looks) == (True, ())


# ---- ids


@pytest.mark.parametrize("named", ["W-1003", "4711", "{2cd7e388-67e4-3ac1-9c3d-d44af443813c}"])
async def test_an_id_that_nobody_was_ever_found_under_is_never_certified_gone(on: Scene, named: str) -> None:
    """Such as the key of a source, a slip of the hand, or one that was made up: whoever is meant may be there still."""
    ref = await filed_for(on, f'"{named}"', "Webshop Orders")
    await state(on, ref, WAITS)
    await people_do_their_part(on, ref)
    assert words.find.NEVER_FOUND in await noted(on, ref, "no_check")
    record = await on.typed("ada", f"certificate {ref}")
    assert "each time with proof" not in said(record)
    assert (await on.bot.deps.insights.people.find(ZOE, await on.bot.deps.insights.people.model())).found
