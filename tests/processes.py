"""Programs of ours as a person starts them in a folder: what they say, and how they end."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
from asyncio.subprocess import STDOUT, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.forked import Forked
from tests.scratch import memory

HOME = Path(__file__).parents[1]
DSRBOT = (sys.executable, "-m", "bot")
ANY_PORT = {"PORT": "0", "ADMIN_PORT": "0"}
PATIENCE = 60.0  # seconds


@dataclass
class Running:
    process: Process | Forked
    output: Path  # to which its words are added
    said: list[str] = field(default_factory=list)

    async def says(self, *texts: str) -> str:
        """Wait for a line with one of these texts; the line."""
        async with asyncio.timeout(PATIENCE):
            while True:
                over, lines = self.process.returncode is not None, self.output.read_text().split("\n")[:-1]
                for line in lines[len(self.said) :]:
                    self.said.append(line)
                    if any(text in line for text in texts):
                        return line
                if over:
                    raise AssertionError(f"it ended without saying {texts}: {self.said}")
                await asyncio.sleep(0.02)

    async def ends(self, within: float = PATIENCE) -> int:
        """Wait for the end, for so many seconds; its exit code."""
        async with asyncio.timeout(within):
            await self.process.wait()
        self.said += self.output.read_text().splitlines()[len(self.said) :]
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
        if self.process.returncode is None and self.process.pid:
            os.killpg(self.process.pid, number)


@asynccontextmanager
async def running(folder: Path, *command: str, program: Sequence[str] = (), **environ: str) -> AsyncIterator[Running]:
    """`dsrbot` with these words, with nothing of this process's own environment; killed with the block.

    `program`: what is started instead; without one, `dsrbot` is forked from a process that has imported everything.
    """
    given = {"PATH": os.environ["PATH"], "PYTHONPATH": str(HOME), **ANY_PORT, **environ}
    with tempfile.TemporaryDirectory(dir=memory()) as beside:
        output = Path(beside) / "said"
        output.touch()
        started = Running(await _started(folder, command, program, given, output), output)
        try:
            yield started
        finally:
            await started.kill()


async def _started(
    folder: Path, command: Sequence[str], program: Sequence[str], environ: dict[str, str], output: Path
) -> Process | Forked:
    if not program:
        forked = Forked("bot", *command, folder=folder, environ=environ, log=output)
        await forked.start()
        return forked
    with output.open("ab") as log:
        return await asyncio.create_subprocess_exec(
            *program, *command, cwd=folder, env=environ, stdout=log, stderr=STDOUT, start_new_session=True
        )
