"""A process killed at a bad moment: what was committed is finished by the next one, and no step is lost."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from tests.databases import MASTER_KEY
from tests.forked import Forked
from tests.storage.crashing import COMMITTED

HERE = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("killed_at", "diary"),
    [
        (COMMITTED, ["submit", "poll", "tell", "end"]),
        ("poll", ["submit", "poll", "poll", "tell", "end"]),  # its effect was not yet remembered: once more, no more
    ],
)
async def test_work_is_finished_after_a_kill(
    database_url: str, tmp_path: Path, killed_at: str, diary: list[str]
) -> None:
    path = tmp_path / "diary"
    assert await run_bot(database_url, path, killed_at) == -signal.SIGKILL
    assert await run_bot(database_url, path) == 0
    assert path.read_text().split() == diary


async def run_bot(url: str, diary: Path, *killed_at: str) -> int | None:
    arguments = (url, MASTER_KEY, str(diary), *killed_at)
    bot = Forked("tests.storage.crashing", *arguments, folder=HERE, environ=os.environ, log=diary.with_suffix(".log"))
    await bot.start()
    try:
        async with asyncio.timeout(60):
            await bot.wait()
    finally:
        bot.kill()
    return bot.returncode
