"""What runs before a commit is what `make check` runs, and what is checked can fail."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

HOME = Path(__file__).parents[1]
RUFF = Path(sys.executable).with_name("ruff")


def checks(makefile: str) -> list[str]:
    """The commands of the target `check`, as the shell gets them."""
    recipe = re.search(r"^check:[^\n]*\n((?:\t[^\n]*\n)+)", makefile, re.MULTILINE)
    assert recipe
    lines = [line.strip().removeprefix("@").replace("$(BIN)", ".venv/bin") for line in recipe[1].splitlines()]
    return [line for line in lines if not line.startswith("echo ")]


@pytest.fixture(scope="module")
def repos() -> list[dict[str, Any]]:
    return list(yaml.safe_load((HOME / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"])


def test_before_a_commit_runs_what_make_check_runs(repos: list[dict[str, Any]]) -> None:
    hooks = [hook["entry"] for repo in repos for hook in repo["hooks"]]
    assert hooks == checks((HOME / "Makefile").read_text(encoding="utf-8"))


def test_no_hook_is_fetched_and_each_looks_at_everything(repos: list[dict[str, Any]]) -> None:
    assert [repo["repo"] for repo in repos] == ["local"]
    hooks = repos[0]["hooks"]
    assert {(hook["language"], hook["pass_filenames"]) for hook in hooks} == {("system", False)}
    assert all(
        Path(HOME, hook["entry"].split()[0]).name in {"ruff", "mypy", "lint-imports", "python"} for hook in hooks
    )


def test_a_check_that_is_added_to_make_alone_is_seen() -> None:
    assert checks("check: setup ## x\n\t@$(BIN)/ruff check .\n\t@$(BIN)/new\n\t@echo 'Fine.'\n\n") == [
        ".venv/bin/ruff check .",
        ".venv/bin/new",
    ]


@pytest.mark.parametrize(("ways", "found"), [(9, 0), (10, 1)], ids=["ten ways are fine", "eleven are too many"])
def test_a_function_with_too_many_ways_through_it_is_found(ways: int, found: int, tmp_path: Path) -> None:
    branches = "".join(f"    if given == {way}:\n        return {way}\n" for way in range(ways))
    (tmp_path / "some.py").write_text(f"def some(given: int) -> int:\n{branches}    return -1\n", encoding="utf-8")
    command = [
        RUFF,
        "check",
        "--quiet",
        "--no-cache",
        "--select",
        "C901",
        "--config",
        HOME / "pyproject.toml",
        tmp_path,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "C901" in done.stdout) == (found, bool(found))


def test_the_rule_of_ways_is_on() -> None:
    command = [RUFF, "check", "--show-settings", HOME / "pyproject.toml"]
    shown = subprocess.run(command, cwd=HOME, capture_output=True, text=True, timeout=60, check=True).stdout
    assert "complex-structure (C901)" in shown


def mypy(where: Path) -> str:
    """What the type checker says of a test module there, under the rules of our own tests."""
    config = f"--config-file={HOME / 'pyproject.toml'}"
    command = [sys.executable, "-m", "mypy", config, "--cache-dir=/dev/null", "-m", "tests.some"]
    return subprocess.run(command, cwd=where, capture_output=True, text=True, timeout=120, check=False).stdout


def test_a_test_that_would_not_start_is_found_before_it_does(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/there.py").write_text("def there(n: int) -> int:\n    return n\n", encoding="utf-8")
    wrong = [
        "from tests.there import gone",
        "from tests.there import there",
        "there()",
        "there.gone",
        "never",
        "ours = []",
    ]
    (tmp_path / "tests/some.py").write_text("\n".join([*wrong, "def test(x): ...", ""]), encoding="utf-8")
    said = mypy(tmp_path)
    found = ["attr-defined", None, "call-arg", "attr-defined", "name-defined", "var-annotated", "no-untyped-def"]
    for line, code in enumerate(found, 1):
        assert (f"some.py:{line}: " in said) == bool(code), said
        assert not code or re.search(rf"some\.py:{line}: .*\[{code}\]", said), said


def test_every_room_with_code_is_type_checked() -> None:
    there = [path for path in HOME.iterdir() if path.name.isidentifier() and path.name != "build"]  # made by `make`
    rooms = {path.name for path in there if any(path.rglob("*.py"))}
    assert (
        set(tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]["packages"]) == rooms
    )
