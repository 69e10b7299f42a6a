"""The sandbox as a process of its own."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from gateways.sandbox import Sandbox
from tests.forked import Forked
from tests.scratch import memory

_PATIENCE = 60.0  # seconds
_LAST = "GRAPH_URL"  # of the settings that it prints when ready


@asynccontextmanager
async def sandbox_process(*options: str) -> AsyncIterator[tuple[Process, Sandbox]]:
    """`python -m gateways.sandbox` on a free port, ready; ended with the block if it has not ended before."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gateways.sandbox", "--port", "0", *options, stdout=PIPE
    )
    try:
        environment = await asyncio.wait_for(_settings(process), 20)
        yield process, _at(environment)
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.communicate(), 10)


@asynccontextmanager
async def forked_sandbox(*options: str) -> AsyncIterator[Sandbox]:
    """The same, ready at once: forked from a process that has imported everything."""
    with tempfile.TemporaryDirectory(dir=memory()) as folder:
        log = Path(folder) / "said"
        words = ("--port", "0", *options)
        process = Forked("gateways.sandbox", *words, folder=Path(folder), environ=os.environ, log=log)
        await process.start()
        try:
            async with asyncio.timeout(_PATIENCE):
                while f"{_LAST}=" not in (said := log.read_text() if log.exists() else "").rpartition("\n")[0]:
                    assert process.returncode is None, said
                    await asyncio.sleep(0.02)
            yield _at(dict(line.split("=", 1) for line in said.splitlines()))
        finally:
            process.kill()
            await process.wait()


def _at(environment: dict[str, str]) -> Sandbox:
    return Sandbox(url=environment["INSIGHTS_URL"].removesuffix("/v1"), environment=environment)


async def _settings(process: Process) -> dict[str, str]:
    """The lines that it prints when ready."""
    assert process.stdout is not None
    settings: dict[str, str] = {}
    while _LAST not in settings:
        line = (await process.stdout.readline()).decode()
        assert line, "the sandbox ended before it was ready"
        name, _, value = line.strip().partition("=")
        settings[name] = value
    return settings
