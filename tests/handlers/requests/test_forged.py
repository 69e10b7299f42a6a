"""Whoever can write to the database, and has no master key, gets nothing done: each forgery is stopped and named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import text

from bot.app.cutting import cut_log
from bot.app.metrics import numbers
from bot.app.sealing import Anchor, seal
from domain.request import State, StepState
from domain.votes import Objection
from domain.words import en as words
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ZOE, deleted, filed_for, settle
from tests.handlers.erasure.erasing import state as wait_for_state
from tests.stage import Scene, rules, said

MARK, JULIA = "mark.old@contoso.com", "julia.stern@contoso.com"
TWO = rules(approval={"required": 2})
OPENED = "closed_at = NULL, waits_since = '9999-12-31'"
CAST = "request_id, person_id, verdict, at, cast_by, mac"

Forge = Callable[[str, str], list[str]]
"""(the request, another one of the same kind): statements."""

# A second approval is still to come, Ben has given the first. `other` was filed and approved by Ben as well.
WHILE_PENDING: dict[str, Forge] = {
    "a vote is inserted": lambda ref, _: [
        f"INSERT INTO votes ({CAST}) SELECT request_id, 'x' || person_id, verdict, at, 'x' || cast_by, mac FROM votes "
        f"WHERE request_id = '{ref}'"
    ],
    "a vote without a proof is inserted": lambda ref, _: [
        f"INSERT INTO votes (request_id, person_id, verdict, at) "
        f"SELECT request_id, 'x' || person_id, verdict, at FROM votes WHERE request_id = '{ref}'"
    ],
    "a vote is somebody else's": lambda ref, _: [
        f"UPDATE votes SET person_id = 'x' || person_id, cast_by = 'x' || cast_by WHERE request_id = '{ref}'"
    ],
    "a vote is somebody else's by half": lambda ref, _: [
        f"UPDATE votes SET person_id = 'x' || person_id WHERE request_id = '{ref}'"
    ],
    "a vote was given at another time": lambda ref, other: [
        f"UPDATE votes SET at = (SELECT created_at FROM requests WHERE id = '{other}') WHERE request_id = '{ref}'"
    ],
    "a vote of another request": lambda ref, other: [
        f"DELETE FROM votes WHERE request_id = '{ref}'",
        f"UPDATE votes SET request_id = '{ref}' WHERE request_id = '{other}'",
    ],
    "the proof of another vote": lambda ref, other: [
        f"UPDATE votes SET mac = (SELECT mac FROM votes WHERE request_id = '{other}') WHERE request_id = '{ref}'"
    ],
    "the quorum is lowered": lambda ref, _: [f"UPDATE requests SET quorum = 1 WHERE id = '{ref}'"],
    "the quorum is none": lambda ref, _: [f"UPDATE requests SET quorum = 0 WHERE id = '{ref}'"],
    "somebody else asked for it": lambda ref, _: [
        f"UPDATE requests SET requester_id = 'somebody' WHERE id = '{ref}'"
    ],
    "it is of another kind": lambda ref, _: [f"UPDATE requests SET kind = 'refresh' WHERE id = '{ref}'"],
    "it was received on another day": lambda ref, _: [
        f"UPDATE requests SET received_on = '2020-01-01' WHERE id = '{ref}'"
    ],
    "it is about somebody else": lambda ref, other: [
        f"UPDATE requests SET subject_id = (SELECT subject_id FROM requests WHERE id = '{other}') WHERE id = '{ref}'"
    ],
    "another target": lambda ref, other: [
        f"DELETE FROM steps WHERE request_id = '{ref}'",
        f"UPDATE steps SET request_id = '{ref}' WHERE request_id = '{other}'",
    ],
    "another key of the target": lambda ref, _: [f"UPDATE steps SET key = 'somebody' WHERE request_id = '{ref}'"],
    "another name of the target": lambda ref, _: [f"UPDATE steps SET label = 'harmless' WHERE request_id = '{ref}'"],
    "one target more": lambda ref, other: [
        f"UPDATE steps SET request_id = '{ref}' WHERE request_id = '{other}'"
    ],
    "no target": lambda ref, _: [f"DELETE FROM steps WHERE request_id = '{ref}'"],
    "the order of another request": lambda ref, other: [
        f"DELETE FROM orders WHERE request_id = '{ref}'",
        f"UPDATE orders SET request_id = '{ref}' WHERE request_id = '{other}'",
    ],
    "the sealed order of another request": lambda ref, other: [
        f"UPDATE orders SET sealed = (SELECT sealed FROM orders WHERE request_id = '{other}') "
        f"WHERE request_id = '{ref}'"
    ],
    "no order": lambda ref, _: [f"DELETE FROM orders WHERE request_id = '{ref}'"],
    "the text of its step in its row": lambda ref, _: [
        f"UPDATE requests SET sealed = (SELECT sealed FROM steps WHERE request_id = '{ref}') WHERE id = '{ref}'"
    ],
    "the text of its row in its step": lambda ref, _: [
        f"UPDATE steps SET sealed = (SELECT sealed FROM requests WHERE id = '{ref}') WHERE request_id = '{ref}'"
    ],
    "the text of another step": lambda ref, other: [
        f"UPDATE steps SET sealed = (SELECT sealed FROM steps WHERE request_id = '{other}') WHERE request_id = '{ref}'"
    ],
    "a word in the place of a text": lambda ref, _: [f"UPDATE steps SET sealed = 'word' WHERE request_id = '{ref}'"],
    "a word in the place of a proof": lambda ref, _: [f"UPDATE votes SET mac = 'word' WHERE request_id = '{ref}'"],
    "a word in the place of an order": lambda ref, _: [f"UPDATE orders SET sealed = 'word' WHERE request_id = '{ref}'"],
    "a text as a fault": lambda ref, _: [f"UPDATE steps SET fault = sealed WHERE request_id = '{ref}'"],
    "an order that is nothing": lambda ref, _: [f"UPDATE orders SET sealed = '' WHERE request_id = '{ref}'"],
}  # fmt: skip


@pytest.mark.parametrize("forge", WHILE_PENDING.values(), ids=WHILE_PENDING)
async def test_what_was_forged_before_the_last_vote_is_not_approved(opened_anywhere: Open, forge: Forge) -> None:
    async with opened_anywhere(works=False, config=TWO) as desk:
        ref, other = [await desk.file("ada", f"remove-user {who}") for who in (MARK, JULIA)]
        for one in (ref, other):
            await desk.act("ben", "approve", one)
        await _forged(desk, forge(ref, other))
        for who in ("cleo", "amir"):
            assert said(await desk.act(who, "approve", ref)).startswith(words.requests.OBJECTIONS[Objection.ALTERED])
        assert (await desk.request(ref)).state is State.PENDING_APPROVAL
        await _named(desk, ref)
        assert ref in said(await desk.typed("ada", f"show {ref}"))  # whatever of it can be read
        await desk.act("cleo", "deny", ref, reason="It was forged.")  # to end it takes no trust
        assert (await desk.request(ref)).state is State.DENIED


# The request waits in the middle of its work, approved by two; the work goes on after the forgery.
AT_WORK: dict[str, Forge] = {
    **{name: forge for name, forge in WHILE_PENDING.items() if name != "one target more"},
    "a vote was taken away": lambda ref, _: [
        f"DELETE FROM votes WHERE request_id = '{ref}' AND id = (SELECT max(id) FROM votes WHERE request_id = '{ref}')"
    ],
    "no votes at all": lambda ref, _: [f"DELETE FROM votes WHERE request_id = '{ref}'"],
}


@pytest.mark.parametrize("forge", AT_WORK.values(), ids=AT_WORK)
async def test_what_was_forged_after_the_decision_is_not_carried_out(opened_anywhere: Open, forge: Forge) -> None:
    async with opened_anywhere(works=False, config=TWO) as desk:
        ref, other = [await desk.file("ada", f"remove-user {who}") for who in (MARK, JULIA)]
        for who in ("ben", "cleo"):
            await desk.act(who, "approve", ref)
        await desk.act("ben", "approve", other)
        await _forged(desk, forge(ref, other))
    async with opened_anywhere(config=TWO) as on:
        on.numbers = count(1000)  # no act of the first scene again
        await on.wait(lambda: on.rows(f"SELECT 1 FROM requests WHERE id = '{ref}' AND state != 'in_progress'"))
        assert not await on.calls("DELETE", "/assignment")
        assert (await on.request(ref)).state is State.NEEDS_ATTENTION
        assert all(step.state is not StepState.DONE for step in await on.steps(ref))


SWAPPED = {
    "keys": ("key",),
    "keys and texts": ("key", "sealed"),
    "keys and people": ("key", "subject_id"),
    "texts": ("sealed",),
    "texts and people": ("sealed", "subject_id"),
    "people": ("subject_id",),
}


@pytest.mark.parametrize("columns", SWAPPED.values(), ids=SWAPPED)
@pytest.mark.parametrize("decided", [False, True], ids=["pending", "decided"])
async def test_what_two_steps_of_one_request_have_swapped_is_found(
    opened_anywhere: Open, columns: tuple[str, ...], *, decided: bool
) -> None:
    async with opened_anywhere(works=False, config=TWO) as desk:
        ref = await desk.file("ada", f"remove-user {MARK} {JULIA}")
        for who in ("ben", "cleo") if decided else ("ben",):
            await desk.act(who, "approve", ref)
        _swap(desk, ref, columns)
        if not decided:
            for who in ("cleo", "amir"):
                assert said(await desk.act(who, "approve", ref)).startswith(
                    words.requests.OBJECTIONS[Objection.ALTERED]
                )
            return await _named(desk, ref)
    async with opened_anywhere(config=TWO) as on:
        await on.wait(lambda: on.rows(f"SELECT 1 FROM requests WHERE id = '{ref}' AND state = 'needs_attention'"))
        assert not await on.calls("DELETE", "/assignment")
        return await _named(on, ref)


def _swap(on: Scene, ref: str, columns: tuple[str, ...]) -> None:
    first, second = on.rows(f"SELECT position, {', '.join(columns)} FROM steps WHERE request_id = '{ref}'")
    with on.database.begin() as connection:
        for n, (step, new) in enumerate(((first, ("aside", *first[2:])), (second, first[1:]), (first, second[1:]))):
            if n or columns[0] == "key":  # no two have the same key at any moment
                values = {f"v{i}": value for i, value in enumerate(new)} | {"at": step.position}
                sets = ", ".join(f"{column} = :v{i}" for i, column in enumerate(columns))
                connection.execute(
                    text(f"UPDATE steps SET {sets} WHERE request_id = '{ref}' AND position = :at"), values
                )


async def test_work_that_somebody_begins_by_hand_is_not_carried_out(opened_anywhere: Open) -> None:
    """The row says approved and the work is enqueued, as a database administrator may do it; nobody has voted."""
    async with opened_anywhere(config=TWO) as on:
        ref = await on.file("ada", f"remove-user {MARK}")
        await _forged(on, [f"UPDATE requests SET state = 'in_progress', run = 1, quorum = 0 WHERE id = '{ref}'"])
        request = await on.request(ref)
        await on.bot.deps.storage.write(lambda unit: unit.start(request))
        await on.until("@ada", ref, words.requests.STATES[State.NEEDS_ATTENTION])
        assert [step.note for step in await on.steps(ref)] == ["altered"]
        assert not await on.calls("DELETE", "/assignment")
        await _named(on, ref)


@pytest.mark.parametrize("state", ["pending_approval", "in_progress"])
@pytest.mark.parametrize("end", ["cancel", "deny"])
async def test_what_has_ended_is_not_brought_back(opened_anywhere: Open, state: str, end: str) -> None:
    """With the votes that were really given to it, as far as they were."""
    async with opened_anywhere(config=TWO) as on:
        ref = await on.file("ada", f"remove-user {MARK}")
        await on.act("ben", "approve", ref)
        await on.act(*(("cleo", "deny", ref, {"reason": "No."}) if end == "deny" else ("ada", "cancel", ref)))
        await _forged(
            on,
            [
                f"DELETE FROM votes WHERE request_id = '{ref}' AND verdict = 'deny'",
                f"UPDATE requests SET state = '{state}', {OPENED} WHERE id = '{ref}'",
            ],
        )
        if state == "pending_approval":
            assert words.requests.OBJECTIONS[Objection.ALTERED] in said(await on.act("amir", "approve", ref))
        else:
            request = await on.request(ref)
            await on.bot.deps.storage.write(lambda unit: unit.start(request))
            await on.until("@ada", ref, words.requests.STATES[State.NEEDS_ATTENTION])
        assert not await on.calls("DELETE", "/assignment")
        await _named(on, ref)


async def test_what_ended_before_the_log_begins_is_not_brought_back(opened_anywhere: Open) -> None:
    """Nothing is left of it in the log, not even that it was filed."""
    async with opened_anywhere(works=False, config=TWO) as on:
        store, clock = on.bot.store, on.bot.deps.clock
        ref = await on.file("ada", f"remove-user {MARK}")
        await on.act("ben", "approve", ref)
        await on.act("ada", "cancel", ref)
        await seal(store, Anchor(None), clock)
        await on.file("ada", f"remove-user {JULIA}")
        await seal(store, Anchor(None), lambda: clock() + timedelta(days=2))
        assert await cut_log(store, timedelta(days=1), lambda: clock() + timedelta(days=2))
        assert not await store.read(lambda unit: unit.events.of(ref))
        await _forged(on, [f"UPDATE requests SET state = 'pending_approval', {OPENED} WHERE id = '{ref}'"])
        assert words.requests.OBJECTIONS[Objection.ALTERED] in said(await on.act("amir", "approve", ref))
        await _named(on, ref)


async def test_a_removal_that_is_done_is_not_done_a_second_time(opened_anywhere: Open) -> None:
    """The user was given the role again since, and the row says that their removal is approved and still to be done."""
    async with opened_anywhere() as on:
        ref = await on.approved("ada", f"remove-user {MARK}")
        await on.until("@ada", ref, words.requests.STATES[State.COMPLETED])
        done = len(await on.calls("DELETE", "/assignment"))
        await _forged(
            on,
            [
                f"UPDATE requests SET state = 'in_progress', {OPENED}, run = 2 WHERE id = '{ref}'",
                f"UPDATE steps SET state = 'waiting', note = '', settled_at = NULL WHERE request_id = '{ref}'",
            ],
        )
        request = await on.request(ref)
        await on.bot.deps.storage.write(lambda unit: unit.start(request))
        await on.until("@ada", ref, words.requests.STATES[State.NEEDS_ATTENTION])
        assert len(await on.calls("DELETE", "/assignment")) == done
        await _named(on, ref)


async def test_a_segment_is_not_deleted_because_its_row_says_so(opened_anywhere: Open) -> None:
    async with opened_anywhere() as on:
        await deleted(on, ZOE, "Webshop Orders")
        ref = await filed_for(on, ZOE, "Webshop Orders")
        await wait_for_state(on, ref, State.NEEDS_ATTENTION)
        step = f"request_id = '{ref}' AND key = 'segment:Seg_OldCampaign'"
        await _forged(on, [f"UPDATE steps SET state = 'waiting', note = 'to_delete' WHERE {step}"])
        await _begun_again(on, ref)
        await on.wait(lambda: on.rows(f"SELECT 1 FROM steps WHERE {step} AND note = 'altered'"))
        assert not await on.calls("DELETE", "/segments/")
        await _named(on, ref)


async def test_votes_on_one_segment_delete_no_other(opened_anywhere: Open) -> None:
    """What proves them is copied to another one, which is a segment of the same plan to be sure."""
    async with opened_anywhere() as on:
        await deleted(on, ZOE, "Webshop Orders")
        ref = await filed_for(on, ZOE, "Webshop Orders")
        await wait_for_state(on, ref, State.NEEDS_ATTENTION)
        await settle(on, "amir", ref, "segment:Seg_OldCampaign", choice="delete")
        await settle(on, "ben", ref, "segment:Seg_OldCampaign", choice="yes")
        await on.noted(ref, "segment_gone")
        columns = "request_id, position, subject_id, label, state, note, adopted, sealed"
        await _forged(
            on,
            [
                f"INSERT INTO steps (key, {columns}) SELECT 'segment:Seg_TradeFair', request_id, 90, subject_id, "
                f"label, 'waiting', 'to_delete', adopted, sealed FROM steps "
                f"WHERE request_id = '{ref}' AND key = 'segment:Seg_OldCampaign'",
            ],
        )
        await _begun_again(on, ref)
        await on.wait(lambda: on.rows("SELECT 1 FROM steps WHERE key = 'segment:Seg_TradeFair' AND note = 'altered'"))
        assert not await on.calls("DELETE", "/segments/Seg_TradeFair")


FREE = {
    "the hold": "UPDATE subjects SET held_at = NULL, held_by = NULL, hold_reason = NULL, held_as = NULL",
    "the brake": "UPDATE brakes SET active = NULL",
    "all of the brake": "DELETE FROM brakes",
}


@pytest.mark.parametrize("statement", FREE.values(), ids=FREE)
async def test_a_hold_and_the_brake_are_not_taken_off_in_the_database(opened_anywhere: Open, statement: str) -> None:
    async with opened_anywhere(works=False) as desk:
        ref, late = await desk.approved("ada", f"remove-user {MARK}"), await desk.file("ada", f"remove-user {JULIA}")
        for typed in (f"hold {ref} a case", f"hold {late} a case", "pause it is wrong"):
            await desk.typed("ada", typed)
        others = ["release " + ref, "release " + late] if "brakes" in statement else ["resume"]
        for typed in others:
            await desk.typed("amir", typed)
        await _forged(desk, [statement])
        assert words.requests.OBJECTIONS[Objection.ALTERED] in said(await desk.act("ben", "approve", late))
    async with opened_anywhere() as on:
        on.numbers = count(1000)  # no act of the first scene again
        await on.wait(lambda: on.rows(f"SELECT 1 FROM requests WHERE id = '{ref}' AND state = 'needs_attention'"))
        assert not await on.calls("DELETE", "/assignment")
        await _named(on, ref)


async def test_what_was_freed_in_the_database_is_freed_for_good_by_two_admins(desk: Scene) -> None:
    """Set once more by one, and taken off by another."""
    ref = await desk.file("ada", f"remove-user {MARK}")
    await desk.typed("ada", f"hold {ref} a case")
    await desk.typed("ada", "pause it is wrong")
    await _forged(desk, [FREE["the hold"], FREE["the brake"]])
    for typed in (f"hold {ref} a case", "pause it is wrong"):
        await desk.typed("ada", typed)
    for typed in (f"release {ref}", "resume"):
        await desk.typed("amir", typed)
    await desk.act("ben", "approve", ref)
    assert (await desk.request(ref)).state is State.IN_PROGRESS


async def _begun_again(on: Scene, ref: str) -> None:
    """As a database administrator may do it."""
    await _forged(on, [f"UPDATE requests SET state = 'in_progress', run = run + 1 WHERE id = '{ref}'"])
    request = await on.request(ref)
    await on.bot.deps.storage.write(lambda unit: unit.start(request))


async def _forged(on: Scene, statements: list[str]) -> None:
    with on.database.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


async def _named(on: Scene, ref: str) -> None:
    """In the log, and to every admin in private."""
    assert on.rows(f"SELECT 1 FROM events WHERE kind = 'request.altered' AND request_id = '{ref}'")
    assert on.rows(f"SELECT 1 FROM notices WHERE kind = 'altered' AND request_id = '{ref}'")


async def test_a_card_says_that_a_part_of_it_is_not_what_was_written(opened_anywhere: Open) -> None:
    async with opened_anywhere(works=False) as desk:
        ref = await desk.file("ada", f"remove-user {MARK}")
        await _forged(desk, WHILE_PENDING["the text of its row in its step"](ref, ""))
        told = said(await desk.typed("ada", f"show {ref}"))
        assert words.card.ALTERED in told
        assert MARK not in told.split(words.card.ALTERED)[1]


async def test_who_needs_what_was_altered_hears_that_it_is_not_used(opened_anywhere: Open) -> None:
    async with opened_anywhere(works=False) as desk:
        ref = await desk.file("ada", f"remove-user {MARK}")
        await _forged(desk, WHILE_PENDING["the text of its step in its row"](ref, ""))
        assert "\ndsrbot_altered_requests 0\n" in await numbers(desk.bot)
        assert words.errors.ALTERED in said(await desk.act("ada", "correct", ref))
        await _named(desk, ref)
        assert "\ndsrbot_altered_requests 1\n" in await numbers(desk.bot)
