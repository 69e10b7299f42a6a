"""The durable work of removing users: each removed once, watched until it is gone, and what stays is explained."""

from __future__ import annotations

from datetime import timedelta

from domain.request import State, StepState
from domain.words import en as words
from tests.handlers.conftest import Open
from tests.stage import APPROVALS, FAILURES, Scene, rules

MARK, RITA, OWNER = (f"{name}@contoso.com" for name in ("mark.old", "rita.moved", "nadia.keller"))
PETRA = "petra.left@contoso.com"  # has a role of her own, and one through a group in a group
DONE, FAILED, CANCELLED = StepState.DONE, StepState.FAILED, StepState.CANCELLED
COMPLETED, ATTENTION = words.requests.STATES[State.COMPLETED], words.requests.STATES[State.NEEDS_ATTENTION]


async def ends(on: Scene, ref: str) -> list[tuple[StepState, str]]:
    """How each user of a request stands, in the order in which they were named."""
    return [(step.state, step.note) for step in await on.steps(ref)]


async def removals(on: Scene) -> list[int]:
    """What each removal was answered; 0 where the answer was lost."""
    return [call["status"] for call in await on.calls("DELETE", "/assignment")]


async def test_several_users_are_removed_each_once_and_watched_until_they_are_gone(anywhere: Scene) -> None:
    on = anywhere
    ref = await on.approved("ada", f"remove-user {MARK} {RITA}")
    await on.until("@ada", ref, COMPLETED, f"✓ {MARK}", f"✓ {RITA}")
    assert await ends(on, ref) == [(DONE, "gone")] * 2
    assert await removals(on) == [200, 200]
    assert on.seen(
        "@ada", ref, words.steps.NOTES["listed"], words.remove_user.FIFTEEN_MINUTES
    )  # the sandbox lets them linger
    assert on.seen("@ada", ref, COMPLETED, words.remove_user.DATAVERSE)
    assert "mark" not in on.read(APPROVALS)
    await on.until("@ada", words.notices.ended(ref, State.COMPLETED))


async def test_the_owner_of_the_environment_stays_and_the_card_says_why(on: Scene) -> None:
    ref = await on.approved("ada", f"remove-user {OWNER} {MARK}")
    await on.until("@ada", ref, ATTENTION, f"⚠ {OWNER}", words.steps.NOTES["owner"])
    await on.until(FAILURES, ref, ATTENTION, words.steps.NOTES["owner"])
    assert await ends(on, ref) == [(FAILED, "owner"), (DONE, "gone")]
    assert "nadia" not in on.read(FAILURES)


async def test_access_that_remains_through_a_group_is_told(on: Scene) -> None:
    ref = await on.approved("ada", f"remove-user {PETRA} {MARK}")
    card = await on.until("@ada", ref, COMPLETED, words.remove_user.GROUPS_LEFT)
    notes = {item.text: item.note for item in card.all_items}
    assert words.remove_user.through_groups(["Customer Insights readers"]) in notes[PETRA]
    assert "through" not in notes[MARK]


async def test_a_removal_whose_answer_was_lost_is_not_repeated_once_the_user_is_gone(on: Scene) -> None:
    await on.steer("PUT", "/speed", {"linger": 0})
    lost = on.wire.lose("DELETE", "/assignment")
    ref = await on.approved("ada", f"remove-user {MARK}")
    await on.until("@ada", ref, COMPLETED, words.steps.NOTES["gone_before"])
    assert (lost.met, await removals(on)) == (1, [200])


async def test_a_removal_that_never_arrived_is_sent_again(on: Scene) -> None:
    on.wire.refuse("DELETE", "/assignment", 0)
    on.wire.refuse("DELETE", "/assignment", 429)
    ref = await on.approved("ada", f"remove-user {MARK}")
    await on.until("@ada", ref, COMPLETED)
    assert await removals(on) == [200]


async def test_a_service_that_does_not_answer_is_left_alone_for_as_long_as_between_two_looks(opened: Open) -> None:
    async with opened(config=rules(refresh={"poll_every": "1h"})) as on:
        broken = on.wire.refuse("DELETE", "/assignment", 503, times=99)
        ref = await on.approved("ada", f"remove-user {MARK}")
        await on.wait(lambda: broken.met)
        for _ in range(20):
            await on.act("ben", "details", ref)  # as long as it takes to look at it twenty times
        assert broken.met == 1


async def test_what_runs_already_is_waited_for(on: Scene) -> None:
    await on.steer("PUT", "/speed", {"linger": 0})
    busy = on.wire.refuse("DELETE", "/assignment", 409, times=2)
    ref = await on.approved("ada", f"remove-user {MARK}")
    await on.until("@ada", ref, COMPLETED)
    assert await ends(on, ref) == [(DONE, "gone")]
    assert busy.met == 2


async def test_who_was_removed_by_somebody_else_is_not_removed_again(on: Scene) -> None:
    await on.steer("PUT", "/speed", {"linger": 0})
    ref = await on.file("ada", f"remove-user {MARK}")
    await on.bot.deps.insights.remove_assignment((await on.whom(ref))[0])
    await on.act("ben", "approve", ref)
    await on.until("@ada", ref, COMPLETED, words.steps.NOTES["gone_before"])
    assert await removals(on) == [200]


async def test_who_stays_listed_for_too_long_needs_attention_and_can_be_tried_again(opened: Open) -> None:
    async with opened(gone_within=timedelta(0)) as on:
        await on.steer("PUT", "/speed", {"linger": 3600})
        ref = await on.approved("ada", f"remove-user {MARK}")
        await on.until(FAILURES, ref, ATTENTION, words.steps.NOTES["still_listed"])
        await on.act("ada", "retry", ref)
        await on.noted(ref, "still_listed")
        assert (await on.request(ref)).run == 2
        assert await removals(on) == [200, 200]


async def test_a_bot_without_the_right_says_so(on: Scene) -> None:
    on.wire.refuse("DELETE", "/assignment", 403)
    ref = await on.approved("ada", f"remove-user {MARK}")
    await on.until("@ada", ref, ATTENTION, words.steps.NOTES["no_rights"])
    await on.act("ada", "retry", ref)
    await on.until("@ada", ref, COMPLETED)


async def test_what_is_cancelled_during_an_outage_is_not_removed_after_it(on: Scene) -> None:
    ref = await on.file("ada", f"remove-user {MARK} {RITA}")
    on.wire.down = True
    await on.act("ben", "approve", ref)
    await on.noted(ref, "removing")
    await on.act("ada", "cancel", ref)
    on.wire.down = False
    await on.until("@ada", ref, words.requests.STATES[State.CANCELLED], words.steps.NOTES["not_begun"])
    assert await ends(on, ref) == [(CANCELLED, "not_begun")] * 2
    assert await removals(on) == []


async def test_what_was_removed_before_a_cancel_is_told_as_done(on: Scene) -> None:
    ref = await on.file("ada", f"remove-user {MARK} {RITA}")
    second = on.wire.hold("DELETE", (await on.whom(ref))[1])
    await on.act("ben", "approve", ref)
    await on.wait(lambda: second.met)
    await on.act("ada", "cancel", ref)
    second.release.set()
    await on.until("@ada", ref, COMPLETED)
    assert await removals(on) == [200, 200]
