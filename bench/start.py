"""How long a start takes, from nothing to ready, and what is in memory then: a new database and one that is there,
beside a Bolt app that only acknowledges.
"""

from __future__ import annotations

import asyncio
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.elsewhere import Elsewhere, elsewhere
from bench.parts import Size
from bench.table import Table
from storage.master_key import new_master_key
from tests.house import cpu_of, memory_of

TIMES = {Size.WHOLE: 5, Size.QUICK: 2, Size.TINY: 1}
HERE = Path(__file__).parents[1]

Start = tuple[float, float, float]  # seconds until it is ready, of the processor, and megabytes


async def measure(size: Size) -> Sequence[Table]:
    found: dict[str, list[Start]] = {"a new database": [], "one that is there": [], "bare Bolt": []}
    for _ in range(TIMES[size]):
        with TemporaryDirectory() as folder:
            for name, start in zip(found, [*await _ours(Path(folder)), await _bare()], strict=True):
                found[name].append(start)
    rows = [(name, *_cells(starts)) for name, starts in found.items()]
    return [Table("A start.", ("", "ready after", "CPU", "memory"), rows)]


def _cells(starts: Sequence[Start]) -> Sequence[str]:
    ready, cpu, memory = (median(column) for column in zip(*starts, strict=True))
    return f"{ready:.1f} s", f"{cpu:.1f} s", f"{memory:.0f} MB"


async def _ours(folder: Path) -> Sequence[Start]:
    async with elsewhere(HERE, folder, DSRBOT_MASTER_KEY=new_master_key()) as at:
        await at.kill()
        for left in (folder / "data").iterdir():
            left.unlink()
        return [await _again(at), await _again(at)]


async def _again(at: Elsewhere) -> Start:
    begun = time.perf_counter()
    await at.start()
    took = time.perf_counter() - begun
    found = took, at.cpu(), memory_of(at.pid)
    await at.kill()
    return found


async def _bare() -> Start:
    begun = time.perf_counter()
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.bare", stdout=PIPE)
    assert process.stdout
    try:
        await process.stdout.readline()
        return time.perf_counter() - begun, cpu_of(process.pid), memory_of(process.pid)
    finally:
        process.kill()
        await process.wait()
