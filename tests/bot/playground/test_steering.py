"""The panel steers the real sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.playground import Steering
from bot.playground.steering import NotSteered
from gateways.sandbox.server import running_sandbox


@pytest.fixture
async def steering() -> AsyncIterator[Steering]:
    async with running_sandbox() as sandbox, aiohttp.ClientSession() as session:
        yield Steering(sandbox.url, session)


async def test_it_lists_the_sources_and_how_they_behave(steering: Steering) -> None:
    sources = await steering.sources()
    assert [s.name for s in sources][:2] == ["CRM Contacts", "Webshop Orders"]
    assert {(s.behaviour, s.seconds) for s in sources} == {("succeed", None)}


async def test_a_source_behaves_as_chosen(steering: Steering) -> None:
    first, *others = await steering.sources()
    await steering.steer(first.id, "retry_then_succeed", 1.5)
    first, *rest = await steering.sources()
    assert (first.behaviour, first.seconds) == ("retry_then_succeed", 1.5)
    assert rest == others
    await steering.steer(first.id, "succeed", None)
    assert (await steering.sources())[0].seconds is None


@pytest.mark.parametrize(("source", "behaviour"), [("no such", "fail"), ("../reset", "fail"), ("CRM Contacts", "sing")])
async def test_what_the_sandbox_refuses_is_not_steered(steering: Steering, source: str, behaviour: str) -> None:
    with pytest.raises(NotSteered):
        await steering.steer(source, behaviour, None)


async def test_the_team_behaves_as_chosen(steering: Steering) -> None:
    assert await steering.team() == "answer"
    await steering.steer_team("forged")
    assert await steering.team() == "forged"
    with pytest.raises(NotSteered):
        await steering.steer_team("sing")


async def test_a_person_is_deleted_wherever_the_originals_hold_them_and_once_only(steering: Steering) -> None:
    before, held = await steering.held("anna@contoso.com"), await steering.delete("Anna@Contoso.com")
    assert await steering.held("anna@contoso.com") == ()
    assert before == held == ("CRM Contacts", "CRM Web", "Newsletter Subscribers")
    assert await steering.delete("anna@contoso.com") == ()
    assert await steering.delete("nobody@contoso.com") == ()
    with pytest.raises(NotSteered):
        await steering.delete(" ")


async def test_a_static_segment_is_recreated_and_no_other_kind(steering: Steering) -> None:
    (before,) = await steering.static_segments()
    await steering.recreate(before.id)
    (after,) = await steering.static_segments()
    assert after.name == before.name == "Trade fair 2025"
    assert before.at
    assert after.at
    assert after.at > before.at
    for other in ("Seg_Vip", "Seg_Nobody", "../reset"):
        with pytest.raises(NotSteered):
            await steering.recreate(other)


async def test_a_sandbox_that_is_not_there_is_not_steered() -> None:
    async with aiohttp.ClientSession() as session:
        nobody = Steering("http://127.0.0.1:1", session)
        with pytest.raises(NotSteered):
            await nobody.sources()
        with pytest.raises(NotSteered):
            await nobody.steer("CRM Contacts", "fail", None)
