"""A replica of an earlier release: its own code as that was tagged, with the libraries of this one."""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import sys
import tarfile
from asyncio.subprocess import STDOUT
from pathlib import Path

import pytest

from tests.faults.several import Replica
from tests.house import until

SINCE = os.environ.get("SINCE", "v0.2.0")
REVISION = "0036"  # of its tables
_HERE = Path(__file__).parents[2]


def earlier_code(folder: Path) -> Path:
    """What was tagged, in a folder; skips where the tag is not in this copy."""
    packed = subprocess.run(["git", "archive", SINCE], cwd=_HERE, capture_output=True, check=False)
    if packed.returncode:
        pytest.skip(f"{SINCE} is not in this copy of the repository: git fetch --tags")
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


class Earlier(Replica):
    """Started as a program: this process has the code of the new release. `code`: where that of the earlier one is."""

    code: Path

    async def start(self) -> None:
        await self.begin()
        await until(self.is_ready, "the earlier release is ready")

    async def begin(self) -> None:
        command, given = [sys.executable, "-m", *self.program], {**self.environ(), "PYTHONPATH": str(self.code)}
        with (self.folder / "bot.log").open("ab") as log:
            self.bot = await asyncio.create_subprocess_exec(
                *command, cwd=self.folder, env=given, stdout=log, stderr=STDOUT
            )
