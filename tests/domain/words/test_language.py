"""A language is whole, or the type checker says what it lacks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).parents[3]
SECOND = """
from collections.abc import Sequence
from dataclasses import replace

from domain.words.en import EN
from domain.words.language import Words


class Lists:
    def names_of(self, names: Sequence[str], most: int = 12) -> str:
        return ""

    def progress(self, done: int, total: int) -> str:
        return ""
{times}

DE: Words = replace(EN, tag="de", lists=Lists())
"""
TIMES = """
    def times(self, text: {text}, count: int) -> str:
        return ""
"""


@pytest.mark.parametrize(
    ("times", "found"),
    [
        (TIMES.format(text="str"), ""),
        ("", '"Lists" is missing following "ListsWords" protocol member'),
        (TIMES.format(text="bytes"), "def times(self, text: str, count: int) -> str"),
    ],
    ids=["whole", "one sentence is missing", "one takes something else"],
)
def test_a_second_language_that_lacks_a_sentence_is_no_language(times: str, found: str, tmp_path: Path) -> None:
    (tmp_path / "german.py").write_text(SECOND.format(times=times), encoding="utf-8")
    options = ["--config-file=", "--strict", "--cache-dir", str(tmp_path.parent / "mypy"), str(tmp_path / "german.py")]
    command = [sys.executable, "-m", "mypy", *options]
    done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, timeout=150, check=False)
    assert (done.returncode, found in done.stdout) == (int(bool(found)), True), done.stdout
