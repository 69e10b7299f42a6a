"""The page about a new command is true: what it shows is all that it takes, and what it says of the rest is so."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.programs import GIT, Ask

HOME = Path(__file__).parents[1]
PAGE = (HOME / "docs" / "adding-a-command.md").read_text(encoding="utf-8")
DIFF = re.findall(r"^```diff\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[0]
TESTS = ("tests/handlers/people/test_roles.py", "tests/handlers/test_commands.py", "tests/domain/test_rights.py")


@pytest.fixture
def copy(program: Ask, tmp_path: Path) -> Path:
    """The house with what the page adds."""
    for room in ("bot", "common", "domain", "gateways", "handlers", "storage", "tests"):
        shutil.copytree(HOME / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HOME / "pyproject.toml", tmp_path)
    subprocess.run([program(GIT), "apply", "-"], cwd=tmp_path, input=DIFF, text=True, check=True)
    return tmp_path


def run(copy: Path, *command: str) -> str:
    python, environ = [sys.executable, *command], os.environ | {"PYTHONPATH": str(copy)}
    done = subprocess.run(python, cwd=copy, env=environ, capture_output=True, text=True, timeout=150, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_command_touches_its_file_its_line_its_sentence_in_each_language_and_its_test() -> None:
    files = re.findall(r"^\+\+\+ b/(\S+)$", DIFF, re.MULTILINE)
    ours, tests = ["handlers/commands.py", "handlers/people/roles.py"], ["tests/handlers/people/test_roles.py"]
    assert files == ["domain/words/de/commands.py", *ours, *tests, "tests/matrix/by_hand.py"]
    assert "+    roles.COMMAND,\n" in DIFF


def test_what_the_page_adds_is_a_command_that_every_test_of_commands_accepts(copy: Path) -> None:
    told = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "roles or hand", *TESTS)
    assert re.search(r"^\d+ passed", told, re.MULTILINE), told
    assert " | roles | " in run(copy, "-c", "from bot.slack.manifest import slack_manifest as m; print(m(None))")
