"""A clock that stood wrong for a moment: what was done before and after goes on, and what cannot be undone waits."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert

from domain.audit.lines import Cut, moment, statement
from domain.event import EventKind
from domain.request import State
from domain.words import en as words
from storage import tables
from storage.unit import Unit
from tests.handlers.conftest import Open
from tests.handlers.enrolling import Phones
from tests.handlers.people.test_delegate import away
from tests.handlers.requests.test_codes import CODES
from tests.handlers.requests.test_forged import MARK
from tests.handlers.requests.test_put_back import put_back
from tests.stage import Scene, said

AHEAD = timedelta(days=5 * 365)


async def sealed(desk: Scene, at: datetime) -> None:
    """With something to seal."""
    await desk.bot.store.write(lambda unit: unit.events.add(EventKind.REPORT_VIEWED, at, actor=None, request=None))
    await desk.bot.store.write(lambda unit: unit.log.seal_some(at))


async def cut_ahead(desk: Scene, at: datetime, *, told: bool) -> None:
    """By a clock five years ahead, all but the newest batch; `told`: as this release tells of a cut, or an earlier one.
    Then the clock is right again."""
    store = desk.bot.store
    await sealed(desk, at)
    await sealed(desk, at)
    await store.write(lambda unit: _cut(unit, at, told=told))
    assert await store.write(lambda unit: unit.log.cuts.clear())
    await sealed(desk, at + AHEAD)
    await sealed(desk, at + timedelta(seconds=1))


def _cut(unit: Unit, at: datetime, *, told: bool) -> None:
    found, signer = unit.log.seal(1), unit.log.keys.signer()
    assert found
    seal = found[0]
    made = Cut(after=seal.last, hash=seal.hash, seal=seal.number, at=moment(at + AHEAD), key=signer.public)
    row = {**asdict(made), "at": at + AHEAD, "signature": signer.sign(statement(made))}
    unit.connection.execute(insert(tables.cuts), row)
    standing = " ".join([*unit.delegations.marks(), *unit.codes.marks()])
    data = {"after": str(made.after), "seal": "1", "standing": standing, **({"until": moment(at)} if told else {})}
    unit.events.add(EventKind.LOG_CUT, at + AHEAD, actor=None, request=None, data=data)


@pytest.mark.parametrize("told", [True, False])
async def test_what_is_begun_after_a_cut_of_the_future_counts(opened_anywhere: Open, told: bool) -> None:
    """The log was cut by a clock ahead, which is right again."""
    async with opened_anywhere(works=False, config=CODES) as desk:
        phones = Phones(desk)
        await desk.typed("ada", "help")
        await cut_ahead(desk, phones.clock.at, told=told)
        phones.clock.on(seconds=2)
        await phones.enrolled("ben", "cleo")
        assert "acts for you until" in await away(desk, "cleo", "nils")
        ref = await desk.file("ada", f"remove-user {MARK}")
        phones.clock.on(seconds=30)
        assert said(await phones.approves("ben", ref)) == words.requests.approved(ref, 1, 1)
        assert (await desk.request(ref)).state is State.IN_PROGRESS


@pytest.mark.parametrize("told", [True, False])
async def test_what_had_ended_before_a_cut_of_the_future_stays_so(opened_anywhere: Open, told: bool) -> None:
    async with opened_anywhere(works=False) as desk:
        phones = Phones(desk)
        await away(desk, "ben", "nils")
        [row] = desk.rows("SELECT * FROM delegations")
        await desk.act("ben", "delegate-end", str(row.id))
        phones.clock.on(seconds=1)
        await cut_ahead(desk, phones.clock.at, told=told)
        assert not desk.rows("SELECT 1 FROM events WHERE kind = 'delegation.ended'")
        await put_back(desk, "delegations", row)
        phones.clock.on(seconds=2)
        ref = await desk.file("ada", f"remove-user {MARK}")
        await desk.act("nils", "approve", ref)
        assert not await desk.votes(ref)


async def test_a_clock_behind_what_the_log_says_begins_no_delegation(opened_anywhere: Open) -> None:
    async with opened_anywhere(works=False) as desk:
        phones = Phones(desk)
        await cut_ahead(desk, phones.clock.at, told=True)
        phones.clock.on(seconds=-3600)
        assert await away(desk, "ben", "nils") == words.away.CLOCK_BEHIND
        phones.clock.on(seconds=3700)
        assert "acts for you until" in await away(desk, "ben", "nils")
