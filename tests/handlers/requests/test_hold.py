"""The legal hold: on the person, for present and later requests, and nothing that cannot be undone happens under it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import count

import pytest

from domain.card import Card, Form
from domain.drawing.request import draw
from domain.moment import Timed
from domain.people import Role
from domain.request import State
from domain.rule import Reader
from domain.target import To
from domain.votes import Objection
from domain.words import en as words
from domain.words.en import EN
from handlers.ports import Unit
from handlers.requests.notices import pictures
from handlers.requests.sweep import sweep
from handlers.requests.view import view_of
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ANNA, ZOE
from tests.stage import APPROVALS, SOON, Scene, filed, rules, said

STATED = {"for": ANNA, "deleted": "2026-11-01"}
ASKED = f"refresh crm contacts for {ANNA}"


async def held(on: Scene, ref: str, who: str = "ada") -> None:
    assert said(await on.typed(who, f"hold {ref} a court case")) == words.hold.HELD_NOW


async def state(on: Scene, ref: str, wanted: State, run: int = 0) -> None:
    async with asyncio.timeout(SOON):
        while (found := await on.request(ref)).state is not wanted or found.run < run:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_a_held_request_cannot_be_approved_but_denied(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    await held(desk, ref)
    assert words.requests.OBJECTIONS[Objection.HELD] in said(await desk.act("ben", "approve", ref))
    assert (await desk.request(ref)).state is State.PENDING_APPROVAL
    await desk.act("ben", "deny", ref, reason="the court")
    assert (await desk.request(ref)).state is State.DENIED


async def test_no_card_offers_approve_while_a_hold_is_there(on: Scene) -> None:
    """Neither a channel's nor a person's, from the hold to its release; a press on an old card hears why."""
    ref, places = await on.file("ada", ASKED), (APPROVALS, "@ben")

    def offers(place: str) -> set[str]:
        shown = [card for (where, _), card in on.terminal.shown.items() if where == place and ref in card.footer]
        return {button.verb for card in shown for button in card.buttons}

    await on.wait(lambda: all("approve" in offers(place) for place in places))
    await held(on, ref)
    await on.wait(lambda: all("approve" not in offers(place) for place in places))
    assert all("deny" in offers(place) for place in places)
    assert "Legal hold set by Ada Admin" in on.read(APPROVALS)
    assert "to release the hold" in on.read("@ben")
    await on.typed("amir", f"release {ref}")
    await on.wait(lambda: all("approve" in offers(place) for place in places))


async def test_it_covers_later_requests_and_other_spellings(desk: Scene) -> None:
    await held(desk, await desk.file("ada", ASKED))
    answer = await desk.typed("amir", "refresh crm web for ANNA.BERG@contoso.com")
    assert words.hold.ON_HOLD in said(answer)
    other = await desk.typed("amir", "refresh crm web for sean.o'neil@example.com")
    assert words.hold.ON_HOLD not in said(other)


async def customer_id(on: Scene, email: str) -> str:
    people = on.bot.deps.insights.people
    (profile,) = (await people.find(email, await people.model())).profiles
    return profile.id


async def test_set_through_an_address_it_covers_the_customer_id_of_the_same_human_and_the_other_way_round(
    desk: Scene,
) -> None:
    known = await customer_id(desk, ANNA)
    by_id, by_address = await desk.file("ada", f"refresh crm web for {known}"), await desk.file("ada", ASKED)
    await held(desk, by_address)
    assert words.requests.OBJECTIONS[Objection.HELD] in said(await desk.act("ben", "approve", by_id))
    assert words.hold.ON_HOLD in said(await desk.typed("amir", f"refresh loyalty members for {known}"))
    assert said(await desk.typed("ada", f"hold {by_id} a court case")) == words.hold.HELD_ALREADY
    assert said(await desk.typed("amir", f"release {by_id}")) == words.hold.RELEASED_NOW
    await held(desk, by_id)
    assert words.requests.OBJECTIONS[Objection.HELD] in said(await desk.act("ben", "approve", by_address))


async def test_what_was_found_out_once_holds_when_customer_insights_is_silent_later(desk: Scene) -> None:
    known = await customer_id(desk, ANNA)
    await held(desk, await desk.file("ada", ASKED))
    desk.wire.down = True
    assert words.hold.ON_HOLD in said(await desk.typed("amir", f"refresh crm web for {known}"))


async def test_a_hold_from_before_the_link_was_known_covers_the_human_once_it_is(desk: Scene) -> None:
    known = await customer_id(desk, ANNA)
    await desk.bot.deps.catalog.sources()
    desk.wire.down = True
    await held(desk, await desk.file("ada", ASKED))
    by_id = await desk.file("amir", f"refresh crm web for {known}")
    assert not await desk.bot.deps.storage.read(lambda unit: unit.subjects.holds(by_id))
    desk.wire.down = False
    assert words.hold.ON_HOLD in said(await desk.typed("amir", f"refresh loyalty members for {known}"))
    assert words.requests.OBJECTIONS[Objection.HELD] in said(await desk.act("ben", "approve", by_id))


async def test_two_people_of_one_request_stay_two(desk: Scene) -> None:
    both = await desk.file("ada", f"refresh crm contacts for {ANNA}, sean.o'neil@example.com")
    await held(desk, await desk.file("ada", ASKED))
    assert len(await desk.bot.deps.storage.read(lambda unit: unit.subjects.holds(both))) == 1
    assert words.hold.ON_HOLD not in said(await desk.typed("amir", "refresh crm web for sean.o'neil@example.com"))


async def test_no_address_and_no_customer_id_stands_in_clear_beside_the_links(desk: Scene) -> None:
    known = await customer_id(desk, ANNA)
    await desk.file("ada", ASKED)
    kept = str([desk.rows(f"SELECT * FROM {table}") for table in ("subjects", "events", "request_subjects")])
    assert known not in kept
    assert "anna" not in kept.casefold()
    assert "subject.united" in kept


async def test_who_set_it_cannot_release_it_and_another_admin_can(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    await held(desk, ref)
    assert said(await desk.typed("ada", f"release {ref}")) == words.rights.NOT_YOUR_RELEASE
    await desk.act("ben", "approve", ref)
    assert (await desk.request(ref)).state is State.PENDING_APPROVAL
    assert said(await desk.typed("amir", f"release {ref}")) == words.hold.RELEASED_NOW
    await desk.act("ben", "approve", ref)
    assert (await desk.request(ref)).state is State.IN_PROGRESS


async def test_set_after_the_vote_it_stops_the_work_right_before_the_call(opened: Open) -> None:
    async with opened(works=False) as desk:
        ref = filed(await desk.act("ada", "refresh", "", STATED | {"sources": await desk.source_id("CRM Contacts")}))
        await desk.act("ben", "approve", ref)
        await held(desk, ref)
    async with opened() as on:
        on.numbers = count(1000)  # no act of the first scene again
        await state(on, ref, State.NEEDS_ATTENTION)
        assert {step.note for step in await on.steps(ref)} & {"held"}
        before = await on.steps(ref)
        assert said(await on.act("ada", "retry", ref)) == words.hold.PART_HELD  # on an old card
        await on.settled()
        assert await on.steps(ref) == before
        assert (await on.request(ref)).run == 1
        assert not on.rows("SELECT 1 FROM events WHERE kind = 'request.retried'")
        assert not await on.submitted()
        assert said(await on.typed("amir", f"release {ref}")) == words.hold.RELEASED_NOW
        await on.wait(lambda: on.rows("SELECT 1 FROM steps WHERE job_id IS NOT NULL"))
        assert len(await on.submitted()) == 1


async def test_set_after_the_vote_it_stops_a_removal_too(opened: Open) -> None:
    async with opened(works=False) as desk:
        ref = await desk.approved("ada", "remove-user mark.old@contoso.com")
        await held(desk, ref)
    async with opened() as on:
        on.numbers = count(1000)  # no act of the first scene again
        await state(on, ref, State.NEEDS_ATTENTION)
        assert not await on.calls("DELETE", "/assignment")
        await on.typed("amir", f"release {ref}")
        await state(on, ref, State.COMPLETED)
        assert len(await on.calls("DELETE", "/assignment")) == 1


async def test_a_hold_that_came_when_it_was_stuck_already_keeps_retry_from_forgetting_why(on: Scene) -> None:
    ref = await on.approved("ada", "remove-user nadia.keller@contoso.com")
    await state(on, ref, State.NEEDS_ATTENTION)
    await held(on, ref)
    assert said(await on.act("amir", "retry", ref)) == words.hold.PART_HELD
    assert [step.note for step in await on.steps(ref)] == ["owner"]
    assert said(await on.typed("amir", f"release {ref}")) == words.hold.RELEASED_NOW
    assert said(await on.act("amir", "retry", ref)) == words.requests.retried(ref)
    await state(on, ref, State.NEEDS_ATTENTION, run=2)


async def test_a_removal_is_held_too(desk: Scene) -> None:
    ref = await desk.file("ada", "remove-user mark.old@contoso.com")
    await held(desk, ref)
    assert words.requests.OBJECTIONS[Objection.HELD] in said(await desk.act("ben", "approve", ref))


async def test_the_reason_is_asked_for_and_kept_sealed(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    form = await desk.typed("ada", f"hold {ref}")
    assert isinstance(form, Form)
    assert said(await desk.act("ada", "hold", ref, form={"reason": "the Fabrikam case"})) == words.hold.HELD_NOW
    assert "Fabrikam" not in str(desk.rows("SELECT * FROM subjects")) + str(desk.rows("SELECT * FROM events"))
    kinds = [event.kind for event in desk.rows("SELECT kind FROM events")]
    assert "subject.held" in kinds


async def test_the_same_hold_again_changes_nothing(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    await held(desk, ref)
    assert said(await desk.typed("ada", f"hold {ref} a court case")) == words.hold.HELD_ALREADY
    assert said(await desk.typed("ada", f"release {ref}")) == words.rights.NOT_YOUR_RELEASE


async def test_a_request_about_nobody_has_nothing_to_hold(desk: Scene) -> None:
    ref = await desk.file("ada", "refresh crm contacts")
    assert said(await desk.typed("ada", f"hold {ref} why not")) == words.hold.NO_SUBJECT
    assert said(await desk.typed("ada", "hold DSR-000000 why")) == words.errors.unknown_request("DSR-000000")
    assert said(await desk.typed("ada", "release")) == words.hold.WHICH_HOLD


@pytest.mark.parametrize("verb", ["hold", "release"])
async def test_it_takes_an_admin(desk: Scene, verb: str) -> None:
    ref = await desk.file("ada", ASKED)
    assert said(await desk.typed("ben", f"{verb} {ref} because")) == words.rights.needs_role({Role.ADMIN}, f"“{verb}”")


# ---- while it lasts

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def swept(on: Scene, after: timedelta) -> None:
    await sweep(on.bot.deps, on.bot.deps.clock() + after)


def told(on: Scene, kind: str) -> set[str]:
    """To whom notices of this kind are meant."""
    return {row.target for row in on.rows(f"SELECT target FROM notices WHERE kind = '{kind}'")}


async def test_what_nobody_can_approve_neither_expires_nor_is_anybody_reminded_of_it(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    await held(desk, ref)
    for after in (4 * HOUR, 24 * HOUR, 72 * HOUR, 20 * DAY):
        await swept(desk, after)
    assert (await desk.request(ref)).state is State.PENDING_APPROVAL
    assert told(desk, "reminder") == set()


async def test_the_legal_clock_and_its_warnings_go_on(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    await held(desk, ref)
    request = await desk.request(ref)
    for after in (20 * DAY, 26 * DAY, 27 * DAY, 40 * DAY, 50 * DAY):
        await swept(desk, after)
    keys = [row.key for row in desk.rows("SELECT key FROM notices WHERE kind = 'late' ORDER BY id")]
    whom = "role:admin", f"person:{request.requester_id}", "channel:approvals"
    assert keys == [f"{ref}/{why}/{to}" for why in ("late", "overdue") for to in whom]
    events = desk.rows("SELECT kind FROM events WHERE kind = 'request.late'")
    assert len(events) == 2


async def test_a_denial_is_heard_under_a_hold_however_late(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    await held(desk, ref)
    desk.rows(f"UPDATE requests SET expires_at = created_at WHERE id = '{ref}'")
    await desk.act("ben", "deny", ref, reason="the court")
    assert (await desk.request(ref)).state is State.DENIED


async def test_a_release_gives_back_the_time_that_the_hold_took(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    await held(desk, ref)
    before = await desk.request(ref)
    for table, column in (("subjects", "held_at"), ("requests", "created_at"), ("requests", "expires_at")):
        desk.rows(f"UPDATE {table} SET {column} = datetime({column}, '-80 hours') WHERE {column} IS NOT NULL")
    assert said(await desk.typed("amir", f"release {ref}")) == words.hold.RELEASED_NOW
    after = await desk.request(ref)
    assert abs(after.expires_at - before.expires_at) < timedelta(minutes=1)
    await swept(desk, timedelta(seconds=1))
    assert (await desk.request(ref)).state is State.PENDING_APPROVAL
    assert told(desk, "reminder") == {"role:approver", "channel:approvals"}  # it waits for them now
    assert said(await desk.act("ben", "approve", ref)) == words.requests.approved(ref, 1, 1)


async def test_of_two_holds_each_hour_is_given_back_once(desk: Scene) -> None:
    both = await desk.file("ada", f"refresh crm contacts for {ANNA} for {ZOE}")
    asked = f"refresh loyalty members for {ANNA}", f"export customer {ZOE}"
    refs = [await desk.file("ada", text) for text in asked]
    for ref, hours in zip(refs, (80, 50), strict=True):
        await held(desk, ref)
        whose = f"(SELECT subject_id FROM request_subjects WHERE request_id = '{ref}')"
        desk.rows(f"UPDATE subjects SET held_at = datetime(held_at, '-{hours} hours') WHERE id IN {whose}")
    desk.rows("UPDATE requests SET created_at = datetime(created_at, '-99 hours')")
    before = (await desk.request(both)).expires_at
    for ref, given in zip(refs, (30, 80), strict=True):
        assert said(await desk.typed("amir", f"release {ref}")) == words.hold.RELEASED_NOW
        assert abs((await desk.request(both)).expires_at - before - given * HOUR) < timedelta(minutes=1)


async def test_holds_of_two_admins_on_two_people_of_one_request_are_released_one_by_one(opened: Open) -> None:
    """By the other one of them: nobody else has to be named for it."""
    config = rules(people={"admins": ["ada@contoso.com", "amir@contoso.com"]})
    async with opened(works=False, config=config) as desk:
        both = await desk.file("ada", f"refresh crm contacts for {ANNA} for {ZOE}")
        await held(desk, await desk.file("ada", f"refresh loyalty members for {ANNA}"), "amir")
        answer = said(await desk.typed("ada", f"hold {both} a court case"))
        assert words.hold.NOBODY_COULD_RELEASE not in answer
        for who, left in (("ada", 2), ("amir", 0)):  # what is left is Ada's, one hold on each
            card = await desk.typed(who, f"release {both}")
            if isinstance(card, Card) and card.items:
                [button, *_] = [item.button for item in card.items if item.button]
                await desk.act(who, button.verb, button.ref)
            assert len(await desk.bot.deps.storage.read(lambda unit: unit.subjects.holds(both))) == left


async def test_a_reminder_that_was_on_its_way_is_not_told_under_a_hold(opened: Open) -> None:
    async with opened(works=False) as on:
        ref = await on.file("ada", ASKED)
        await swept(on, 4 * HOUR)
        await held(on, ref)
        now = on.bot.deps.clock()
        notices = await on.bot.deps.storage.write(lambda unit: unit.notices.claim(now, now + HOUR, 50))
        [reminder] = [n for n in notices if n.kind == "reminder" and n.target.to is To.CHANNEL]
        assert await pictures(on.bot.deps, [(reminder, None)]) == [None]


# ---- what its card says


async def test_its_card_says_who_set_it_when_and_why_to_who_may_read_it(on: Scene) -> None:
    ref = await on.file("ada", ASKED)
    await held(on, ref)
    for place in ("@ada", "@ben", "@cleo", APPROVALS):
        card = await on.until(place, ref, words.card.ON_HOLD)
        shown = said(card)
        assert "Legal hold set by Ada Admin, " in shown
        assert ("a court case" in shown) is (place != APPROVALS)
        assert [text for text in card.text if isinstance(text, Timed)]
        assert "Waits for Amir Both to release the hold" in card.turn


async def test_who_asked_for_it_and_has_no_role_any_more_hears_of_the_hold_and_not_why(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    await held(desk, ref)

    def look(unit: Unit) -> Card:
        request = unit.requests.get(ref)
        assert request
        return draw(view_of(unit, request, desk.bot.deps), Reader(request.requester_id, frozenset(), EN))

    shown = said(await desk.bot.deps.storage.read(look))
    assert "Legal hold set by Ada Admin" in shown
    assert "a court case" not in shown


@pytest.mark.parametrize(
    ("admins", "alone"),
    [
        (["ada@contoso.com"], True),
        (["ada@contoso.com", "ADA@contoso.com"], True),
        (["ada@contoso.com", "amir@contoso.com"], False),  # whether he was met or not
    ],
)
async def test_a_hold_that_nobody_could_release_says_so(opened: Open, admins: list[str], alone: bool) -> None:
    async with opened(works=False, config=rules(people={"admins": admins})) as desk:
        ref = await desk.file("ada", ASKED)
        answer = said(await desk.typed("ada", f"hold {ref} a court case"))
        assert (words.hold.NOBODY_COULD_RELEASE in answer) is alone
        assert (words.turn.NOBODY_CAN_RELEASE in said(await desk.typed("ada", f"show {ref}"))) is alone
