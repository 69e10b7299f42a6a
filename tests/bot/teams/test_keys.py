"""The keys of Bot Service: fetched once, kept, and looked for again when a new one turns up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.teams.keys import A_DAY, AGAIN, Keys, Unavailable
from tests.bot.teams.conftest import Time
from tests.fakes.teams import FakeTeams
from tests.fakes.teams.faults import Fault
from tests.fakes.teams.issuer import Key


@pytest.fixture
async def keys(teams: FakeTeams, time: Time) -> AsyncIterator[Keys]:
    async with aiohttp.ClientSession() as session:
        yield Keys(teams.metadata_url, session, time.watch)


def asked(teams: FakeTeams) -> int:
    return len(teams.world.made("metadata"))


async def test_whoever_asks_at_the_same_time_waits_for_the_same_answer(keys: Keys, teams: FakeTeams) -> None:
    found = await asyncio.gather(*(keys.get("key-1") for _ in range(20)))
    assert all(key and "msteams" in key.endorsements for key in found)
    assert asked(teams) == 1


async def test_a_new_key_is_accepted_within_a_minute(keys: Keys, teams: FakeTeams, time: Time) -> None:
    await keys.get("key-1")
    await keys.get("a forgery, just before")
    teams.issuer.roll_over()
    time.now += 60
    assert await keys.get(teams.issuer.keys[0].id)
    assert await keys.get("key-1") is None


async def test_many_unknown_keys_are_one_question(keys: Keys, teams: FakeTeams, time: Time) -> None:
    for number in range(50):
        assert await keys.get(f"forged-{number}") is None
    time.now += AGAIN
    assert await keys.get("forged-50") is None
    assert asked(teams) == 2


async def test_keys_are_asked_for_anew_after_a_day(keys: Keys, teams: FakeTeams, time: Time) -> None:
    await keys.get("key-1")
    time.now += A_DAY + 1
    await keys.get("key-1")
    assert asked(teams) == 2


@pytest.mark.parametrize("fault", [Fault("answer", "keys", 99), Fault("refuse", "metadata", 99)])
async def test_old_keys_stay_good_while_new_ones_cannot_be_had(
    keys: Keys, teams: FakeTeams, time: Time, fault: Fault
) -> None:
    await keys.get("key-1")
    teams.faults.add(fault)
    time.now += A_DAY + 1
    assert await keys.get("key-1")
    with pytest.raises(Unavailable):
        await keys.get("new")


async def test_keys_that_cannot_be_read_spoil_only_themselves(keys: Keys, teams: FakeTeams) -> None:
    class Odd(Key):
        def shown(self) -> dict[str, object]:
            return {"kid": self.id, "kty": "oct", "k": "AAAA"}

    teams.issuer.keys.insert(0, Odd("odd", "odd"))
    assert await keys.get("odd") is None
    assert await keys.get("key-1")
