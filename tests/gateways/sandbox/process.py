"""The sandbox as a process of its own."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gateways.sandbox import Sandbox


@asynccontextmanager
async def sandbox_process(*options: str) -> AsyncIterator[tuple[Process, Sandbox]]:
    """`python -m gateways.sandbox` on a free port, ready; ended with the block if it has not ended before."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gateways.sandbox", "--port", "0", *options, stdout=PIPE
    )
    try:
        environment = await asyncio.wait_for(_settings(process), 20)
        yield process, Sandbox(url=environment["INSIGHTS_URL"].removesuffix("/v1"), environment=environment)
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.communicate(), 10)


async def _settings(process: Process) -> dict[str, str]:
    """The lines that it prints when ready."""
    assert process.stdout is not None
    settings: dict[str, str] = {}
    while "GRAPH_URL" not in settings:
        line = (await process.stdout.readline()).decode()
        assert line, "the sandbox ended before it was ready"
        name, _, value = line.strip().partition("=")
        settings[name] = value
    return settings
