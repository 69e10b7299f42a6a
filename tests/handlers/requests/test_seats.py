"""Who must approve may be said by circle: one of privacy and one of security. One human fills one seat."""

from __future__ import annotations

import pytest

from bot.settings.config import Config
from domain.card import Answer
from domain.request import Request, State
from domain.votes import Objection
from domain.words import en as words
from tests.days import today
from tests.handlers.conftest import Open
from tests.stage import APPROVALS, Scene, rules, said

CIRCLES = {"privacy": ["ben@contoso.com", "amir@contoso.com"], "security": ["cleo@contoso.com", "amir@contoso.com"]}
ONE_OF_EACH = rules(
    approval={"required": {"default": 1, "remove-user": {"privacy": 1, "security": 1}}, "circles": CIRCLES},
    people={"approvers": ["ben@contoso.com", "cleo@contoso.com", "amir@contoso.com", "olga@contoso.com"]},
)
MARK = "remove-user mark.old@contoso.com"


def objects(answer: str, why: Objection) -> bool:
    return answer.startswith(words.requests.OBJECTIONS[why])


async def test_it_takes_one_of_each_and_everybody_hears_who_is_missing(opened_anywhere: Open) -> None:
    async with opened_anywhere(works=False, config=ONE_OF_EACH) as desk:
        filed = said(await desk.typed("ada", MARK))
        assert "It takes one of privacy and one of security." in filed
        ref = (await _only(desk)).id
        answer = said(await desk.act("ben", "approve", ref))
        assert answer == f"Your approval of {ref} counts: 1 of 2. It waits for one of security."
        await desk.typed("amir", "help")  # who was never met has no name yet
        assert "Waits for one of security (Cleo Costa or Amir Both)" in said_all(
            await desk.typed("cleo", f"show {ref}")
        )
        assert objects(said(await desk.act("olga", "approve", ref)), Objection.NO_SEAT)  # an approver of no circle
        assert (await _only(desk)).state is State.PENDING_APPROVAL
        await desk.act("cleo", "approve", ref)
        assert (await _only(desk)).state is State.IN_PROGRESS


async def test_two_of_the_same_circle_are_not_one_of_each(opened: Open) -> None:
    async with opened(works=False, config=_with_two_of_privacy()) as desk:
        ref = await desk.file("ada", MARK)
        await desk.act("ben", "approve", ref)
        assert objects(said(await desk.act("olga", "approve", ref)), Objection.NO_SEAT)
        assert len(await desk.votes(ref)) == 1


async def test_whoever_is_of_both_fills_one_seat_and_moves_to_where_they_are_needed(opened: Open) -> None:
    async with opened(works=False, config=ONE_OF_EACH) as desk:
        ref = await desk.file("ada", MARK)
        await desk.act("amir", "approve", ref)
        assert (await desk.request(ref)).state is State.PENDING_APPROVAL
        assert objects(said(await desk.act("amir", "approve", ref)), Objection.VOTED_ALREADY)
        await desk.act("ben", "approve", ref)
        assert (await desk.request(ref)).state is State.IN_PROGRESS


@pytest.mark.parametrize("order", [("olga", "ben"), ("ben", "olga")])
async def test_whoever_acts_for_two_fills_the_seat_that_not_everybody_can(opened: Open, order: tuple[str, str]) -> None:
    """Else nobody could fill it: who can is away, and whoever acts for them has voted."""
    config = _required({"approvers": 1, "privacy": 1})
    async with opened(works=False, config=config) as desk:
        for giver in order:
            await desk.typed(giver, f"delegate nils@contoso.com until {today(2)}")
        ref = await desk.file("ada", MARK)
        await desk.act("nils", "approve", ref)
        [vote] = await desk.votes(ref)
        assert vote.seat == {"privacy"}
        await desk.act("cleo", "approve", ref)
        assert (await desk.request(ref)).state is State.IN_PROGRESS


async def test_who_asks_fills_no_seat(opened: Open) -> None:
    async with opened(works=False, config=ONE_OF_EACH) as desk:
        ref = await desk.file("amir", MARK)
        await desk.act("amir", "approve", ref)
        await desk.act("ben", "approve", ref)
        assert (await desk.request(ref)).state is State.PENDING_APPROVAL


async def test_other_kinds_take_any_approver(opened: Open) -> None:
    async with opened(works=False, config=ONE_OF_EACH) as desk:
        ref = await desk.file("ada", "refresh crm contacts")
        await desk.act("olga", "approve", ref)
        assert (await desk.request(ref)).state is State.IN_PROGRESS


async def test_a_channel_sees_who_is_missing_as_well(opened: Open) -> None:
    async with opened(config=ONE_OF_EACH) as on:
        ref = await on.file("ada", MARK)
        await on.act("cleo", "approve", ref)
        await on.until(APPROVALS, ref, "one of privacy")


async def test_what_was_filed_keeps_the_rule_that_it_was_filed_under(opened: Open) -> None:
    async with opened(works=False, config=ONE_OF_EACH) as desk:
        ref = await desk.file("ada", MARK)
        await desk.act("ben", "approve", ref)
    async with opened(works=False, config=rules(approval={"circles": CIRCLES, "required": 1})) as later:
        assert (await later.request(ref)).state is State.PENDING_APPROVAL
        assert objects(said(await later.act("amir", "approve", ref, delivery="a")), Objection.NO_SEAT) is False
        assert (await later.request(ref)).state is State.IN_PROGRESS


@pytest.mark.parametrize(
    "forged",
    ["circles = 'privacy security'", "circles = 'security'", "circles = ''", "instead_of = 'somebody'",
     "away_until = '2031-01-01'"],
)  # fmt: skip
async def test_a_vote_whose_seat_was_forged_approves_nothing(opened_anywhere: Open, forged: str) -> None:
    async with opened_anywhere(works=False, config=ONE_OF_EACH) as desk:
        ref = await desk.file("ada", MARK)
        await desk.act("ben", "approve", ref)
        desk.rows(f"UPDATE votes SET {forged} WHERE request_id = '{ref}'")
        assert objects(said(await desk.act("cleo", "approve", ref)), Objection.ALTERED)
        assert (await desk.request(ref)).state is State.PENDING_APPROVAL


def _required(rule: dict[str, int]) -> Config:
    approvers = ["ben@contoso.com", "cleo@contoso.com", "olga@contoso.com"]
    required = {"default": 1, "remove-user": rule}
    circles = {"privacy": ["ben@contoso.com"]}
    return rules(approval={"required": required, "circles": circles}, people={"approvers": approvers})


async def _only(desk: Scene) -> Request:
    [row] = desk.rows("SELECT id FROM requests")
    return await desk.request(row.id)


def _with_two_of_privacy() -> Config:
    circles = {"privacy": ["ben@contoso.com", "olga@contoso.com"], "security": ["cleo@contoso.com"]}
    required = {"default": 1, "remove-user": {"privacy": 1, "security": 1}}
    approvers = ["ben@contoso.com", "cleo@contoso.com", "olga@contoso.com"]
    return rules(approval={"required": required, "circles": circles}, people={"approvers": approvers})


def said_all(answer: Answer) -> str:
    return f"{getattr(answer, 'turn', '')} {said(answer)}"
