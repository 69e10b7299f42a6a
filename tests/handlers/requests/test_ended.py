"""Whoever can write to the database ends no request, and says of nobody that they are gone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.app.metrics import numbers
from domain.drawing.certificate import Certificate
from domain.request import OPEN, State
from domain.words import en as words
from handlers.erasure.certificate import certificate
from handlers.requests.unended import look_for_unended
from tests.databases import no_time
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ANNA, ZOE, checked, deleted, filed_for, settle
from tests.handlers.erasure.erasing import state as wait_for_state
from tests.handlers.requests.test_forged import MARK, _forged, _named
from tests.stage import Scene, said

ASKED = f"refresh webshop orders for {ZOE}"
PLAN = {"statement:": "", "check:1": "gone", "check:2": "gone", "recipients:": "", "answer:": ""}
CLOSED = "closed_at = created_at, decided_at = created_at, waits_since = NULL, due_at = NULL"
COUNTED = "\ndsrbot_altered_requests {}\n"


def over(ref: str, state: str = "completed") -> str:
    return f"UPDATE requests SET state = '{state}', {CLOSED} WHERE id = '{ref}'"


def done(ref: str) -> list[str]:
    """A whole plan, in which everything is done and the person gone."""
    columns = "request_id, key, position, subject_id, label, state, note, adopted, settled_at"
    added = [
        f"INSERT INTO steps ({columns}) SELECT id, '{key}', {n + 5}, subject_id, '', 'done', '{note}', "
        f"false, created_at FROM requests WHERE id = '{ref}'"
        for n, (key, note) in enumerate(PLAN.items())
    ]
    return [*added, f"UPDATE steps SET state = 'done' WHERE request_id = '{ref}'"]


async def certified(on: Scene, ref: str) -> Certificate | None:
    return await on.bot.store.read(
        lambda unit: certificate(unit, ref, on.bot.deps.policy, datetime.now(UTC), on.bot.deps.words)
    )


async def looked_for(on: Scene) -> None:
    """All of them."""
    after = await look_for_unended(on.bot.deps, "")
    while after:
        after = await look_for_unended(on.bot.deps, after)


async def test_an_erasure_that_somebody_completed_in_the_database_is_not_completed(opened_anywhere: Open) -> None:
    async with opened_anywhere(works=False) as desk:
        ref = await desk.file("ada", ASKED)
        await _forged(desk, [*done(ref), over(ref)])
        shown = said(await desk.typed("ada", f"show {ref}"))
        assert words.card.NOT_ENDED in shown
        assert words.card.GONE not in shown
        assert words.card.NOT_ENDED in said(await desk.typed("ada", f"certificate {ref}"))
        assert await certified(desk, ref) is None
        await looked_for(desk)
        assert ref in said(await desk.typed("ada", "requests"))
        assert (await desk.request(ref)).state is State.PENDING_APPROVAL
        assert COUNTED.format(1) in await numbers(desk.bot)
        await _named(desk, ref)
        await desk.act("ada", "cancel", ref)  # to end it takes no trust
        assert (await desk.request(ref)).state is State.CANCELLED
        await looked_for(desk)
        assert (await desk.request(ref)).state is State.CANCELLED


@pytest.mark.parametrize("state", [state for state in State if state not in OPEN])
@pytest.mark.parametrize("approved", [False, True], ids=["pending", "approved"])
@pytest.mark.parametrize("asked", [ASKED, f"remove-user {MARK}"], ids=["erasure", "removal"])
async def test_what_somebody_closed_in_the_database_waits_on(
    opened_anywhere: Open, state: State, asked: str, *, approved: bool
) -> None:
    async with opened_anywhere(works=False) as desk:
        ref = await (desk.approved if approved else desk.file)("ada", asked)
        await _forged(desk, [over(ref, state)])
        assert words.card.NOT_ENDED in said(await desk.typed("ada", f"show {ref}"))
        await looked_for(desk)
        found = await desk.request(ref)
        assert found.state is (State.NEEDS_ATTENTION if approved else State.PENDING_APPROVAL)
        assert found.closed_at is None
        assert ref in said(await desk.typed("ada", "requests"))
        await _named(desk, ref)


async def test_what_waits_and_was_taken_off_the_board_is_back_on_it(opened_anywhere: Open) -> None:
    async with opened_anywhere(works=False) as desk:
        ref = await desk.file("ada", ASKED)
        await _forged(desk, [f"UPDATE requests SET waits_since = NULL, due_at = NULL WHERE id = '{ref}'"])
        assert ref not in said(await desk.typed("ada", "requests"))
        await looked_for(desk)
        assert ref in said(await desk.typed("ada", "requests"))
        assert (await desk.request(ref)).due_at
        await _named(desk, ref)


@pytest.mark.parametrize("how", ["deny", "cancel"])
async def test_whoever_waits_for_an_answer_and_was_taken_off_the_board_waits_on(
    opened_anywhere: Open, how: str
) -> None:
    async with opened_anywhere(works=False) as desk:
        ref = await desk.file("ada", ASKED)
        await desk.act("ben" if how == "deny" else "ada", how, ref, **({"reason": "not now"} if how == "deny" else {}))
        await looked_for(desk)
        assert ref in said(await desk.typed("ada", "requests"))
        assert not desk.rows(f"SELECT 1 FROM events WHERE kind = 'request.altered' AND request_id = '{ref}'")
        await _forged(desk, [f"UPDATE requests SET waits_since = NULL WHERE id = '{ref}'"])
        assert ref not in said(await desk.typed("ada", "requests"))
        await looked_for(desk)
        assert ref in said(await desk.typed("ada", "requests"))
        assert not (await desk.request(ref)).open
        await _named(desk, ref)


async def test_the_admins_hear_that_it_was_put_back(on: Scene) -> None:
    closed, off = await on.file("ada", ASKED), await on.file("ada", f"refresh crm contacts for {ANNA}")
    await _forged(on, [over(closed), f"UPDATE requests SET waits_since = NULL WHERE id = '{off}'"])
    await looked_for(on)
    for ref in (closed, off):
        await on.until("@amir", words.notices.put_back(ref))


ODD = {
    "its state": "state = 'odd'",
    "its end": "state = 'denied', closed_at = {}",
    "who waits": "state = 'needs_attention', received_on = {}, waits_since = NULL",
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
async def test_a_row_that_cannot_be_read_keeps_no_other_from_being_looked_at(opened_anywhere: Open, odd: str) -> None:
    """And fails by itself, until it can be read."""
    async with opened_anywhere(works=False) as desk:
        refs = [
            await desk.file("ada", f"refresh {what} for {ZOE}")
            for what in ("webshop orders", "crm web", "survey answers")
        ]
        off = await desk.file("ada", f"refresh crm contacts for {ANNA}")
        for ref in refs[::2]:
            await _forged(desk, [over(ref)])
        wait = f"UPDATE requests SET waits_since = NULL WHERE id = '{off}'"
        await _forged(
            desk, [f"UPDATE requests SET {odd.format(no_time(desk.database_url))} WHERE id = '{refs[1]}'", wait]
        )
        await looked_for(desk)
        for ref in (refs[0], refs[2], off):
            assert (await desk.request(ref)).open
            await _named(desk, ref)
        assert len(desk.bot.deps.failing) == 1
        mended = "state = 'pending_approval', closed_at = NULL, received_on = '2026-11-30', waits_since = '2026-11-30'"
        await _forged(desk, [f"UPDATE requests SET {mended} WHERE id = '{refs[1]}'"])
        await looked_for(desk)
        assert len(desk.bot.deps.failing) == 0


_WRITES = "INSERT INTO events (kind, at, request_id, data) SELECT 'request.completed',"
SAID = {  # what somebody else writes
    "the end": f"""{_WRITES} closed_at, id, '{{{{"run":"1"}}}}' FROM requests WHERE id = '{{0}}'""",
    "the end of another": f"{_WRITES} n.closed_at, n.id, data "
    "FROM events, requests n WHERE n.id = '{0}' AND events.kind = 'request.cancelled'",
    "a seal of another": "INSERT INTO ends (request_id, sealed) "
    "SELECT '{0}', sealed FROM ends WHERE request_id <> '{0}'",
    "a seal of nothing": "INSERT INTO ends (request_id, sealed) SELECT id, sealed FROM requests WHERE id = '{0}'",
}  # fmt: skip


@pytest.mark.parametrize("how", SAID.values(), ids=SAID)
async def test_an_end_that_somebody_wrote_is_none(opened_anywhere: Open, how: str) -> None:
    async with opened_anywhere(works=False) as desk:
        await desk.act("ada", "cancel", await desk.file("ada", f"refresh crm contacts for {ANNA}"))
        ref = await desk.file("ada", ASKED)
        await _forged(desk, [*done(ref), over(ref), how.format(ref)])
        assert await certified(desk, ref) is None
        await looked_for(desk)
        assert (await desk.request(ref)).open
        await _named(desk, ref)


async def test_a_true_end_stays_one_and_its_look_counts(opened_anywhere: Open) -> None:
    """Also where the row of its end was taken away, as the log knows of it; another end in its place is none."""
    async with opened_anywhere() as on:
        await deleted(on, ZOE, "Webshop Orders")
        ref = await filed_for(on, ZOE, "Webshop Orders")
        await checked(on, ref)
        await wait_for_state(on, ref, State.NEEDS_ATTENTION)
        await settle(on, "ada", ref, "answer:", day=on.today)
        await wait_for_state(on, ref, State.COMPLETED)
        other = await on.file("ada", f"remove-user {MARK}")
        await on.act("ada", "cancel", other)
        for statement in ("SELECT 1", "DELETE FROM ends"):
            if statement != "SELECT 1":
                await _forged(on, [statement])
            await looked_for(on)
            found = await certified(on, ref)
            assert found is not None
            assert found.verified
            assert words.card.NOT_ENDED not in said(await on.typed("ada", f"show {ref}"))
            assert [(await on.request(one)).state for one in (ref, other)] == [State.COMPLETED, State.CANCELLED]
        await _forged(on, [f"UPDATE requests SET state = 'denied' WHERE id = '{other}'"])
        await looked_for(on)
        assert (await on.request(other)).open


LOOKED = (
    "steps SET state = 'done' WHERE request_id",
    "steps SET note = 'gone' WHERE key IN ('check:1', 'check:2') AND request_id",
    "requests SET state = 'in_progress', run = run + 1 WHERE id",
)


async def test_a_look_that_somebody_wrote_is_made(opened_anywhere: Open) -> None:
    """An approved erasure of somebody who is there still: the plan says gone, and is looked at all the same."""
    async with opened_anywhere() as on:
        ref = await filed_for(on, ZOE, "Webshop Orders")
        await wait_for_state(on, ref, State.NEEDS_ATTENTION)
        await _forged(on, [f"UPDATE {what} = '{ref}'" for what in LOOKED])
        shown = said(await on.typed("ada", f"show {ref}"))
        assert words.card.VERDICTS[next(iter(words.card.VERDICTS))] not in shown
        request = await on.request(ref)
        await on.bot.deps.storage.write(lambda unit: unit.start(request))
        await wait_for_state(on, ref, State.NEEDS_ATTENTION, request.run)
        assert not [one for one in await on.steps(ref) if one.key.startswith("check:") and one.note == "gone"]
        await _named(on, ref)
