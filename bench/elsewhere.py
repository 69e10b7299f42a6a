"""The bot of another revision, as a process of its own in a house of its own."""

from __future__ import annotations

import asyncio
import sys
import tarfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from subprocess import PIPE, run

import aiohttp

from bench.acts import CONFIG, UNLIMITED
from tests.fakes.slack import running_slack
from tests.gateways.sandbox.process import sandbox_process
from tests.house import House, until


@dataclass
class Elsewhere(House):
    """`tree`: where its code stands; it runs with the packages of this environment."""

    tree: Path = field(default_factory=Path)

    async def start(self) -> None:
        environ = {**self.environ(), "PYTHONPATH": str(self.tree)}
        with (self.folder / "bot.log").open("ab") as log:
            self.bot = await asyncio.create_subprocess_exec(
                sys.executable, "-P", "-m", "bot", "run", cwd=self.folder, env=environ, stdout=log, stderr=log
            )
        await until(self.is_ready, f"the bot of {self.tree} is ready")


def unpack(revision: str, into: Path) -> Path:
    """The code as it stood at that revision.

    Raises:
        CalledProcessError: git knows no such revision.
    """
    packed = run(["git", "archive", revision], stdout=PIPE, check=True).stdout
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        archive.extractall(into, filter="data")
    return into


@asynccontextmanager
async def elsewhere(tree: Path, folder: Path, more: str = "", **environment: str) -> AsyncIterator[Elsewhere]:
    """`more`: of its settings."""
    limited = "[limits]" in (tree / "dsrbot.example.toml").read_text()
    (folder / "dsrbot.toml").write_text(CONFIG + more + (UNLIMITED if limited else ""))
    async with (
        running_slack() as slack,
        sandbox_process("--seconds", "0.5") as (_, sandbox),
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session,
    ):
        at = Elsewhere(folder, slack, sandbox, session, environment, tree=tree)
        await at.start()
        try:
            yield at
        finally:
            if at.bot and at.bot.returncode is None:
                await at.kill()
