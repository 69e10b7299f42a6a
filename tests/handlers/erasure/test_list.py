"""The list of a batch before anything is asked for: what was not found out is never taken for nobody, and it ends."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.cell import list_cell
from domain.event import EventKind
from domain.words import en as words
from handlers.erasure.look_through import look_through
from handlers.requests.retention import KEPT, tidy
from tests.handlers.conftest import Open
from tests.handlers.erasure.batches import brought, given, list_of, members, opened, sent, somebody
from tests.handlers.erasure.erasing import ANNA
from tests.handlers.requests.test_retention import Nothing
from tests.stage import APPROVALS, PEOPLE, Scene, filed, said

FORMER = "ada.lovell@contoso.com"  # of Ada, before she had another
UNASKED = ("Store Receipts", "Event Registrations")
NOBODY = words.find.NOT_FOUND_NOW.partition("{}")[0]


async def details(on: Scene, ref: str) -> str:
    return said(await on.act("ben", "details", ref))


async def test_a_look_that_failed_shows_nobody_to_be_nowhere(desk: Scene) -> None:
    one, two = somebody(2)
    await given(desk, [one.email, two.email])
    broken = desk.wire.refuse("GET", "/data/Customer", 503, times=10**6)
    await look_through(desk.bot.deps)
    broken.times = 0
    assert words.batch.failed(2) in (await opened(desk, list_of(desk))).text
    sources = tuple(source.id for source in await desk.bot.deps.catalog.sources())
    ref = filed(await sent(desk, list_of(desk), sources=sources))
    for name in (ref, *await members(desk, ref)):
        told = words.batch.unlooked(2) if name == ref else words.find.NOT_LOOKED
        assert told in await details(desk, name)
        assert NOBODY not in await details(desk, name)


async def test_a_look_at_nothing_is_no_look_and_does_not_stand_in_the_log(desk: Scene) -> None:
    await given(desk, [one.email for one in somebody(2)])
    desk.wire.down = True
    await look_through(desk.bot.deps)
    desk.wire.down = False
    assert not desk.rows(f"SELECT 1 FROM events WHERE kind = '{EventKind.SUBJECT_LOOKED_UP}'")
    assert words.batch.failed(2) in (await opened(desk, list_of(desk))).text


async def test_a_source_that_no_list_names_holds_them_all_the_same_and_is_left_out(desk: Scene) -> None:
    desk.wire.change("GET", "/datasources", lambda body: [row for row in body if "CRM Web" not in json.dumps(row)])
    await given(desk, [ANNA])
    await look_through(desk.bot.deps)
    ref = filed(await sent(desk, list_of(desk), rest="not"))
    for name in (ref, *await members(desk, ref)):
        shown = await details(desk, name)
        assert words.find.FOUND_ELSEWHERE.format("CrmWeb") in shown
        assert words.find.unclear(UNASKED) in shown


@pytest.mark.parametrize("ids", [["W-1003"], [f"W-{n}" for n in range(9000, 9005)]])
async def test_of_ids_that_nobody_was_found_under_it_is_said_that_nothing_can_be_proved(
    opened: Open, ids: list[str]
) -> None:
    told = words.find.never_found(ids) if len(ids) == 1 else words.batch.never_found(len(ids))
    async with opened() as on:
        await given(on, [ANNA, "ghost@example.org", *ids])
        await brought(on)
        assert told in on.read("@ada")


async def waits(on: Scene, who: str, days: int) -> str:
    """An erasure of theirs that was denied, so many days after it came."""
    day = (on.bot.deps.clock().date() - timedelta(days=days)).isoformat()
    values = {"sources": await on.source_id("CRM Contacts"), "for": who, "received": day}
    ref = filed(await on.act("amir", "refresh", "", values))
    await on.act("ben", "deny", ref, reason="not now")
    return ref


async def test_who_waits_by_an_erasure_that_nobody_answered_is_told_before_and_when_the_batch_is_filed(
    on: Scene,
) -> None:
    one, two, three, four = (person.email for person in somebody(4))
    ref, answered, fresh = await waits(on, one, 40), await waits(on, two, 40), await waits(on, three, 0)
    await on.act("ada", "settle", f"{answered}.answer", {"day": on.today})
    told = words.batch.still_wait([words.batch.waits_since(one, ref, (await on.request(ref)).received_on)], 1)
    await given(on, [one, two, three, four])
    name = await brought(on)
    assert told in on.read("@ada")
    assert told in (await opened(on, name)).text
    answer = await sent(on, name)
    assert told in said(answer)
    assert fresh not in said(answer)
    assert one not in on.read(APPROVALS)
    await on.stopped(filed(answer))


async def test_a_list_that_nobody_filed_ends_by_the_clock(desk: Scene) -> None:
    await given(desk, [one.email for one in somebody(2)])
    now = desk.bot.deps.clock()
    await tidy(replace(desk.bot.deps, clock=lambda: now + KEPT - timedelta(hours=1)), Nothing())
    assert desk.rows("SELECT 1 FROM lists")
    await tidy(replace(desk.bot.deps, clock=lambda: now + KEPT + timedelta(hours=1)), Nothing())
    assert not desk.rows("SELECT 1 FROM lists")


def key_of(on: Scene, row: Any) -> list[tuple[bool, int | None]]:
    """Whether there is one, and whether it still is to stand on the list of destroyed ones."""
    found = on.rows(f"SELECT wrapped_key, unlisted FROM subjects WHERE id = '{row.subject_id}'")
    return [(one.wrapped_key is not None, one.unlisted) for one in found]


async def opens(on: Scene, row: Any) -> str | None:
    """What an old page or a backup holds of the list."""
    return await on.bot.store.read(
        lambda unit: unit.subjects.unseal(row.subject_id, bytes(row.sealed), list_cell(row.id))
    )


@pytest.mark.parametrize("how", ["filed", "late"])
async def test_the_key_of_a_list_goes_with_it(opened_anywhere: Open, how: str) -> None:
    """As it serves nothing else; those of the people stay."""
    async with opened_anywhere(works=False) as desk:
        await given(desk, [one.email for one in somebody(2)])
        await look_through(desk.bot.deps)
        [row] = desk.rows("SELECT id, subject_id, sealed FROM lists")
        assert await opens(desk, row)
        if how == "filed":
            filed(await sent(desk, list_of(desk)))
        now = desk.bot.deps.clock()
        await tidy(replace(desk.bot.deps, clock=lambda: now + KEPT + timedelta(hours=1)), Nothing())
        assert key_of(desk, row) == [(False, 1)]
        assert await opens(desk, row) is None
        others = desk.rows(f"SELECT wrapped_key FROM subjects WHERE id <> '{row.subject_id}'")
        assert others
        assert all(one.wrapped_key is not None for one in others)


async def test_a_clock_that_leapt_ends_no_list_until_it_has_stood_there_for_a_day(desk: Scene) -> None:
    await given(desk, [one.email for one in somebody(2)])
    await look_through(desk.bot.deps)
    store, there = desk.bot.store, desk.bot.deps.clock() + timedelta(days=365)
    await store.write(lambda unit: unit.log.seal_some(desk.bot.deps.clock()))
    for hours, left in ((0, 1), (23, 1), (25, 0)):
        now = there + timedelta(hours=hours)
        await tidy(replace(desk.bot.deps, clock=lambda now=now: now), Nothing())
        assert len(desk.rows("SELECT 1 FROM lists")) == left
        await store.write(lambda unit, at=now: unit.events.add(EventKind.REPORT_VIEWED, at, actor=None, request=None))
        await store.write(lambda unit, at=now: unit.log.seal_some(at))


async def test_a_list_that_names_another_key_takes_none_along(opened_anywhere: Open) -> None:
    """Whoever can write to the database has no key destroyed by it."""
    async with opened_anywhere(works=False) as desk:
        await desk.file("ada", f"refresh crm contacts for {ANNA}")
        await given(desk, [one.email for one in somebody(2)])
        desk.rows("UPDATE lists SET subject_id = (SELECT subject_id FROM requests)")
        [row] = desk.rows("SELECT subject_id FROM lists")
        now = desk.bot.deps.clock()
        await tidy(replace(desk.bot.deps, clock=lambda: now + KEPT + timedelta(hours=1)), Nothing())
        assert not desk.rows("SELECT 1 FROM lists")
        assert key_of(desk, row) == [(True, None)]


async def test_a_former_address_of_whoever_gave_the_list_is_their_own(opened: Open) -> None:
    async with opened() as on:
        found = await on.bot.deps.insights.people.find(ANNA, await on.bot.deps.insights.people.model())
        now = next(one for one in PEOPLE if one.id == "ada")
        on.terminal.becomes(replace(now, email=FORMER))
        await on.typed("ada", "help")
        on.terminal.becomes(now)
        on.wire.change("GET", "/data/Customer", lambda body: json.loads(json.dumps(body).replace(ANNA, FORMER)))
        await given(on, [found.profiles[0].id])
        await brought(on)
        assert words.batch.staff(1) in on.read("@ada")


async def test_whoever_gave_a_list_that_nobody_can_read_hears_it(on: Scene) -> None:
    await given(on, [one.email for one in somebody(1)])
    on.rows("UPDATE lists SET sealed = X'00'")
    await on.wait(lambda: words.batch.LOST in on.read("@ada"))
    assert not on.rows("SELECT 1 FROM lists")
