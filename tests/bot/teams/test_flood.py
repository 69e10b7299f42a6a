"""Whoever sends what nobody signed costs next to nothing: the bot answers others meanwhile."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO

import pytest
import pytest_asyncio

from tests.fakes.teams import running_teams
from tests.house import House, house

pytestmark = pytest.mark.asyncio(loop_scope="module")

TIMES, AT_MOST = 10, 0.1  # seconds
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
    """Measured thrice, for this machine may have other work; a bot that stands still does so each time."""
    headers, body = BODIES[name]
    slowest = []
    for _ in range(3):
        with pulse(home.port) as beats:
            statuses = await asyncio.gather(*(_sent(home, headers, body) for _ in range(TIMES)))
        assert set(statuses) <= {400, 401, 413, 415}
        slowest.append(max(beats))
    assert min(slowest) < AT_MOST


async def _sent(home: House, headers: Mapping[str, str], body: bytes) -> int:
    async with home.session.post(f"{home.url}/api/messages", data=BytesIO(body), headers=headers) as answer:
        return answer.status


@contextmanager
def pulse(port: int) -> Iterator[list[float]]:
    """How long each question for its life took, in seconds, from a thread that does nothing else."""
    beats: list[float] = []
    over = threading.Event()

    def ask() -> None:
        while not over.is_set() or not beats:
            begun = time.perf_counter()
            with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
                line.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                assert b"200" in line.recv(4_096)
            beats.append(time.perf_counter() - begun)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield beats
    finally:
        over.set()
        thread.join()
