"""Telling and redrawing: nothing that must be told is lost, whatever becomes of channels, messages and people."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from bot.delivery.outbox import Outbox
from bot.delivery.recipients import Fanout
from bot.delivery.redraws import IN_PLACE
from domain.chat import Clicked, Place
from domain.request import State
from domain.target import Target
from domain.words import en as words
from handlers.refresh.scheduled_failures import watch
from storage.store import open_store
from tests.databases import MASTER_KEY
from tests.logged import Logged
from tests.stage import APPROVALS, FAILURES, ODD, Scene, rules, said, scene
from tests.storage.test_plans import statements

Open = Callable[..., AbstractAsyncContextManager[Scene]]
EXPECTED = {"@ada": 1, "@ben": 1, "@cleo": 1, "@amir": 1, APPROVALS: 1}  # cards of a new request of Ada's


@pytest.fixture
def opened(sqlite_url: str, tmp_path: Path) -> Open:
    return partial(scene, sqlite_url, tmp_path)


@pytest.fixture
async def on(opened: Open) -> AsyncIterator[Scene]:
    async with opened() as on:
        yield on


def copies(on: Scene, ref: str) -> dict[str, int]:
    """How many cards of a request stand where."""
    places = dict.fromkeys(place for place, _ in on.terminal.shown)
    counts = {place: len(on.terminal.addresses(place, ref)) for place in places}
    return {place: count for place, count in counts.items() if count}


def says(on: Scene, place: str, address: str, state: State) -> bool:
    """Whether this very card shows the state."""
    return words.requests.STATES[state] in said(on.terminal.shown[place, address])


async def filed_and_told(on: Scene) -> str:
    return await filed_and_told_of(on, "crm contacts")


async def filed_and_told_of(on: Scene, source: str) -> str:
    ref = await on.file("ada", f"refresh {source}")
    await on.wait(lambda: copies(on, ref) == EXPECTED)
    return ref


# ---- in order


async def test_whatever_changes_a_request_redraws_every_card_of_it_without_the_old_buttons(on: Scene) -> None:
    ref = await filed_and_told(on)
    await on.act("ben", "deny", ref, reason="not now")
    for place in EXPECTED:
        await on.until(place, ref, words.requests.STATES[State.DENIED])
    assert copies(on, ref) == EXPECTED
    buttons = {button.verb for card in on.terminal.shown.values() for button in card.buttons}
    assert buttons <= {"details", "correct", "show"}


async def test_what_was_to_be_told_before_a_stop_is_told_after_it(opened: Open) -> None:
    async with opened(works=False) as on:
        ref = await on.file("ada", "refresh crm contacts")
    async with opened() as on:
        await on.wait(lambda: copies(on, ref) == EXPECTED)


async def test_whoever_cannot_be_looked_up_holds_up_nobody_else(on: Scene) -> None:
    on.terminal.confused = True
    ref = await on.file("ada", "refresh crm contacts")
    await on.wait(lambda: copies(on, ref) == {"@ada": 1, APPROVALS: 1})


async def test_who_cannot_be_looked_up_just_now_holds_up_nobody_else_and_hears_later(on: Scene) -> None:
    on.terminal.unclear.add("ben")
    ref = await on.file("ada", "refresh crm contacts")
    await on.wait(lambda: copies(on, ref) == {place: 1 for place in EXPECTED if place != "@ben"})
    on.terminal.unclear.clear()
    on.rows("UPDATE notices SET due_at = created_at WHERE due_at IS NOT NULL AND target = 'role:approver'")
    await on.wait(lambda: copies(on, ref) == EXPECTED)
    await on.settled()
    assert copies(on, ref) == EXPECTED


async def test_what_another_release_wants_told_to_others_holds_up_nobody_and_waits(on: Scene) -> None:
    deps = on.bot.deps
    other = Target.read("team:7")
    await deps.storage.write(lambda unit: unit.notices.add("other", "card", other, deps.clock()))
    await filed_and_told(on)
    await on.wait(lambda: [row.attempts for row in on.rows("SELECT attempts FROM notices WHERE key = 'other'")] != [0])
    assert on.rows("SELECT due_at FROM notices WHERE key = 'other'")[0].due_at


async def test_a_slow_channel_holds_up_nobody_else(on: Scene) -> None:
    on.terminal.slow[APPROVALS] = asyncio.Event()
    ref = await on.file("ada", "refresh crm contacts")
    await on.wait(lambda: copies(on, ref) == {place: 1 for place in EXPECTED if place != APPROVALS})
    await on.act("ben", "deny", ref, reason="not now")
    await on.until("@ada", ref, words.requests.STATES[State.DENIED])
    on.terminal.slow[APPROVALS].set()
    await on.until(APPROVALS, ref, words.requests.STATES[State.DENIED])


async def test_the_cards_of_a_new_request_are_not_read_one_by_one(opened: Open) -> None:
    async with opened(works=False) as on:
        ref = await on.file("ada", "refresh crm contacts")
        deps, doors = on.bot.deps, {on.terminal.surface: on.terminal}
        outbox = Outbox(doors, Fanout(doors, {"approvals": {on.terminal.surface: APPROVALS}}, deps.roster))
        with statements() as seen:
            async with open_store(on.database_url, MASTER_KEY) as store:
                telling = asyncio.create_task(outbox.run(replace(deps, storage=store), _always))
                await on.wait(lambda: copies(on, ref) == EXPECTED)
                telling.cancel()
                await asyncio.wait([telling])
    drawn = [sql for sql in seen if "FROM mails" in sql]  # once for each look at the request
    assert 0 < len(drawn) < sum(EXPECTED.values())


async def _always() -> bool:
    return False


# ---- when something is in the way


async def test_of_cards_in_a_slow_place_a_few_are_under_way_and_the_others_wait_to_show_what_is_later(
    on: Scene,
) -> None:
    refs = [await filed_and_told_of(on, source) for source in ("crm contacts", "crm web", "loyalty members")]
    on.terminal.late[APPROVALS] = slow = asyncio.Event()
    for ref in refs:
        await on.act("ben", "deny", ref, reason="not now")
        await on.until("@ada", ref, words.requests.STATES[State.DENIED])
    assert on.terminal.changing == [APPROVALS] * IN_PLACE
    slow.set()
    for ref in refs:
        await on.until(APPROVALS, ref, words.requests.STATES[State.DENIED])


async def test_what_waits_for_a_slow_place_comes_there_in_order_and_nothing_is_kept_of_its_lane(on: Scene) -> None:
    before = len(lanes())
    on.terminal.slow[APPROVALS] = asyncio.Event()
    refs = [await on.file("ada", f"refresh {source}") for source in ("crm contacts", "crm web", "loyalty members")]
    for ref in refs:
        await on.until("@ben", ref)
    assert len(lanes()) > before
    on.terminal.slow.pop(APPROVALS).set()
    await on.settled()
    posted = [next(ref for ref in refs if ref in text) for place, text in on.terminal.history if place == APPROVALS]
    assert list(dict.fromkeys(posted)) == refs
    await on.wait(lambda: len(lanes()) <= before)


def lanes() -> list[str]:
    """Of all couriers, by name."""
    gc.collect()
    return [name for one in gc.get_objects() if isinstance(one, Outbox) for name in one.lanes]


async def test_a_channel_that_is_closed_gives_nobody_a_second_card(on: Scene, logged: Logged) -> None:
    on.terminal.closed.add(APPROVALS)
    ref = await on.file("ada", "refresh crm contacts")
    await on.until("@ada", words.notices.unreachable_channel(ref))
    for approver in ("@ben", "@cleo", "@amir"):
        await on.until(approver, ref, words.buttons.APPROVE)
    await on.settled()
    assert copies(on, ref) == {place: 1 for place in EXPECTED if place != APPROVALS}
    assert "a place is closed" in logged


async def test_a_slow_private_chat_gets_no_second_card_from_a_closed_channel_either(on: Scene) -> None:
    on.terminal.closed.add(APPROVALS)
    on.terminal.slow["@ben"] = asyncio.Event()
    ref = await on.file("ada", "refresh crm contacts")
    await on.until("@ada", words.notices.unreachable_channel(ref))
    on.terminal.slow["@ben"].set()
    await on.until("@ben", ref, words.buttons.APPROVE)
    await on.settled()
    assert copies(on, ref)["@ben"] == 1


async def test_a_channel_that_closes_later_gives_nobody_a_second_card(on: Scene) -> None:
    ref = await filed_and_told(on)
    on.terminal.closed.add(APPROVALS)
    await on.act("ben", "approve", ref)
    await on.until("@ada", words.notices.unreachable_channel(ref))
    await on.settled()
    assert {place: count for place, count in copies(on, ref).items() if place != APPROVALS} == {
        place: 1 for place in EXPECTED if place != APPROVALS
    }


async def test_a_card_of_a_channel_that_was_deleted_is_left_to_those_who_have_it_in_person(on: Scene) -> None:
    await on.behave("CRM Contacts", "hang")
    ref = await filed_and_told(on)
    on.terminal.delete(APPROVALS, *on.terminal.addresses(APPROVALS, ref))
    on.terminal.delete("@cleo", *on.terminal.addresses("@cleo", ref))  # she has none any more
    await on.act("ben", "approve", ref)
    await on.until("@ada", words.notices.unreachable_channel(ref))
    await on.wait(lambda: copies(on, ref) == {"@ada": 1, "@ben": 1, "@cleo": 1, "@amir": 1})
    await on.act("ada", "cancel", ref)
    await on.until("@cleo", ref, words.requests.STATES[State.CANCELLED])


async def test_a_deleted_card_of_one_person_is_posted_anew_to_them_alone(on: Scene, logged: Logged) -> None:
    await on.behave("CRM Contacts", "hang")
    ref = await filed_and_told(on)
    [old] = on.terminal.addresses("@cleo", ref)
    on.terminal.delete("@cleo", old)
    await on.act("ben", "approve", ref)
    await on.wait(lambda: on.terminal.addresses("@cleo", ref) not in ([], [old]))
    assert copies(on, ref) == EXPECTED
    assert words.notices.unreachable_channel(ref) not in on.read("@ada")
    await on.stopped(ref)
    assert "a card is lost" in logged


async def test_a_busy_place_is_tried_again_and_gets_one_card(on: Scene) -> None:
    on.terminal.busy[APPROVALS] = 1
    ref = await filed_and_told(on)
    on.terminal.busy[APPROVALS] = 1
    await on.act("ben", "deny", ref, reason="not now")
    await on.until(APPROVALS, ref, words.requests.STATES[State.DENIED])
    assert copies(on, ref) == EXPECTED


async def test_a_post_of_unclear_outcome_is_repeated_and_a_click_adopts_the_copy(on: Scene) -> None:
    on.terminal.doubtful[APPROVALS] = 1
    ref = await on.file("ada", "refresh crm contacts")
    await on.wait(lambda: copies(on, ref) == EXPECTED | {APPROVALS: 2})
    unknown, known = on.terminal.addresses(APPROVALS, ref)
    pressed = pressed_at(on, "cleo", "details", ref, unknown)
    await on.act("ben", "deny", ref, reason="not now")
    await on.until(APPROVALS, ref, words.requests.STATES[State.DENIED])
    assert says(on, APPROVALS, known, State.DENIED)
    assert not says(on, APPROVALS, unknown, State.DENIED)
    await on.bot.desk(pressed)
    await on.wait(lambda: says(on, APPROVALS, unknown, State.DENIED))


async def test_a_post_without_an_address_is_done_and_a_click_adopts_its_card(on: Scene) -> None:
    on.terminal.nameless.add(APPROVALS)
    ref = await filed_and_told(on)
    await on.settled()
    assert copies(on, ref) == EXPECTED
    [address] = on.terminal.addresses(APPROVALS, ref)
    await on.bot.desk(pressed_at(on, "cleo", "details", ref, address))
    await on.act("ben", "deny", ref, reason="not now")
    await on.wait(lambda: says(on, APPROVALS, address, State.DENIED))


async def test_what_stays_in_doubt_is_repeated_twice_and_then_told_to_who_asked(on: Scene) -> None:
    on.terminal.doubtful["@cleo"] = 99
    ref = await on.file("ada", "refresh crm contacts")
    await on.wait(lambda: copies(on, ref) == EXPECTED | {"@cleo": 2})
    await on.wait(lambda: on.rows("SELECT id FROM notices WHERE doubts = 2"))
    on.rows("UPDATE notices SET due_at = created_at WHERE doubts = 2 AND due_at IS NOT NULL")
    await on.until("@ada", words.notices.unreached(ref, "Cleo Costa"))
    await on.settled()
    assert copies(on, ref) == EXPECTED | {"@cleo": 3}


async def test_what_was_never_posted_is_tried_again_without_such_a_bound(on: Scene) -> None:
    on.terminal.busy["@cleo"] = 6
    ref = await on.file("ada", "refresh crm contacts")
    await on.wait(lambda: copies(on, ref) == EXPECTED)
    assert words.notices.unreached(ref, "Cleo Costa") not in on.read("@ada")


async def test_what_can_never_be_posted_is_given_up_in_the_end_and_told(on: Scene) -> None:
    on.terminal.busy["@cleo"] = 99
    ref = await on.file("ada", "refresh crm contacts")
    await on.wait(lambda: on.rows("SELECT id FROM notices WHERE place = '@cleo' AND attempts > 2"))
    on.rows("UPDATE notices SET created_at = '2026-01-01 00:00:00' WHERE place = '@cleo'")
    await on.until("@ada", words.notices.unreached(ref, "Cleo Costa"))
    assert words.notices.unreached(ref, "Ben Bauer") not in on.read("@ada")


async def test_an_address_that_a_click_named_wrongly_is_forgotten_quietly(on: Scene) -> None:
    ref = await filed_and_told(on)
    await on.bot.desk(pressed_at(on, "cleo", "details", ref, "no such message"))
    await on.wait(lambda: not on.rows("SELECT id FROM cards WHERE address = 'no such message'"))
    await on.settled()
    assert copies(on, ref) == EXPECTED
    assert words.notices.unreachable_channel(ref) not in on.read("@ada")


async def test_nor_is_it_waited_for_where_the_platform_only_refuses(on: Scene) -> None:
    ref = await filed_and_told(on)
    on.terminal.odd[APPROVALS] = ODD
    await on.bot.desk(pressed_at(on, "cleo", "details", ref, "no such message"))
    await on.wait(lambda: not on.rows("SELECT id FROM cards WHERE address = 'no such message'"))
    await on.act("ben", "deny", ref, reason="not now")
    await on.until(APPROVALS, ref, words.requests.STATES[State.DENIED])
    assert copies(on, ref) == EXPECTED


def pressed_at(on: Scene, who: str, verb: str, ref: str, address: str) -> Clicked:
    place = Place(on.terminal.surface, APPROVALS)
    return Clicked(account=on.terminal.account(who), place=place, verb=verb, ref=ref, address=address)


async def test_a_refusal_that_passes_loses_no_card_and_posts_no_second_one(on: Scene) -> None:
    ref = await filed_and_told(on)
    on.terminal.odd[APPROVALS] = 2
    await on.act("ben", "deny", ref, reason="not now")
    await on.until(APPROVALS, ref, words.requests.STATES[State.DENIED])
    await on.settled()
    assert copies(on, ref) == EXPECTED
    assert words.notices.unreachable_channel(ref) not in on.read("@ada")


async def test_a_refusal_that_stays_leaves_the_card_until_its_next_change(on: Scene) -> None:
    await on.behave("CRM Contacts", "hang")
    ref = await filed_and_told(on)
    [address] = on.terminal.addresses(APPROVALS, ref)
    on.terminal.odd[APPROVALS] = ODD
    await on.act("ben", "approve", ref)
    await on.wait(lambda: not on.terminal.odd[APPROVALS])
    await on.wait(lambda: not on.rows("SELECT id FROM requests WHERE changed = 1"))
    assert says(on, APPROVALS, address, State.PENDING_APPROVAL)
    await on.act("ada", "cancel", ref)
    await on.wait(lambda: says(on, APPROVALS, address, State.CANCELLED))
    assert copies(on, ref) == EXPECTED


async def test_a_post_that_is_refused_for_a_passing_reason_arrives_once(on: Scene) -> None:
    on.terminal.odd[APPROVALS] = 2
    ref = await filed_and_told(on)
    await on.settled()
    assert copies(on, ref) == EXPECTED


async def test_a_channel_that_goes_on_refusing_is_as_good_as_closed(on: Scene) -> None:
    on.terminal.odd[APPROVALS] = 99
    ref = await on.file("ada", "refresh crm contacts")
    await on.until("@ada", words.notices.unreachable_channel(ref))
    await on.until("@cleo", ref, words.buttons.APPROVE)


async def test_who_cannot_be_reached_keeps_nobody_else_from_hearing(on: Scene) -> None:
    on.terminal.unreachable.add("ben")
    ref = await on.file("ada", "refresh crm contacts")
    await on.wait(lambda: copies(on, ref) == {place: 1 for place in EXPECTED if place != "@ben"})


async def test_of_a_chat_that_is_closed_to_the_bot_the_requester_hears(on: Scene) -> None:
    on.terminal.closed.add("@ben")
    ref = await on.file("ada", "refresh crm contacts")
    await on.until("@ada", words.notices.unreached(ref, "Ben Bauer"))


async def test_where_too_few_of_those_who_decide_can_be_reached_the_requester_hears(opened: Open) -> None:
    alone = rules(people={"approvers": ["ben@contoso.com"]}, channels={"approvals": {}})
    async with opened(config=alone) as on:
        on.terminal.unreachable.add("ben")
        ref = await on.file("ada", "refresh crm contacts")
        await on.until("@ada", words.notices.unreached(ref))


async def test_where_the_channel_is_closed_too_the_requester_hears_that_nobody_can_decide(opened: Open) -> None:
    async with opened(config=rules(people={"approvers": ["ben@contoso.com"]})) as on:
        on.terminal.unreachable.add("ben")
        first = await on.file("ada", "refresh crm contacts")
        await on.until(APPROVALS, first)
        await on.settled()
        assert words.notices.unreached(first) not in on.read("@ada")  # he may see it in the channel
        on.terminal.closed.add(APPROVALS)
        second = await on.file("ada", "refresh crm web")
        await on.until("@ada", words.notices.unreached(second))


async def test_a_failed_scheduled_run_reaches_the_admins_where_its_channel_is_closed(on: Scene) -> None:
    on.terminal.closed.add(FAILURES)
    await on.behave("CRM Contacts", "fail")
    await on.steer("POST", "/scheduled-run")

    async def told() -> object:
        await watch(on.bot.deps)
        return on.rows("SELECT id FROM notices")

    await on.wait_for(told)
    for admin in ("@ada", "@amir"):
        await on.until(admin, words.refresh.scheduled_failure("CRM Contacts"))
