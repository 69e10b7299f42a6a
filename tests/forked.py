"""Processes that are ready at once: forked from one that has imported everything; that takes longer than most tests."""

from __future__ import annotations

import asyncio
import os
import runpy
import sys
from collections.abc import Mapping
from multiprocessing import get_context
from pathlib import Path

_PRELOADED = (
    "bot.app.run",
    "bot.cli.main",
    "bot.slack.door",
    "bot.teams.door",
    "gateways.mail.graph",
    "gateways.sandbox.server",
    "tests.storage.crashing",
)
_context = get_context("forkserver")
_context.set_forkserver_preload(list(_PRELOADED))


class Forked:
    """As much of `asyncio.subprocess.Process` as tests need."""

    def __init__(self, module: str, *arguments: str, folder: Path, environ: Mapping[str, str], log: Path) -> None:
        """What `python -m` runs, in the folder; what it says is added to the log."""
        self._process = _context.Process(target=_run, args=(module, arguments, folder, dict(environ), log))

    async def start(self) -> None:
        await asyncio.to_thread(self._process.start)  # the first of a session waits for the imports

    @property
    def pid(self) -> int | None:
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """Negative when a signal ended it; None while it runs."""
        return self._process.exitcode

    def kill(self) -> None:
        """SIGKILL: no chance to tidy up."""
        if self._process.pid:  # it was started
            self._process.kill()

    async def wait(self) -> None:
        if self._process.pid:
            await asyncio.to_thread(self._process.join)


def _run(module: str, arguments: tuple[str, ...], folder: Path, environ: dict[str, str], log: Path) -> None:
    os.setsid()  # so that whatever it starts can be ended with it
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(folder)
    with log.open("ab") as file:
        os.dup2(file.fileno(), sys.stdout.fileno())
        os.dup2(file.fileno(), sys.stderr.fileno())
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
