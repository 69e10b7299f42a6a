"""A bar is shown in a terminal alone, and what is told besides stays whole."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

BYTES = """
from bot.cli.progress import of_bytes
with of_bytes("Verifying", 4_000_000) as come:
    for _ in range(4): come(1_000_000)
print("It holds.")
"""
STEPS = """
from bot.cli.progress import of_steps
with of_steps(2) as begins:
    for name in ("A person is erased", "A refresh [fails]"):
        begins(name)
        print(f"=== {name}")
print("Everything ended.")
"""


def piped(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)


def in_a_terminal(code: str, out: Path | None = None) -> str:
    """What stands in the terminal; `out`: where standard output goes instead."""
    ours, theirs = pty.openpty()
    with (out or Path(os.devnull)).open("w", encoding="utf-8") as file:
        given = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
        stdout = file if out else theirs
        process = subprocess.Popen([sys.executable, "-c", code], stdout=stdout, stderr=theirs, env=given)
        os.close(theirs)
        seen = b""
        try:
            while piece := os.read(ours, 4096):
                seen += piece
        except OSError:  # the terminal is closed
            pass
        assert process.wait(60) == 0
    os.close(ours)
    return seen.decode()


def test_without_a_terminal_there_is_none() -> None:
    assert (piped(BYTES).stdout, piped(BYTES).stderr) == ("It holds.\n", "")
    told = piped(STEPS)
    assert told.stdout == "=== A person is erased\n=== A refresh [fails]\nEverything ended.\n"
    assert told.stderr == ""


def test_in_a_terminal_it_says_how_far_it_has_come() -> None:
    seen = in_a_terminal(BYTES)
    assert "Verifying" in seen
    assert "100%" in seen
    assert "It holds." in seen


def test_a_story_is_told_above_it_whole() -> None:
    seen = in_a_terminal(STEPS)
    for text in ("=== A person is erased", "=== A refresh [fails]", "Everything ended.", "2 of 2 done"):
        assert text in seen


def test_what_goes_into_a_file_goes_there_although_somebody_looks(tmp_path: Path) -> None:
    in_a_terminal(STEPS, tmp_path / "out")
    assert (tmp_path / "out").read_text() == "=== A person is erased\n=== A refresh [fails]\nEverything ended.\n"
