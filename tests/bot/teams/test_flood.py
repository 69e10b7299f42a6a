"""Whoever sends what nobody signed costs next to nothing: the bot answers others meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from io import BytesIO

import pytest
import pytest_asyncio

from tests.fakes.teams import running_teams
from tests.house import House, house
from tests.pulse import AT_MOST, pulse

pytestmark = pytest.mark.asyncio(loop_scope="module")

TIMES = 10
JSON = {"Content-Type": "application/json"}
FORGED = {**JSON, "Authorization": "Bearer eyJhbGciOiJSUzI1NiIsImtpZCI6Im5vbmUifQ.e30.e30"}
EMPTY = b'{"type":"message","suggestedActions":{"actions":[' + b",".join([b"{}"] * 300_000) + b"]}}"
# What is sent → with which headers, and what.
BODIES: Mapping[str, tuple[Mapping[str, str], bytes]] = {
    "empty suggested actions": (JSON, EMPTY),
    "empty suggested actions, forged": (FORGED, EMPTY),
    "nested lists": (JSON, b"[" * 900_000),
    "a nested object": (JSON, b'{"a":' * 150_000 + b"1" + b"}" * 150_000),
    "a text": (JSON, b'{"type":"message","text":"' + b"x" * 1_000_000 + b'"}'),
    "quotes": (JSON, b'"' * 900_000),
    "more than is taken": (JSON, b"x" * 3_000_000),
}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with running_teams() as teams, house(tmp_path_factory.mktemp("house"), **teams.environment) as home:
        yield home


@pytest.mark.parametrize("name", BODIES)
async def test_the_bot_lives_while_it_is_sent_what_nobody_signed(home: House, name: str) -> None:
    headers, body = BODIES[name]
    with pulse(home.port, home.bot.pid if home.bot else None) as beats:
        statuses = await asyncio.gather(*(_sent(home, headers, body) for _ in range(TIMES)))
    assert set(statuses) <= {400, 401, 413, 415}
    assert max(beats) < AT_MOST


async def _sent(home: House, headers: Mapping[str, str], body: bytes) -> int:
    async with home.session.post(f"{home.url}/api/messages", data=BytesIO(body), headers=headers) as answer:
        return answer.status
