"""Whoever can write to the database makes nobody a second human: a vote is known by the account and the addresses of
its giver, whatever the tables say of who they are."""

from __future__ import annotations

import pytest

from bot.cli.terminal import Member, Terminal
from domain.request import State
from domain.votes import Objection
from domain.words import en as words
from tests.days import today
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ZOE, deleted, filed_for, settle
from tests.handlers.erasure.erasing import state as wait_for_state
from tests.handlers.requests.test_forged import JULIA, MARK, TWO, _forged, _named
from tests.stage import Scene, rules, said

ELSEWHERE = "elsewhere"
NO_ADDRESSES = "DELETE FROM request_addresses"
SEGMENT = "segment:Seg_OldCampaign"
_ROW = "FROM accounts WHERE account_id = '{0}'"
NEW: dict[str, str] = {
    "no account": "DELETE " + _ROW,
    "neither account nor address": "DELETE FROM addresses WHERE account_id = '{0}'; DELETE " + _ROW,
    "nothing at all": "DELETE FROM addresses WHERE account_id = '{0}'; DELETE FROM moves; "
    "CREATE TABLE gone AS SELECT person_id " + _ROW + "; DELETE " + _ROW + "; "
    "DELETE FROM people WHERE id IN (SELECT person_id FROM gone)",
    "another person": "INSERT INTO people (id, name, created_at, seen_at) SELECT 'another', 'A', created_at, seen_at "
    "FROM people LIMIT 1; UPDATE accounts SET person_id = 'another' WHERE account_id = '{0}'",
    "a colleague": "UPDATE accounts SET person_id = (SELECT person_id FROM accounts WHERE account_id = 'cleo'), "
    "lookup = (SELECT lookup " + _ROW + ") WHERE account_id = '{0}'",
}  # fmt: skip


async def made_new(on: Scene, who: str, how: str) -> None:
    await _forged(on, [one.strip() for one in how.format(who).split(";")])


def objects(answer: str) -> bool:
    return answer.startswith(words.requests.OBJECTIONS[Objection.ONE_HUMAN])


@pytest.mark.parametrize("how", NEW.values(), ids=NEW)
async def test_nobody_approves_what_they_asked_for_as_somebody_new(opened_anywhere: Open, how: str) -> None:
    async with opened_anywhere(works=False) as desk:
        for who in ("cleo", "amir"):
            await desk.typed(who, "help")
        ref = await desk.file("amir", f"remove-user {MARK}")
        await made_new(desk, "amir", how)
        await desk.act("amir", "approve", ref)  # the addresses that were kept with the request tell it first
        assert not await desk.votes(ref)
        await _forged(desk, [NO_ADDRESSES])
        assert objects(said(await desk.act("amir", "approve", ref)))
        await not_approved(desk, ref, votes=0)
        await desk.act("ben", "approve", ref)
        assert (await desk.request(ref)).state is State.IN_PROGRESS


@pytest.mark.parametrize("how", NEW.values(), ids=NEW)
async def test_nobody_votes_twice_as_somebody_new(opened_anywhere: Open, how: str) -> None:
    async with opened_anywhere(works=False, config=TWO) as desk:
        await desk.typed("cleo", "help")
        ref = await desk.file("ada", f"remove-user {MARK}")
        await desk.act("ben", "approve", ref)
        await made_new(desk, "ben", how)
        assert objects(said(await desk.act("ben", "approve", ref)))
        await not_approved(desk, ref, votes=1)


async def test_another_account_with_the_same_address_is_the_same_human_though_no_row_says_so(
    opened_anywhere: Open,
) -> None:
    async with opened_anywhere(works=False, config=TWO) as desk:
        ref = await desk.file("ada", f"remove-user {MARK}")
        await desk.act("ben", "approve", ref)
        await made_new(desk, "ben", NEW["neither account nor address"])
        desk.bot.doors[ELSEWHERE] = Terminal([Member("b2", "Ben Bauer", "ben@contoso.com")], surface=ELSEWHERE)
        desk.terminal.surface = ELSEWHERE
        assert objects(said(await desk.act("b2", "approve", ref)))
        await not_approved(desk, ref, votes=1)


async def test_what_the_configuration_joins_stays_one_human_though_no_row_says_so(opened_anywhere: Open) -> None:
    people = {"also": {"ben@contoso.com": ["b.bauer@contoso.com"]}}
    async with opened_anywhere(works=False, config=rules(approval={"required": 2}, people=people)) as desk:
        ref = await desk.file("ada", f"remove-user {MARK}")
        await desk.act("ben", "approve", ref)
        await made_new(desk, "ben", NEW["neither account nor address"])
        desk.bot.doors[ELSEWHERE] = Terminal([Member("b2", "Ben Bauer", "b.bauer@contoso.com")], surface=ELSEWHERE)
        desk.terminal.surface = ELSEWHERE
        assert objects(said(await desk.act("b2", "approve", ref)))
        await not_approved(desk, ref, votes=1)


async def test_nobody_has_what_they_asked_for_approved_in_the_name_of_who_they_were_made(opened_anywhere: Open) -> None:
    async with opened_anywhere(works=False) as desk:
        ref = await desk.file("amir", f"remove-user {MARK}")
        await made_new(desk, "amir", NEW["neither account nor address"] + "; " + NO_ADDRESSES)
        await desk.typed("amir", f"delegate nils@contoso.com until {today(1)}")
        assert objects(said(await desk.act("nils", "approve", ref)))
        await not_approved(desk, ref, votes=0)


@pytest.mark.parametrize(
    "forged", ["marks = ''", "marks = 'aaaa'", "marks = (SELECT marks FROM votes v WHERE v.id != votes.id)"]
)
async def test_by_which_a_vote_is_known_is_proved(opened_anywhere: Open, forged: str) -> None:
    async with opened_anywhere(works=False, config=TWO) as desk:
        ref, other = [await desk.file("ada", f"remove-user {who}") for who in (MARK, JULIA)]
        for one in (ref, other):
            await desk.act("ben", "approve", one)
        await _forged(desk, [f"UPDATE votes SET {forged} WHERE request_id = '{ref}'"])
        assert said(await desk.act("cleo", "approve", ref)).startswith(words.requests.OBJECTIONS[Objection.ALTERED])
        await _named(desk, ref)


async def test_marks_of_two_requests_cannot_be_compared(opened_anywhere: Open) -> None:
    async with opened_anywhere(works=False, config=TWO) as desk:
        for who in (MARK, JULIA):
            await desk.act("ben", "approve", await desk.file("ada", f"remove-user {who}"))
        first, second = [set(row.marks.split()) for row in desk.rows("SELECT marks FROM votes")]
        assert first
        assert not first & second


@pytest.mark.parametrize("how", NEW.values(), ids=NEW)
async def test_nobody_has_a_segment_deleted_as_somebody_new(opened_anywhere: Open, how: str) -> None:
    async with opened_anywhere() as on:
        await deleted(on, ZOE, "Webshop Orders")
        ref = await filed_for(on, ZOE, "Webshop Orders")
        await wait_for_state(on, ref, State.NEEDS_ATTENTION)
        await on.typed("cleo", "help")
        await settle(on, "amir", ref, SEGMENT, choice="delete")
        await made_new(on, "amir", how)
        assert objects(await settle(on, "amir", ref, SEGMENT, choice="yes"))
        await _named(on, ref)
        assert not await on.calls("DELETE", "/segments/")


async def not_approved(on: Scene, ref: str, *, votes: int) -> None:
    assert (await on.request(ref)).state is State.PENDING_APPROVAL
    assert len(await on.votes(ref)) == votes
    await _named(on, ref)
    [told] = on.rows(f"SELECT data FROM events WHERE kind = 'request.altered' AND request_id = '{ref}'")
    assert told.data == '{"what":"one-human"}'
