"""A vote on the deletion of a segment counts while its giver may decide, as one on the request itself."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from bot.cli.terminal import Member
from domain.chat import Standing
from domain.request import State
from domain.votes import Objection
from domain.words import en as words
from handlers.erasure.segment_vote import is_decided
from handlers.requests.case import Case
from storage.unit import Unit
from tests.days import today
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ZOE, deleted, filed_for, place_of, settle, state
from tests.stage import Scene, rules, said

DORMANT = "segment:Seg_OldCampaign"
TWO = rules(approval={"required": 2})
COUNTS = words.erasure.vote_counted(1, 2)
BEN = Member("ben", "Ben Bauer", "ben@contoso.com")
LEFT = {
    "deactivated": Member("ben", "Ben Bauer", "ben@contoso.com", Standing.DEACTIVATED),
    "out of the list": Member("ben", "Ben Bauer", "ben.bauer@contoso.com"),
    "a guest": Member("ben", "Ben Bauer", "ben@contoso.com", Standing.GUEST),
}
UNCLEAR = Member("ben", "Ben Bauer", "ben@contoso.com", Standing.UNKNOWN)


async def asked(on: Scene) -> str:
    """An erasure that two have approved, of which an admin asked to delete a segment."""
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await on.act("cleo", "approve", ref)
    await state(on, ref, State.NEEDS_ATTENTION)
    assert await settle(on, "ada", ref, DORMANT, choice="delete") == words.erasure.ASKED_NOW
    return ref


async def yes(on: Scene, who: str, ref: str) -> str:
    return await settle(on, who, ref, DORMANT, choice="yes")


async def deletions(on: Scene) -> int:
    return len(await on.calls("DELETE", "/segments/"))


def left(on: Scene) -> list[str]:
    told = (json.loads(row.data) for row in on.rows("SELECT data FROM events WHERE kind = 'erasure.vote'"))
    return [data["person"] for data in told if data["as"] == "left"]


@pytest.mark.parametrize("how", LEFT)
async def test_the_yes_of_who_left_deletes_nothing(opened: Open, how: str) -> None:
    async with opened(config=TWO) as on:
        ref = await asked(on)
        assert await yes(on, "ben", ref) == COUNTS
        on.terminal.becomes(LEFT[how])
        assert await yes(on, "cleo", ref) == COUNTS
        assert (await on.request(ref)).state is State.NEEDS_ATTENTION
        assert not await deletions(on)
        assert len(left(on)) == 1
        shown = said(await on.typed("ada", f"show {ref}"))
        assert words.erasure.votes_so_far(1, 2, ["Cleo Costa"]) in shown
        assert await yes(on, "amir", ref) == words.erasure.DONE_NOW
        await on.noted(ref, "segment_gone")
        assert await deletions(on) == 1


async def test_the_others_are_asked_once_more(opened: Open) -> None:
    async with opened(config=TWO) as on:
        ref = await asked(on)
        await yes(on, "ben", ref)
        await on.settled()
        wanted = words.erasure.vote_wanted(ref)
        before = on.read("@amir").count(wanted)
        on.terminal.becomes(LEFT["deactivated"])
        await yes(on, "cleo", ref)
        await on.wait(lambda: on.read("@amir").count(wanted) == before + 1)


async def test_a_yes_in_the_name_of_who_left_deletes_nothing(opened_anywhere: Open) -> None:
    async with opened_anywhere(config=TWO) as on:
        ref = await asked(on)
        await on.typed("ben", f"delegate nils@contoso.com until {today(3)}")
        assert await yes(on, "nils", ref) == COUNTS
        on.terminal.becomes(LEFT["out of the list"])
        assert await yes(on, "cleo", ref) == COUNTS
        assert not await deletions(on)


async def test_while_nobody_can_tell_no_yes_is_taken_and_the_form_stays(opened: Open) -> None:
    async with opened(config=TWO) as on:
        ref = await asked(on)
        await yes(on, "ben", ref)
        on.terminal.becomes(UNCLEAR)
        answer = await on.act("cleo", "settle", await place_of(on, ref, DORMANT), {"choice": "yes"})
        assert said(answer).startswith(words.requests.OBJECTIONS[Objection.UNCLEAR])
        assert not left(on)
        on.terminal.becomes(BEN)
        assert await yes(on, "cleo", ref) == words.erasure.DONE_NOW
        await on.noted(ref, "segment_gone")


async def test_a_no_needs_nobody_else(opened: Open) -> None:
    async with opened(config=TWO) as on:
        ref = await asked(on)
        await yes(on, "ben", ref)
        on.terminal.becomes(UNCLEAR)
        assert await settle(on, "cleo", ref, DORMANT, choice="no") == words.erasure.KEPT_NOW


async def test_who_comes_back_votes_again(opened: Open) -> None:
    async with opened(config=TWO) as on:
        ref = await asked(on)
        await yes(on, "ben", ref)
        on.terminal.becomes(LEFT["deactivated"])
        await yes(on, "cleo", ref)
        on.terminal.becomes(BEN)
        assert await yes(on, "ben", ref) == words.erasure.DONE_NOW
        await on.noted(ref, "segment_gone")
        assert await deletions(on) == 1


async def test_a_yes_that_was_taken_away_counts_not_though_somebody_puts_it_back(opened: Open) -> None:
    """Whoever has the database keeps what was sealed before, and writes it back."""
    async with opened(config=TWO) as on:
        ref = await asked(on)
        await yes(on, "ben", ref)
        [(before,)] = on.rows(f"SELECT sealed FROM steps WHERE request_id = '{ref}' AND key = '{DORMANT}'")
        on.terminal.becomes(LEFT["deactivated"])
        await yes(on, "cleo", ref)
        step = f"request_id = '{ref}' AND key = '{DORMANT}'"
        on.rows(f"UPDATE steps SET sealed = X'{bytes(before).hex()}' WHERE {step}")
        assert await yes(on, "amir", ref) == COUNTS

        def look(unit: Unit) -> bool:
            case = Case.open(unit, ref, on.bot.deps.policy, datetime.now(UTC))
            assert case
            return is_decided(case, next(one for one in case.steps if one.key == DORMANT))

        assert not await on.bot.deps.storage.read(look)
        assert not await deletions(on)
