"""The sandbox as a server: inside a process, as one of its own, and what it prints when ready."""

from __future__ import annotations

import asyncio
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE
from urllib.parse import urlsplit

import pytest

from gateways.sandbox import running_sandbox, serve
from tests.gateways.sandbox.api import calling
from tests.gateways.sandbox.process import sandbox_process

SETTINGS = [
    "INSIGHTS_URL",
    "INSIGHTS_INSTANCE_ID",
    "INSIGHTS_SUBSCRIPTION_KEY",
    "ENTRA_TENANT_ID",
    "ENTRA_CLIENT_ID",
    "ENTRA_CLIENT_SECRET",
    "ENTRA_AUTHORITY",
    "GRAPH_URL",
]


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
async def test_as_a_process_it_prints_its_settings_and_ends_when_told(stop: signal.Signals) -> None:
    async with sandbox_process("--odd") as (process, sandbox):
        assert list(sandbox.environment) == SETTINGS
        async with calling(sandbox) as api:
            assert len(await api.steer("GET", "/datasources")) == 17
        process.send_signal(stop)
        assert await asyncio.wait_for(process.wait(), 10) == 0


async def test_two_at_once_do_not_know_of_each_other() -> None:
    async with running_sandbox() as one, running_sandbox() as other:
        async with calling(one) as api:
            await api.steer("DELETE", "/datasources/CRM Web")
        async with calling(other) as api:
            assert len(await api.steer("GET", "/datasources")) == 12


async def test_a_port_that_is_taken_is_an_error() -> None:
    async with running_sandbox() as sandbox:
        with pytest.raises(OSError, match="in use"):
            async with running_sandbox(port=urlsplit(sandbox.url).port or 0):
                pass


async def test_a_process_that_cannot_start_says_why_in_a_line() -> None:
    async with running_sandbox() as sandbox:
        port = str(urlsplit(sandbox.url).port)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "gateways.sandbox", "--port", port, stdout=DEVNULL, stderr=PIPE
        )
        _, told = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 1
    assert len(told.decode().splitlines()) == 1
    assert "in use" in told.decode()


async def test_serving_prints_the_settings_and_ends_when_cancelled(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(serve(port=0), 0.2)
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition("=")[0] for line in lines] == SETTINGS
