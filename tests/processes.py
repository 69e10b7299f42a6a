"""Programs of ours as a person starts them in a folder: what they say, and how they end."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

HOME = Path(__file__).parents[1]
DSRBOT = (sys.executable, "-m", "bot")
ANY_PORT = {"PORT": "0", "ADMIN_PORT": "0"}
PATIENCE = 60.0  # seconds


@dataclass
class Running:
    process: asyncio.subprocess.Process
    said: list[str] = field(default_factory=list)

    async def says(self, *texts: str) -> str:
        """Wait for a line with one of these texts; the line."""
        assert self.process.stdout
        async with asyncio.timeout(PATIENCE):
            while line := (await self.process.stdout.readline()).decode():
                self.said.append(line.rstrip("\n"))
                if any(text in line for text in texts):
                    return self.said[-1]
        raise AssertionError(f"it ended without saying {texts}: {self.said}")

    async def ends(self, within: float = PATIENCE) -> int:
        """Wait for the end, for so many seconds; its exit code."""
        async with asyncio.timeout(within):
            rest, _ = await self.process.communicate()
        self.said += rest.decode().splitlines()
        assert self.process.returncode is not None
        return self.process.returncode

    async def kill(self) -> None:
        """SIGKILL, to it and to all that it has started: no chance to tidy up."""
        self._signal(signal.SIGKILL)
        await self.process.wait()

    async def stop(self) -> int:
        self._signal(signal.SIGTERM)
        return await self.ends()

    def _signal(self, number: signal.Signals) -> None:
        if self.process.returncode is None:
            os.killpg(self.process.pid, number)


@asynccontextmanager
async def running(
    folder: Path, *command: str, program: Sequence[str] = DSRBOT, **environ: str
) -> AsyncIterator[Running]:
    """`dsrbot` with these words, with nothing of this process's own environment; killed with the block."""
    given = {"PATH": os.environ["PATH"], "PYTHONPATH": str(HOME), **ANY_PORT, **environ}
    limit = 2**20  # bytes of a line
    process = await asyncio.create_subprocess_exec(
        *program, *command, cwd=folder, env=given, stdout=PIPE, stderr=STDOUT, start_new_session=True, limit=limit
    )
    started = Running(process)
    try:
        yield started
    finally:
        await started.kill()
        await process.communicate()
