"""The decision: one winner however many click, an answer for everyone, and nothing decided by those who may not."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest

from bot.cli.terminal import Member, Terminal
from domain.card import Form
from domain.people import Role
from domain.request import State, Verdict
from domain.votes import Objection
from domain.words import en as words
from handlers.requests.sweep import sweep
from tests.handlers.conftest import Open
from tests.stage import APPROVALS, Scene, rules, said

MARK = "mark.old@contoso.com"
TWO_OF_THREE = rules(approval={"required": 2})
DELIVERIES = {"sqlite": 1_000, "postgresql": 300}  # ten thousand, through the door of Slack: make faults


def objects(answer: str, why: Objection) -> bool:
    return answer.startswith(words.requests.OBJECTIONS[why])


def workflows(on: Scene) -> list[str]:
    """The ids of all durable work that was ever begun."""
    table = "workflow_status" if on.database_url.startswith("sqlite") else "dbos.workflow_status"
    return [row.workflow_uuid for row in on.rows(f"SELECT workflow_uuid FROM {table} ORDER BY 1")]


def to_begin(on: Scene) -> list[str]:
    """The ids of the work that was asked for, where none is done."""
    return [row.name for row in on.rows("SELECT id || '/' || run AS name FROM requests WHERE begins IS NOT NULL")]


# ---- approving


async def test_one_approval_is_enough_where_one_is_asked_for(desk: Scene) -> None:
    ref = await desk.file("ada", "refresh crm contacts")
    assert said(await desk.act("ben", "approve", ref)) == words.requests.approved(ref, 1, 1)
    request = await desk.request(ref)
    assert (request.state, request.run) == (State.IN_PROGRESS, 1)
    assert to_begin(desk) == [f"{ref}/1"]


async def test_where_two_are_asked_for_the_first_waits_for_the_second(opened: Open) -> None:
    async with opened(works=False, config=TWO_OF_THREE) as desk:
        ref = await desk.file("ada", "refresh crm contacts")
        assert said(await desk.act("ben", "approve", ref)) == words.requests.approved(ref, 1, 2)
        assert (await desk.request(ref)).state is State.PENDING_APPROVAL
        assert to_begin(desk) == []
        assert said(await desk.act("cleo", "approve", ref)) == words.requests.approved(ref, 2, 2)
        assert to_begin(desk) == [f"{ref}/1"]


async def test_every_card_counts_the_votes_and_names_the_voters(opened: Open) -> None:
    async with opened(config=TWO_OF_THREE) as on:
        ref = await on.file("ada", "refresh crm contacts")
        await on.until(APPROVALS, ref)
        await on.act("ben", "approve", ref)
        for place in ("@ada", "@cleo", APPROVALS):
            await on.until(place, ref, words.lists.progress(1, 2), "Ben Bauer")


async def test_two_votes_at_once_are_never_both_the_first(opened_anywhere: Open) -> None:
    async with opened_anywhere(works=False, config=TWO_OF_THREE) as desk:
        for source in ("crm contacts", "crm web", "survey answers", "call centre log", "store receipts"):
            ref = await desk.file("ada", f"refresh {source}")
            answers = await asyncio.gather(*(desk.act(who, "approve", ref) for who in ("ben", "cleo")))
            assert {said(answer) for answer in answers} == {
                words.requests.approved(ref, 1, 2),
                words.requests.approved(ref, 2, 2),
            }


# ---- who may not


async def test_nobody_decides_on_their_own_request(desk: Scene) -> None:
    ref = await desk.file("amir", "refresh crm contacts")
    before = desk.kept()
    assert said(await desk.act("amir", "approve", ref)) == words.rights.OWN_REQUEST
    assert said(await desk.act("amir", "deny", ref)) == words.rights.OWN_REQUEST
    assert desk.kept() == before


@pytest.mark.parametrize("who", ["ada", "olga", "nils"])
async def test_deciding_takes_the_role(desk: Scene, who: str) -> None:
    ref = await desk.file("amir", "refresh crm contacts")
    before = desk.kept()
    refusal = words.rights.needs_role({Role.APPROVER}, "Deciding")
    assert said(await desk.act(who, "approve", ref)) == refusal
    assert said(await desk.act(who, "deny", ref, reason="because")) == refusal
    assert desk.kept() == before


async def test_one_person_has_one_vote_from_whichever_account(opened: Open) -> None:
    config = rules(approval={"required": 2}, people={"also": {"ben@contoso.com": ["b.bauer@contoso.com"]}})
    async with opened(works=False, config=config) as desk:
        elsewhere = Terminal(
            [Member("b2", "Ben", "b.bauer@contoso.com"), Member("a2", "Amir", "AMIR@contoso.com")], surface="elsewhere"
        )
        desk.bot.doors["elsewhere"] = elsewhere
        ref = await desk.file("amir", "refresh crm contacts")
        await desk.act("ben", "approve", ref)
        assert objects(said(await desk.act("ben", "approve", ref)), Objection.VOTED_ALREADY)
        desk.terminal.surface = "elsewhere"  # who acts from now on, does so there
        assert objects(said(await desk.act("b2", "approve", ref)), Objection.VOTED_ALREADY)
        assert said(await desk.act("a2", "approve", ref)) == words.rights.OWN_REQUEST
        assert len(await desk.votes(ref)) == 1


# ---- when it is too late


async def test_a_later_click_is_told_who_decided_and_changes_nothing(desk: Scene) -> None:
    ref = await desk.approved("ada", "refresh crm contacts")
    before = desk.kept()
    answer = said(await desk.act("cleo", "approve", ref))
    assert objects(answer, Objection.DECIDED)
    assert "Ben Bauer" in answer
    assert objects(said(await desk.act("cleo", "deny", ref, reason="no")), Objection.DECIDED)
    assert desk.kept() == before


async def test_a_vote_on_what_was_denied_or_cancelled_is_told_so(desk: Scene) -> None:
    denied, cancelled = await desk.file("ada", "refresh crm contacts"), await desk.file("ada", "refresh crm web")
    await desk.act("ben", "deny", denied, reason="not now")
    await desk.act("ada", "cancel", cancelled)
    assert objects(said(await desk.act("cleo", "approve", denied)), Objection.DENIED)
    assert objects(said(await desk.act("cleo", "approve", cancelled)), Objection.CANCELLED)
    assert to_begin(desk) == []


async def test_a_vote_after_the_time_is_up_does_not_count_even_before_the_sweep_saw_it(opened: Open) -> None:
    async with opened(works=False, config=rules(approval={"expires_after": "0.001s"})) as desk:
        ref = await desk.file("ada", "refresh crm contacts")
        assert objects(said(await desk.act("ben", "approve", ref)), Objection.EXPIRED)
        assert (await desk.request(ref)).state is State.EXPIRED
        assert await desk.votes(ref) == []


async def test_a_vote_on_what_the_sweep_let_expire_does_not_count(desk: Scene) -> None:
    ref = await desk.file("ada", "refresh crm contacts")
    await sweep(desk.bot.deps, desk.bot.deps.clock() + timedelta(days=4))
    assert objects(said(await desk.act("ben", "approve", ref)), Objection.EXPIRED)
    assert to_begin(desk) == []


async def test_a_vote_that_does_not_count_stands_in_the_audit_log(desk: Scene) -> None:
    ref = await desk.file("amir", "refresh crm contacts")
    await desk.act("amir", "approve", ref)
    [event] = desk.rows("SELECT data, actor_id, request_id FROM events WHERE kind = 'act.refused'")
    assert json.loads(event.data) == {"why": "apart", "way": "button", "verb": "approve"}
    assert (event.request_id, event.actor_id) == (ref, (await desk.request(ref)).requester_id)


# ---- denying


async def test_denying_asks_for_a_reason_and_takes_no_empty_one(desk: Scene) -> None:
    ref = await desk.file("ada", "refresh crm contacts")
    form = await desk.act("ben", "deny", ref)
    assert isinstance(form, Form)
    again = await desk.act("ben", form.verb, form.ref, reason="  \n ")
    assert isinstance(again, Form)
    assert again.fields[0].error == words.requests.NEEDS_REASON
    assert (await desk.request(ref)).state is State.PENDING_APPROVAL


async def test_one_denial_is_enough_also_after_an_approval(opened: Open) -> None:
    async with opened(works=False, config=TWO_OF_THREE) as desk:
        ref = await desk.file("ada", "refresh crm contacts")
        await desk.act("ben", "approve", ref)
        assert said(await desk.act("cleo", "deny", ref, reason="not now")) == words.requests.denied(ref)
        assert (await desk.request(ref)).state is State.DENIED
        assert [vote.verdict for vote in await desk.votes(ref)] == [Verdict.APPROVE, Verdict.DENY]


async def test_the_requester_hears_the_reason_and_the_channel_does_not(on: Scene) -> None:
    ref = await on.file("ada", "refresh crm contacts")
    await on.until(APPROVALS, ref)
    await on.act("ben", "deny", ref, reason="Anna withdrew it")
    await on.until("@ada", ref, words.requests.STATES[State.DENIED], "Anna withdrew it")
    await on.until("@ada", words.notices.ended(ref, State.DENIED))
    await on.until(APPROVALS, ref, words.requests.STATES[State.DENIED])
    assert "withdrew" not in on.read(APPROVALS)


# ---- many clicks


async def test_hundreds_of_deliveries_of_one_click_are_one_decision_and_one_removal(opened_anywhere: Open) -> None:
    async with opened_anywhere() as on:
        ref = await on.file("ada", f"remove-user {MARK}")
        many = DELIVERIES["sqlite" if on.database_url.startswith("sqlite") else "postgresql"]
        answers = await asyncio.gather(*(on.act("ben", "approve", ref, delivery="T1") for _ in range(many)))
        assert {said(answer) for answer in answers} == {words.requests.approved(ref, 1, 1)}
        await on.until("@ada", ref, words.requests.STATES[State.COMPLETED])
        assert len(on.rows("SELECT id FROM votes")) == 1
        assert len(on.rows("SELECT id FROM events WHERE kind = 'request.approved'")) == 1
        assert workflows(on) == [f"{ref}/1"]
        assert len(await on.calls("DELETE", "/assignment")) == 1


async def test_hundreds_of_different_clicks_are_one_decision_and_one_removal(opened_anywhere: Open) -> None:
    async with opened_anywhere() as on:
        ref = await on.file("ada", f"remove-user {MARK}")
        clicks = [on.act(who, "approve", ref) for _ in range(100) for who in ("ben", "cleo", "amir")]
        answers = [said(answer) for answer in await asyncio.gather(*clicks)]
        assert answers.count(words.requests.approved(ref, 1, 1)) == 1
        assert sum(objects(answer, Objection.DECIDED) for answer in answers) == 299
        await on.until("@ada", ref, words.requests.STATES[State.COMPLETED])
        assert len(on.rows("SELECT id FROM votes")) == 1
        assert workflows(on) == [f"{ref}/1"]
        assert len(await on.calls("DELETE", "/assignment")) == 1
