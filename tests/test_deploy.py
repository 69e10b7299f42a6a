"""The container, as far as it can be tried without one: what is in it runs, as whom, and whether its health shows."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.ports import free_port
from tests.processes import HOME, running

DOCKERFILE = (HOME / "deploy/Dockerfile").read_text(encoding="utf-8")
COPIED = re.findall(r"^COPY (\w+) /opt/dsrbot/src/\w+$", DOCKERFILE, re.MULTILINE)
SENT = (HOME / "deploy/Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()


def said(word: str) -> str:
    """What follows an instruction, which stands there once."""
    (found,) = re.findall(rf"^{word} (.*)$", DOCKERFILE, re.MULTILINE)
    return str(found)


def test_every_package_is_in_it_and_nothing_else_is_sent_to_the_builder() -> None:
    packages = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    assert set(COPIED) == {name.partition(".")[0] for name in packages}
    assert SENT[1] == "*"
    assert {line[1:] for line in SENT if line.startswith("!")} == {*COPIED, "LICENSE", "NOTICE", "requirements/run.txt"}


def test_it_is_nobody_special_and_installs_what_is_locked_alone() -> None:
    assert said("USER").isdigit()
    assert int(said("USER")) >= 1000
    assert DOCKERFILE.count("pip install") == DOCKERFILE.count("--require-hashes") == 1
    assert said("VOLUME") == f"{said('WORKDIR')}/data"


async def test_what_is_copied_runs_and_its_health_check_tells_whether_it_does(tmp_path: Path) -> None:
    for name in COPIED:
        shutil.copytree(HOME / name, tmp_path / "src" / name, ignore=shutil.ignore_patterns("__pycache__"))
    entry, command = json.loads(said("ENTRYPOINT")), json.loads(said("CMD"))
    port = str(free_port())
    place = {"PYTHONPATH": str(tmp_path / "src"), "PORT": port}
    async with running(tmp_path, *command, program=(sys.executable, *entry[1:]), **place) as bot:
        await bot.says("playground is open: ")
        assert _healthy(port)
    assert not _healthy(port)


def _healthy(port: str) -> bool:
    check = json.loads(said("HEALTHCHECK").partition(" CMD ")[2])
    done = subprocess.run(
        [sys.executable, *check[1:]], env={"PORT": port}, capture_output=True, check=False, timeout=60
    )
    return done.returncode == 0
