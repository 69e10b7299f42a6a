"""Whom a legal hold covers is told by the log, whatever somebody writes into the rows of subjects."""

from __future__ import annotations

import pytest

from domain.request import State
from domain.votes import Objection
from domain.words import en as words
from handlers.requests.order import as_ordered
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ANNA, ZOE
from tests.handlers.listed_holds import release_of
from tests.handlers.requests.test_forged import _forged, _named
from tests.handlers.requests.test_hold import ASKED, customer_id
from tests.stage import Scene, said

ALTERED, HELD = words.requests.OBJECTIONS[Objection.ALTERED], words.requests.OBJECTIONS[Objection.HELD]
OTHERWISE = f"refresh webshop orders for {ZOE}"
CASE = "a court case"
_FREE = "held_at = NULL, held_by = NULL, hold_reason = NULL, held_as = NULL"
_UNKNOWN = "UPDATE subjects SET lookup = NULL"
_HELD = "WHERE held_at IS NOT NULL"
BEFORE_IT_IS_FILED = {
    "nobody is known by the address": [_UNKNOWN],
    "… and the hold is taken off": [f"{_UNKNOWN}, {_FREE}"],
    "… and each is a human of their own": [f"{_UNKNOWN}, human = id"],
    "… and the key is gone": [f"UPDATE subjects SET wrapped_key = NULL {_HELD}", _UNKNOWN],
    "… and the key is another one": [f"UPDATE subjects SET wrapped_key = lookup {_HELD}", _UNKNOWN],
}
APART = ["UPDATE subjects SET human = id"]


async def stopped(on: Scene, ref: str) -> None:
    """It is not approved, and the log and the admins hear that something was altered."""
    assert ALTERED in said(await on.act("ben", "approve", ref))
    request = await on.request(ref)
    assert request.state is State.PENDING_APPROVAL
    assert not await on.bot.deps.storage.read(lambda unit: as_ordered(unit, request))
    await _named(on, ref)


@pytest.mark.parametrize("through_a_request", [False, True], ids=["", "through a request"])
@pytest.mark.parametrize("statements", BEFORE_IT_IS_FILED.values(), ids=BEFORE_IT_IS_FILED)
async def test_whoever_is_held_is_so_by_their_address_too(
    opened_anywhere: Open, statements: list[str], through_a_request: bool
) -> None:
    async with opened_anywhere(works=False) as desk:
        held = await desk.file("ada", f"refresh crm contacts for {ZOE}") if through_a_request else ZOE
        await desk.typed("ada", f"hold {held} {CASE}")
        await _forged(desk, statements)
        await stopped(desk, await desk.file("amir", OTHERWISE))


@pytest.mark.parametrize("spelt", [ZOE.upper(), f"<mailto:{ZOE}|{ZOE}>"])
async def test_so_they_are_however_the_address_is_spelt(desk: Scene, spelt: str) -> None:
    await desk.typed("ada", f"hold {ZOE} {CASE}")
    await _forged(desk, BEFORE_IT_IS_FILED["nobody is known by the address"])
    await stopped(desk, await desk.file("amir", f"refresh webshop orders for {spelt}"))


async def test_nobody_else_is_stopped_by_it(desk: Scene) -> None:
    await desk.typed("ada", f"hold {ZOE} {CASE}")
    await _forged(desk, BEFORE_IT_IS_FILED["nobody is known by the address"])
    ref = await desk.file("amir", ASKED)
    await desk.act("ben", "approve", ref)
    assert (await desk.request(ref)).state is State.IN_PROGRESS


@pytest.mark.parametrize("filed_first", [True, False])
@pytest.mark.parametrize("silent", [False, True], ids=["", "and Customer Insights is silent when it is filed"])
async def test_who_was_found_to_be_the_same_human_stays_it(
    opened_anywhere: Open, filed_first: bool, silent: bool
) -> None:
    async with opened_anywhere(works=False) as desk:
        known = await customer_id(desk, ANNA)
        await desk.bot.deps.catalog.sources()
        asked, refs = f"refresh crm web for {known}", list[str]()
        desk.wire.down = silent
        if filed_first:
            refs.append(await desk.file("amir", asked))
        desk.wire.down = False
        await desk.typed("ada", f"hold {ANNA} {CASE}")
        desk.wire.down = silent
        if not filed_first:
            await _forged(desk, ["UPDATE subjects SET lookup = NULL"])
            refs.append(await desk.file("amir", asked))
        await _forged(desk, APART)
        await stopped(desk, refs[0])


async def test_one_of_two_holds_that_the_rows_have_lost_is_not_lost(desk: Scene) -> None:
    ref = await desk.file("ada", ASKED)
    await desk.typed("ada", f"hold {ANNA} {CASE}")
    await desk.typed("amir", f"hold {ANNA} a tax audit")
    await _forged(desk, [*APART])
    [first] = desk.rows("SELECT id FROM subjects WHERE held_at IS NOT NULL ORDER BY held_at LIMIT 1")
    await desk.act("amir", "release-hold", await release_of(desk, "amir", first.id))
    await stopped(desk, ref)


@pytest.mark.parametrize(
    "statements", [APART, [f"UPDATE subjects SET {_FREE}"], [f"UPDATE subjects SET human = id, {_FREE}"]]
)
async def test_two_admins_put_it_right(desk: Scene, statements: list[str]) -> None:
    """Set once more by one, all that stand are there again, and each is released by itself."""
    ref = await desk.file("ada", ASKED)
    await desk.typed("ada", f"hold {ANNA} {CASE}")
    await desk.typed("ada", f"hold {ANNA} a tax audit")
    await _forged(desk, statements)
    await desk.typed("ada", f"hold {ref} once more")
    assert HELD in said(await desk.act("ben", "approve", ref))
    for row in desk.rows("SELECT id FROM subjects WHERE held_at IS NOT NULL"):
        assert HELD in said(await desk.act("ben", "approve", ref))
        await desk.act("amir", "release-hold", await release_of(desk, "amir", row.id))
    await desk.act("ben", "approve", ref)
    assert (await desk.request(ref)).state is State.IN_PROGRESS


async def test_no_mark_can_be_compared_with_another_or_read_without_the_key_of_the_person(desk: Scene) -> None:
    """They are sealed, each by itself."""
    await desk.typed("ada", f"hold {ANNA} {CASE}")
    await desk.typed("amir", f"hold {ANNA} a tax audit")
    lookups = [row.lookup.hex()[:24] for row in desk.rows("SELECT lookup FROM subjects WHERE lookup IS NOT NULL")]
    kinds = "('subject.held', 'subject.united')"
    data = [str(row.data) for row in desk.rows(f"SELECT data FROM events WHERE kind IN {kinds}")]
    assert len(set(data)) == len(data) >= 2
    assert lookups
    assert not [mark for mark in lookups if mark in str(data)]


async def test_what_unites_is_proved(desk: Scene) -> None:
    await customer_id(desk, ANNA)
    await desk.file("ada", ASKED)
    await desk.typed("ada", f"hold {ANNA} {CASE}")
    rows = desk.rows("SELECT data FROM events WHERE kind = 'subject.united'")
    assert rows
    assert all("proof" in str(row.data) for row in rows)
