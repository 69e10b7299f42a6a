"""Five hundred sources refreshed by one request, against the ideal: whoever submits at once what was approved, and
hears of the end at once, takes no longer than the sandbox does.

How often is asked is in proportion to how long a refresh takes: every half minute of ten.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.acts import CONFIG, UNLIMITED, approval, refs
from bench.load import send
from bench.parts import Size
from bench.table import Table
from gateways.sandbox.jobs import QUEUE_SHARE
from storage.master_key import new_master_key
from tests.house import House, house, until

SOURCES = {Size.WHOLE: 500, Size.QUICK: 500, Size.TINY: 30}
SECONDS = {Size.WHOLE: 60.0, Size.QUICK: 20.0, Size.TINY: 2.0}  # of a refresh
POLLS = 20  # in the time of a refresh
_STATE = "SELECT state FROM requests WHERE id = ?"


async def measure(size: Size) -> Sequence[Table]:
    seconds = SECONDS[size]
    polled = f'[refresh]\npoll_every = "{seconds / POLLS}s"\n'
    with TemporaryDirectory() as folder:
        config, key = CONFIG + UNLIMITED + polled, new_master_key()
        async with house(Path(folder), config=config, DSRBOT_MASTER_KEY=key) as at:
            await _fill(at, SOURCES[size])
            await at.steer("PUT", "speed", seconds=seconds)
            took, cpu = await _refreshed(at, seconds)
            calls = await at.calls()
    jobs = sum(call["method"] == "POST" and call["path"].endswith("/jobs") for call in calls)
    ideal = seconds * (1 + QUEUE_SHARE)
    row = (str(SOURCES[size]), str(jobs), str(len(calls)), f"{ideal:.1f} s", f"{took:.1f} s", f"{took / ideal:.2f}")
    head = ("sources", "jobs", "calls", "the ideal", "took", "ratio", "CPU")
    return [Table("Many sources by one request, from the approval to the end.", head, [(*row, f"{cpu:.1f} s")])]


async def _fill(at: House, count: int) -> None:
    there = len(await at.steer("GET", "datasources"))
    for number in range(there, count):
        await at.steer("POST", "datasources", friendly_name=f"Source {number}")


async def _refreshed(at: House, seconds: float) -> tuple[float, float]:
    """How long it took after the approval, and the processor's time of it."""
    answer = (await at.sender.types("refresh all")).text
    [ref] = refs([answer.encode()])
    begun, before = time.perf_counter(), at.cpu()
    await send(at.url, [approval(ref, at.sender.response_url())], 1)
    await until(lambda: _state(at, ref) == "completed", f"{ref} is completed", 60 + 3 * seconds)
    return time.perf_counter() - begun, at.cpu() - before


def _state(at: House, ref: str) -> str:
    with closing(sqlite3.connect(f"file:{at.folder}/data/dsrbot.sqlite3?mode=ro", uri=True, timeout=30)) as database:
        return str(database.execute(_STATE, [ref]).fetchone()[0])
