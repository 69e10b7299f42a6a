"""The legal hold: on the person, for present and later requests, and nothing that cannot be undone happens under it."""

from __future__ import annotations

import asyncio
from itertools import count

import pytest

from domain import words
from domain.card import Form
from domain.people import Role
from domain.request import State
from domain.votes import Objection
from tests.handlers.conftest import Open
from tests.handlers.erasing import ANNA
from tests.stage import SOON, Scene, filed, said

STATED = {"for": ANNA, "deleted": "2026-11-01"}
ASKED = f"refresh crm contacts for {ANNA}"


async def held(on: Scene, ref: str, who: str = "ada") -> None:
    assert said(await on.typed(who, f"hold {ref} a court case")) == words.HELD_NOW


async def state(on: Scene, ref: str, wanted: State, run: int = 0) -> None:
    async with asyncio.timeout(SOON):
        while (found := await on.request(ref)).state is not wanted or found.run < run:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_a_held_request_cannot_be_approved_but_denied(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    await held(desk, ref)
    assert words.OBJECTIONS[Objection.HELD] in said(await desk.act("ben", "approve", ref))
    assert (await desk.request(ref)).state is State.PENDING_APPROVAL
    await desk.act("ben", "deny", ref, reason="the court")
    assert (await desk.request(ref)).state is State.DENIED


async def test_it_covers_later_requests_and_other_spellings(desk: Scene) -> None:
    await held(desk, await desk.file("ada", ASKED))
    answer = await desk.typed("amir", "refresh crm web for ANNA.BERG@contoso.com")
    assert words.ON_HOLD in said(answer)
    other = await desk.typed("amir", "refresh crm web for sean.o'neil@example.com")
    assert words.ON_HOLD not in said(other)


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
    assert words.OBJECTIONS[Objection.HELD] in said(await desk.act("ben", "approve", by_id))
    assert words.ON_HOLD in said(await desk.typed("amir", f"refresh loyalty members for {known}"))
    assert said(await desk.typed("amir", f"hold {by_id} another case")) == words.HELD_ALREADY
    assert said(await desk.typed("amir", f"release {by_id}")) == words.RELEASED_NOW
    await held(desk, by_id)
    assert words.OBJECTIONS[Objection.HELD] in said(await desk.act("ben", "approve", by_address))


async def test_what_was_found_out_once_holds_when_customer_insights_is_silent_later(desk: Scene) -> None:
    known = await customer_id(desk, ANNA)
    await held(desk, await desk.file("ada", ASKED))
    desk.wire.down = True
    assert words.ON_HOLD in said(await desk.typed("amir", f"refresh crm web for {known}"))


async def test_a_hold_from_before_the_link_was_known_covers_the_human_once_it_is(desk: Scene) -> None:
    known = await customer_id(desk, ANNA)
    await desk.bot.deps.catalog.sources()
    desk.wire.down = True
    await held(desk, await desk.file("ada", ASKED))
    by_id = await desk.file("amir", f"refresh crm web for {known}")
    assert not await desk.bot.deps.storage.read(lambda unit: unit.subjects.holds(by_id))
    desk.wire.down = False
    assert words.ON_HOLD in said(await desk.typed("amir", f"refresh loyalty members for {known}"))
    assert words.OBJECTIONS[Objection.HELD] in said(await desk.act("ben", "approve", by_id))


async def test_two_people_of_one_request_stay_two(desk: Scene) -> None:
    both = await desk.file("ada", f"refresh crm contacts for {ANNA}, sean.o'neil@example.com")
    await held(desk, await desk.file("ada", ASKED))
    assert len(await desk.bot.deps.storage.read(lambda unit: unit.subjects.holds(both))) == 1
    assert words.ON_HOLD not in said(await desk.typed("amir", "refresh crm web for sean.o'neil@example.com"))


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
    assert said(await desk.typed("ada", f"release {ref}")) == words.NOT_YOUR_RELEASE
    await desk.act("ben", "approve", ref)
    assert (await desk.request(ref)).state is State.PENDING_APPROVAL
    assert said(await desk.typed("amir", f"release {ref}")) == words.RELEASED_NOW
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
        await on.act("ada", "retry", ref)
        await state(on, ref, State.NEEDS_ATTENTION, run=2)
        assert not await on.submitted()
        assert said(await on.typed("amir", f"release {ref}")) == words.RELEASED_NOW
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


async def test_a_removal_is_held_too(desk: Scene) -> None:
    ref = await desk.file("ada", "remove-user mark.old@contoso.com")
    await held(desk, ref)
    assert words.OBJECTIONS[Objection.HELD] in said(await desk.act("ben", "approve", ref))


async def test_the_reason_is_asked_for_and_kept_sealed(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    form = await desk.typed("ada", f"hold {ref}")
    assert isinstance(form, Form)
    assert said(await desk.act("ada", "hold", ref, form={"reason": "the Fabrikam case"})) == words.HELD_NOW
    assert "Fabrikam" not in str(desk.rows("SELECT * FROM subjects")) + str(desk.rows("SELECT * FROM events"))
    kinds = [event.kind for event in desk.rows("SELECT kind FROM events")]
    assert "subject.held" in kinds


async def test_a_second_hold_changes_nothing(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    await held(desk, ref)
    assert said(await desk.typed("amir", f"hold {ref} another case")) == words.HELD_ALREADY
    assert said(await desk.typed("ada", f"release {ref}")) == words.NOT_YOUR_RELEASE


async def test_a_request_about_nobody_has_nothing_to_hold(desk: Scene) -> None:
    ref = await desk.file("ada", "refresh crm contacts")
    assert said(await desk.typed("ada", f"hold {ref} why not")) == words.NO_SUBJECT
    assert said(await desk.typed("ada", "hold DSR-000000 why")) == words.unknown_request("DSR-000000")
    assert said(await desk.typed("ada", "release")) == words.which_request("release")


@pytest.mark.parametrize("verb", ["hold", "release"])
async def test_it_takes_an_admin(desk: Scene, verb: str) -> None:
    ref = await desk.file("ada", ASKED)
    assert said(await desk.typed("ben", f"{verb} {ref} because")) == words.needs_role({Role.ADMIN}, f"“{verb}”")
