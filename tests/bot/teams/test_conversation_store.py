"""Conversations outlive the process, and tell when they begin: the same in the database as in memory."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.teams.conversation_store import Kept
from bot.teams.conversations import Conversation, Conversations, InMemory, Kind
from domain.chat import Account
from storage.store import Store, open_store
from storage.unit import Unit
from tests.databases import MASTER_KEY
from tests.storage.factories import NOW, file_request

CHAT = Conversation(
    id="a:1", kind=Kind.PERSONAL, tenant="t", service_url="https://smba.example/emea/", bot_id="28:b", object_id="ada"
)
CHANNEL = replace(CHAT, id="19:x@thread.tacv2", kind=Kind.CHANNEL, object_id="")

_minutes = count()


def clock() -> datetime:
    """Later each time."""
    return datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=next(_minutes))


@pytest.fixture(params=["kept", "in memory"])
def met(request: pytest.FixtureRequest, store: Store) -> Conversations:
    return Kept(store, clock) if request.param == "kept" else InMemory()


async def test_what_was_put_is_found_until_it_is_retired(met: Conversations) -> None:
    assert await met.get(CHAT.id) is None
    await met.put(replace(CHAT, shared=True))
    assert await met.get(CHAT.id) == replace(CHAT, shared=True)
    await met.put(CHAT)
    assert await met.get(CHAT.id) == await met.personal("t", "ada") == CHAT
    assert await met.service_url("t") == CHAT.service_url
    await met.retire(CHAT.id)
    assert await met.get(CHAT.id) is await met.personal("t", "ada") is None


async def test_it_is_new_once_and_again_after_it_was_retired(met: Conversations) -> None:
    moved = replace(CHAT, service_url="https://smba.example/amer/")
    assert [await met.put(CHAT), await met.put(CHAT), await met.put(moved)] == [True, False, False]
    await met.retire(CHAT.id)
    assert [await met.put(moved), await met.put(moved)] == [True, False]


async def test_it_is_new_to_one_of_those_who_put_it_at_once(store: Store) -> None:
    replicas = [Kept(store, clock) for _ in range(8)]
    assert sum(await asyncio.gather(*(one.put(CHAT) for one in replicas))) == 1


async def test_a_personal_chat_has_a_successor_in_the_newest_with_the_same_person(met: Conversations) -> None:
    newer = [replace(CHAT, id=f"a:{number}") for number in (2, 3)]
    for chat in (CHAT, *newer, replace(CHAT, id="a:4", object_id="ben"), CHANNEL):
        await met.put(chat)
    await met.retire(CHAT.id)
    await met.retire(CHANNEL.id)
    assert await met.successor(CHAT.id) == newer[-1]
    assert await met.successor(CHANNEL.id) is await met.successor("never met") is None


async def test_another_process_finds_what_this_one_put(store: Store) -> None:
    await Kept(store, clock).put(CHAT)
    assert await Kept(store, clock).get(CHAT.id) == CHAT


ADA = Account("teams", "t", "ada")


def met_with_a_request(unit: Unit) -> str:
    unit.people.meet(ADA, "Ada Admin", "ada@contoso.com", NOW)
    return file_request(unit).id


def told(unit: Unit) -> list[str]:
    return list(unit.connection.scalars(text("SELECT request_id FROM told")))


async def test_what_was_shown_of_a_request_is_noted_in_the_database_that_has_it(store: Store, tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path}/another.db", MASTER_KEY) as another:
        here, there = await store.write(met_with_a_request), await another.write(met_with_a_request)
        kept = Kept(store, clock, (another,))
        for number, ref in enumerate((here, there, "DSR-000000")):
            await kept.shown(ref, CHAT.id, f"1-{number}", ADA)
        assert (await store.read(told), await another.read(told)) == ([here], [there])


async def test_what_another_process_heard_of_a_conversation_counts_here_at_once(store: Store) -> None:
    here, there = Kept(store, clock), Kept(store, clock)
    for one in (here, there):
        await one.put(CHANNEL)
    await there.put(replace(CHANNEL, shared=True))
    assert await here.get(CHANNEL.id) == replace(CHANNEL, shared=True)
    await there.retire(CHANNEL.id)
    assert await here.get(CHANNEL.id) is None
    assert await here.put(replace(CHANNEL, shared=True))  # the app is there again, as this one hears
    assert await there.get(CHANNEL.id) == replace(CHANNEL, shared=True)
