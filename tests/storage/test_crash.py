"""A process killed at a bad moment: what was committed is finished by the next one, and no step is lost."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import MASTER_KEY
from tests.storage.crashing import COMMITTED


@pytest.mark.parametrize(
    ("killed_at", "diary"),
    [
        (COMMITTED, ["submit", "poll", "tell", "end"]),
        ("poll", ["submit", "poll", "poll", "tell", "end"]),  # its effect was not yet remembered: once more, no more
    ],
)
def test_work_is_finished_after_a_kill(database_url: str, tmp_path: Path, killed_at: str, diary: list[str]) -> None:
    path = tmp_path / "diary"
    assert run_bot(database_url, path, killed_at) == -signal.SIGKILL
    assert run_bot(database_url, path) == 0
    assert path.read_text().split() == diary


def run_bot(url: str, diary: Path, *killed_at: str) -> int:
    command = [sys.executable, "-m", "tests.storage.crashing", url, MASTER_KEY, str(diary), *killed_at]
    return subprocess.run(command, cwd=Path(__file__).parents[2], timeout=60, check=False).returncode
