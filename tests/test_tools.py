"""What `make test` does with a test that fails: it is tried once more, and named. What `make mutants` calls caught."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from tools import machine_mutants

HOME = Path(__file__).parents[1]
TEST = HOME / "tools/test"
PYTEST = Path(sys.executable).with_name("pytest")
FLAKY = """
from pathlib import Path

def test_that_always_holds():
    pass

def test_that_holds_the_second_time():
    seen = Path(__file__).with_name("seen")
    again = seen.exists()
    seen.touch()
    assert again
"""
NEVER = "\ndef test_that_never_holds():\n    assert False\n"
ENDLESS = "\nimport pytest, time\n@pytest.mark.timeout(0.2)\ndef test_that_never_ends():\n    time.sleep(60)\n"
BROKEN = "import no_such_module\n"
TWICE = "What failed is tried a second time"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -p xdist.plugin -p pytest_timeout\n")
    return tmp_path


def tried(folder: Path, tests: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_some.py").write_text(tests)
    quick = {"AT_ONCE": "0", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    environ = {name: value for name, value in os.environ.items() if "XDIST" not in name}
    environ |= {"PYTEST": str(PYTEST), **quick}
    return subprocess.run([TEST], cwd=folder, env=environ, capture_output=True, text=True, timeout=60, check=False)


def test_a_test_that_holds_at_the_second_try_is_named_and_forgiven(here: Path) -> None:
    done = tried(here, FLAKY)
    told = done.stdout.partition(TWICE)[2]
    assert done.returncode == 0
    assert "PASSED test_some.py::test_that_holds_the_second_time" in told
    assert "test_that_always_holds" not in told


def test_a_test_that_fails_twice_is_named_and_counts(here: Path) -> None:
    done = tried(here, FLAKY + NEVER)
    told = done.stdout.partition(TWICE)[2]
    assert done.returncode == 1
    assert "FAILED test_some.py::test_that_never_holds" in told
    assert "PASSED test_some.py::test_that_holds_the_second_time" in told


def test_a_test_that_never_ends_is_ended(here: Path) -> None:
    done = tried(here, ENDLESS)
    assert done.returncode == 1
    assert "Timeout" in done.stdout


def test_what_is_no_verdict_on_tests_is_not_tried_again(here: Path) -> None:
    """The list of failures is of an earlier day: it must not make a run good that never was one."""
    assert tried(here, FLAKY).returncode == 0
    (here / "conftest.py").write_text(BROKEN)
    done = tried(here, FLAKY)
    assert done.returncode not in (0, 1)
    assert TWICE not in done.stdout


def test_when_nothing_fails_nothing_is_tried_twice(here: Path) -> None:
    done = tried(here, "def test_that_always_holds():\n    pass\n")
    assert (done.returncode, TWICE in done.stdout) == (0, False)


WATCHED = (
    "def is_due(left: int) -> bool:\n    return left < 3\n\n\ndef is_late(left: int) -> bool:\n    return left < 0\n"
)
WATCH = "from domain.due import is_due\n\ndef test_it():\n    assert is_due(2)\n    assert not is_due(3)\n"
BREAKS_ITSELF = "\n\ndef test_that_never_holds():\n    assert False\n"


def changed(folder: Path, tests: str, *lines: str) -> subprocess.CompletedProcess[str]:
    for name, text in (("domain/due.py", WATCHED), ("tests/domain/test_due.py", tests), ("pytest.ini", "[pytest]\n")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    command = [sys.executable, str(TEST.with_name("mutants.py")), "30", "1", *lines]
    environ = {name: value for name, value in os.environ.items() if "XDIST" not in name}
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, timeout=150, check=False)


def test_a_change_that_a_test_notices_is_caught(tmp_path: Path) -> None:
    done = changed(tmp_path, WATCH, "domain/due.py:2")
    assert done.returncode == 0, done.stderr
    assert "1 of 1 caught" in done.stdout


def test_a_change_that_nobody_notices_survives_and_is_shown(tmp_path: Path) -> None:
    done = changed(tmp_path, WATCH, "domain/due.py:6")
    assert done.returncode == 1, done.stderr
    assert "SURVIVED domain/due.py:6" in done.stdout
    assert "- return left < 0" in done.stdout


def test_a_test_that_fails_anyway_catches_nothing(tmp_path: Path) -> None:
    done = changed(tmp_path, WATCH + BREAKS_ITSELF, "domain/due.py:6")
    assert "0 of 1 caught" in done.stdout


@pytest.mark.parametrize(
    ("line", "changes"),
    [
        ("RETRY_AFTER = 30.0", ["0", "300.0"]),
        ("PAUSE = 0.0", ["1.0"]),
        ("LONGEST = 3_000", ["0", "30000"]),
        ("AGAIN = timedelta(days=3)", ["0", "30"]),
        ("last = names[2:]", ["3"]),
        ("SHOWN = True", ["False"]),
    ],
)
def test_a_measure_becomes_another_that_can_be_noticed(line: str, changes: list[str]) -> None:
    made = runpy.run_path(str(TEST.with_name("mutants.py")))["mutants"]("domain/due.py", line)
    assert [mutant.text for mutant in made] == changes


def test_every_rule_that_is_taken_out_stands_where_it_is_looked_for() -> None:
    """So that `make machine-mutants` can be run at any time; each change is one of the product as it is now."""
    told = [edit for edits in machine_mutants.MUTANTS.values() for edit in edits]
    assert len(machine_mutants.MUTANTS) > 9
    for path, before, after in told:
        text = (HOME / path).read_text(encoding="utf-8")
        assert text.count(before) == 1, f"{path}: {before}"
        compile(text.replace(before, after), path, "exec")
