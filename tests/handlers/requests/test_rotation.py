"""Keys are changed while a request waits for its second vote and a removal is under way: nothing is lost or forged."""

from __future__ import annotations

from itertools import count

import pytest

from domain.audit.verify import verify
from domain.request import State
from domain.words import en as words
from storage.log_file import whole
from storage.master_key import new_master_key
from storage.signing import fits
from storage.vault import WrongMasterKey
from tests.databases import MASTER_KEY
from tests.handlers.conftest import Open
from tests.stage import Scene, rules, said

MARK, JULIA = "mark.old@contoso.com", "julia.stern@contoso.com"
TWO = rules(approval={"required": 2})
WRONG = "DSRBOT_MASTER_KEY is not the key this database was made with"


def keys(now: str, before: str = "") -> dict[str, str]:
    return {"DSRBOT_MASTER_KEY": now} | ({"DSRBOT_MASTER_KEY_PREVIOUS": before} if before else {})


async def under_way(desk: Scene) -> tuple[str, str]:
    """A request that one of two has approved, and a removal that both have, which has not ended."""
    waiting, running = [await desk.file("ada", f"remove-user {who}") for who in (MARK, JULIA)]
    for who, ref in (("ben", waiting), ("ben", running), ("cleo", running)):
        await desk.act(who, "approve", ref)
    return waiting, running


async def completed(on: Scene, ref: str) -> None:
    await on.wait(lambda: on.rows(f"SELECT 1 FROM requests WHERE id = '{ref}' AND state != 'in_progress'"))
    assert (await on.request(ref)).state is State.COMPLETED


async def test_the_master_key_is_changed_with_work_under_way(opened_anywhere: Open) -> None:
    new = new_master_key()
    async with opened_anywhere(works=False, config=TWO) as desk:
        waiting, running = await under_way(desk)
        public = await desk.bot.store.read(lambda unit: unit.log.keys.public())
    for wrong in (keys(new), keys(new, new_master_key())):
        with pytest.raises(WrongMasterKey, match=WRONG):
            async with opened_anywhere(works=False, config=TWO, environ=wrong):
                pass
    async with opened_anywhere(config=TWO, environ=keys(new, MASTER_KEY)) as on:
        on.numbers = count(1000)  # no act of the first scene again
        await completed(on, running)
        assert MARK in said(await on.typed("ada", f"show {waiting}"))
        await on.act("cleo", "approve", waiting)
        await completed(on, waiting)
    with pytest.raises(WrongMasterKey, match=WRONG):
        async with opened_anywhere(works=False, config=TWO):
            pass
    async with opened_anywhere(works=False, config=TWO, environ=keys(new)) as after:
        after.numbers = count(2000)
        told = said(await after.typed("ada", f"show {waiting}"))
        assert MARK in told
        assert words.card.ALTERED not in told
        await proved(after, public)


async def test_the_key_that_signs_is_changed_with_work_under_way(opened_anywhere: Open) -> None:
    async with opened_anywhere(config=TWO) as on:
        old = await on.bot.store.read(lambda unit: unit.log.keys.public())
        waiting, running = await under_way(on)
        new = await on.bot.store.write(lambda unit: unit.log.keys.make(on.bot.deps.clock()))
        await on.act("cleo", "approve", waiting)
        for ref in (running, waiting):
            await completed(on, ref)
        for key in (old, new):
            await proved(on, key)


async def proved(on: Scene, public: str) -> None:
    lines = [line async for line in whole(on.bot.store, on.bot.deps.clock())]
    assert verify(iter(lines), public, fits).events
