"""Whoever can write to the database, and has no master key, gets nothing done: each forgery is stopped and named."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from bot.app.metrics import numbers
from domain.request import State, StepState
from domain.votes import Objection
from domain.words import en as words
from tests.handlers.conftest import Open
from tests.stage import Scene, rules, said

MARK, JULIA = "mark.old@contoso.com", "julia.stern@contoso.com"
TWO = rules(approval={"required": 2})
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
