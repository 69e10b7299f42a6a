"""What becomes of a request is told below its card in a channel, once, with those by name who can do the next thing."""

from __future__ import annotations

import pytest

from domain.card import Card
from domain.notice import NoticeKind
from domain.request import State
from domain.target import Target
from domain.words.en import notices as words
from handlers.ports import Unit
from tests.handlers.conftest import Open
from tests.logged import Logged
from tests.stage import APPROVALS, FAILURES, Scene, rules

ANNA = "anna.berg@contoso.com"
UNKNOWN = "what is to be told below a card is not known here"
TWO = rules(approval={"required": 2})


def below(on: Scene, place: str = APPROVALS) -> list[tuple[str, Card]]:
    """What was said, with the address of the message that it stands below, in order."""
    return [(parent, on.terminal.shown[where]) for where, parent in on.terminal.below.items() if where[0] == place]


def said(on: Scene, place: str = APPROVALS) -> list[str]:
    return [" ".join(card.text) for _, card in below(on, place)]


async def test_a_vote_and_the_decision_are_told_below_the_card(opened: Open) -> None:
    async with opened(config=TWO) as on:
        ref = await on.file("ada", f"refresh crm contacts for {ANNA}")
        await on.settled()
        await on.act("ben", "approve", ref)
        await on.wait(lambda: below(on))
        [(parent, card)] = below(on)
        assert [parent] == on.terminal.addresses(APPROVALS, ref)
        assert card.text == (words.below_vote(ref, "Ben Bauer", 1, 2),)
        assert "Cleo Costa" in {one.name for one in card.calls}
        assert "Ben Bauer" not in {one.name for one in card.calls}
        await on.act("cleo", "approve", ref)
        await on.wait(lambda: len(below(on)) > 1)
        assert said(on)[1] == words.BELOW[State.IN_PROGRESS].format(ref)
        assert not below(on)[1][1].calls
        await on.stopped(ref)


async def test_the_end_is_told_once_below_each_card_in_a_channel(on: Scene) -> None:
    ref = await on.file("ada", "refresh crm contacts")
    await on.settled()
    await on.act("ben", "deny", ref, reason="Anna is needed")
    await on.act("cleo", "deny", ref, reason="no")
    await on.settled()
    assert said(on) == [words.BELOW[State.DENIED].format(ref)]
    assert "needed" not in on.read(APPROVALS)


async def test_a_failure_is_told_below_its_cards_and_calls_who_can_go_on(on: Scene) -> None:
    await on.behave(await on.source_id("CRM Contacts"), "fail")
    ref = await on.approved("ada", "refresh crm contacts")
    stuck = words.BELOW[State.NEEDS_ATTENTION].format(ref)
    await on.wait(lambda: stuck in said(on) and stuck in said(on, FAILURES))
    [(_, card)] = below(on, FAILURES)
    assert {"Ada Admin", "Amir Both"} <= {one.name for one in card.calls}
    await on.stopped(ref)
    await on.wait(lambda: words.BELOW[State.CANCELLED].format(ref) in said(on, FAILURES))


async def test_where_no_card_stands_in_a_channel_nothing_is_told(opened: Open) -> None:
    async with opened(config=rules(channels={"approvals": {}, "failures": {}})) as on:
        ref = await on.file("ada", "refresh crm contacts")
        await on.act("ben", "deny", ref, reason="no")
        await on.settled()
        assert not on.terminal.below


async def test_below_a_message_that_is_deleted_nothing_is_told_and_nobody_else_is_held_up(on: Scene) -> None:
    ref = await on.file("ada", "refresh crm contacts")
    await on.settled()
    [address] = on.terminal.addresses(APPROVALS, ref)
    on.terminal.delete(APPROVALS, address)
    await on.act("ben", "deny", ref, reason="no")
    await on.settled()
    assert not on.terminal.below


async def test_nobody_is_named_by_their_address(opened: Open) -> None:
    async with opened(config=TWO) as on:
        ref = await on.file("ada", f"refresh crm contacts for {ANNA} ref court")
        await on.settled()
        await on.act("ben", "approve", ref)
        await on.wait(lambda: below(on))
        assert not {word for word in ("anna", "court", "@contoso.com") if word in repr(below(on))}


@pytest.mark.parametrize("what", ["unheard-of", State.PENDING_APPROVAL])
async def test_what_another_release_has_to_tell_is_dropped_and_logged_once(
    on: Scene, logged: Logged, what: str
) -> None:
    ref = await on.file("ada", "refresh crm contacts")
    await on.settled()

    def put(unit: Unit) -> None:
        data, now = {"as": what}, on.bot.deps.clock()
        unit.notices.add(f"{ref}/thread/new", NoticeKind.THREAD, Target.threads(), now, request=ref, data=data)

    await on.bot.deps.storage.write(put)
    await on.settled()
    assert not on.terminal.below
    assert [line["event"] for line in logged.lines if "not known here" in line["event"]] == [UNKNOWN]
