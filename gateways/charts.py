"""A chart as a PNG, drawn by Matplotlib in a process of its own: the loop goes on, and what it took is given back."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from domain.drawing.chart import Chart
from domain.file import Hindrance, Unmade

WITHIN = 30.0  # seconds, with the wait for its turn: whoever sends it has it to themselves no longer than a minute
_SCRIPT = Path(__file__).with_name("chart_plot.py")

log = structlog.get_logger(__name__)


class Charts:
    """One at a time, for each takes some hundred megabytes while it is drawn."""

    def __init__(self, script: Path = _SCRIPT, within: float = WITHIN) -> None:
        self._script, self._within, self._one = script, within, asyncio.Lock()

    async def __call__(self, chart: Chart, *, dark: bool) -> bytes:
        """Raises: Unmade."""
        told = json.dumps({"chart": asdict(chart), "dark": dark}).encode()
        try:
            async with asyncio.timeout(self._within), self._one:
                return await self._drawn(told)
        except (OSError, TimeoutError) as error:
            log.warning("a chart could not be drawn", why=str(error) or type(error).__name__)
            raise Unmade(Hindrance.UNDRAWN) from None

    async def _drawn(self, told: bytes) -> bytes:
        """It is given nothing of our environment, which holds secrets, and a folder to write into."""
        with TemporaryDirectory(prefix="dsrbot-chart-") as folder:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", str(self._script)), env={"MPLCONFIGDIR": folder}, cwd=folder,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
            try:
                png, _ = await process.communicate(told)
            finally:
                await _ended(process)
        if process.returncode:
            raise OSError(f"it ended with {process.returncode}")
        return png


async def _ended(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
