"""The keys of Bot Service: fetched at the start, renewed behind, and looked for when a new one turns up."""

from __future__ import annotations

import asyncio
import time as clock
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.teams.keys import AGAIN, RENEWED, STALE, Keys, Unavailable
from gateways.limits import Stopwatch
from tests.bot.teams.conftest import Time, until
from tests.fakes.teams import FakeTeams
from tests.fakes.teams.faults import Fault
from tests.fakes.teams.issuer import Key
from tests.logged import Logged


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def keys(teams: FakeTeams, time: Time, session: aiohttp.ClientSession) -> AsyncIterator[Keys]:
    keys = Keys(teams.metadata_url, session, time.watch)
    yield keys
    await keys.stop()


class Night(Time):
    """Whoever sleeps is woken by the test; `slept` says for how long they meant to."""

    def __init__(self) -> None:
        super().__init__()
        self.slept: list[float] = []
        self.morning = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await self.morning.wait()
        self.morning.clear()
        self.now += seconds


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


async def test_many_unknown_keys_are_one_question_a_minute(keys: Keys, teams: FakeTeams, time: Time) -> None:
    for number in range(50):
        assert await keys.get(f"forged-{number}") is None
        time.now += AGAIN / 100
    time.now += AGAIN
    assert await keys.get("forged-50") is None
    assert asked(teams) == 2


async def test_they_are_fetched_at_the_start_and_renewed_behind(
    teams: FakeTeams, session: aiohttp.ClientSession
) -> None:
    night = Night()
    keys = Keys(teams.metadata_url, session, Stopwatch(lambda: night.now, night.sleep))
    keys.start()
    await until(lambda: night.slept == [RENEWED])
    assert asked(teams) == 1
    teams.issuer.roll_over()
    night.morning.set()
    await until(lambda: len(night.slept) == 2)
    assert asked(teams) == 2
    assert await keys.get(teams.issuer.keys[0].id)
    assert asked(teams) == 2
    teams.faults.add(Fault("answer", "metadata", 1))
    night.morning.set()
    await until(lambda: night.slept == [RENEWED, RENEWED, AGAIN])
    await keys.stop()


async def test_who_comes_before_they_are_there_waits_for_them(teams: FakeTeams, session: aiohttp.ClientSession) -> None:
    keys = Keys(teams.metadata_url, session)
    teams.faults.add(Fault("slow", "metadata", seconds=0.1))
    keys.start()
    assert await keys.get("key-1")
    assert asked(teams) == 1
    await keys.stop()


@pytest.mark.parametrize("fault", [Fault("answer", "keys", 99), Fault("refuse", "metadata", 99)])
async def test_old_keys_stay_good_while_new_ones_cannot_be_had_but_not_for_ever(
    keys: Keys, teams: FakeTeams, time: Time, fault: Fault, logged: Logged
) -> None:
    await keys.get("key-1")
    teams.faults.add(fault)
    time.now += STALE - 1
    assert await keys.get("key-1")
    with pytest.raises(Unavailable):
        await keys.get("new")
    time.now += 2
    with pytest.raises(Unavailable):
        await keys.get("key-1")
    assert "the keys of Bot Service cannot be had" in logged


async def test_nobody_waits_long_for_a_metadata_server_that_hangs(keys: Keys, teams: FakeTeams) -> None:
    teams.faults.add(Fault("slow", "metadata", 9, seconds=9))
    begun = clock.monotonic()
    with pytest.raises(Unavailable):
        await keys.get("key-1")
    assert clock.monotonic() - begun < 5


async def test_keys_that_cannot_be_read_spoil_only_themselves(keys: Keys, teams: FakeTeams) -> None:
    teams.issuer.keys.insert(0, Odd("odd", "odd"))
    assert await keys.get("odd") is None
    assert await keys.get("key-1")


async def test_an_answer_without_any_key_takes_no_good_one_away(keys: Keys, teams: FakeTeams, time: Time) -> None:
    await keys.get("key-1")
    teams.issuer.keys = [Odd("odd", "odd")]
    time.now += AGAIN
    with pytest.raises(Unavailable):
        await keys.get("odd")
    assert await keys.get("key-1")


class Odd(Key):
    def shown(self) -> dict[str, object]:
        return {"kid": self.id, "kty": "oct", "k": "AAAA"}


async def test_keys_come_from_nobody_that_a_redirect_names(keys: Keys, teams: FakeTeams) -> None:
    teams.faults.add(Fault("answer", "metadata", 9, status=307, location="/elsewhere"))
    with pytest.raises(Unavailable):
        await keys.get("key-1")
    assert not teams.world.made("elsewhere", "keys")
