"""Roles from a group of the directory: whoever is of it has them, whoever leaves loses them, and nobody has them by a
group that cannot be read."""

from __future__ import annotations

import pytest

from domain.groups import Why
from domain.request import State
from domain.words import en as words
from gateways.sandbox.contoso_directory import DIRECTORY
from tests.handlers.conftest import Open
from tests.stage import Scene, rules, said

ID = {entry.mail or entry.name: entry.id for entry in DIRECTORY}
BERLIN = ID["Everyone at the Berlin office"]  # Ada, Ben, Cleo and Paul
GROUP = f"entra-group:{BERLIN}"
BY_GROUP = rules(people={"approvers": [GROUP]})


async def of_it(on: Scene, *names: str) -> None:
    ids = [ID[f"{name}@contoso.com"] for name in names]
    await on.steer("PUT", f"/groups/{BERLIN}", {"members": ids})


async def test_whoever_is_of_the_group_decides_and_hears(opened: Open) -> None:
    async with opened(config=BY_GROUP) as on:
        await on.wait(lambda: on.bot.groups.known(GROUP))
        ref = await on.file("ada", "refresh crm contacts")
        await on.until("@ben", ref)
        await on.act("cleo", "approve", ref)
        assert (await on.request(ref)).state is not State.PENDING_APPROVAL
        await on.stopped(ref)


async def test_whoever_left_the_group_decides_nothing(opened: Open) -> None:
    async with opened(works=False, config=BY_GROUP) as desk:
        await desk.bot.groups.look()
        ref = await desk.file("ada", "refresh crm contacts")
        await of_it(desk, "cleo")
        await desk.bot.groups.look()
        await desk.act("ben", "approve", ref)
        assert await desk.votes(ref) == []
        await desk.act("cleo", "approve", ref)
        assert (await desk.request(ref)).state is State.IN_PROGRESS


async def test_a_group_that_is_gone_gives_nobody_a_role_and_the_admins_hear_of_it(opened: Open) -> None:
    async with opened(config=rules(people={"approvers": [f"entra-group:{ID['ada@contoso.com']}"]})) as on:
        told = words.notices.group_unknown(f"entra-group:{ID['ada@contoso.com']}", Why.NOT_THERE)
        await on.until("@ada", told)
        ref = await on.file("ada", "refresh crm contacts")
        await on.act("ben", "approve", ref)
        assert await on.votes(ref) == []
        assert words.turn.NOBODY_CAN_APPROVE in said(await on.typed("ada", f"show {ref}"))


@pytest.mark.parametrize("why", Why)
def test_what_is_wrong_with_a_group_is_a_sentence_of_our_own(why: Why) -> None:
    assert f"The answer was: {why}" not in words.notices.group_unknown(GROUP, why)
