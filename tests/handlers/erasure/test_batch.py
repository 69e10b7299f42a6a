"""Many people at once: one list, one decision, one run of what all have in common, and an end of their own for each.

`make batch` plays two hundred people; the tests of every day play fewer in the same shares.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Sequence

from domain.batch import Stand, Why
from domain.board import PAGE
from domain.card import Answer, Button, Card, Form
from domain.chat import Clicked, Place
from domain.event import EventKind
from domain.request import State
from domain.votes import Objection
from domain.words import en as words
from gateways.sandbox.contoso_customers import Person
from handlers.erasure.certificate import certificate
from handlers.erasure.look_through import look_through
from handlers.requests.order import as_ordered
from tests.handlers.erasure.batches import (
    HOURS,
    asked_for,
    brought,
    deleted_in_the_sources,
    ended,
    given,
    list_of,
    members,
    opened,
    sent,
    somebody,
    stands,
    their,
    told,
)
from tests.handlers.erasure.erasing import people_do_their_part
from tests.stage import Scene, Values, filed, said

ALL = int(os.environ.get("BATCH", "14"))  # people on the list
UNKNOWN, HELD, BAD = (12, 5, 3) if ALL >= 200 else (2, 1, 1)
FINE = ALL - UNKNOWN - HELD - BAD


def jobs(calls: Sequence[dict[str, object]]) -> int:
    """How many were started."""
    return sum(call["method"] == "POST" and str(call["path"]).endswith("/jobs") for call in calls)


# ---- from the list to every end


async def test_a_batch_takes_one_approval_as_many_jobs_as_one_person_and_has_every_end_right(on: Scene) -> None:
    alone, *known = somebody(1 + FINE + HELD)
    fine, held = known[:FINE], known[FINE:]
    still, later = fine[0], fine[1]
    await deleted_in_the_sources(on, [alone])
    assert len(await one_alone(on, alone)) > 3
    before = await on.steer("GET", "/calls")
    for one in held:
        await on.typed("ada", f"hold {one.email} a court case")
    unknown = [f"nobody{n}@example.org" for n in range(UNKNOWN)]
    bad = [f"some body {n} at nowhere" for n in range(BAD)]
    lines = [*(one.email for one in fine), *unknown, *(one.email for one in held), *bad]
    assert len(lines) == ALL
    assert words.batch.looking(FINE + UNKNOWN + HELD, BAD) in said(await given(on, lines))
    name = await brought(on)
    card = on.read("@ada")
    for text in (words.batch.found(FINE, FINE), *unknown[:3], *(one.email for one in held), *bad):
        assert text in card, text
    looked = await on.steer("GET", "/calls")
    await deleted_in_the_sources(on, fine[1:])
    ref = filed(await sent(on, name, deleted="2026-11-01"))
    assert len(await members(on, ref)) == FINE
    await on.act("ben", "approve", ref)
    await on.typed("amir", f"hold {later.email} a court case")
    await ended(on, ref)
    theirs, stuck, out = await stands(on, ref), await their(on, ref, still), await their(on, ref, later)
    assert theirs.pop(stuck) is Stand.STILL_THERE
    assert theirs.pop(out) is Stand.HELD
    assert set(theirs.values()) == {Stand.GONE}
    calls = await on.steer("GET", "/calls")
    assert jobs(calls[len(looked) :]) == jobs(before), "as for one person"
    assert len(await on.votes(ref)) == 1
    await told(on)
    assert on.seen("@ada", stuck)
    assert not any(on.seen("@ada", one) for one in theirs)
    form = await on.act("ada", "tell-all", ref)
    assert isinstance(form, Form)
    assert said(await on.act("ada", "tell-all", form.ref, {"day": on.today})) == words.batch.told_now(len(theirs))
    async with asyncio.timeout(HOURS):
        while any([(await on.request(one)).state is not State.COMPLETED for one in theirs]):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    assert (await on.request(stuck)).state is State.NEEDS_ATTENTION


async def one_alone(on: Scene, person: Person) -> list[str]:
    """The erasure of one person from the same sources, as measure of the jobs."""
    sources = [await on.source_id(name) for name in SOURCES]
    values: Values = {"sources": tuple(sources), "for": person.email, "deleted": "2026-11-01"}
    ref = filed(await on.act("ada", "refresh", "", values))
    await on.act("ben", "approve", ref)
    async with asyncio.timeout(HOURS):
        while not any(step.key == "check:2" and step.state == "done" for step in await on.steps(ref)):
            if (await on.request(ref)).state is State.NEEDS_ATTENTION:
                await people_do_their_part(on, ref)
            await asyncio.sleep(0.1)
    return [step.key for step in await on.steps(ref)]


SOURCES = ("Webshop Orders", "Store Receipts", "Event Registrations")


# ---- the list


async def test_whoever_is_twice_on_it_is_taken_once_and_a_tag_is_somebody_else(
    desk: Scene,
) -> None:
    [one] = somebody(1)
    tagged = one.email.replace("@", "+news@")
    await given(desk, [one.email, one.email.upper(), f"  <{one.email}>", tagged])
    await look_through(desk.bot.deps)
    text = (await opened(desk, list_of(desk))).text
    assert words.batch.found(1, 1) in text
    assert words.batch.left_out(Why("twice"), [one.email.upper(), one.email], 2) in text
    assert words.batch.left_out(Why("unknown"), [tagged], 1) in text
    ref = filed(await sent(desk, list_of(desk)))
    assert len(await members(desk, ref)) == 1


async def test_who_is_asked_for_already_is_left_out_and_whoever_was_not_found_comes_along_if_that_is_wished(
    desk: Scene,
) -> None:
    first, second = somebody(2)
    ref = await asked_for(desk, [first])
    await given(desk, [first.email, second.email, "nobody@example.org"])
    await look_through(desk.bot.deps)
    text = (await opened(desk, list_of(desk))).text
    [theirs] = await members(desk, ref)
    assert words.batch.left_out(Why("open"), [f"{first.email} ({theirs})"], 1) in text
    assert len(await members(desk, filed(await sent(desk, list_of(desk), unknown="too")))) == 2


async def test_nothing_of_a_list_is_lost_and_a_wrong_one_keeps_its_form_open(desk: Scene) -> None:
    again = await given(desk, ["some body", "julia"])
    assert isinstance(again, Form)
    assert next((f.value, f.error) for f in again.fields) == ("some body\njulia", words.batch.NOBODY)
    [one] = somebody(1)
    await given(desk, [one.email, "some body"], reference="CASE-77")
    await look_through(desk.bot.deps)
    back = await desk.act("ada", "list-correct", list_of(desk))
    assert isinstance(back, Form)
    assert {f.name: f.value for f in back.fields} | {"received": ""} == {
        "people": f"{one.email}\nsome body", "people-2": "", "people-3": "", "received": "", "reference": "CASE-77",
        "file": "", "column": "",
    }  # fmt: skip


async def test_a_list_is_for_who_gave_it_alone_and_filed_once(desk: Scene) -> None:
    await given(desk, [one.email for one in somebody(2)])
    await look_through(desk.bot.deps)
    name = list_of(desk)
    for verb in ("list-erase", "list-correct"):
        assert said(await desk.act("amir", verb, name)) == words.batch.FORGOTTEN
    form = await opened(desk, name)
    values = {f.name: tuple(f.value.splitlines()) if f.name == "sources" else f.value for f in form.fields}
    one = said(await desk.act("ada", "list-erase", name, values, delivery="d1"))
    assert said(await desk.act("ada", "list-erase", name, values, delivery="d1")) == one
    assert said(await desk.act("ada", "list-erase", name, values)) == words.batch.FORGOTTEN
    assert not desk.rows("SELECT 1 FROM lists")


async def test_a_list_that_was_interrupted_is_taken_up_again(desk: Scene) -> None:
    await given(desk, [one.email for one in somebody(3)])
    task = asyncio.create_task(look_through(desk.bot.deps))
    await desk.wait(lambda: desk.rows("SELECT 1 FROM lists WHERE look_at > at"))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    desk.rows("UPDATE lists SET look_at = at")  # the time of whoever had it is over
    assert await look_through(desk.bot.deps)
    assert not await look_through(desk.bot.deps)
    assert words.batch.found(3, 3) in (await opened(desk, list_of(desk))).text


async def test_no_address_of_a_list_stands_in_clear(desk: Scene) -> None:
    two = somebody(2)
    ref = await asked_for(desk, two)
    await given(desk, [one.email for one in two])
    for table in ("lists", "requests", "steps", "orders", "notices", "events", "subjects"):
        text = str([tuple(row) for row in desk.rows(f"SELECT * FROM {table}")])
        assert not any(one.email in text for one in two), (table, ref)


# ---- the decision


async def test_nobody_votes_on_one_of_them_and_all_are_denied_with_the_batch_and_still_wait_for_an_answer(
    desk: Scene,
) -> None:
    ref = await asked_for(desk, somebody(2))
    one, other = await members(desk, ref)
    assert words.requests.OBJECTIONS[Objection.OF_BATCH] in said(await desk.act("ben", "approve", one))
    assert "approve" not in {button.verb for button in _buttons(await desk.typed("ben", f"show {one}"))}
    await desk.act("ben", "deny", ref, {"reason": "not now"})
    assert {(await desk.request(name)).state for name in (ref, one, other)} == {State.DENIED}
    waiting = {row.id for row in desk.rows("SELECT id FROM requests WHERE waits_since IS NOT NULL")}
    assert waiting == {one, other}


def _buttons(answer: Answer) -> Sequence[Button]:
    assert isinstance(answer, Card)
    return answer.buttons


async def test_until_each_goes_on_alone_the_batch_stands_on_the_board_for_all(desk: Scene) -> None:
    ref = await asked_for(desk, somebody(3))
    waiting = {row.id for row in desk.rows("SELECT id FROM requests WHERE state = 'pending_approval'")}
    assert waiting == {ref, *await members(desk, ref)}
    for board in ("requests open", "requests mine"):
        shown = said(await desk.typed("ada", board))
        assert [one for one in waiting if one in shown] == [ref], board


async def test_one_of_them_is_cancelled_alone_and_all_of_them_with_the_batch(desk: Scene) -> None:
    ref = await asked_for(desk, somebody(3))
    one, *rest = await members(desk, ref)
    await desk.act("ada", "cancel", one)
    assert [(await desk.request(name)).state for name in (ref, one)] == [State.PENDING_APPROVAL, State.CANCELLED]
    await desk.act("ada", "cancel", ref)
    assert {(await desk.request(name)).state for name in rest} == {State.CANCELLED}
    assert said(await desk.typed("ada", f"correct {ref}")) == words.batch.NOT_CORRECTED


async def test_a_batch_that_the_rows_have_changed_is_not_approved(desk: Scene) -> None:
    ref = await asked_for(desk, somebody(2))
    one, _ = await members(desk, ref)
    desk.rows(f"UPDATE steps SET key = 'member:DSR-000000' WHERE key = 'member:{one}'")
    await desk.act("ben", "approve", ref)
    assert (await desk.request(ref)).state is State.PENDING_APPROVAL


async def test_one_who_was_put_into_a_batch_is_carried_out_by_nobody(on: Scene) -> None:
    """Whoever has the database alone says of a request that waits that it is of a batch that was approved."""
    await given(on, [one.email for one in somebody(1)])
    ref = filed(await sent(on, await brought(on)))
    other = await on.file("ada", "refresh all for zoe.akesson@example.org")
    await on.act("ben", "approve", ref)
    on.rows(f"UPDATE requests SET batch = '{ref}', state = 'in_progress', run = 1 WHERE id = '{other}'")
    taken = await on.request(other)
    assert not await on.bot.deps.storage.read(lambda unit: as_ordered(unit, taken))
    await on.stopped(ref)


async def test_each_is_told_and_asked_of_as_a_person_of_their_own(desk: Scene) -> None:
    ref = await asked_for(desk, somebody(2))
    assert len(desk.rows(f"SELECT 1 FROM events WHERE kind = '{EventKind.REQUEST_FILED}'")) == 3
    assert len({(await desk.request(one)).subject_id for one in [ref, *await members(desk, ref)]}) == 3
    page = said(await desk.act("ben", "people", f"{ref}.0"))
    assert all(one.email in page for one in somebody(2))
    assert said(await desk.act("nils", "people", f"{ref}.0")) != page
    for forged in ("answer", "9999"):
        assert said(await desk.act("ben", "people", f"{ref}.{forged}")) == words.errors.NOT_OPEN
    assert Counter(row.request_id for row in desk.rows("SELECT request_id FROM notices")).keys() <= {ref, None}


async def test_a_page_of_its_people_that_is_turned_does_not_become_its_card(desk: Scene) -> None:
    ref = await asked_for(desk, somebody(PAGE + 1))
    first = await desk.act("ben", "people", f"{ref}.0")
    assert isinstance(first, Card)
    [on] = first.buttons
    second = await pressed(desk, "ben", on)
    assert isinstance(second, Card)
    assert second.title == words.batch.page(PAGE + 1, PAGE + 1, PAGE + 1)
    [back] = second.buttons
    assert said(await pressed(desk, "ben", back)) == said(first)
    assert not desk.rows("SELECT 1 FROM cards")
    await pressed(desk, "ben", Button("people", f"{ref}.0", "People"))
    assert [row.request_id for row in desk.rows("SELECT request_id FROM cards")] == [ref], "that is on its card"


async def pressed(on: Scene, who: str, button: Button) -> Answer:
    """On a message of which the bot does not know yet."""
    place = Place(on.terminal.surface, f"@{who}", private=True)
    click = Clicked(account=on.terminal.account(who), place=place, verb=button.verb, ref=button.ref, address="4711")
    return await on.bot.desk(click)


async def test_there_is_no_record_of_a_batch_but_one_of_each(desk: Scene) -> None:
    ref = await asked_for(desk, somebody(2))
    desk.rows(f"UPDATE requests SET state = 'completed' WHERE id = '{ref}'")
    desk.rows(f"UPDATE steps SET key = 'downstream:' WHERE request_id = '{ref}' AND key LIKE 'statement%'")
    assert said(await desk.typed("ada", f"certificate {ref}")) == words.certificate.EACH_OWN
    deps = desk.bot.deps
    made = await deps.storage.read(lambda unit: certificate(unit, ref, deps.policy, deps.clock(), words.EN))
    assert made is None
    desk.rows(f"UPDATE requests SET state = 'pending_approval' WHERE id = '{ref}'")  # as nobody was told of an end
